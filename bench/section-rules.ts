/**
 * What it costs to try the rules on one record: the whole pack with its facts and five hundred rules, as what they add to
 * making the record, because that is when the pipeline asks them; and forty simple ones beside json-rules-engine with the
 * same forty, as its manual shows it and with one engine for each operation, all over records that are there already.
 */
import { Engine } from "json-rules-engine"
import { matchRules } from "../src/detect/match-rules.ts"
import { createMemory } from "../src/detect/memory.ts"
import { compileRuleSet, type RuleSet } from "../src/detect/rule-set.ts"
import type { DetectMemory } from "../src/model/detect-memory.ts"
import { isJsonObject } from "../src/model/json.ts"
import { normalizeInOrder } from "../src/normalize/normalize-in-order.ts"
import { type DecideContext, decide } from "../src/pipeline.ts"
import { parseBlob } from "../src/source/parse-blob.ts"
import type { Bench } from "./bench.ts"
import { decideContext } from "./core.ts"
import { type BenchBlob, usualSignIns } from "./generate.ts"
import { timed } from "./measure.ts"
import { seeded, shuffled } from "./random.ts"
import { type Figure, figure } from "./report.ts"

/** Records that json-rules-engine is shown: it takes about a millisecond for each. */
const SLOW_RECORDS = 400
const SIMPLE_RULES = 40
/** What rules add is a small difference of two larger figures: of few rounds the quickest would still be noise. */
const ROUNDS_MORE = 8
/** So many are enough for that, of some hundred records each. */
const BLOBS = 60
const MANY_RULES = 500

type Batch = { readonly bytes: Uint8Array; readonly count: number; readonly context: DecideContext }

/** Microseconds a record. */
export async function ruleFigures({ ground, options }: Bench): Promise<readonly Figure[]> {
  const batches = batchesOf(ground)
  const rounds = options.rounds * ROUNDS_MORE
  return [
    // By itself, as in a process that knows one set of rules.
    ...(await packFigures(ground.stages.rules, batches, rounds)),
    ...(await simpleFigures(batches, rounds, options.rounds)),
  ]
}

async function packFigures(
  pack: RuleSet,
  batches: readonly Batch[],
  rounds: number,
): Promise<readonly Figure[]> {
  const contestants = [parsing, parsingTexts, making(), making(pack), deciding]
  const [parse = 0, text = 0, made = 0, packMade = 0, allMade = 0] = await microseconds(
    contestants,
    batches,
    rounds,
  )
  const added = packMade - made
  return [
    figure({ name: "JSON.parse, from the bytes of a blob", value: parse, unit: "µs" }),
    figure({ name: "JSON.parse, the text of each record alone", value: text, unit: "µs" }),
    figure({ name: "making a record of it", value: made, unit: "µs" }),
    figure({ name: `the whole pack (${pack.rules.length} rules), facts included`, value: added, unit: "µs" }),
    figure({ name: "the pack / JSON.parse", value: added / parse, unit: "×", target: { atMost: 0.25 } }),
    figure({
      name: "the pack / JSON.parse of the text of each record alone",
      value: added / text,
      unit: "×",
    }),
    figure({ name: "with grouping, memory and alerts", value: allMade - made, unit: "µs" }),
  ]
}

/** Rules that ask for little, beside json-rules-engine with the same ones. */
async function simpleFigures(
  batches: readonly Batch[],
  rounds: number,
  slowRounds: number,
): Promise<readonly Figure[]> {
  const operations = operationsIn(batches)
  const [parse = 0, made = 0, manyMade = 0, ours = 0] = await microseconds(
    [
      parsing,
      making(),
      making(simpleRules(MANY_RULES, operations)),
      matching(simpleRules(SIMPLE_RULES, operations)),
    ],
    batches,
    rounds,
  )
  const many = (manyMade - made) / parse
  const whole = engineOf(operations, SIMPLE_RULES)
  const split = new Map(operations.map((one) => [one, engineOf(operations, SIMPLE_RULES, one)]))
  const [oneEngine = 0, byOperation = 0] = await microseconds(
    [running(() => whole), running((operation) => split.get(operation))],
    batches.slice(0, 1).map((batch) => ({ ...batch, count: Math.min(batch.count, SLOW_RECORDS) })),
    slowRounds,
  )
  const times = (value: number, atLeast: number) => ({ value: value / ours, unit: "×", target: { atLeast } })
  return [
    figure({ name: `${MANY_RULES} rules / JSON.parse`, value: many, unit: "×", target: { atMost: 0.5 } }),
    figure({ name: `${SIMPLE_RULES} simple rules`, value: ours, unit: "µs" }),
    figure({ name: "json-rules-engine, one engine", value: oneEngine, unit: "µs" }),
    figure({ name: "one engine / ours", ...times(oneEngine, 100) }),
    figure({ name: "json-rules-engine, one engine an operation", value: byOperation, unit: "µs" }),
    figure({ name: "one engine an operation / ours", ...times(byOperation, 10) }),
  ]
}

/** Makes what it needs, outside the clock; what it answers with is measured. */
type Contestant = (batch: Batch) => () => void | Promise<void>

/** As the pipeline does it, and as the floor of the section "floors". */
const parsing: Contestant =
  ({ bytes }) =>
  () => {
    parseBlob(bytes)
  }

const parsingTexts: Contestant = ({ bytes }) => {
  const texts = parseBlob(bytes).map((raw) => JSON.stringify(raw))
  return () => {
    for (const text of texts) JSON.parse(text)
  }
}

/** Each record is matched as soon as it is made; all are kept, as for storing them. Without rules nothing is matched. */
const making =
  (set?: RuleSet): Contestant =>
  ({ bytes, context }) => {
    const raws = parseBlob(bytes)
    const kept: unknown[] = []
    return () => {
      for (const one of normalizeInOrder(raws, originOf(context))) {
        kept.push(one)
        if (set !== undefined && "record" in one) matchRules(one.record, set, context)
      }
    }
  }

const matching =
  (set: RuleSet): Contestant =>
  ({ bytes, context }) => {
    const made = [...normalizeInOrder(parseBlob(bytes), originOf(context))]
    return () => {
      for (const one of made) if ("record" in one) matchRules(one.record, set, context)
    }
  }

const originOf = ({ tenant, source }: DecideContext) => ({ tenantId: tenant.id, source })

const deciding: Contestant = ({ bytes, context }) => {
  const raws = parseBlob(bytes)
  return () => {
    decide(raws, { ...context, memory: createMemory(context.memory) })
  }
}

const running =
  (engineFor: (operation: string) => Engine | undefined): Contestant =>
  ({ bytes, count }) => {
    const raws = parseBlob(bytes).slice(0, count).filter(isJsonObject)
    return async () => {
      for (const raw of raws) await engineFor(String(raw.Operation))?.run(raw)
    }
  }

/**
 * Microseconds a record of each, by the clock. All take turns blob by blob, each round in another order, because what was
 * done before leaves more or less room (after parsing, making a record took 0.1 µs more); of each blob the quickest round
 * counts, because what a busy neighbor and the threads that clear up do to a round only lengthens it.
 */
async function microseconds(
  contestants: readonly Contestant[],
  batches: readonly Batch[],
  rounds: number,
): Promise<readonly number[]> {
  const random = seeded(1)
  const quickest = contestants.map(() => batches.map(() => Number.POSITIVE_INFINITY))
  for (let round = 0; round < rounds; round += 1)
    for (const [at, batch] of batches.entries())
      for (const index of shuffled(random, [...contestants.keys()])) {
        const took = quickest[index] ?? []
        const { wall } = await timed(contestants[index]?.(batch) ?? (() => undefined))
        took[at] = Math.min(took[at] ?? wall, wall)
      }
  const count = batches.reduce((sum, batch) => sum + batch.count, 0)
  return quickest.map((took) => (took.reduce((sum, wall) => sum + wall, 0) / count) * 1000)
}

function batchesOf(ground: Bench["ground"]): readonly Batch[] {
  const usual = new Map(
    usualSignIns(ground.tenants, Date.now()).map((blob) => [blob.tenantId, learned(ground, blob)]),
  )
  return ground.feed.blobs.slice(0, BLOBS).map((blob) => {
    const context = { ...contextOf(ground, blob), memory: createMemory(usual.get(blob.tenantId)) }
    return { bytes: blob.bytes, count: blob.count, context }
  })
}

function contextOf(
  { tenants, stages }: Bench["ground"],
  { tenantId, contentType }: BenchBlob,
): DecideContext {
  const tenant = tenants.find(({ id }) => id === tenantId)
  if (tenant === undefined) throw new Error("a blob names no tenant")
  return decideContext(stages, tenant, contentType)
}

/** What a product that has run for a while remembers. */
function learned(ground: Bench["ground"], blob: BenchBlob): DetectMemory {
  const memory = createMemory()
  for (const trace of decide(parseBlob(blob.bytes), contextOf(ground, blob)).memory.traces)
    memory.keepTrace(trace)
  return memory
}

const operationsIn = (batches: readonly Batch[]): readonly string[] => [
  ...new Set(
    batches.flatMap(({ bytes }) =>
      parseBlob(bytes).flatMap((raw) => (isJsonObject(raw) ? [String(raw.Operation)] : [])),
    ),
  ),
]

/** Every other rule is about an operation that really comes; none matches, as nearly always. */
const operationOf = (index: number, operations: readonly string[]): string =>
  index % 2 === 0 ? (operations[(index / 2) % operations.length] ?? "Send") : `Set-Thing${index}`

const simpleRules = (count: number, operations: readonly string[]): RuleSet =>
  compileRuleSet(
    Array.from({ length: count }, (_, index) => ({
      path: `bench/${index}.yml`,
      text: JSON.stringify({
        title: `Rule ${index}`,
        id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
        name: `rule-${index}`,
        level: "low",
        logsource: { product: "m365" },
        detection: {
          one: {
            Operation: operationOf(index, operations),
            ResultStatus: "Odd",
            UserId: `user${index}@northwind.example`,
          },
          condition: "one",
        },
        custom: { subject: "other", why: "W", question: "Q", actions: ["claim"] },
      }),
    })),
  )

/** The same rules; only those of one operation when it is given. */
function engineOf(operations: readonly string[], count: number, only?: string): Engine {
  const engine = new Engine([], { allowUndefinedFacts: true })
  for (let index = 0; index < count; index += 1) {
    const operation = operationOf(index, operations)
    if (only !== undefined && operation !== only) continue
    engine.addRule({
      conditions: {
        all: [
          { fact: "Operation", operator: "equal", value: operation },
          { fact: "ResultStatus", operator: "equal", value: "Odd" },
          { fact: "UserId", operator: "equal", value: `user${index}@northwind.example` },
        ],
      },
      event: { type: `rule-${index}` },
    })
  }
  return engine
}
