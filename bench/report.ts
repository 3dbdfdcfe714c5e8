/** What a run says: figures, each beside its target, as JSON and as a table. */
import type { Machine } from "./machine.ts"

/** `atLeast` for rates, `atMost` for costs. */
export type Target = { readonly atLeast: number } | { readonly atMost: number }

export type Figure = {
  readonly name: string
  /** Missing when it can't be measured yet; `note` says why. */
  readonly value?: number
  readonly unit: string
  readonly target?: Target
  /** Only with a target: whether it is reached in this run. */
  readonly reached?: boolean
  readonly note?: string
}

export type SectionReport = {
  readonly section: string
  /** One line: what was done. */
  readonly about: string
  readonly seconds: number
  readonly figures: readonly Figure[]
}

export type Report = {
  readonly startedAt: string
  readonly machine: Machine
  readonly records: number
  readonly rounds: number
  readonly seed: number
  readonly sections: readonly SectionReport[]
}

type FigureParts = Omit<Figure, "reached" | "value"> & { readonly value: number | undefined }

/** Judges what was measured, then rounds it to three digits: 0.7999 is shown as 0.8 and doesn't reach it. */
export function figure({ value, ...parts }: FigureParts): Figure {
  const measured = value === undefined || !Number.isFinite(value) ? undefined : value
  const { target } = parts
  return {
    ...parts,
    ...(measured === undefined ? {} : { value: threeDigits(measured) }),
    ...(target === undefined ? {} : { reached: measured !== undefined && reaches(measured, target) }),
  }
}

const reaches = (value: number, target: Target): boolean =>
  "atLeast" in target ? value >= target.atLeast : value <= target.atMost

const threeDigits = (value: number): number =>
  Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))

const targetText = (target: Target): string =>
  "atLeast" in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`

/** For people: one line a figure. */
export function reportTable(report: Report): string {
  const { machine } = report
  const head = [
    `${machine.cores} cores (${machine.cpu}), ${machine.memoryGb} GB, ${machine.platform}`,
    `Node ${machine.node}, SQLite ${machine.sqlite}, better-sqlite3 ${machine.driver}`,
    `64 KiB append + fdatasync: p50 ${machine.fsyncMs.p50} ms, p99 ${machine.fsyncMs.p99} ms`,
    `load average before ${machine.loadBefore}; ${report.records} records, ${report.rounds} rounds, seed ${report.seed}`,
  ]
  return `${[...head, ...report.sections.flatMap(sectionLines)].join("\n")}\n`
}

function sectionLines(section: SectionReport): readonly string[] {
  return [
    "",
    `${section.section}: ${section.about} (${section.seconds} s)`,
    ...section.figures.map(figureLine),
  ]
}

function figureLine({ name, value, unit, target, reached, note }: Figure): string {
  const shown = value === undefined ? "—" : `${value} ${unit}`.trim()
  const goal = target === undefined ? "" : `${reached ? "reached" : "NOT reached"} (${targetText(target)})`
  return `  ${name.padEnd(44)} ${shown.padEnd(20)} ${goal.padEnd(24)} ${note ?? ""}`.trimEnd()
}
