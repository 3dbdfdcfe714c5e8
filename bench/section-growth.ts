/** The rate at the start beside the rate when many rows are there already. Only on request: it takes long and fills the disk. */

import type { Bench } from "./bench.ts"
import type { Core } from "./bench-store.ts"
import { openCore } from "./core.ts"
import { type BenchTenant, makeTenants } from "./customers.ts"
import { generateFeed } from "./generate.ts"
import { median, perSecond, timed } from "./measure.ts"
import { type Figure, figure } from "./report.ts"
import { batchOf } from "./variants.ts"

/** Rows of which the time is taken together. */
const SLICE = 20_000
/** What a mailbox leaves in a day. Source: Octiga, "Active users and events": "200 is the normal amount we see". */
const EVENTS_A_DAY = 200
const DAYS = 7
const DAY = 86_400_000

export async function growthFigures(bench: Bench): Promise<readonly Figure[]> {
  const { options, ground, feed, progress } = bench
  // So many customers leave all these records in one week: the files of one week are the worst case.
  const customers = options.rows / (EVENTS_A_DAY * DAYS * feed.mailboxes)
  const tenants = makeTenants(Math.max(feed.tenants, Math.ceil(customers)), feed.mailboxes)
  const core = await openCore(ground.newDatabase(), tenants, ground.stages)
  const slices: SliceRate[] = []
  for (let rows = 0; rows < options.rows; rows += SLICE) {
    const slice = await addSlice(bench, {
      core,
      tenants,
      at: rows / options.rows,
      seed: options.seed + slices.length + 1,
    })
    slices.push(slice)
    progress(`${rows + SLICE} rows: ${Math.round(slice.rate)} records/s`)
  }
  await core.close()
  const [first, last] = edgesOf(slices)
  const rows = slices.length * SLICE
  return [
    figure({ name: "rate of the first tenth", value: first.rate, unit: "records/s" }),
    figure({ name: "rate of the last tenth", value: last.rate, unit: "records/s" }),
    figure({
      name: "last / first",
      value: last.rate / first.rate,
      unit: "×",
      target: { atLeast: 0.45 },
      note: `at ${rows} rows; the target is meant at 10000000 (--rows)`,
    }),
    figure({ name: "first tenth, CPU a record", value: first.cpuMicros, unit: "µs" }),
    figure({ name: "last tenth, CPU a record", value: last.cpuMicros, unit: "µs" }),
  ]
}

/** Records a second by the clock, and CPU time of a record: a busy neighbor lengthens the second far less. */
type SliceRate = { readonly rate: number; readonly cpuMicros: number }

/** The middle of the first and of the last tenth. */
function edgesOf(slices: readonly SliceRate[]): readonly [first: SliceRate, last: SliceRate] {
  // The first slice also compiles the code; a process that has run for a minute is meant.
  const warm = slices.length > 1 ? slices.slice(1) : slices
  const edge = Math.max(1, Math.floor(warm.length / 10))
  const middle = (some: readonly SliceRate[]): SliceRate => ({
    rate: median(some.map(({ rate }) => rate)),
    cpuMicros: median(some.map(({ cpuMicros }) => cpuMicros)),
  })
  return [middle(warm.slice(0, edge)), middle(warm.slice(-edge))]
}

type Slice = {
  readonly core: Core
  readonly tenants: readonly BenchTenant[]
  /** The part of the week that is over. */
  readonly at: number
  readonly seed: number
}

/** Records of another time and another seed each time: new to the database, and never held in memory together. */
async function addSlice({ feed }: Bench, { core, tenants, at, seed }: Slice): Promise<SliceRate> {
  const now = feed.now + Math.round(at * DAYS * DAY)
  const { blobs } = generateFeed({ records: SLICE, seed, now }, tenants)
  const took = await timed(async () => {
    for (const blob of blobs) await core.ingest.blob(batchOf(blob))
  })
  return { rate: perSecond(SLICE, took.wall), cpuMicros: (took.cpu / SLICE) * 1000 }
}
