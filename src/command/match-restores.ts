/**
 * Which stored restores were of the mailbox that somebody names.
 * Veeam 8 records the mailbox; versions before it only the display name at the head of the path, which is not unique.
 * Source: Veeam Backup for Microsoft 365 REST API, "Restore session events".
 */
import { foldText, lettersOf } from "../lib/fold.ts"
import type { Period } from "../model/period.ts"
import { isTaken } from "../model/taken.ts"
import type { RestoreEvent, RestoreSession } from "../ports/backup-server.ts"
import type { StoredRestore } from "../ports/restore-store.ts"
import { beforeAt } from "./resolve-name.ts"

export type MatchedSession = {
  readonly session: RestoreSession
  /** In order of time; never empty. */
  readonly events: readonly RestoreEvent[]
  /** The server doesn't have it any more. */
  readonly isGone?: true
  /** Any mailbox was asked for, so that the answer has to say which it was. */
  readonly ofAny?: true
}

export type Matches = {
  readonly sessions: readonly MatchedSession[]
  /** Sessions that only opened something of this mailbox. */
  readonly viewedOnly: number
  /** Addresses that fit; more than one means that the name is not clear. */
  readonly mailboxes: readonly string[]
  /** True when a match rests on a display name, which two mailboxes may share. */
  readonly byDisplayName: boolean
  /** Of such a name, all addresses that have it. */
  readonly clashes: readonly { readonly name: string; readonly addresses: readonly string[] }[]
  /** Display names of other mailboxes whose address isn't stored: any of them may be the address that was asked for. */
  readonly otherNames: readonly string[]
  /** Sessions with a restore that doesn't say whose mailbox it was. */
  readonly unclear: number
}

type Fit = "address" | "display-name" | "other" | "unclear"

/** `mailbox` undefined means any. */
export function matchRestores(
  restores: readonly StoredRestore[],
  mailbox: string | undefined,
  period: Period,
): Matches {
  const found = restores.map((restore) => {
    const events = restore.events
      .filter((event) => event.startedAt >= period.from && event.startedAt < period.to)
      .toSorted((a, b) => a.startedAt - b.startedAt || a.order - b.order)
      .map((event) => ({ event, fit: mailbox === undefined ? "address" : fitOf(event, mailbox) }))
    const fitting = events.filter(({ fit }) => fit === "address" || fit === "display-name")
    const taken = fitting.filter(({ event }) => isTaken(event))
    const unclear = events.some(({ event, fit }) => isTaken(event) && fit === "unclear")
    const others = events.filter(({ event, fit }) => isTaken(event) && fit === "other")
    return { ...restore, fitting, taken, unclear, others }
  })
  const withTaken = found.filter(({ taken }) => taken.length > 0)
  const taken = withTaken.flatMap((one) => one.taken)
  return {
    sessions: withTaken.map((one) => ({
      session: one.session,
      events: one.taken.map(({ event }) => event),
      ...(one.goneAt === undefined ? {} : { isGone: true }),
      ...(mailbox === undefined ? { ofAny: true } : {}),
    })),
    viewedOnly: found.filter(
      (one) => one.taken.length === 0 && one.fitting.some(({ event }) => event.type === "View"),
    ).length,
    mailboxes:
      mailbox === undefined
        ? []
        : [...new Set(taken.flatMap(({ event }) => event.mailbox?.toLowerCase() ?? []))],
    byDisplayName: taken.some(({ fit }) => fit === "display-name"),
    clashes: clashesOf(taken.map(({ event }) => event)),
    otherNames: mailbox?.includes("@")
      ? namesOf(found.flatMap((one) => one.others.map(({ event }) => event)))
      : [],
    unclear: found.filter((one) => one.unclear && one.taken.length === 0).length,
  }
}

/** Names that several mailboxes have, where the record doesn't say which of them it was. */
function clashesOf(events: readonly RestoreEvent[]): Matches["clashes"] {
  const clashing = events.filter((event) => (event.mailboxCandidates ?? []).length > 1)
  const byName = new Map(
    clashing.map((event) => [headOf(event.source).text, event.mailboxCandidates ?? []] as const),
  )
  return [...byName].map(([name, addresses]) => ({ name, addresses }))
}

function namesOf(events: readonly RestoreEvent[]): readonly string[] {
  const heads = events
    .filter((event) => event.mailbox === undefined || event.mailbox === "")
    .map((event) => headOf(event.source))
  return [
    ...new Set(
      heads.flatMap((head) => (head.kind === "name" && !head.text.startsWith("/") ? [head.text] : [])),
    ),
  ]
}

function fitOf(event: RestoreEvent, mailbox: string): Fit {
  const wanted = foldText(mailbox)
  const head = headOf(event.source)
  if (event.mailbox !== undefined && event.mailbox !== "") {
    const known = foldText(event.mailbox)
    if (known === wanted || (!wanted.includes("@") && beforeAt(known) === wanted)) return "address"
    return !wanted.includes("@") && head.kind === "name" && foldText(head.text) === wanted
      ? "address"
      : "other"
  }
  if (wanted.includes("@") && event.mailboxCandidates !== undefined)
    return event.mailboxCandidates.some((one) => foldText(one) === wanted) ? "display-name" : "other"
  if (head.kind === "none") return "unclear"
  if (head.kind === "onedrive") return fitOneDrive(head.text, wanted)
  if (foldText(head.text) === wanted) return wanted.includes("@") ? "address" : "display-name"
  return lettersOf(head.text) === lettersOf(beforeAt(wanted)) ? "display-name" : "other"
}

/** OneDrive spells `kim@contoso.com` as `kim_contoso_com`. */
function fitOneDrive(head: string, wanted: string): Fit {
  const spelled = wanted.replace(/[^\p{L}\p{N}]/gu, "_")
  if (head === spelled) return "address"
  return !wanted.includes("@") && head.startsWith(`${spelled}_`) ? "display-name" : "other"
}

/** The first part of a path in the backup: `Ben Young\Inbox\Board`, `/personal/kim_contoso_com/Documents`. */
function headOf(source: string): { readonly kind: "name" | "onedrive" | "none"; readonly text: string } {
  const path = source.trim()
  if (path === "") return { kind: "none", text: "" }
  if (path.startsWith("/")) {
    const [, place, owner] = path.split("/")
    return place?.toLowerCase() === "personal" && owner !== undefined
      ? { kind: "onedrive", text: foldText(owner) }
      : { kind: "name", text: path }
  }
  return { kind: "name", text: path.split("\\", 1)[0] ?? "" }
}
