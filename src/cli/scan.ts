/** `watchpost scan FILE…`: the rules over exported audit logs, without any tenant. */
import { statSync } from "node:fs"
import progress from "cli-progress"
import { readRecords } from "../adapters/files/read-records.ts"
import { RULES_FOLDER, readRules } from "../adapters/files/read-rules.ts"
import { openCountryDatabase } from "../adapters/geo/country-database.ts"
import { compileRuleSet } from "../detect/rule-set.ts"
import { plainText } from "../lib/plain-text.ts"
import { compareLevels, type Level } from "../model/level.ts"
import { openFile, shownName, unreadable } from "./named-file.ts"
import { type Output, SHOWN_PROBLEMS, write } from "./output.ts"
import { closing, jsonLine, type ScanCount, summaryLine, table } from "./scan-report.ts"
import { TenantSorter } from "./scan-tenants.ts"

export type ScanOptions = {
  /** Paths; `-` is standard input. */
  readonly files: readonly string[]
  readonly json: boolean
  readonly minLevel: Level
  /** Own domains of every tenant in the files; when empty they are taken from the records. */
  readonly acceptedDomains: readonly string[]
}

const LONGEST_PROBLEM = 1_000

/** Answers 0 whatever was found. Throws a ConfigError when a file or the rules can't be read. */
export async function runScan(options: ScanOptions, io: Output): Promise<number> {
  const started = performance.now()
  const rules = compileRuleSet(readRules(RULES_FOLDER))
  const sorter = new TenantSorter(rules, options.acceptedDomains)
  const count: ScanCount = { read: 0, duplicates: 0, rejected: 0 }
  const problems = await readFiles(options.files, sorter, count, io)
  const geo = await openCountryDatabase()
  const all = sorter.alerts(geo.country, Date.now())
  const alerts = all.filter((alert) => compareLevels(alert.level, options.minLevel) >= 0)
  for (const problem of problems.slice(0, SHOWN_PROBLEMS)) await write(io.stderr, `${problem}\n`)
  const hidden = problems.length - SHOWN_PROBLEMS
  if (hidden > 0) await write(io.stderr, `… and ${hidden} more lines that can't be read.\n`)
  const seconds = (performance.now() - started) / 1000
  if (options.json) {
    for (const alert of alerts) await write(io.stdout, `${jsonLine(alert)}\n`)
    await write(io.stderr, `${summaryLine(count, alerts, seconds)}\n`)
  } else {
    if (alerts.length > 0) await write(io.stdout, `${table(alerts)}\n`)
    await write(io.stdout, `${closing(count, alerts, seconds)}\n`)
  }
  return 0
}

async function readFiles(
  files: readonly string[],
  sorter: TenantSorter,
  count: ScanCount,
  io: Output,
): Promise<readonly string[]> {
  const problems: string[] = []
  const sizes = files.map(sizeOf)
  const bar = progressBar(
    sizes.reduce((sum, size) => sum + size, 0),
    io,
  )
  try {
    for (const file of files) await readFile(file, { sorter, count, io, problems, onBytes: bar.add })
  } finally {
    bar.stop()
  }
  return problems
}

type Reading = {
  readonly sorter: TenantSorter
  readonly count: ScanCount
  readonly io: Output
  readonly problems: string[]
  readonly onBytes: (count: number) => void
}

async function readFile(file: string, { sorter, count, io, problems, onBytes }: Reading): Promise<void> {
  const reject = (line: number, reason: string): void => {
    count.rejected += 1
    problems.push(plainText(`${shownName(file)}:${line}: ${reason}`, LONGEST_PROBLEM))
  }
  try {
    for await (const piece of readRecords(openFile(file, io.stdin), onBytes)) {
      count.read += 1
      if ("problem" in piece) {
        reject(piece.line, piece.problem)
        continue
      }
      const result = sorter.add(piece.raw, piece.line)
      if (result === "duplicate") count.duplicates += 1
      else if (result !== "kept") reject(piece.line, result.rejected)
    }
  } catch (error) {
    throw unreadable(file, error)
  }
}

/** Zero for standard input: its end isn't known. */
function sizeOf(file: string): number {
  if (file === "-") return 0
  try {
    return statSync(file).size
  } catch (error) {
    throw unreadable(file, error)
  }
}

/** A bar on a terminal, nothing elsewhere. */
function progressBar(total: number, { stderr }: Output): { add: (bytes: number) => void; stop: () => void } {
  if (!("isTTY" in stderr) || stderr.isTTY !== true || total === 0) return { add: () => {}, stop: () => {} }
  const bar = new progress.SingleBar({
    format: "Reading {bar} {percentage}%",
    stream: stderr,
    clearOnComplete: true,
    hideCursor: true,
  })
  bar.start(total, 0)
  return { add: (bytes) => bar.increment(bytes), stop: () => bar.stop() }
}
