/**
 * What is seen for the first time: a country of a user, an app that reads mail, a forwarding in this tenant. Each is a fact
 * that rules can use. A thing stays new for a day, so that the records of one act agree whatever order they come in, and is
 * new again after a pause. Nothing is new while nobody knows yet what is usual: the first week of a tenant, or of the
 * person whose habits are asked about.
 */
import { networkOf } from "../../lib/ip-text.ts"
import { createPathMemo } from "../../lib/remembered.ts"
import { DAY } from "../../lib/time-units.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import type { DetectMemory, Trace, WritableMemory } from "../../model/detect-memory.ts"
import type { TenantId } from "../../model/ids.ts"
import type { Fact, FactContext, OtherFacts } from "./fact.ts"
import { FIRST_SEEN, type FirstSeen, NETWORK_OF_USER } from "./seen-things.ts"

/** So far back Microsoft offers content, so that the back-fill of a new tenant has taught it. Source: Activity API reference, "List available content". */
const LEARNING_MS = 7 * DAY
const NEW_FOR_MS = DAY

/** What the record tells, whose habit that is, and when it was seen; undefined when it tells nothing of it. */
type Look = (
  record: AuditRecord,
  memory: DetectMemory,
  facts: OtherFacts,
) =>
  | { readonly of: string | undefined; readonly what: readonly string[]; readonly trace: Trace | undefined }
  | undefined

/** Whether it is new and whether it is usual are asked of a record one after the other, so that the last answer is kept. */
function lookFor(definition: FirstSeen): Look {
  let last: { readonly facts: OtherFacts; readonly found: ReturnType<Look> } | undefined
  return (record, memory, facts) => {
    if (last?.facts === facts) return last.found
    const { of, what } = definition.read(facts, record) ?? {}
    const found = what && { of, what, trace: memory.trace(seenKey(record.tenantId, definition, what)) }
    last = { facts, found }
    return found
  }
}

type Read = (
  definition: FirstSeen,
  look: Look,
) => (record: AuditRecord, memory: DetectMemory, facts: OtherFacts) => string | undefined

/** The evidence when what the record tells is new. */
const newness: Read = (definition, look) => (record, memory, facts) => {
  const seen = look(record, memory, facts)
  const newFor = definition.newForDays === undefined ? NEW_FOR_MS : definition.newForDays * DAY
  if (seen === undefined || !isNew(seen.trace, record.happenedAt, definition.days, newFor)) return undefined
  const learnedSince = memory.trace(habitKey(record.tenantId, seen.of))?.firstAt
  const isLearning = learnedSince === undefined || record.happenedAt - learnedSince < LEARNING_MS
  return isLearning ? undefined : `new: ${seen.what.join(", ")}`
}

const isNew = (trace: Trace | undefined, at: number, days: number, newFor = NEW_FOR_MS): boolean =>
  trace === undefined || at < trace.firstAt + newFor || at > trace.lastAt + days * DAY

/** The evidence when what the record tells was seen on an earlier day, and not too long ago. */
const habit: Read = (definition, look) => (record, memory, facts) => {
  const seen = look(record, memory, facts)
  return seen === undefined || isNew(seen.trace, record.happenedAt, definition.days)
    ? undefined
    : seen.what.join(", ")
}

/** Of whatever else an account does: the network that its user signed in from on an earlier day. */
function usualNetwork(record: AuditRecord, { memory }: FactContext): string | undefined {
  const { ip, actor } = record
  const range = ip === undefined ? undefined : networkOf(ip)
  if (memory === undefined || range === undefined || actor.upn === undefined) return undefined
  const trace = memory.trace(seenKey(record.tenantId, NETWORK_OF_USER, [range, actor.upn]))
  return isNew(trace, record.happenedAt, NETWORK_OF_USER.days) ? undefined : range
}

function factsOf(definition: FirstSeen): readonly Fact[] {
  const look = lookFor(definition)
  const fact = (name: string, read: Read): Fact => {
    const tell = read(definition, look)
    return {
      name,
      read: (record, { memory }, facts) =>
        memory === undefined || facts === undefined || !definition.operations.includes(record.operationKey)
          ? undefined
          : tell(record, memory, facts),
    }
  }
  return [
    fact(definition.name, newness),
    ...(definition.usual === undefined ? [] : [fact(definition.usual, habit)]),
  ]
}

export const FIRST_SEEN_FACTS: readonly Fact[] = [
  ...FIRST_SEEN.flatMap(factsOf),
  { name: "ActsFromUsualNetwork", read: usualNetwork },
  {
    // For grouping: the network, where it isn't one that the user's computer is used to.
    name: "StrangeSessionNetwork",
    forGrouping: true,
    read: (_record, _context, facts) => {
      const range = facts?.evidence("SessionNetwork")
      if (range === undefined || facts?.evidence("UsualNetworkOfUser") !== undefined) return undefined
      return facts?.evidence("SignInIsMobile") === undefined ? range : undefined
    },
  },
  {
    // A hotspot, a hotel, a new office.
    name: "NewNetworkInUsualCountry",
    read: (_record, _context, facts) =>
      facts?.evidence("UsualNetworkOfUser") === undefined ? facts?.evidence("UsualCountryOfUser") : undefined,
  },
]

/** The tenant has been known since its earliest record, of whatever kind. */
export const tenantKey = (tenant: TenantId): string => traceKey([tenant])
/** No fact is called so. */
const SIGN_INS = "sign-ins of"
/** All habits of a user are told by the same sign-ins. */
const habitKey = (tenant: TenantId, user: string | undefined): string =>
  user === undefined ? tenantKey(tenant) : traceKey([tenant, SIGN_INS, user])
const seenKey = (tenant: TenantId, { name }: FirstSeen, what: readonly string[]): string =>
  traceKey([tenant, name, ...what])

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
      keepSeen(seenKey(record.tenantId, definition, seen.what), record, definition.days * DAY, memory)
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
  } else if (happenedAt > known.lastAt + Math.min(DAY, pause / 7)) {
    memory.keepTrace({ ...known, lastAt: happenedAt })
  }
}
