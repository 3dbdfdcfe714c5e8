/** The rule pack on the labeled records of this folder: what it must find, and whom it must leave alone. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { PassThrough } from "node:stream"
import { beforeAll, describe, expect, it } from "vitest"
import type { Quality } from "../../src/cli/quality-count.ts"
import { runRulesQuality } from "../../src/cli/rules-quality.ts"
import { ATTACKS } from "./attacks.ts"
import { makeRecords } from "./make-records.ts"

/** Attacks on mailboxes and the way of mail; the others are on accounts, apps and settings. */
const MAILBOX = Object.keys(ATTACKS).filter((kind) =>
  /^(forward|rule|full|send|folder|transport|app-reads|mailbox)/.test(kind),
)

let quality: Quality

beforeAll(async () => {
  const stdout = new PassThrough()
  const io = { stdin: new PassThrough(), stdout, stderr: new PassThrough() }
  const options = { folder: import.meta.dirname, json: true, acceptedDomains: [], missed: false }
  expect(await runRulesQuality(options, io)).toBe(0)
  quality = JSON.parse(String(stdout.read()))
})

describe("the labeled records", () => {
  it("are what make-records.ts makes", () => {
    for (const [name, text] of makeRecords())
      expect(readFileSync(join(import.meta.dirname, name), "utf8") === text, name).toBe(true)
  })
})

describe("the rule pack", () => {
  it("finds every attack on a mailbox at medium or above", () => {
    const found = quality.byKind.filter(({ kind }) => MAILBOX.includes(kind))

    expect(found.map(({ kind }) => kind).sort()).toEqual([...MAILBOX].sort())
    expect(found.filter(({ atMedium }) => atMedium === 0).map(({ kind }) => kind)).toEqual([])
  })

  it("has nine tenths of all attack records inside an alert", () => {
    expect(quality.inAlert.found / quality.inAlert.of).toBeGreaterThanOrEqual(0.9)
  })

  it("pages nobody for what Microsoft's own services do", () => {
    expect(quality.falseOnSystem).toBe(0)
  })

  it("pages only now and then for honest administrators, and once for a burst", () => {
    expect(quality.falseOnHonest).toBeLessThanOrEqual(5)
    expect(quality.rightAlerts).toBeLessThanOrEqual(Object.keys(ATTACKS).length * 2)
  })
})
