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
  const newFor = definition.newForDays === undefined ? NEW_FOR_MS : definition.newForDays * DAY
  if (!isNew(trace, record.happenedAt, definition.days, newFor)) return undefined
  const learnedSince = memory.trace(habitKey(record.tenantId, seen.of))?.firstAt
  const isLearning = learnedSince === undefined || record.happenedAt - learnedSince < LEARNING_MS
  return isLearning ? undefined : `new: ${seen.what.join(", ")}`
}

const isNew = (trace: Trace | undefined, at: number, days: number, newFor = NEW_FOR_MS): boolean =>
  trace === undefined || at < trace.firstAt + newFor || at > trace.lastAt + days * DAY

/** The evidence when what the record tells was seen on an earlier day, and not too long ago. */
function habit(
  definition: FirstSeen,
  record: AuditRecord,
  { memory }: FactContext,
  facts: OtherFacts,
): string | undefined {
  if (memory === undefined || !definition.operations.includes(record.operationKey)) return undefined
  const what = definition.read(facts, record)?.what
  return what !== undefined && isUsual(definition, what, record, memory) ? what.join(", ") : undefined
}

function isUsual(
  definition: FirstSeen,
  what: readonly string[],
  { tenantId, happenedAt }: AuditRecord,
  memory: DetectMemory,
): boolean {
  const trace = memory.trace(seenKey(tenantId, definition, what))
  return trace !== undefined && !isNew(trace, happenedAt, definition.days)
}

/** Of whatever else an account does: the network that its user signed in from on an earlier day. */
function usualNetwork(record: AuditRecord, { memory }: FactContext): string | undefined {
  const { ip, actor } = record
  const range = ip === undefined ? undefined : networkOf(ip)
  if (memory === undefined || range === undefined || actor.upn === undefined) return undefined
  return isUsual(NETWORK_OF_USER, [range, actor.upn], record, memory) ? range : undefined
}

const factOf = (name: string, read: typeof newness, definition: FirstSeen): Fact => ({
  name,
  read: (record, context, facts) =>
    facts === undefined ? undefined : read(definition, record, context, facts),
})

export const FIRST_SEEN_FACTS: readonly Fact[] = [
  ...FIRST_SEEN.flatMap((definition) => [
    factOf(definition.name, newness, definition),
    ...(definition.usual === undefined ? [] : [factOf(definition.usual, habit, definition)]),
  ]),
  { name: "ActsFromUsualNetwork", read: usualNetwork },
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
