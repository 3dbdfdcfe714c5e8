/** Generator, floors, pipeline, collection and disk: all read from the same interleaved rounds. */

import type { Bench } from "./bench.ts"
import { countUsual } from "./generate.ts"
import type { SectionName } from "./options.ts"
import type { Rates, VariantName } from "./rates.ts"
import { type Figure, figure } from "./report.ts"

const VARIANTS_OF: Partial<Readonly<Record<SectionName, readonly VariantName[]>>> = {
  floors: ["parse", "bare", "tables"],
  pipeline: ["parse", "bare", "tables", "no rules", "no correlations", "pipeline"],
  collection: ["parse", "bare", "tables", "collect", "collect whole"],
  disk: ["collect", "collect whole"],
}

/** Ratios need their floors from the same run, so a section brings its floors along. */
export const variantsOf = (sections: readonly SectionName[]): readonly VariantName[] => [
  ...new Set(sections.flatMap((name) => VARIANTS_OF[name] ?? [])),
]

const rateOf = (rates: Rates, name: VariantName): number => rates.perSecond[name] ?? Number.NaN

/** Beside the rate, because a machine that is busy with other things spoils the rate more than this. */
const cpuFigure = (rates: Rates, name: VariantName, label: string): Figure =>
  figure({ name: `${label}, CPU a record`, value: rates.cpuMicros[name], unit: "µs" })

const ratio = (rates: Rates, above: VariantName, below: VariantName): number =>
  rateOf(rates, above) / rateOf(rates, below)

export async function generatorFigures({ ground, generatedMs }: Bench): Promise<readonly Figure[]> {
  const { records, bytes, blobs, kinds } = ground.feed
  const share = (kind: keyof typeof kinds): number => (kinds[kind] / records) * 100
  return [
    figure({ name: "records", value: records, unit: "" }),
    figure({ name: "blobs", value: blobs.length, unit: "", note: "of 100 to 1000 records" }),
    figure({ name: "bytes a record", value: bytes / records, unit: "B" }),
    figure({ name: "everyday mailbox records", value: share("mailbox"), unit: "%" }),
    figure({ name: "sign-ins", value: share("sign-in"), unit: "%" }),
    figure({ name: "administrative records", value: share("admin"), unit: "%" }),
    figure({ name: "records that must alert", value: kinds.incident, unit: "" }),
    figure({ name: "generated", value: (records / generatedMs) * 1000, unit: "records/s" }),
  ]
}

export async function floorFigures(bench: Bench): Promise<readonly Figure[]> {
  const rates = await bench.rates()
  const megabytes = (rateOf(rates, "parse") * bench.ground.feed.bytes) / bench.ground.feed.records / 1e6
  return [
    figure({ name: "JSON.parse alone", value: rateOf(rates, "parse"), unit: "records/s" }),
    figure({ name: "JSON.parse alone, volume", value: megabytes, unit: "MB/s" }),
    figure({
      name: "F1: parse + bare insert of id and raw",
      value: rateOf(rates, "bare"),
      unit: "records/s",
    }),
    figure({
      name: "F2: parse + insert into our tables",
      value: rateOf(rates, "tables"),
      unit: "records/s",
      note: "normalized beforehand, not counted",
    }),
    cpuFigure(rates, "parse", "JSON.parse alone"),
    cpuFigure(rates, "bare", "F1"),
    cpuFigure(rates, "tables", "F2"),
  ]
}

export async function pipelineFigures(bench: Bench): Promise<readonly Figure[]> {
  const rates = await bench.rates()
  return [
    figure({ name: "pipeline", value: rateOf(rates, "pipeline"), unit: "records/s" }),
    figure({ name: "pipeline without rules", value: rateOf(rates, "no rules"), unit: "records/s" }),
    figure({
      name: "pipeline without correlations",
      value: rateOf(rates, "no correlations"),
      unit: "records/s",
    }),
    figure({ name: "pipeline / F1", value: ratio(rates, "pipeline", "bare"), unit: "× F1" }),
    figure({ name: "pipeline / F2", value: ratio(rates, "pipeline", "tables"), unit: "× F2" }),
    figure({
      name: "pipeline without correlations / F2",
      value: ratio(rates, "no correlations", "tables"),
      unit: "× F2",
    }),
    cpuFigure(rates, "pipeline", "pipeline"),
  ]
}

export async function collectionFigures(bench: Bench): Promise<readonly Figure[]> {
  const rates = await bench.rates()
  return [
    figure({ name: "collection over HTTP", value: rateOf(rates, "collect"), unit: "records/s" }),
    figure({
      name: "collection / F2",
      value: ratio(rates, "collect", "tables"),
      unit: "× F2",
      target: { atLeast: 0.8 },
    }),
    figure({
      name: "collection / F1",
      value: ratio(rates, "collect", "bare"),
      unit: "× F1",
      target: { atLeast: 1.5 },
    }),
    figure({
      name: "collection / F1, everything stored whole",
      value: ratio(rates, "collect whole", "bare"),
      unit: "× F1",
      target: { atLeast: 0.7 },
    }),
    figure({
      name: "event-loop delay, longest",
      value: rates.loopDelayMax,
      unit: "ms",
      target: { atMost: 50 },
      note: "of the thread that answers Teams, worst round",
    }),
    figure({ name: "event-loop delay, 99 of 100", value: rates.loopDelayP99, unit: "ms" }),
    figure({
      name: "records stored",
      value: (rates.stored.collect?.records ?? Number.NaN) - countUsual(bench.ground.tenants),
      unit: "",
      target: { atLeast: bench.ground.feed.records },
    }),
    figure({
      name: "collection, everything stored whole",
      value: rateOf(rates, "collect whole"),
      unit: "records/s",
    }),
    cpuFigure(rates, "collect", "collection"),
    cpuFigure(rates, "collect whole", "collection, everything stored whole"),
    figure({ name: "cards owed", value: rates.stored.collect?.owedCards ?? Number.NaN, unit: "" }),
  ]
}

export async function diskFigures(bench: Bench): Promise<readonly Figure[]> {
  const { stored } = await bench.rates()
  const perEvent = (name: VariantName): number => {
    const { bytes, records } = stored[name] ?? { bytes: Number.NaN, records: Number.NaN }
    return bytes / records
  }
  return [
    figure({
      name: "bytes an event",
      value: perEvent("collect"),
      unit: "B",
      target: { atMost: 550 },
      note: "the main database included",
    }),
    figure({ name: "bytes an event, everything stored whole", value: perEvent("collect whole"), unit: "B" }),
  ]
}
