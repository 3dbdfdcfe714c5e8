/**
 * Who made a restore session, as far as the evidence goes: a grade from A to U with its reasons. Pure; made again
 * whenever evidence arrives, so that a late sign-in or log may raise or lower it.
 */
import { accountName, initiatorKind } from "../model/initiator.ts"
import type {
  Attribution,
  ExplorerRun,
  MailboxWrite,
  Reason,
  RestoreEvidence,
} from "../model/restore-evidence.ts"
import { isOperator } from "../model/restore-operator.ts"
import type { RestoreEvent, RestoreSession } from "../ports/backup-server.ts"
import { matchingRuns, type RunMatch } from "./explorer-match.ts"
import { accountKey, type Found, type Hint, hasSignIn, hintsOf, type OwnerOf } from "./hints.ts"
import { idsOf, writesOf } from "./mailbox-writes.ts"
import { serverReasons } from "./server-logs.ts"
import { needsSignIn } from "./still-open.ts"

export type AttributionContext = {
  /** Why nothing can be said, as of a session that was deleted before it was read; one sentence that customers may read. */
  readonly unknownBecause?: string
  /** Accounts that several people use, as names without domain, lower case; `*` stands for any text. */
  readonly sharedAccounts: readonly string[]
  /** How far a machine's clock is ahead of the backup server's, milliseconds; 0 when nothing is known. */
  readonly skewMs: (machine: string) => number
  /** Whose computer that is, as the configuration says. */
  readonly ownerOf?: OwnerOf
  /** Who restores for the customer, as the configuration says: told where nobody is known. */
  readonly operators?: readonly string[]
  /** True when every sign-in around the session's beginning is known. */
  readonly signInsComplete?: boolean
  /** What could not be looked at, one sentence each. */
  readonly missing?: readonly string[]
}

/** Accounts that are nobody's own, whatever the configuration says. */
export const SHARED_ACCOUNTS: readonly string[] = ["administrator", "admin", "svc-*", "svc_*", "*service"]

export function attribute(
  session: RestoreSession,
  events: readonly RestoreEvent[],
  evidence: readonly RestoreEvidence[],
  context: AttributionContext,
): Attribution {
  const { missing = [], unknownBecause, signInsComplete } = context
  // Evidence arrives in any order; the answer must not depend on it.
  const counted = evidence
    .filter((one) => isAbout(session, one))
    .toSorted((a, b) => (a.id < b.id ? -1 : Number(a.id > b.id)))
  const isUnseen = signInsComplete === true && needsSignIn(session) && !hasSignIn(session, counted)
  return {
    ...(unknownBecause === undefined
      ? weigh(session, events, counted, context)
      : unknown(unknownBecause, session)),
    ...(isUnseen ? { withoutSignIn: true } : {}),
    ...(missing.length === 0 ? {} : { missing }),
  }
}

function weigh(
  session: RestoreSession,
  events: readonly RestoreEvent[],
  evidence: readonly RestoreEvidence[],
  context: AttributionContext,
): Attribution {
  const runs = matchingRuns(session, events, evidence.filter(isRun), context.skewMs)
  const found = hintsOf(session, events, evidence, { runs, ownerOf: context.ownerOf })
  const kind = initiatorKind(session)
  const answer =
    kind === "windows" || kind === "upn"
      ? withRole(fromAccount(session, kind, found, context), session)
      : withOperators(fromHints(session, found, runs, context), session, context)
  const weighed = withWrites(answer, writesOf(events, evidence))
  const told = { ...weighed, reasons: [...weighed.reasons, ...serverReasons(session, evidence)] }
  return session.clientHost === undefined ? told : { ...told, machine: session.clientHost }
}

/** That something arrived is worth telling, also where only an app is named: it makes nobody more probable. */
function withWrites(answer: Attribution, writes: readonly MailboxWrite[]): Attribution {
  const nameless = writes.filter(({ upn }) => upn === undefined)
  if (nameless.length === 0) return answer
  const what = nameless.length === 1 ? "1 item" : `${nameless.length} items`
  const text = `Microsoft 365 recorded ${what} that the backup's app put there: it was restored, but the record names nobody in particular.`
  return { ...answer, reasons: [...answer.reasons, { text, evidenceIds: idsOf(nameless) }] }
}

/** Where Veeam recorded a Microsoft 365 account, somebody else's sign-in at the same time is another matter. */
const isAbout = (session: RestoreSession, one: RestoreEvidence): boolean =>
  one.kind !== "admin-sign-in" ||
  initiatorKind(session) !== "upn" ||
  one.upn.toLowerCase() === session.initiatedBy.trim().toLowerCase()

/** Whom to ask where nobody is known: those whom the provider named, and those whom the backup server lets restore. */
function withOperators(
  answer: Attribution,
  { id, operators: allowed = [] }: RestoreSession,
  { operators: named = [] }: AttributionContext,
): Attribution {
  if (answer.person !== undefined) return answer
  const told = (
    before: string,
    names: readonly string[],
    evidenceIds: readonly string[],
  ): readonly Reason[] =>
    names.length === 0 ? [] : [{ text: `${before}: ${names.join(", ")}.`, evidenceIds }]
  const reasons = [
    ...told("Those who restore for this customer, as the configuration says", named, []),
    ...told("Those who could restore in the Restore Portal then, as the backup server says", allowed, [id]),
  ]
  return { ...answer, reasons: [...answer.reasons, ...reasons] }
}

/** Whether the account could do it in the Restore Portal. It changes no grade: who did it is recorded. */
function withRole(answer: Attribution, session: RestoreSession): Attribution {
  const known = isOperator(session)
  if (known === undefined) return answer
  const stood = known
    ? "stood in a restore operator role"
    : "stood under this name in no restore operator role"
  const text = `${session.initiatedBy.trim()} ${stood} on the backup server.`
  return { ...answer, reasons: [...answer.reasons, { text, evidenceIds: [session.id] }] }
}

const isRun = (one: RestoreEvidence): one is ExplorerRun => one.kind === "explorer-run"

/** Who opened it is told to those who weigh the evidence; it doesn't make them the one who restored something. */
const unknown = (because: string, { id, initiatedBy }: RestoreSession): Attribution => ({
  grade: "U",
  candidates: [],
  reasons: [
    { text: because, evidenceIds: [] },
    { text: `Veeam recorded “${initiatedBy.trim() || "nobody"}” as who opened it.`, evidenceIds: [id] },
  ],
})

export function isShared(account: string, shared: readonly string[]): boolean {
  const name = accountName(account)
  return shared.some((pattern) => {
    const [start = "", ...rest] = pattern.toLowerCase().split("*")
    if (rest.length === 0) return name === start
    const end = rest.at(-1) ?? ""
    return name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end)
  })
}

/** Veeam recorded an account. Another source may contradict it; a shared one names nobody in particular. */
function fromAccount(
  session: RestoreSession,
  kind: "windows" | "upn",
  found: Found,
  { sharedAccounts }: AttributionContext,
): Attribution {
  const person = session.initiatedBy.trim()
  const realm = kind === "windows" ? "windows" : "microsoft-365"
  const own: Hint = { realm, person, text: `Veeam recorded ${person}.`, evidenceIds: [session.id] }
  const reasons = reasonsOf([own, ...found.hints])
  if (isShared(person, sharedAccounts)) {
    const hinted = found.hints.map((hint) => hint.person)
    const candidates = [...new Set([...found.undecided, ...hinted])]
    return { grade: "C", person, candidates, reasons: [...reasons, sharedReason(own)] }
  }
  return contradiction([own, ...found.hints]) ?? { grade: "A", person, candidates: [], reasons }
}

const sharedReason = ({ person, evidenceIds }: Hint): Reason => ({
  text: `Several people may use the account ${person}: ask.`,
  evidenceIds,
})

/** Veeam recorded only the organization, or nothing that names anybody. */
function fromHints(
  session: RestoreSession,
  found: Found,
  runs: readonly RunMatch[],
  { sharedAccounts }: AttributionContext,
): Attribution {
  const { hints, undecided } = found
  const against = contradiction(hints)
  if (against !== undefined) return against
  const [best] = hints
  if (best === undefined || isTorn(runs)) return withoutPerson(session, found)
  const [only] = runs
  const strong = only !== undefined && runs.length === 1 && only.items > 0
  const shared = isShared(best.person, sharedAccounts)
  const reasons: readonly Reason[] = [
    ...reasonsOf(hints),
    ...(strong ? [itemsReason(only)] : []),
    ...(shared ? [sharedReason(best)] : []),
  ]
  return { grade: strong && !shared ? "B" : "C", person: best.person, candidates: undecided, reasons }
}

/** Explorers of two accounts on one machine in one second: whoever else is hinted at, the machine is all that is sure. */
const isTorn = (runs: readonly RunMatch[]): boolean =>
  new Set(runs.map(({ run }) => accountKey({ realm: "windows", person: run.account }))).size > 1

const itemsReason = ({ run, items }: RunMatch): Reason => ({
  text: `${items} ${items === 1 ? "item" : "items"} of this session ${items === 1 ? "stands" : "stand"} in that log as well.`,
  evidenceIds: [run.id],
})

function withoutPerson(session: RestoreSession, { hints, undecided, evidenceIds }: Found): Attribution {
  const candidates = [...new Set([...undecided, ...hints.map(({ person }) => person)])]
  const recorded = `Veeam recorded only “${session.initiatedBy.trim() || "nobody"}”.`
  const several =
    candidates.length === 0
      ? []
      : [{ text: `Nothing decides between ${candidates.join(" and ")}.`, evidenceIds }]
  const grade = session.clientHost === undefined && candidates.length === 0 ? "E" : "D"
  return { grade, candidates, reasons: [{ text: recorded, evidenceIds: [session.id] }, ...several] }
}

/** Two sources of one realm that name two people: both are shown, and neither is believed. */
function contradiction(hints: readonly Hint[]): Attribution | undefined {
  const byRealm = Map.groupBy(hints, (hint) => hint.realm)
  for (const [, [first, ...others]] of byRealm) {
    const against = first && others.find((other) => accountKey(other) !== accountKey(first))
    if (first === undefined || against === undefined) continue
    const text = `Two sources contradict each other: ${first.person} and ${against.person}.`
    const evidenceIds = [...first.evidenceIds, ...against.evidenceIds]
    return {
      grade: "D",
      candidates: [first.person, against.person],
      reasons: [{ text, evidenceIds }, ...reasonsOf(hints)],
    }
  }
  return undefined
}

const reasonsOf = (hints: readonly Hint[]): readonly Reason[] =>
  hints.map(({ text, evidenceIds }) => ({ text, evidenceIds }))
