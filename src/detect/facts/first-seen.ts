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
import { believed, teachesNothing, UNLEARNED_MS, type Unlearned, unlearnedOf } from "../unlearned.ts"
import type { Fact, FactContext, OtherFacts } from "./fact.ts"
import { FIRST_SEEN, type FirstSeen, NETWORK_OF_TENANT, NETWORK_OF_USER } from "./seen-things.ts"
import { isNobodysPlace } from "./sign-in-place.ts"

/** So far back Microsoft offers content, so that the back-fill of a new tenant has taught it. Source: Activity API reference, "List available content". */
const LEARNING_MS = 7 * DAY
const NEW_FOR_MS = DAY

type Known = Pick<FactContext, "unlearned"> & { readonly memory: DetectMemory }
const isKnown = (context: FactContext): context is FactContext & Known => context.memory !== undefined

/** What the record tells, whose habit that is, and when it was seen; undefined when it tells nothing of it. */
type Look = (
  record: AuditRecord,
  known: Known,
  facts: OtherFacts,
) =>
  | { readonly of: string | undefined; readonly what: readonly string[]; readonly trace: Trace | undefined }
  | undefined

/** Whether it is new and whether it is usual are asked of a record one after the other, so that the last answer is kept. */
function lookFor(definition: FirstSeen): Look {
  let last: { readonly facts: OtherFacts; readonly found: ReturnType<Look> } | undefined
  return (record, known, facts) => {
    if (last?.facts === facts) return last.found
    const { of, what } = definition.read(facts, record) ?? {}
    const found = what && {
      of,
      what,
      trace: traceOf(seenKey(record.tenantId, definition, what), known, what, of),
    }
    last = { facts, found }
    return found
  }
}

/** None where an attack taught it. */
function traceOf(
  key: string,
  { memory, unlearned }: Known,
  what: readonly string[],
  of?: string,
): Trace | undefined {
  const trace = memory.trace(key)
  return unlearned === undefined ? trace : believed(trace, [of, ...what], unlearned)
}

type Read = (
  definition: FirstSeen,
  look: Look,
) => (record: AuditRecord, known: Known, facts: OtherFacts) => string | undefined

/** The evidence when what the record tells is new. */
const newness: Read = (definition, look) => (record, known, facts) => {
  const { knownWith } = definition
  if (knownWith !== undefined && facts.evidence(knownWith) !== undefined) return undefined
  const seen = look(record, known, facts)
  const newFor = definition.newForDays === undefined ? NEW_FOR_MS : definition.newForDays * DAY
  if (seen === undefined || !isNew(seen.trace, record.happenedAt, definition.days, newFor)) return undefined
  const learnedSince = known.memory.trace(habitKey(record.tenantId, seen.of))?.firstAt
  const isLearning = learnedSince === undefined || record.happenedAt - learnedSince < LEARNING_MS
  return isLearning ? undefined : `new: ${seen.what.join(", ")}`
}

const isNew = (trace: Trace | undefined, at: number, days: number, newFor = NEW_FOR_MS): boolean =>
  trace === undefined || at < trace.firstAt + newFor || at > trace.lastAt + days * DAY

/** The evidence when what the record tells was seen on an earlier day, and not too long ago. */
const habit: Read = (definition, look) => (record, known, facts) => {
  const seen = look(record, known, facts)
  return seen === undefined || isNew(seen.trace, record.happenedAt, definition.days)
    ? undefined
    : seen.what.join(", ")
}

/** Of whatever else an account does: the network that its user signed in from on an earlier day. */
function usualNetwork(record: AuditRecord, context: FactContext): string | undefined {
  const { ip, actor } = record
  const range = ip === undefined ? undefined : networkOf(ip)
  if (!isKnown(context) || range === undefined || actor.upn === undefined) return undefined
  const what = [range, actor.upn]
  const trace = traceOf(seenKey(record.tenantId, NETWORK_OF_USER, what), context, what)
  return isNew(trace, record.happenedAt, NETWORK_OF_USER.days) ? undefined : range
}

function factsOf(definition: FirstSeen): readonly Fact[] {
  const look = lookFor(definition)
  const fact = (name: string, read: Read): Fact => {
    const tell = read(definition, look)
    return {
      name,
      read: (record, context, facts) =>
        !isKnown(context) || facts === undefined || !definition.operations.includes(record.operationKey)
          ? undefined
          : tell(record, context, facts),
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
export const tenantKey = (tenant: TenantId): string => traceKey(tenant, [])
/** No fact is called so. */
const SIGN_INS = "sign-ins of"
/** All habits of a user are told by the same sign-ins. */
const habitKey = (tenant: TenantId, user: string | undefined): string =>
  user === undefined ? tenantKey(tenant) : traceKey(tenant, [SIGN_INS, user])
const seenKey = (tenant: TenantId, { name }: FirstSeen, what: readonly string[]): string =>
  traceKey(tenant, [name, ...what])

/** What attacks taught here, as people know by `now` (milliseconds UTC). */
export function unlearnedBy(
  memory: DetectMemory,
  { tenant, now }: Pick<FactContext, "tenant"> & { readonly now: number },
): { readonly unlearned?: Unlearned } {
  const judged = memory.judged(tenant.id, now - UNLEARNED_MS)
  if (judged.length === 0) return {}
  const unlearned = unlearnedOf(judged, {
    learnedAt: (memory.trace(tenantKey(tenant.id))?.firstAt ?? 0) + LEARNING_MS,
    firstInFrom: (network) => memory.trace(seenKey(tenant.id, NETWORK_OF_TENANT, [network]))?.firstAt,
    isNobodys: (ip) => isNobodysPlace(ip, tenant),
  })
  return unlearned === undefined ? {} : { unlearned }
}

/** Unambiguous whatever the parts hold. A store keeps only a hash of it. */
export const traceKey = (tenant: TenantId, parts: readonly string[]): string =>
  keysBefore(tenant, parts, () => {
    let key = `${tenant.length}:${tenant} `
    for (const part of parts) key += `${part.length}:${part} `
    return key.toLowerCase()
  })

const keysBefore = createPathMemo<string>()

type Teachable = Known & { readonly memory: WritableMemory }

/** Remembers what the record tells. Doing it twice, or in another order, leaves the same. */
export function remember(
  definitions: readonly FirstSeen[],
  record: AuditRecord,
  context: Teachable,
  facts: OtherFacts,
): void {
  const { memory, unlearned } = context
  const { ip, actor, happenedAt: at } = record
  if (unlearned !== undefined && teachesNothing({ ip, account: actor.upn, at }, unlearned)) return
  let user: string | undefined
  for (const definition of definitions) {
    const seen = definition.teaches?.(record) === false ? undefined : definition.read(facts, record)
    if (seen === undefined) continue
    if (seen.of !== undefined && seen.of !== user) {
      user = seen.of
      keepEarliest(habitKey(record.tenantId, user), record, memory)
    }
    if (seen.what === undefined) continue
    const key = seenKey(record.tenantId, definition, seen.what)
    const known = traceOf(key, context, seen.what, seen.of)
    const kept = keptSeen({ key, known }, record, definition.days * DAY)
    if (kept !== undefined) memory.keepTrace(kept)
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
function keptSeen(
  { key, known }: { readonly key: string; readonly known: Trace | undefined },
  { id, happenedAt }: AuditRecord,
  pause: number,
): Trace | undefined {
  if (known === undefined || happenedAt > known.lastAt + pause)
    return { key, firstAt: happenedAt, firstRecord: id, lastAt: happenedAt }
  if (happenedAt < known.firstAt && happenedAt >= known.firstAt - pause)
    return { ...known, firstAt: happenedAt, firstRecord: id }
  return happenedAt > known.lastAt + Math.min(DAY, pause / 7) ? { ...known, lastAt: happenedAt } : undefined
}
