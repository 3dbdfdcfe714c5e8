/** What every section is given. */
import type { BenchOptions } from "./options.ts"
import type { Rates, RatesOptions } from "./rates.ts"
import type { Ground } from "./variants.ts"

export type Bench = {
  readonly options: BenchOptions
  readonly ground: Ground
  readonly feed: RatesOptions["feed"]
  /** Time of generating the feed, milliseconds. */
  readonly generatedMs: number
  /** Measured once for all sections that show a part of it. */
  readonly rates: () => Promise<Rates>
  readonly progress: (line: string) => void
}
