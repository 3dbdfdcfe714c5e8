/** The words of the command line. */
import { parseArgs } from "node:util"

const SECTIONS = [
  "generator",
  "floors",
  "pipeline",
  "collection",
  "replay",
  "disk",
  "memory",
  "tenants",
  "latency",
  "rules",
  "growth",
  "queries",
] as const
export type SectionName = (typeof SECTIONS)[number]

export type BenchOptions = {
  readonly json: boolean
  readonly records: number
  readonly rounds: number
  readonly seed: number
  /** Rows of the sections growth and queries. */
  readonly rows: number
  readonly sections: readonly SectionName[]
}

/** Growing a database to its full size takes hours and tens of gigabytes: only on request. */
const NOT_BY_DEFAULT: readonly SectionName[] = ["growth", "queries"]

export const USAGE = `npm run bench -- [--json] [--records N] [--rounds N] [--seed N] [--only SECTION,…] [--rows N]
Sections: ${SECTIONS.join(", ")}. Without --only all but ${NOT_BY_DEFAULT.join(", ")} run.
`

/** Throws an Error with one sentence for words that make no sense. */
export function readOptions(words: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      json: { type: "boolean", default: false },
      records: { type: "string", default: "40000" },
      rounds: { type: "string", default: "5" },
      seed: { type: "string", default: "1" },
      rows: { type: "string", default: "500000" },
      only: { type: "string", multiple: true, default: [] },
    },
  })
  const wanted = values.only.flatMap((text) => text.split(",")).filter((text) => text !== "")
  for (const name of wanted) {
    if (!SECTIONS.some((one) => one === name))
      throw new Error(`There is no section "${name}"; there are ${SECTIONS.join(", ")}.`)
  }
  const sections = SECTIONS.filter((name) =>
    wanted.length === 0 ? !NOT_BY_DEFAULT.includes(name) : wanted.includes(name),
  )
  return {
    json: values.json,
    records: wholeNumber("records", values.records),
    rounds: wholeNumber("rounds", values.rounds),
    seed: wholeNumber("seed", values.seed),
    rows: wholeNumber("rows", values.rows),
    sections,
  }
}

function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new Error(`--${name} takes a whole number above zero, not "${text}".`)
}
