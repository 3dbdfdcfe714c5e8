/** What `watchpost coverage` says of backup servers, from a database that the product holds open. */
import { describe, expect, it } from "vitest"
import { backupJson, backupTable, readBackupCoverage } from "../../src/cli/coverage-backups.ts"
import type { Config } from "../../src/config/config.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { config as anyConfig } from "../command/make.ts"

const NOW = Date.UTC(2026, 10, 20, 9, 30)
const HOUR = 3_600_000
const facts = { version: "v8", product: "8.3.0.2201", installation: "i-1", clockAheadMs: 0 } as const

const configOf = (database: string, names: readonly string[]): Config => ({
  ...anyConfig,
  database,
  veeam: names.map((name) => ({ name, baseUrl: "https://192.0.2.7:4443", username: "VB365\\watchpost" })),
})

async function stage() {
  const { store, path } = openTemporaryStore()
  const gap = { from: NOW - HOUR, to: NOW, cause: "Watchpost was not running" }
  await store.backups.saveReading("vb365-01", facts, NOW - 24 * HOUR)
  await store.backups.saveReading("vb365-01", { ...facts, leftOut: "Whose is Group?" }, NOW, gap)
  await store.backups.noteTrouble("vb365-02", "vb365-02 refuses our account.")
  await store.backups.saveReading("taken-out", facts, NOW)
  return readBackupCoverage(configOf(path, ["vb365-01", "vb365-02", "vb365-03"]))
}

describe("backupTable()", () => {
  it("says what each server is, since when it is read, what is unclear and when it was not read", async () => {
    expect(backupTable(await stage()).split("\n")).toEqual([
      "backup server  version               since (UTC)       read to           gaps  trouble",
      "vb365-01       8.3.0.2201 (REST v8)  2026-11-19 09:30  2026-11-20 09:30  1",
      "vb365-02       unknown               never read        never read        0     vb365-02 refuses our account.",
      "vb365-03       unknown               never read        never read        0",
      "Whose is Group?",
      "vb365-01: not read 2026-11-20 08:30 to 2026-11-20 09:30 (Watchpost was not running); sessions deleted then are missing",
    ])
  })

  it("is nothing without servers", async () => {
    expect(backupTable(await readBackupCoverage(configOf("/nowhere", [])))).toBe("")
  })
})

describe("backupJson()", () => {
  it("gives machines one JSON line for each", async () => {
    const lines = backupJson(await stage())
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))

    expect(lines[0]).toEqual({
      backupServer: "vb365-01",
      product: "8.3.0.2201",
      api: "v8",
      clockAheadMs: 0,
      completeFrom: "2026-11-19T09:30:00.000Z",
      completeTo: "2026-11-20T09:30:00.000Z",
      trouble: null,
      leftOut: "Whose is Group?",
      except: [
        {
          from: "2026-11-20T08:30:00.000Z",
          to: "2026-11-20T09:30:00.000Z",
          why: "Watchpost was not running",
        },
      ],
    })
    expect(lines[1]).toMatchObject({ backupServer: "vb365-02", product: null, completeTo: null })
    expect(lines).toHaveLength(3)
  })
})
