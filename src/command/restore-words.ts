/** One restore session in words: what, from where and why; each only as far as Veeam recorded it. */
import { andMore } from "../lib/list-text.ts"
import type { Face } from "../model/delivery.ts"
import type { RestoreEvent, RestoreSession } from "../ports/backup-server.ts"
import type { MatchedSession } from "./match-restores.ts"

const DONE: Readonly<Record<string, string>> = {
  Restore: "restored",
  Save: "saved to disk",
  Export: "exported",
  Send: "sent by mail",
}

/** `3 items restored, 1 failed (Exchange); from Ben Young\Inbox; to C:\Users\ben`. Paths are for technicians. */
export function whatText(matched: MatchedSession, face: Face): string {
  const items = `${countsText(matched)} (${matched.session.product})${stateText(matched)}`
  if (face === "customer") return items
  const sources = listed(matched, "source")
  const targets = listed(matched, "target")
  const from = sources === "" ? "" : `; from ${sources}`
  if (sources !== "" && sources === targets) return `${items}${from}; back to where it was`
  return `${items}${from}${targets === "" ? "" : `; to ${targets}`}`
}

/** `3 items of kim@contoso.com restored, 1 failed`. */
function countsText(matched: MatchedSession): string {
  const { events } = matched
  const counts = [
    ...Object.entries(DONE).map(
      ([type, word]) =>
        [events.filter((event) => event.type === type && !isBad(event)).length, word] as const,
    ),
    [events.filter(isBad).length, "failed"] as const,
  ].filter(([count]) => count > 0)
  const of = matched.ofAny ? mailboxesText(matched) : ""
  return counts
    .map(([count, word], index) =>
      index > 0 ? `${count} ${word}` : `${count} ${count === 1 ? "item" : "items"}${of} ${word}`,
    )
    .join(", ")
}

/** " of kim@contoso.com", where any mailbox was asked for. */
function mailboxesText({ events }: MatchedSession): string {
  const names = [...new Set(events.flatMap((event) => event.mailbox || event.source.split("\\", 1)[0] || []))]
  if (names.length === 0) return ""
  return ` of ${andMore(names.slice(0, 3), names.length)}`
}

const isBad = (event: RestoreEvent): boolean => /^(?:failed|cancelled|skipped)$/i.test(event.status)

function stateText({ session, isGone }: MatchedSession): string {
  if (isGone) return ", no longer on the server: Watchpost kept it"
  return session.endedAt === undefined ? ", still running: more may follow" : ""
}

function listed(matched: MatchedSession, field: "source" | "target"): string {
  const values = [...new Set(matched.events.map((event) => event[field]).filter((text) => text !== ""))]
  return andMore(values.slice(0, 2), values.length)
}

/** Machine (technicians only), portal scope and the reason that was typed. */
export function circumstancesText(session: RestoreSession, face: Face): string {
  const host = face === "technician" && session.clientHost ? `from ${session.clientHost}` : ""
  const reason = session.reason ? `reason: ${session.reason}` : "no reason given"
  return [host, reason].filter((part) => part !== "").join("; ")
}
