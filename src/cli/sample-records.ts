/**
 * Records of a sample, written out. A burst is written short: `{"times": 50, "seconds": 5, "record": {…}}` is fifty records,
 * five seconds apart, each with an id of its own; `{n}` in any of its texts is its number, from 1. Of a record without
 * Microsoft's time and id only the texts are counted.
 */
type Burst = {
  readonly times: number
  readonly seconds: number
  readonly record: Readonly<Record<string, unknown>>
}

/** Samples are our own files: their shape is trusted once they have the three parts. */
const isBurst = (sample: unknown): sample is Burst =>
  typeof sample === "object" &&
  sample !== null &&
  "times" in sample &&
  "seconds" in sample &&
  "record" in sample

/** One record, a list of records and bursts, or one burst, as plain records in that order. */
export function sampleRecords(sample: unknown): readonly unknown[] {
  if (Array.isArray(sample)) return sample.flatMap(sampleRecords)
  return isBurst(sample) ? Array.from({ length: sample.times }, (_, index) => nth(sample, index)) : [sample]
}

function nth({ record, seconds }: Burst, index: number): unknown {
  const text = JSON.stringify(record).replaceAll("{n}", String(index + 1))
  const copy: Record<string, unknown> = JSON.parse(text)
  if (record.CreationTime === undefined) return copy
  const start = Date.parse(`${String(record.CreationTime)}Z`)
  const at = new Date(start + index * seconds * 1000).toISOString().slice(0, 19)
  // The last twelve digits of an id are as good as any to count in.
  const id = `${String(record.Id).slice(0, 24)}${index.toString(16).padStart(12, "0")}`
  return { ...copy, Id: id, CreationTime: at }
}
