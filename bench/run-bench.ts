/** Runs the sections that were asked for: progress on stderr, the report on stdout. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Bench } from "./bench.ts"
import { openStages } from "./core.ts"
import { makeTenants } from "./customers.ts"
import { generateFeed } from "./generate.ts"
import { describeMachine } from "./machine.ts"
import { type BenchOptions, readOptions, type SectionName, USAGE } from "./options.ts"
import { measureRates, type Rates } from "./rates.ts"
import { type Figure, type Report, reportTable, type SectionReport } from "./report.ts"
import { growthFigures } from "./section-growth.ts"
import { latencyFigures } from "./section-latency.ts"
import { memoryFigures } from "./section-memory.ts"
import { queryFigures } from "./section-queries.ts"
import {
  collectionFigures,
  diskFigures,
  floorFigures,
  generatorFigures,
  pipelineFigures,
  variantsOf,
} from "./section-rates.ts"
import { replayFigures } from "./section-replay.ts"
import { ruleFigures } from "./section-rules.ts"
import { tenantFigures } from "./section-tenants.ts"

type Section = { readonly about: string; readonly measure: (bench: Bench) => Promise<readonly Figure[]> }

const RUNS: Readonly<Record<SectionName, Section>> = {
  generator: { about: "made-up records of a realistic mix", measure: generatorFigures },
  floors: { about: "what this machine can do at most", measure: floorFigures },
  pipeline: { about: "blob bytes → decided → stored, matched, owed", measure: pipelineFigures },
  collection: {
    about: "practice Activity API over HTTP → stored, matched, owed",
    measure: collectionFigures,
  },
  replay: { about: "everything again", measure: replayFigures },
  disk: { about: "the closed database, indexes included", measure: diskFigures },
  memory: { about: "peak resident memory of a collector that meets one big blob", measure: memoryFigures },
  tenants: { about: "tenants without news, each polled once a minute", measure: tenantFigures },
  latency: { about: "the product as a process beside the practice cloud", measure: latencyFigures },
  rules: { about: "what the rules cost, beside json-rules-engine", measure: ruleFigures },
  queries: { about: "questions of people over a grown event store", measure: queryFigures },
  growth: { about: "the rate as the database grows", measure: growthFigures },
}

const TENANTS = 25
const MAILBOXES = 40

/** Resolves to the exit code: 0 when everything was measured, whatever the figures; 2 for words that make no sense. */
export async function runBench(words: readonly string[]): Promise<number> {
  let options: BenchOptions
  try {
    options = readOptions(words)
  } catch (thrown) {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${USAGE}`)
    return 2
  }
  const report = await measureAll(options, (line) => process.stderr.write(`${line}\n`))
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : reportTable(report))
  return 0
}

/** The whole report. Writes to a temporary folder alone, and removes it. */
export async function measureAll(options: BenchOptions, progress: (line: string) => void): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "watchpost-bench-"))
  try {
    const startedAt = new Date().toISOString()
    const machine = describeMachine(folder)
    const bench = await prepare(options, folder, progress)
    const sections: SectionReport[] = []
    for (const name of options.sections) sections.push(await runSection(name, bench))
    const { records, rounds, seed } = options
    return { startedAt, machine, records, rounds, seed, sections }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function prepare(
  options: BenchOptions,
  folder: string,
  progress: (line: string) => void,
): Promise<Bench> {
  const tenants = makeTenants(TENANTS, MAILBOXES)
  const now = Date.now()
  const started = performance.now()
  const feed = generateFeed({ records: options.records, seed: options.seed, now }, tenants)
  const generatedMs = performance.now() - started
  let databases = 0
  const newDatabase = (): string => {
    databases += 1
    return join(folder, `bench-${databases}.db`)
  }
  const ground = { feed, tenants, stages: await openStages(), newDatabase }
  const feedPlan = { tenants: TENANTS, mailboxes: MAILBOXES, seed: options.seed, now }
  let measured: Promise<Rates> | undefined
  const rates = (): Promise<Rates> => {
    const variants = variantsOf(options.sections)
    measured ??= measureRates({ ground, feed: feedPlan, variants, rounds: options.rounds, progress })
    return measured
  }
  return { options, ground, feed: feedPlan, generatedMs, rates, progress }
}

async function runSection(name: SectionName, bench: Bench): Promise<SectionReport> {
  bench.progress(`section ${name}`)
  const { about, measure } = RUNS[name]
  const started = performance.now()
  const figures = await measure(bench)
  return { section: name, about, seconds: Math.round((performance.now() - started) / 100) / 10, figures }
}
