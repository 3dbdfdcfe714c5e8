import type Database from "better-sqlite3"
import { describe, expect, it } from "vitest"
import { openTrailForReading } from "../../../src/adapters/sqlite/open-trail.ts"
import { ContractError } from "../../../src/model/errors.ts"
import { incidentId } from "../../../src/model/ids.ts"
import { entryHash, verifyChain } from "../../../src/trail/chain.ts"
import { makeNote, NOW } from "./make-rows.ts"
import { openRaw, openTemporaryStore } from "./temporary-store.ts"

const COLUMNS = ["kind", "who", "tenant_id", "what", "data", "prev", "hash"] as const
const TRIGGERS = [
  "trail_no_update",
  "trail_no_delete",
  "trail_next",
  "trail_head_forward",
  "trail_head_no_delete",
]

/** Five entries, and a connection on which nothing is forbidden any more. */
async function openTrail() {
  const { store, path } = openTemporaryStore()
  for (let index = 1; index <= 5; index += 1)
    await store.trail.append(
      makeNote({
        at: NOW + index,
        incidentId: incidentId(index),
        data: { ü: "\u001f", list: [1.5, null, index] },
      }),
    )
  const raw = openRaw(path)
  for (const trigger of TRIGGERS) raw.exec(`DROP TRIGGER ${trigger}`)
  return { store, path, raw, verdict: () => verdictOf(path) }
}

async function verdictOf(path: string) {
  const trail = openTrailForReading(path)
  try {
    return await verifyChain(trail.entries(), trail.head() ?? "missing")
  } finally {
    trail.close()
  }
}

/** Every text that differs from this one in one byte, three ways each. */
const oneByteOff = (text: string): Buffer[] =>
  [...Buffer.from(text).keys()].flatMap((index) =>
    [0x01, 0x20, 0x80].map((bit) => {
      const bytes = Buffer.from(text)
      bytes[index] = (bytes[index] ?? 0) ^ bit
      return bytes
    }),
  )

const setText = (raw: Database.Database, column: string, seq: number, bytes: Buffer): void =>
  void raw.prepare(`UPDATE trail SET ${column} = CAST(? AS TEXT) WHERE seq = ?`).run(bytes, seq)

describe("append()", () => {
  it("numbers without gaps and links each entry to the one before", async () => {
    const { store } = openTemporaryStore()

    const first = await store.trail.append(makeNote())
    const second = await store.trail.append(makeNote())

    expect(first).toMatchObject({ seq: 1, prev: "0".repeat(64) })
    expect(second).toMatchObject({ seq: 2, prev: first.hash })
    const { hash, ...content } = second
    expect(hash).toBe(entryHash(content))
    expect(await store.trail.read(0, 10)).toEqual([first, second])
    expect(await store.trail.read(1, 10)).toEqual([second])
    expect(await store.trail.read(0, 1)).toEqual([first])
  })

  it("keeps whatever text and keys come from outside, and the chain still verifies", async () => {
    const { store, path } = openTemporaryStore()
    const data = JSON.parse('{"__proto__":{"a":1},"toJSON":"x","n\\u0000ul":"\\u2028","lone":"\\ud83d"}')

    await store.trail.append(makeNote({ what: "[click](https://evil.example) ${1+1} \ud800'; --", data }))

    expect(await verdictOf(path)).toMatchObject({ ok: true, entries: 1 })
  })
})

describe("the trail table", () => {
  it.each([
    ["UPDATE trail SET what = 'x' WHERE seq = 1", /append-only/],
    ["DELETE FROM trail", /append-only/],
    ["INSERT OR REPLACE INTO trail SELECT * FROM trail WHERE seq = 1", /must follow the last one/],
    [
      "INSERT INTO trail VALUES (7, 1, 'start', 'x', NULL, NULL, 'x', '{}', 'x', 'x')",
      /must follow the last one/,
    ],
    ["UPDATE trail_head SET entries = 1", /only moves forward/],
    ["UPDATE trail_head SET entries = entries + 1", /only moves forward/],
    ["DELETE FROM trail_head", /never removed/],
    ["INSERT OR REPLACE INTO trail_head VALUES (1, 0, 'x')", /one head/],
  ])("refuses %s", async (sql, message) => {
    const { store, path } = openTemporaryStore()
    await store.trail.append(makeNote())
    await store.trail.append(makeNote())

    expect(() => openRaw(path).exec(sql)).toThrow(message)

    expect(await verdictOf(path)).toMatchObject({ ok: true, entries: 2 })
  })
})

describe("tampering", () => {
  const places = [1, 3, 5].flatMap((seq) => COLUMNS.map((column) => ({ seq, column })))

  it.each(places)("with any single byte of $column of entry $seq of 5 is named", async ({ seq, column }) => {
    const { raw, verdict } = await openTrail()
    const original = String(raw.prepare(`SELECT ${column} FROM trail WHERE seq = ?`).pluck().get(seq))
    const unseen: string[] = []

    for (const bytes of oneByteOff(original)) {
      setText(raw, column, seq, bytes)
      const found = await verdict()
      if (found.ok || found.seq !== seq) unseen.push(bytes.toString("hex"))
    }

    expect(unseen).toEqual([])
    setText(raw, column, seq, Buffer.from(original))
    expect(await verdict()).toMatchObject({ ok: true })
  })

  it.each([
    "UPDATE trail SET at = at + 1 WHERE seq = 3",
    "UPDATE trail SET incident_id = 4 WHERE seq = 3",
    "UPDATE trail SET incident_id = NULL WHERE seq = 3",
    "UPDATE trail SET tenant_id = NULL WHERE seq = 3",
    "UPDATE trail SET tenant_id = '' WHERE seq = 3",
    "UPDATE trail SET data = replace(data, ',', ', ') WHERE seq = 3",
    "UPDATE trail SET data = replace(data, '\\u001f', '\\u001F') WHERE seq = 3",
    "UPDATE trail SET data = '[]' WHERE seq = 3",
    "UPDATE trail SET seq = 9 WHERE seq = 3",
    "DELETE FROM trail WHERE seq = 3",
    "UPDATE trail SET seq = -3 WHERE seq = 3; UPDATE trail SET seq = 3 WHERE seq = 4; UPDATE trail SET seq = 4 WHERE seq = -3",
  ])("is named: %s", async (sql) => {
    const { raw, verdict } = await openTrail()

    raw.exec(sql)

    expect(await verdict()).toMatchObject({ ok: false, seq: 3 })
  })

  it.each([
    { sql: "DELETE FROM trail WHERE seq = 1", seq: 1 },
    { sql: "DELETE FROM trail WHERE seq = 5", seq: 5 },
    { sql: "DELETE FROM trail", seq: 1 },
    { sql: "UPDATE trail_head SET entries = 4", seq: 5 },
    { sql: "UPDATE trail_head SET hash = replace(hash, 'a', 'b') || '0'", seq: 5 },
    { sql: "DELETE FROM trail_head", seq: 6 },
  ])("is named: $sql", async ({ sql, seq }) => {
    const { raw, verdict } = await openTrail()

    raw.exec(sql)

    expect(await verdict()).toMatchObject({ ok: false, seq })
  })

  it("makes reading a damaged page an error that names the row", async () => {
    const { store, raw } = await openTrail()
    raw.exec("UPDATE trail SET data = 'no JSON' WHERE seq = 3")

    await expect(store.trail.read(2, 10)).rejects.toThrow(ContractError)
    await expect(store.trail.read(2, 10)).rejects.toThrow(/row 3 in table trail/)
    expect(await store.trail.read(3, 10)).toHaveLength(2)
  })
})

describe("openTrailForReading()", () => {
  it("sees one moment, while the product goes on writing", async () => {
    const { store, path } = openTemporaryStore()
    await store.trail.append(makeNote())
    const trail = openTrailForReading(path)
    const head = trail.head()

    await store.trail.append(makeNote())

    expect([...trail.entries()].map((entry) => entry.seq)).toEqual([1])
    expect(head?.entries).toBe(1)
    trail.close()
    expect(await verdictOf(path)).toMatchObject({ ok: true, entries: 2 })
  })
})
