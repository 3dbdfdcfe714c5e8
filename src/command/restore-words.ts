/** One restore session in words: who, what, from where and why; each only as far as Veeam recorded it. */
import type { Face } from "../model/delivery.ts"
import type { RestoreEvent, RestoreSession } from "../ports/backup-server.ts"
import type { MatchedSession } from "./match-restores.ts"

const DONE: Readonly<Record<string, string>> = {
  Restore: "restored",
  Save: "saved to disk",
  Export: "exported",
  Send: "sent by mail",
}

/**
 * `initiatedBy` names a person's account (`DOMAIN\name`, `name@domain`) or only the organization, as Veeam does for
 * tenants of a service provider. Source: Veeam Backup for Microsoft 365 REST API, "Get restore sessions".
 * The customer's face leaves out the backup server's name before the backslash.
 */
export function whoText(session: RestoreSession, face: Face): string {
  const recorded = session.initiatedBy.trim()
  if (recorded === "") return "Veeam recorded nobody; person unknown"
  if (isOrganization(recorded, session)) return "Veeam recorded only the organization; person unknown"
  if (!/[\\@]/.test(recorded)) return `Veeam recorded “${recorded}”; whether that is a person is unknown`
  const account = face === "customer" ? (recorded.split("\\").at(-1) ?? recorded) : recorded
  return `by ${account}${isShared(recorded) ? " (an account that several people may share)" : ""}`
}

const isOrganization = (recorded: string, session: RestoreSession): boolean =>
  recorded.toLowerCase() === session.organization.trim().toLowerCase() ||
  /^[^@\\]+\.onmicrosoft\.com$/i.test(recorded)

const isShared = (account: string): boolean =>
  /(?:^|\\)(?:administrator|admin|svc[-_.].*)(?:@|$)/i.test(account)

/** `3 restored, 1 failed; from Ben Young\Inbox; to C:\Users\ben`. Paths are for technicians. */
export function whatText(matched: MatchedSession, face: Face): string {
  const good = Object.entries(DONE).flatMap(([type, word]) => {
    const count = matched.events.filter((event) => event.type === type && !isBad(event)).length
    return count === 0 ? [] : [`${count} ${word}`]
  })
  const bad = matched.events.filter(isBad).length
  const counts = [...good, ...(bad === 0 ? [] : [`${bad} failed`])].join(", ")
  const items = `${counts} (${matched.session.product})${runningText(matched.session)}`
  if (face === "customer") return items
  const sources = listed(matched, "source")
  const targets = listed(matched, "target")
  const from = sources === "" ? "" : `; from ${sources}`
  if (sources !== "" && sources === targets) return `${items}${from}; back to where it was`
  return `${items}${from}${targets === "" ? "" : `; to ${targets}`}`
}

const isBad = (event: RestoreEvent): boolean => /^(?:failed|cancelled|skipped)$/i.test(event.status)

const runningText = (session: RestoreSession): string =>
  session.endedAt === undefined ? ", still running: more may follow" : ""

function listed(matched: MatchedSession, field: "source" | "target"): string {
  const values = [...new Set(matched.events.map((event) => event[field]).filter((text) => text !== ""))]
  const more = values.length > 2 ? ` and ${values.length - 2} more` : ""
  return `${values.slice(0, 2).join(", ")}${more}`
}

/** Machine (technicians only), portal scope and the reason that was typed. */
export function circumstancesText(session: RestoreSession, face: Face): string {
  const host = face === "technician" && session.clientHost ? `from ${session.clientHost}` : ""
  const reason = session.reason ? `reason: ${session.reason}` : "no reason given"
  return [host, reason].filter((part) => part !== "").join("; ")
}
