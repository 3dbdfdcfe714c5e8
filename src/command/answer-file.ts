/** An answer as a file: every row that was read, with what stood above and below it. */
import type { Answer } from "./answer.ts"

export const FILE_FORMATS = ["csv", "json"] as const
export type FileFormat = (typeof FILE_FORMATS)[number]

export type AnswerFile = { readonly name: string; readonly type: string; readonly body: string }

export function answerFile(answer: Answer, format: FileFormat): AnswerFile {
  const name = `${slug(answer.title)}.${format}`
  return format === "json"
    ? { name, type: "application/json; charset=utf-8", body: jsonOf(answer) }
    : { name, type: "text/csv; charset=utf-8", body: csvOf(answer) }
}

const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60) || "answer"

/** Without the buttons, and with times as every program reads them. */
function jsonOf({ title, lines, rows, more, coverage }: Answer): string {
  const timed = rows.map(({ at, heading, facts, columns = facts }) => {
    return { ...(at === undefined ? {} : { at: isoText(at) }), heading, facts: columns }
  })
  return `${JSON.stringify({ title, lines, rows: timed, more, coverage }, null, 2)}\n`
}

const isoText = (at: number): string => new Date(at).toISOString()

/** One column for each label, in the order in which they come; the mark at the start makes Excel read it as UTF-8. */
function csvOf({ lines, rows: told, coverage }: Answer): string {
  const rows = told.map(({ facts, columns = facts, ...row }) => ({ ...row, facts: columns }))
  const labels = [...new Set(rows.flatMap(({ facts }) => facts.map(({ label }) => label)))]
  const isTimed = rows.some(({ at }) => at !== undefined)
  const table = rows.map(({ heading, at, facts }) => [
    ...(isTimed ? [at === undefined ? "" : isoText(at)] : []),
    heading,
    ...labels.map((label) => facts.find((fact) => fact.label === label)?.value ?? ""),
  ])
  const notes = [...lines, coverage].filter((line) => line !== "").map((line) => [line])
  const head = [...(isTimed ? ["Time (UTC)", "When"] : ["Of"]), ...labels]
  const text = [head, ...table, [], ...notes].map((row) => row.map(cell).join(",")).join("\r\n")
  return `\uFEFF${text}\r\n`
}

/**
 * A spreadsheet runs what begins with one of these as a formula: an apostrophe keeps it text.
 * Source: OWASP, "CSV Injection".
 */
function cell(value: string): string {
  const safe = /^[=+\-@＝＋－＠\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
