/** Rounds of all variants in turn, so that a noisy minute of the machine hits each of them alike. */
import { rmSync } from "node:fs"
import { COMPACT, EVERYTHING_WHOLE } from "./bench-store.ts"
import { startFeed } from "./feed.ts"
import { collectGarbage, median } from "./measure.ts"
import { filesOf, lookInto, type Stored } from "./observe-store.ts"
import {
  bareInsert,
  collect,
  type Ground,
  parseOnly,
  pipeline,
  pipelineWithoutCorrelations,
  pipelineWithoutRules,
  productInsert,
  type Run,
} from "./variants.ts"

const VARIANTS = {
  parse: parseOnly,
  bare: bareInsert,
  tables: productInsert,
  "no rules": pipelineWithoutRules,
  "no correlations": pipelineWithoutCorrelations,
  pipeline,
} satisfies Record<string, (ground: Ground) => Promise<Run>>

/** Over HTTP, with each storage policy. */
const COLLECTIONS = { collect: COMPACT, "collect whole": EVERYTHING_WHOLE } as const
type CollectionName = keyof typeof COLLECTIONS

export type VariantName = keyof typeof VARIANTS | CollectionName

/** Medians over the rounds. Missing are the variants that nobody asked for. */
export type Rates = {
  readonly perSecond: Partial<Readonly<Record<VariantName, number>>>
  /** CPU time of a record, microseconds. */
  readonly cpuMicros: Partial<Readonly<Record<VariantName, number>>>
  readonly stored: Partial<Readonly<Record<VariantName, Stored>>>
  /** Of the worst round, milliseconds. */
  readonly loopDelayMax: number
  readonly loopDelayP99: number
}

export type RatesOptions = {
  readonly ground: Ground
  readonly feed: {
    readonly tenants: number
    readonly mailboxes: number
    readonly seed: number
    readonly now: number
  }
  readonly variants: readonly VariantName[]
  readonly rounds: number
  readonly progress: (line: string) => void
}

/** One round more than asked for: the first warms up and isn't counted. */
export async function measureRates(options: RatesOptions): Promise<Rates> {
  const { ground, variants, rounds, progress } = options
  const feed = variants.some(isCollection)
    ? await startFeed({ ...options.feed, records: ground.feed.records, bigBlobBytes: 0 })
    : undefined
  const runs = new Map<VariantName, Run[]>()
  const stored: Partial<Record<VariantName, Stored>> = {}
  try {
    for (let round = 0; round <= rounds; round += 1) {
      for (const name of variants) {
        collectGarbage()
        const run = isCollection(name)
          ? feed && (await collect(ground, feed.answer, COLLECTIONS[name]))
          : await VARIANTS[name](ground)
        if (run === undefined) continue
        if (run.database !== undefined && name !== "bare") stored[name] = lookInto(run.database)
        if (run.database !== undefined) for (const file of filesOf(run.database)) rmSync(file)
        if (round > 0) runs.set(name, [...(runs.get(name) ?? []), run])
        progress(`round ${round} of ${rounds}: ${name} ${Math.round(run.perSecond)} records/s`)
      }
    }
  } finally {
    await feed?.stop()
  }
  const collected = [...(runs.get("collect") ?? []), ...(runs.get("collect whole") ?? [])]
  return {
    perSecond: mediansOf(runs, (run) => run.perSecond),
    cpuMicros: mediansOf(runs, (run) => run.cpuMicros),
    stored,
    loopDelayMax: Math.max(...collected.map((run) => run.loopDelayMax ?? 0)),
    loopDelayP99: Math.max(...collected.map((run) => run.loopDelayP99 ?? 0)),
  }
}

const isCollection = (name: VariantName): name is CollectionName => name in COLLECTIONS

const mediansOf = (
  runs: ReadonlyMap<VariantName, readonly Run[]>,
  read: (run: Run) => number,
): Partial<Record<VariantName, number>> =>
  Object.fromEntries([...runs].map(([name, all]) => [name, median(all.map(read))]))
