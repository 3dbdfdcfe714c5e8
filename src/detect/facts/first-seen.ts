/**
 * What is seen for the first time: a country of a user, an app that reads mail, a forwarding in this tenant. Each is a fact
 * that rules can use. A thing stays new for a day, so that the records of one act agree whatever order they come in, and is
 * new again after a pause. Nothing is new while nobody knows yet what is usual: the first week of a tenant, or of the
 * person whose habits are asked about.
 */
import { networkOf } from "../../lib/ip-text.ts"
import { createPathMemo } from "../../lib/remembered.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import type { Trace, WritableMemory } from "../../model/detect-memory.ts"
import type { TenantId } from "../../model/ids.ts"
import { guestAddress } from "./directory-users.ts"
import type { Fact, FactContext, OtherFacts } from "./fact.ts"
import { MAILBOX_ACTS } from "./mail-access.ts"

const DAY_MS = 86_400_000
/** So far back Microsoft offers content, so that the back-fill of a new tenant has taught it. Source: Activity API reference, "List available content". */
export const LEARNING_MS = 7 * DAY_MS
const NEW_FOR_MS = DAY_MS

/** Whose habit it is (undefined: the tenant's), and what was seen of it, if anything. */
export type Sighting = { readonly of: string | undefined; readonly what: readonly string[] | undefined }

export type FirstSeen = {
  /** The fact that it is new. */
  readonly name: string
  /** The fact that it isn't. Unlike the first it says nothing while habits are learned: what is dangerous alerts then. */
  readonly usual?: string
  /** Which records teach; the others only ask. Missing: every record teaches. */
  readonly teaches?: (record: AuditRecord) => boolean
  /** Folded; records of other operations are never asked. */
  readonly operations: readonly string[]
  /** New again after so many days without it. */
  readonly days: number
  /** How long it stays new, when that is longer than a day. */
  readonly newForDays?: number
  /** Undefined when the record says nothing of it. */
  readonly read: (facts: OtherFacts, record: AuditRecord) => Sighting | undefined
}

/** Folded names of what Veeam records; other services have operations of some of these names. */
const RESTORES = ["restore", "save", "export", "send"]

const actorOf = ({ actor }: AuditRecord): string => actor.upn ?? actor.id

/** A habit of the user who signs in; these facts together are what is seen. */
const ofSignIn = (name: string, days: number, names: readonly string[]): FirstSeen => ({
  name,
  operations: ["userloggedin"],
  days,
  read: (facts) => {
    const user = facts.evidence("SignInUser")
    return user === undefined ? undefined : { of: user, what: allOf(names, facts, user) }
  },
})

/** What these facts tell, and whose it is; undefined when not all of them hold. */
function allOf(names: readonly string[], facts: OtherFacts, user: string): readonly string[] | undefined {
  const what: string[] = []
  for (const name of names) {
    const evidence = facts.evidence(name)
    if (evidence === undefined) return undefined
    what.push(evidence)
  }
  what.push(user)
  return what
}

/** A habit of the tenant: that this fact holds with this evidence, and for this person when `each` says so. */
const ofTenant = (
  name: string,
  days: number,
  fact: string,
  { operations, each }: { readonly operations: readonly string[]; readonly each: boolean },
): FirstSeen => ({
  name,
  operations,
  days,
  read: (facts, record) => {
    const evidence = facts.evidence(fact)
    return evidence === undefined
      ? undefined
      : { of: undefined, what: [evidence, ...(each ? [actorOf(record)] : [])] }
  },
})

export const FIRST_SEEN: readonly FirstSeen[] = [
  ofSignIn("FirstCountryOfUser", 30, ["SignInCountry"]),
  { ...ofSignIn("FirstNetworkOfUser", 30, ["SignInNetwork"]), usual: "UsualNetworkOfUser" },
  {
    // From where somebody of the tenant gets in: wrong passwords from there are mostly their own.
    name: "FirstNetworkOfTenant",
    usual: "UsualNetworkOfTenant",
    teaches: ({ outcome }) => outcome !== "failed",
    operations: ["userloggedin", "userloginfailed"],
    days: 30,
    read: (facts) => {
      const range = networkOf(facts.evidence("SignInAddress") ?? "")
      return range === undefined ? undefined : { of: undefined, what: [range] }
    },
  },
  {
    ...ofSignIn("FirstBrokerNetworkOfUser", 7, ["SignsInByBroker", "SignInNetwork"]),
    usual: "UsualBrokerNetworkOfUser",
  },
  {
    ...ofSignIn("FirstLegacyProtocolOfUser", 7, ["SignsInByLegacyProtocol"]),
    usual: "UsualLegacyProtocolOfUser",
  },
  {
    ...ofSignIn("FirstDeveloperToolOfUser", 30, ["SignsInByDeveloperTool"]),
    usual: "UsualDeveloperToolOfUser",
  },
  {
    ...ofSignIn("FirstCommandLineOfUser", 90, ["SignsInByCommandLine"]),
    usual: "UsualCommandLineOfUser",
  },
  {
    ...ofTenant("FirstAppInMailboxes", 14, "ReadsMailThroughApp", {
      operations: ["mailitemsaccessed"],
      each: false,
    }),
    usual: "UsualAppInMailboxes",
    // What an app read in its first week belongs to one alert.
    newForDays: 7,
  },
  {
    ...ofTenant("FirstVisitorOfMailbox", 30, "UsesMailboxOfAnother", {
      operations: MAILBOX_ACTS,
      each: true,
    }),
    usual: "UsualVisitorOfMailbox",
  },
  {
    ...ofTenant("FirstProgramOfUser", 7, "ReadsFilesByProgram", {
      operations: ["filedownloaded", "fileaccessed", "fileaccessedextended"],
      each: true,
    }),
    usual: "UsualProgramOfUser",
  },
  {
    name: "FirstAppOfUser",
    operations: ["consent to application"],
    days: 10,
    read: (facts, record) =>
      facts.evidence("Consents") === undefined
        ? undefined
        : { of: undefined, what: [actorOf(record), record.target.name] },
  },
  {
    name: "FirstMakerOfUsers",
    operations: ["add user"],
    days: 90,
    read: (facts, record) =>
      facts.evidence("CreatesUser") === undefined ? undefined : { of: undefined, what: [actorOf(record)] },
  },
  {
    name: "FirstGuestOrganization",
    operations: ["add user", "invite external user"],
    days: 90,
    read: (facts) => {
      const domain = guestAddress(facts.evidence("InvitesGuest") ?? "")
        ?.split("@")
        .at(-1)
      return domain === undefined ? undefined : { of: undefined, what: [domain] }
    },
  },
  {
    name: "FirstDeviceNetwork",
    operations: ["add device", "add registered owner to device", "add registered users to device"],
    days: 30,
    read: (facts, record) =>
      record.ip === undefined || facts.evidence("RegistersDevice") === undefined
        ? undefined
        : { of: undefined, what: [actorOf(record), record.ip] },
  },
  ofTenant("FirstMachineOfRestores", 180, "RestoreMachine", { operations: RESTORES, each: false }),
  ofTenant("FirstOperatorOfRestores", 180, "RestoreOperator", { operations: RESTORES, each: false }),
  {
    name: "FirstForwardOfTenant",
    operations: ["set-mailbox", "new-inboxrule", "set-inboxrule", "updateinboxrules"],
    days: 365,
    read: (facts) =>
      (facts.evidence("ForwardsOutside") ?? facts.evidence("RuleForwardsOutside")) === undefined
        ? undefined
        : { of: undefined, what: ["forwarding"] },
  },
]

/** The evidence when what the record tells is new. */
function newness(
  definition: FirstSeen,
  record: AuditRecord,
  { memory }: FactContext,
  facts: OtherFacts,
): string | undefined {
  if (memory === undefined || !definition.operations.includes(record.operationKey)) return undefined
  const seen = definition.read(facts, record)
  if (seen?.what === undefined) return undefined
  const trace = memory.trace(seenKey(record.tenantId, definition, seen.what))
  const newFor = definition.newForDays === undefined ? NEW_FOR_MS : definition.newForDays * DAY_MS
  if (!isNew(trace, record.happenedAt, definition.days, newFor)) return undefined
  const learnedSince = memory.trace(habitKey(record.tenantId, seen.of))?.firstAt
  const isLearning = learnedSince === undefined || record.happenedAt - learnedSince < LEARNING_MS
  return isLearning ? undefined : `new: ${seen.what.join(", ")}`
}

const isNew = (trace: Trace | undefined, at: number, days: number, newFor = NEW_FOR_MS): boolean =>
  trace === undefined || at < trace.firstAt + newFor || at > trace.lastAt + days * DAY_MS

/** The evidence when what the record tells was seen on an earlier day, and not too long ago. */
function habit(
  definition: FirstSeen,
  record: AuditRecord,
  { memory }: FactContext,
  facts: OtherFacts,
): string | undefined {
  if (memory === undefined || !definition.operations.includes(record.operationKey)) return undefined
  const what = definition.read(facts, record)?.what
  const trace = what && memory.trace(seenKey(record.tenantId, definition, what))
  return trace === undefined || isNew(trace, record.happenedAt, definition.days)
    ? undefined
    : what?.join(", ")
}

const factOf = (name: string, read: typeof newness, definition: FirstSeen): Fact => ({
  name,
  read: (record, context, facts) =>
    facts === undefined ? undefined : read(definition, record, context, facts),
})

export const FIRST_SEEN_FACTS: readonly Fact[] = FIRST_SEEN.flatMap((definition) => [
  factOf(definition.name, newness, definition),
  ...(definition.usual === undefined ? [] : [factOf(definition.usual, habit, definition)]),
])

/** The tenant has been known since its earliest record, of whatever kind. */
export const tenantKey = (tenant: TenantId): string => traceKey([tenant])
/** All habits of a user are told by the same sign-ins. */
const habitKey = (tenant: TenantId, user: string | undefined): string =>
  user === undefined ? tenantKey(tenant) : traceKey([tenant, "sign-ins", "of", user])
const seenKey = (tenant: TenantId, { name }: FirstSeen, what: readonly string[]): string =>
  traceKey([tenant, name, "what", ...what])

/** Unambiguous whatever the parts hold. A store keeps only a hash of it. */
export const traceKey = (parts: readonly string[]): string =>
  keysBefore(parts, () => {
    let key = ""
    for (const part of parts) key += `${part.length}:${part} `
    return key.toLowerCase()
  })

const keysBefore = createPathMemo<string>()

/** Remembers what the record tells. Doing it twice, or in another order, leaves the same. */
export function remember(
  definitions: readonly FirstSeen[],
  record: AuditRecord,
  memory: WritableMemory,
  facts: OtherFacts,
): void {
  let user: string | undefined
  for (const definition of definitions) {
    const seen = definition.teaches?.(record) === false ? undefined : definition.read(facts, record)
    if (seen === undefined) continue
    if (seen.of !== undefined && seen.of !== user) {
      user = seen.of
      keepEarliest(habitKey(record.tenantId, user), record, memory)
    }
    if (seen.what !== undefined)
      keepSeen(seenKey(record.tenantId, definition, seen.what), record, definition.days * DAY_MS, memory)
  }
}

/** Since when something is known; only an earlier record changes it. */
export function keepEarliest(
  key: string,
  { id, happenedAt }: Pick<AuditRecord, "id" | "happenedAt">,
  memory: WritableMemory,
): void {
  const known = memory.trace(key)
  if (known !== undefined && known.firstAt <= happenedAt) return
  memory.keepTrace({ key, firstAt: happenedAt, firstRecord: id, lastAt: known?.lastAt ?? happenedAt })
}

/** A later record is written only when it says much: a trace that moved with every record would be written with each. */
function keepSeen(key: string, { id, happenedAt }: AuditRecord, pause: number, memory: WritableMemory): void {
  const known = memory.trace(key)
  if (known === undefined || happenedAt > known.lastAt + pause) {
    memory.keepTrace({ key, firstAt: happenedAt, firstRecord: id, lastAt: happenedAt })
  } else if (happenedAt < known.firstAt && happenedAt >= known.firstAt - pause) {
    memory.keepTrace({ ...known, firstAt: happenedAt, firstRecord: id })
  } else if (happenedAt > known.lastAt + Math.min(DAY_MS, pause / 7)) {
    memory.keepTrace({ ...known, lastAt: happenedAt })
  }
}
