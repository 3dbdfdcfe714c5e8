import { Readable } from "node:stream"
import { gzipSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import { type ReadRecord, readRecords } from "../../../src/adapters/files/read-records.ts"

/** Reads bytes that arrive in pieces of `size`, as from a slow pipe. */
async function read(content: string | Uint8Array, size = 7): Promise<readonly ReadRecord[]> {
  const bytes = Buffer.from(content)
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  )
  const records: ReadRecord[] = []
  for await (const record of readRecords(Readable.from(pieces))) records.push(record)
  return records
}

const raws = (records: readonly ReadRecord[]): readonly unknown[] =>
  records.map((record) => ("raw" in record ? record.raw : `${record.line}: ${record.problem}`))

const A = { Id: "a", Text: 'brackets ]}{[ \\ and "quotes", ä😀' }
const B = { Id: "b", List: [{ Name: "n", Value: "v" }] }
const csv = (rows: readonly string[]): string =>
  [
    "RecordId,CreationDate,AuditData",
    ...rows.map((row) => `1,2026-03-02T08:15:30,"${row.replaceAll('"', '""')}"`),
  ].join("\r\n")

describe("readRecords()", () => {
  it.each([
    ["an array", JSON.stringify([A, B])],
    ["a pretty array", JSON.stringify([A, B], null, 2)],
    ["JSON lines", `${JSON.stringify(A)}\n${JSON.stringify(B)}\n`],
    ["JSON lines with Windows line ends and blank lines", `${JSON.stringify(A)}\r\n\r\n${JSON.stringify(B)}`],
    ["pretty objects one after the other", `${JSON.stringify(A, null, 2)}\n${JSON.stringify(B, null, 4)}`],
    ["objects without anything between", `${JSON.stringify(A)}${JSON.stringify(B)}`],
    ["lists on lines", `[${JSON.stringify(A)}]\n[${JSON.stringify(B)}]\n`],
    ["Purview's export", csv([JSON.stringify(A), JSON.stringify(B)])],
    [
      "an export with type line and semicolons",
      `#TYPE Selected\r\n${csv([JSON.stringify(A), JSON.stringify(B)]).replaceAll(/^([^,]*),([^,]*),/gm, "$1;$2;")}`,
    ],
    [
      "Search-UnifiedAuditLog output",
      JSON.stringify(
        [A, B].map((raw) => ({ RecordType: "ExchangeAdmin", AuditData: JSON.stringify(raw) })),
        null,
        4,
      ),
    ],
    ["audit data as an object", JSON.stringify([{ auditData: A }, { auditData: B }])],
  ])("reads %s, whole or in pieces", async (_, text) => {
    expect(raws(await read(text))).toEqual([A, B])
    expect(raws(await read(text, 1_000_000))).toEqual([A, B])
  })

  it("reads one object alone", async () => {
    expect(raws(await read(JSON.stringify(A, null, 2)))).toEqual([A])
    expect(raws(await read(JSON.stringify(A)))).toEqual([A])
  })

  it("reads what Windows writes: marks and two-byte characters", async () => {
    const text = JSON.stringify([A])

    expect(raws(await read(`\uFEFF${text}`))).toEqual([A])
    expect(raws(await read(Buffer.from(`\uFEFF${text}`, "utf16le")))).toEqual([A])
    expect(raws(await read(`\uFEFF${csv([JSON.stringify(B)])}`))).toEqual([B])
  })

  it("unpacks by content, not by name", async () => {
    expect(raws(await read(gzipSync(`${JSON.stringify(A)}\n${JSON.stringify(B)}`)))).toEqual([A, B])
  })

  it("finds nothing in an empty file", async () => {
    expect(await read("")).toEqual([])
    expect(await read(" \n ")).toEqual([])
    expect(await read("[]")).toEqual([])
  })

  it("shows a bad line with its number and reads on", async () => {
    const text = `${JSON.stringify(A)}\n{"Id": "cut\nnull\n"text"\n${JSON.stringify(B)}`

    expect(raws(await read(text))).toEqual([A, "2: The line isn't valid JSON.", null, "text", B])
  })

  it("keeps nothing of a line that doesn't end, and goes through no lists without end", async () => {
    const [a, b] = [JSON.stringify(A), JSON.stringify(B)]
    const lists = "[".repeat(100_000) + "]".repeat(100_000)

    const records = await read(`${a}\n${"x".repeat(17_000_000)}\n${lists}\n${b}`, 1_000_000)

    expect(raws(records)[1]).toBe("2: The record is too long.")
    expect(records.map(({ line }) => line)).toEqual([1, 2, 3, 4])
    expect(raws(records).at(-1)).toEqual(B)
  })

  it("shows a broken element of an array and reads on", async () => {
    const text = `[\n${JSON.stringify(A)},\n{"Id": "cut,\n${JSON.stringify(B)}\n]`

    expect(raws(await read(text))).toEqual([A, "3: A text in the record isn't closed.", B])
  })

  it.each([1, 7, 1_000_000])(
    "reads on after a broken element of a pretty array, in pieces of %i",
    async (size) => {
      const C = { Id: "c", Inner: { Deep: { Name: "n" } } }
      const text = JSON.stringify([A, C, B, C], null, 2).replace('"Id": "b"', '"Id": "b')

      const records = await read(text, size)

      expect(raws(records)).toEqual([A, C, "14: A text in the record isn't closed.", C])
    },
  )

  it("shows an array that is cut off", async () => {
    expect(raws(await read(`[\n${JSON.stringify(A)},\n{"Id": {`))).toEqual([A, "3: The record isn't closed."])
  })

  it("shows a row whose AuditData is broken and reads on", async () => {
    expect(raws(await read(csv([JSON.stringify(A), "{cut", JSON.stringify(B)])))).toEqual([
      A,
      "3: The AuditData of the row isn't valid JSON.",
      B,
    ])
  })

  it("shows an export entry whose AuditData is broken", async () => {
    expect(raws(await read(JSON.stringify([{ AuditData: "{cut" }, A])))).toEqual([
      "1: The AuditData of the record isn't valid JSON.",
      A,
    ])
  })

  it("says so when a file is something else", async () => {
    await expect(read("Dear Sir or Madam, no records here")).rejects.toThrow("neither JSON nor a CSV export")
    await expect(read("Name,Age\nAnna,7")).rejects.toThrow("AuditData column")
  })

  it("says so when the compression is damaged", async () => {
    const bytes = gzipSync(JSON.stringify([A]))
    bytes.fill(0, 12, 20)

    await expect(read(bytes)).rejects.toThrow()
  })
})
