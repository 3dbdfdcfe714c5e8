/** What points to a person where Veeam recorded only the organization. A hint alone makes an answer probable, never sure. */
import { MINUTE } from "../lib/time-units.ts"
import { accountName, initiatorKind } from "../model/initiator.ts"
import type {
  AdminSignIn,
  AuditMail,
  Declaration,
  MailboxWrite,
  RestoreEvidence,
} from "../model/restore-evidence.ts"
import type { RestoreEvent, RestoreSession } from "../ports/backup-server.ts"
import { hostLabel, type RunMatch } from "./explorer-match.ts"
import { isMailAbout } from "./mail-mailboxes.ts"
import { idsOf, writesOf } from "./mailbox-writes.ts"

/**
 * Windows accounts and Microsoft 365 accounts of one person differ, so only accounts of one realm can contradict. A
 * name that somebody wrote is neither, and contradicts nothing.
 */
export type Realm = "windows" | "microsoft-365" | "name"

export type Hint = {
  readonly realm: Realm
  readonly person: string
  readonly text: string
  readonly evidenceIds: readonly string[]
}

/** A device code is valid for 15 minutes. Source: Veeam Backup for Microsoft 365 guide, "Authentication with a one-time code". */
export const SIGN_IN_BEFORE_MS = 20 * MINUTE
export const SIGN_IN_AFTER_MS = 2 * MINUTE

/** Whose computer that is. */
export type OwnerOf = (machine: string) => string | undefined

export type Found = {
  readonly hints: readonly Hint[]
  /** People between whom one kind of hint can't decide. */
  readonly undecided: readonly string[]
  readonly evidenceIds: readonly string[]
}

export function hintsOf(
  session: RestoreSession,
  events: readonly RestoreEvent[],
  evidence: readonly RestoreEvidence[],
  {
    runs,
    ownerOf = () => undefined,
  }: { readonly runs: readonly RunMatch[]; readonly ownerOf?: OwnerOf | undefined },
): Found {
  const found = [
    runHints(runs),
    oneOf(profileHints(session, events, runs)),
    oneOf(evidence.filter((one) => one.kind === "admin-sign-in").flatMap((one) => signInHint(session, one))),
    oneOf(writeHints(writesOf(events, evidence))),
    oneOf(
      evidence.filter((one) => one.kind === "audit-mail").flatMap((one) => mailHint(session, events, one)),
    ),
    oneOf(
      evidence
        .filter((one) => one.kind === "declaration")
        .flatMap((one) => declaredHint(session, events, one)),
    ),
    oneOf(ownerHint(session, ownerOf)),
  ]
  return {
    hints: found.flatMap((one) => one.hints),
    undecided: [...new Set(found.flatMap((one) => one.undecided))],
    evidenceIds: found.flatMap((one) => one.evidenceIds),
  }
}

const NOTHING: Found = { hints: [], undecided: [], evidenceIds: [] }

/** Hints of one kind help only when all of them mean one person. */
function oneOf(hints: readonly Hint[]): Found {
  const people = new Map(hints.map((hint) => [accountKey(hint), hint]))
  const [only] = people.values()
  if (only === undefined) return NOTHING
  const evidenceIds = hints.flatMap((hint) => hint.evidenceIds)
  if (people.size > 1)
    return { hints: [], undecided: [...people.values()].map(({ person }) => person), evidenceIds }
  return { hints: [{ ...only, evidenceIds }], undecided: [], evidenceIds }
}

/** Two Windows accounts are one when their names are: machine and domain differ by who writes them. */
export const accountKey = ({ realm, person }: Pick<Hint, "realm" | "person">): string =>
  realm === "windows" ? accountName(person) : person.trim().toLowerCase()

/** What somebody wrote for a person: an address, a Windows account or a plain name. */
function realmOf(person: string): Realm {
  const kind = initiatorKind({ initiatedBy: person })
  return kind === "windows" ? "windows" : kind === "upn" ? "microsoft-365" : "name"
}

/** Two logs of one account are one hint, as when somebody opened two Explorers, or a log was changed after it was sent. */
function runHints(runs: readonly RunMatch[]): Found {
  const windows = oneOf(
    runs.map(({ run }) => ({
      realm: "windows",
      person: run.account,
      text: `The Explorer log of ${run.machine} was opened by ${run.account} in the same second.`,
      evidenceIds: [run.id],
    })),
  )
  const [upn, ...more] = new Set(runs.flatMap(({ run }) => run.upns))
  if (windows.hints.length === 0 || upn === undefined || more.length > 0) return windows
  const text = `That Explorer signed in to Microsoft 365 as ${upn}.`
  const cloud: Hint = { realm: "microsoft-365", person: upn, text, evidenceIds: windows.evidenceIds }
  return { ...windows, hints: [...windows.hints, cloud] }
}

const PROFILE = /^[a-z]:\\users\\([^\\]+)(?:\\|$)/i
/** Folders below Users that belong to nobody. */
const NOBODY = new Set(["administrator", "public", "default", "all users"])

function profileHints(
  { clientHost = "", initiatedBy }: RestoreSession,
  events: readonly RestoreEvent[],
  runs: readonly RunMatch[],
): readonly Hint[] {
  const realms = [clientHost, ...[initiatedBy, ...runs.map(({ run }) => run.account)].map(domainOf)]
  return events.flatMap((event): readonly Hint[] => {
    const profile = PROFILE.exec(event.target)?.[1]
    const user = profile && accountOfProfile(profile, realms)
    if (!user || NOBODY.has(user.toLowerCase())) return []
    const text = `The data went to a folder of the Windows profile ${profile}.`
    return [{ realm: "windows", person: user, text, evidenceIds: [event.id] }]
  })
}

const domainOf = (account: string): string =>
  account.includes("\\") ? (account.split("\\", 1)[0] ?? "") : ""

/** Where a folder `kim` is taken, Windows makes `kim.NORTHWIND`, `kim.PC-0417` or `kim.000` for another account of that name. */
function accountOfProfile(profile: string, realms: readonly string[]): string {
  const dot = profile.lastIndexOf(".")
  const suffix = dot < 1 ? "" : profile.slice(dot + 1).toLowerCase()
  const isAdded = /^\d{3}$/.test(suffix) || realms.some((realm) => hostLabel(realm) === suffix)
  return suffix !== "" && isAdded ? profile.slice(0, dot) : profile
}

export const hasSignIn = (session: RestoreSession, evidence: readonly RestoreEvidence[]): boolean =>
  evidence.some((one) => one.kind === "admin-sign-in" && signInHint(session, one).length > 0)

function signInHint(session: RestoreSession, { id, upn, at, ip }: AdminSignIn): readonly Hint[] {
  const since = at - session.createdAt
  if (since < -SIGN_IN_BEFORE_MS || since > SIGN_IN_AFTER_MS) return []
  const where = ip === undefined ? "" : ` from ${ip}`
  const isNamed = upn.toLowerCase() === session.initiatedBy.trim().toLowerCase()
  const text = `${upn} ${isNamed ? "signed in" : "is the administrator who signed in"} shortly before${where}.`
  return [{ realm: "microsoft-365", person: upn, text, evidenceIds: [id] }]
}

/** Of those that an app made in its own name nobody is named. */
function writeHints(writes: readonly MailboxWrite[]): readonly Hint[] {
  const byPerson = Map.groupBy(writes, ({ upn = "" }) => upn)
  return [...byPerson].flatMap(([person, own]): readonly Hint[] => {
    if (person === "") return []
    const what = own.length === 1 ? "1 item" : `${own.length} items`
    const text = `${person} put ${what} there with the backup's app, as Microsoft 365 recorded.`
    return [{ realm: "microsoft-365", person, text, evidenceIds: idsOf(own) }]
  })
}

function mailHint(
  session: RestoreSession,
  events: readonly RestoreEvent[],
  mail: AuditMail,
): readonly Hint[] {
  const kind = initiatorKind({ initiatedBy: mail.initiatedBy, organization: session.organization })
  if (kind !== "windows" && kind !== "upn") return []
  if (!events.some((event) => isMailAbout(mail, event))) return []
  const realm = kind === "upn" ? "microsoft-365" : "windows"
  const text = `Veeam's audit mail names ${mail.initiatedBy}.`
  return [{ realm, person: mail.initiatedBy, text, evidenceIds: [mail.id] }]
}

/** An answer is about its session. What was told beforehand is about one mailbox: without an address in the session it fits none. */
function declaredHint(
  session: RestoreSession,
  events: readonly RestoreEvent[],
  declared: Declaration,
): readonly Hint[] {
  const { id, person, from, to } = declared
  const hint = { realm: realmOf(person), person, evidenceIds: [id] }
  if (declared.session !== undefined)
    return declared.session === session.id
      ? [{ ...hint, text: `${declared.by ?? "Somebody"} was asked, and says that it was ${person}.` }]
      : []
  const mailbox = declared.mailbox.toLowerCase()
  const fits = events.some(
    (event) => event.mailbox?.toLowerCase() === mailbox && event.startedAt >= from && event.startedAt < to,
  )
  return fits ? [{ ...hint, text: `${person} told Watchpost of this restore.` }] : []
}

function ownerHint({ id, clientHost }: RestoreSession, ownerOf: OwnerOf): readonly Hint[] {
  const person = clientHost === undefined ? undefined : ownerOf(hostLabel(clientHost))
  if (clientHost === undefined || person === undefined) return []
  const text = `${clientHost} is the computer of ${person}, as the configuration says.`
  return [{ realm: realmOf(person), person, text, evidenceIds: [id] }]
}
