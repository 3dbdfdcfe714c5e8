/**
 * Audit records from the files that people have: Purview's CSV export, `Search-UnifiedAuditLog` output as JSON,
 * raw records as JSON array or JSON lines. The format is told from the content, never from the name.
 * Sources: Microsoft Learn, "Export, configure, and view audit log records"; Search-UnifiedAuditLog.
 */
import { Readable } from "node:stream"
import { parse } from "csv-parse"
import { z } from "zod"
import { coerceError } from "../../model/errors.ts"
import { type Piece, scanJson, scanLines } from "./scan-json.ts"
import { textOf } from "./text-stream.ts"

/** One record as parsed JSON, or what is wrong with its line. Lines count from 1. */
export type ReadRecord =
  | { readonly line: number; readonly raw: unknown }
  | { readonly line: number; readonly problem: string }

/** How much of a file is looked at to tell its format. */
const HEAD = 65_536

/** Throws an Error with one sentence when the file isn't a list of audit records at all. */
export async function* readRecords(
  input: Readable,
  onBytes: (count: number) => void = () => {},
): AsyncGenerator<ReadRecord> {
  const chunks = textOf(input, onBytes)
  const head = await readHead(chunks)
  const first = head.trimStart().charAt(0)
  const all = prefixed(head, chunks)
  if (first === "") return
  if (first === "[") yield* parsePieces(scanJson(all))
  else if (isJsonLines(head)) yield* parsePieces(scanLines(all))
  else if (first === "{") yield* parsePieces(scanJson(all))
  else yield* readCsv(head, all)
}

async function readHead(chunks: AsyncGenerator<string>): Promise<string> {
  let head = ""
  while (head.length < HEAD) {
    const next = await chunks.next()
    if (next.done === true) break
    head += next.value
  }
  return head
}

async function* prefixed(head: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield head
  yield* rest
}

/** One of the first lines is an object by itself; pretty-printed JSON never has that at the beginning of a line. */
const isJsonLines = (head: string): boolean =>
  head
    .split("\n")
    .slice(0, 50)
    .some((line) => line.startsWith("{") && typeof parseText(line) === "object")

const parseText = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function* parsePieces(pieces: AsyncGenerator<Piece>): AsyncGenerator<ReadRecord> {
  for await (const piece of pieces) {
    if ("problem" in piece) {
      yield piece
      continue
    }
    const value = parseText(piece.text)
    if (value !== undefined) yield* unwrapped(value, piece.line)
    else yield* await splitLine(piece.text, piece.line)
  }
}

/** A line that isn't one value may be several objects without a line end between them. */
async function splitLine(text: string, line: number): Promise<readonly ReadRecord[]> {
  const problem = { line, problem: "The line isn't valid JSON." }
  if (!/\}\s*,?\s*\{/.test(text)) return [problem]
  const values: unknown[] = []
  for await (const piece of scanJson(Readable.from([text]))) {
    const value = "text" in piece ? parseText(piece.text) : undefined
    if (value === undefined) return [problem]
    values.push(value)
  }
  return values.flatMap((value) => [...unwrapped(value, line)])
}

/** Lists in lists; what is deeper is no list of records. */
const MAX_LISTS = 3

/** Exports carry the record as a text inside `AuditData`; a blob on one line is a list. */
function* unwrapped(value: unknown, line: number, lists = MAX_LISTS): Generator<ReadRecord> {
  if (Array.isArray(value) && lists > 0) {
    for (const item of value) yield* unwrapped(item, line, lists - 1)
    return
  }
  const inner = auditData(value)
  if (typeof inner !== "string") {
    yield { line, raw: inner ?? value }
    return
  }
  const raw = parseText(inner)
  yield raw === undefined ? { line, problem: "The AuditData of the record isn't valid JSON." } : { line, raw }
}

function auditData(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return undefined
  return "AuditData" in value ? value.AuditData : "auditData" in value ? value.auditData : undefined
}

async function* readCsv(head: string, chunks: AsyncGenerator<string>): AsyncGenerator<ReadRecord> {
  const header = head.split(/\r?\n/).find((line) => line.trim() !== "" && !line.startsWith("#")) ?? ""
  if (!/(^|[,;\t])"?AuditData"?($|[,;\t])/i.test(header.trim())) {
    throw new Error("it is neither JSON nor a CSV export with an AuditData column")
  }
  const delimiter = [",", ";", "\t"].find((one) => header.includes(one)) ?? ","
  const parser = parse({
    delimiter,
    columns: (names: string[]) => names.map((name) => name.trim().toLowerCase()),
    comment: "#",
    comment_no_infix: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: 16_000_000,
  })
  const source = Readable.from(chunks)
  source.on("error", (error) => parser.destroy(error))
  try {
    for await (const row of source.pipe(parser)) yield readRow(row)
  } catch (error) {
    // The quotes are broken from here on: what was read before stands.
    yield {
      line: parser.info.lines,
      problem: `The rest of the file can't be read: ${coerceError(error).message}`,
    }
  }
}

/** What csv-parse gives with `info` switched on. */
const Row = z.object({ record: z.record(z.string(), z.unknown()), info: z.object({ lines: z.number() }) })

function readRow(row: unknown): ReadRecord {
  const { record, info } = Row.parse(row)
  const text = record.auditdata
  const raw = typeof text === "string" ? parseText(text) : undefined
  return raw === undefined
    ? { line: info.lines, problem: "The AuditData of the row isn't valid JSON." }
    : { line: info.lines, raw }
}
