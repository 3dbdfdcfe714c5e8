import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable, Writable } from "node:stream"
import { gzipSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { runExplain } from "../../src/cli/explain.ts"
import { sayProblems } from "../../src/cli/output.ts"
import { runScan, type ScanOptions } from "../../src/cli/scan.ts"
import { makeRaw, parameters } from "../make/make-record.ts"

type Run = { readonly code: number; readonly stdout: string; readonly stderr: string }

async function run(
  command: (io: Parameters<typeof runScan>[1]) => Promise<number>,
  stdin = "",
): Promise<Run> {
  const texts = { stdout: "", stderr: "" }
  const sink = (name: "stdout" | "stderr"): Writable =>
    new Writable({
      write: (chunk, _encoding, done) => {
        texts[name] += String(chunk)
        done()
      },
    })
  const io = { stdout: sink("stdout"), stderr: sink("stderr"), stdin: Readable.from([Buffer.from(stdin)]) }
  return { code: await command(io).catch((thrown) => sayProblems(thrown, io)), ...texts }
}

const scan = (files: readonly string[], changed: Partial<ScanOptions> = {}, stdin = ""): Promise<Run> =>
  run((io) => runScan({ files, json: true, minLevel: "low", acceptedDomains: [], ...changed }, io), stdin)

const last = (text: string): unknown => JSON.parse(text.trim().split("\n").at(-1) ?? "")
const lines = (text: string): readonly Record<string, unknown>[] =>
  text.trim() === ""
    ? []
    : text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))

let folder = ""
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "watchpost-scan-"))
})
afterAll(() => rmSync(folder, { recursive: true }))

const quiet = makeRaw({
  Id: "6b0c9f5e-41d2-4a77-8e0a-0d5b7c3f9a0f",
  CreationTime: "2026-03-01T08:15:30",
  Parameters: parameters({ ForwardingSmtpAddress: "" }),
})

describe("runScan()", () => {
  it("prints each alert as one line of JSON and the totals last on standard error", async () => {
    const path = file(
      "a.jsonl",
      `${JSON.stringify(makeRaw())}\n${JSON.stringify(makeRaw())}\n{"Id": cut\n${JSON.stringify(quiet)}\n`,
    )

    const { code, stdout, stderr } = await scan([path])

    expect(code).toBe(0)
    expect(lines(stdout)).toEqual([
      {
        rule: "mailbox-forwarding-outside",
        title: "Mailbox forwards to an outside address",
        level: "high",
        techniques: ["T1114.003"],
        tenant: "3f1d6a52-7c0e-4b1d-9d43-6a1f0c2b8e11",
        actor: "anna.berg@contoso.example",
        target: "anna.berg@contoso.example",
        at: "2026-03-02T08:15:30.000Z",
        count: 1,
        recordIds: ["6b0c9f5e-41d2-4a77-8e0a-0d5b7c3f9a01"],
        summary:
          "anna.berg@contoso.example's mailbox was set to forward all mail to drop@evil.example (by anna.berg@contoso.example).",
      },
    ])
    expect(stderr.split("\n")[0]).toBe(`${path}:3: The line isn't valid JSON.`)
    expect(last(stderr)).toMatchObject({
      read: 4,
      duplicates: 1,
      rejected: 1,
      alerts: { critical: 0, high: 1, medium: 0, low: 0, informational: 0 },
      seconds: expect.any(Number),
      recordsPerSecond: expect.any(Number),
    })
  })

  it("reads standard input, packed files and several files together", async () => {
    const packed = file("b.gz", gzipSync(JSON.stringify([makeRaw()])))

    const { stdout, stderr } = await scan(["-", packed], {}, JSON.stringify(makeRaw()))

    expect(lines(stdout)).toHaveLength(1)
    expect(last(stderr)).toMatchObject({ read: 2, duplicates: 1 })
  })

  it("learns own domains from records that come later", async () => {
    const inside = makeRaw({
      Parameters: parameters({ Identity: "x", ForwardingSmtpAddress: "ben@fabrikam.example" }),
      ObjectId: "x",
    })
    const later = makeRaw({
      Id: "6b0c9f5e-41d2-4a77-8e0a-0d5b7c3f9a02",
      UserId: "ben@fabrikam.example",
      Operation: "Send",
      RecordType: 2,
    })

    expect(lines((await scan(["-"], {}, JSON.stringify([inside]))).stdout)).toHaveLength(1)
    expect(lines((await scan(["-"], {}, JSON.stringify([inside, later]))).stdout)).toEqual([])
  })

  it("believes the domains that are given", async () => {
    const given = { acceptedDomains: ["Evil.example"] }

    expect(lines((await scan(["-"], given, JSON.stringify([makeRaw()]))).stdout)).toEqual([])
  })

  it("keeps tenants apart", async () => {
    const other = makeRaw({
      Id: "6b0c9f5e-41d2-4a77-8e0a-0d5b7c3f9a02",
      OrganizationId: "8a2b3c4d-5e6f-4a1b-9c2d-3e4f5a6b7c8d",
      OrganizationName: "evil.example",
    })

    const { stdout } = await scan(["-"], {}, JSON.stringify([makeRaw(), other]))

    expect(lines(stdout).map(({ tenant }) => tenant)).toEqual(["3f1d6a52-7c0e-4b1d-9d43-6a1f0c2b8e11"])
  })

  it("doesn't take two masked records for one", async () => {
    const one = makeRaw({ Id: "MASKED", OrganizationId: "MASKED" })
    const two = makeRaw({
      Id: "MASKED",
      OrganizationId: "MASKED",
      ObjectId: "ben",
      Parameters: parameters({ Identity: "ben@contoso.example", ForwardingSmtpAddress: "x@evil.example" }),
    })

    expect(lines((await scan(["-"], {}, JSON.stringify([one, two]))).stdout)).toHaveLength(2)
  })

  it("shows only what is as serious as asked", async () => {
    expect(lines((await scan(["-"], { minLevel: "critical" }, JSON.stringify([makeRaw()]))).stdout)).toEqual(
      [],
    )
  })

  it("draws a table for people that fits 100 columns", async () => {
    const { stdout } = await scan(["-"], { json: false }, JSON.stringify([makeRaw()]))

    expect(stdout.split("\n").slice(0, 4)).toEqual([
      "high           2026-03-02 08:15 UTC  Mailbox forwards to an outside address",
      "               anna.berg@contoso.example's mailbox was set to forward all mail to drop@evil.example",
      "               (by anna.berg@contoso.example). From 203.0.113.24.",
      "",
    ])
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100)
    expect(stdout).toMatch(/1 alert: 1 high\. 1 record read in \d+\.\d s\.\n$/)
  })

  it("says in a friendly way that nothing was found", async () => {
    const { code, stdout } = await scan(["-"], { json: false }, JSON.stringify([quiet]))

    expect(code).toBe(0)
    expect(stdout).toMatch(/^Nothing found: no record matches a rule\. 1 record read in \d+\.\d s\.\n$/)
  })

  it("shows a file's name and its broken lines as text that moves no cursor", async () => {
    const path = file("a\u001b[2Jb.json", JSON.stringify([{ ...quiet, CreationTime: "\u001b[31msoon" }]))

    const broken = await scan([path])
    const missing = await scan([join(folder, "no\u001b[2Jwhere.json")])

    expect(broken.stderr).toContain("a[U+001B][2Jb.json:1: ")
    expect(missing.stderr).toContain("no[U+001B][2Jwhere.json can't be read")
    expect(broken.stderr + missing.stderr).not.toContain("\u001b")
  })

  it.each([
    [
      "a file that isn't there",
      () => join(folder, "nowhere.json"),
      /nowhere\.json can't be read: there is no such file\.\n$/,
    ],
    ["a folder", () => folder, /can't be read: it is a folder\.\n$/],
    ["a letter", () => file("letter.txt", "Dear Sir"), /can't be read: it is neither JSON nor a CSV export/],
    [
      "a packed file that is cut",
      () => file("cut.gz", gzipSync("[]".repeat(5_000)).subarray(0, 20)),
      /can't be read: it is cut off\.\n$/,
    ],
  ])("ends with one sentence on %s", async (_, path, sentence) => {
    const { code, stdout, stderr } = await scan([path()])

    expect([code, stdout]).toEqual([1, ""])
    expect(stderr).toMatch(sentence)
    expect(stderr.trim().split("\n")).toHaveLength(1)
  })
})

describe("runExplain()", () => {
  it("shows every stage of a record that alerts", async () => {
    const path = file("record.json", JSON.stringify(makeRaw(), null, 2))

    const { code, stdout } = await run((io) => runExplain(path, io))

    expect(code).toBe(0)
    expect(stdout).toContain("operationKey: set-mailbox")
    expect(stdout).toContain("ForwardsOutside: drop@evil.example")
    expect(stdout).toContain(
      "mailbox-forwarding-outside: matches (change yes, destination yes, microsoft no)",
    )
    expect(stdout).toMatch(/^ {2}\d+ other rules: not tried, they are about other operations/m)
    expect(stdout).toContain("level: high")
  })

  it.each([
    [{ UserType: 3 }, "none: Microsoft's own actor"],
    [{ ResultStatus: "False" }, "none: the operation failed"],
    [{ Operation: "Send" }, "none: no rule matches"],
    [{ CreationTime: "soon" }, "rejected: The record's time can't be read: soon"],
  ])("says why %j gives no alert", async (changed, reason) => {
    const { stdout } = await run((io) => runExplain("-", io), JSON.stringify(makeRaw(changed)))

    expect(stdout).toContain(reason)
  })

  it("shows what a record holds as text: nothing of it reaches the terminal as a command", async () => {
    const raw = {
      Id: "x\u001b[2J",
      Operation: "Set-Mailbox\u001b]0;owned\u0007",
      OrganizationId: "o\u009b2J",
      Parameters: [{ Name: "Identity", Value: "anna\u202emoc.osotnoc@" }],
    }

    const { stdout } = await run((io) => runExplain("-", io), JSON.stringify(makeRaw(raw)))

    expect(stdout).toContain("operation: Set-Mailbox[U+001B]]0;owned[U+0007]")
    expect(stdout).not.toMatch(/[[\p{Cc}\p{Cf}]--\n]/v)
  })

  it("ends with one sentence when there is nothing to explain", async () => {
    const { code, stderr } = await run((io) => runExplain("-", io), "")

    expect([code, stderr]).toEqual([1, "standard input holds no record.\n"])
  })
})
