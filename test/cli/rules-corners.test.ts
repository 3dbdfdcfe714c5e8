/** `watchpost rules …` with files that aren't there, aren't rules, or name one another in unusual ways. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import { afterAll, describe, expect, it } from "vitest"
import { runRulesCheck } from "../../src/cli/rules-check.ts"
import { readEvents } from "../../src/cli/rules-events.ts"
import { runRulesMatch } from "../../src/cli/rules-match.ts"
import { runRulesTest } from "../../src/cli/rules-test.ts"
import { run } from "./run-in-process.ts"

const folder = mkdtempSync(join(tmpdir(), "watchpost-corners-"))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

const match = (rule: string, events: readonly unknown[], more = {}) =>
  run(
    (io) => runRulesMatch({ rule: file("rule.yml", rule), events: "-", ...more }, io),
    events.map((one) => `${JSON.stringify(one)}\n`).join(""),
  )

const matched = async (rule: string, events: readonly unknown[]): Promise<readonly boolean[]> =>
  (await match(rule, events)).out.map((line) => JSON.parse(line).matched)

describe("watchpost rules match", () => {
  const ID = "11111111-2222-4333-8444-555555555555"
  const together = (listed: string, called: string, more = ""): string =>
    [
      `name: fail\nid: ${ID}\ndetection: { s: { op: fail }, condition: s }`,
      "name: pass\ndetection: { s: { op: pass }, condition: s }",
      `${more}correlation:
  { type: temporal, rules: [${listed}, pass], group-by: [who], timespan: 5m, aliases: { who: { ${called}: user, pass: actor } } }`,
    ].join("\n---\n")
  const events = [
    { op: "fail", user: "a", time: "2026-03-02T08:00:00Z" },
    { op: "pass", actor: "a", time: "2026-03-02T08:01:00Z" },
  ]

  it.each([
    ["its name", ID, "fail"],
    ["its id", "fail", ID],
    ["the same", ID, ID],
  ])("takes an alias that calls a listed rule by %s", async (_name, listed, called) => {
    expect(await matched(together(listed, called), events)).toEqual([false, true])
  })

  it("lets listed rules match alone with generate, also where the specification writes it", async () => {
    expect(await matched(together("fail", "fail", "generate: true\n"), events)).toEqual([true, true])
  })

  it("compares numbers of many digits by all of them", async () => {
    const rule = file("digits.yml", "name: id\ndetection: { s: { Id: '9007199254740993' }, condition: s }")
    const lines = '{"Id":9007199254740993}\n{"Id":9007199254740992}\n'

    const { out } = await run((io) => runRulesMatch({ rule, events: "-" }, io), lines)

    expect(out.map((line) => JSON.parse(line).matched)).toEqual([true, false])
  })

  it("reads an event of a million values in the time of a look, also with a number of many digits", async () => {
    const values = Array.from({ length: 1_000_000 }, () => 1)
    const read = async () => {
      const input = Readable.from([JSON.stringify({ Id: 1_234_567_890_123_456, values })])
      for await (const one of readEvents(input, () => ({ problem: "none" }))) expect(one.line).toBe(1)
    }
    const before = process.cpuUsage()

    await read()

    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1_000).toBeLessThan(400)
  })

  it("exits 1 when the file has nothing that could match", async () => {
    const { code, err } = await match("filter: { rules: any, s: { A: 1 }, condition: s }", [{ A: 1 }])

    expect(code).toBe(1)
    expect(err.join()).toMatch(/rule\.yml:1: the file has no rule/)
  })

  it("says which filter names no rule of the file, and goes on", async () => {
    const rule =
      "name: one\ndetection: { s: { A: 1 }, condition: s }\n---\nfilter: { rules: [ones], s: { A: 1 }, condition: s }"
    const { code, out, err } = await match(rule, [{ A: 1 }])

    expect(code).toBe(0)
    expect(out).toEqual(['{"matched":true,"fields":["A"]}'])
    expect(err).toEqual([
      expect.stringMatching(
        /rule\.yml:4: there is no rule "ones" \(did you mean "one"\?\); the filter is left out$/,
      ),
    ])
  })

  it("names the file of placeholders that isn't there, not the rule", async () => {
    const placeholders = join(folder, "nowhere.yml")
    const { code, err } = await match("detection: { s: { A: 1 }, condition: s }", [], { placeholders })

    expect(code).toBe(1)
    expect(err).toEqual([expect.stringMatching(/nowhere\.yml can't be read: there is no such file/)])
    expect(err[0]).not.toContain("rule.yml")
  })
})

describe("watchpost rules check", () => {
  it("reports a file that can't be read and checks the others; a folder named like a file is none", async () => {
    const path = join(folder, "tree")
    mkdirSync(join(path, "folder.yml"), { recursive: true })
    symlinkSync(join(folder, "nowhere"), join(path, "lost.yml"))
    writeFileSync(join(path, "B.YML"), "detection: { s: { A: 1 }, condition: t }")

    const { code, out } = await run((io) => runRulesCheck({ path, json: true }, io))
    const { files, problems } = JSON.parse(out[0] ?? "")
    const said = problems.map((one: { message: string }) => one.message).join("\n")

    expect(code).toBe(1)
    expect(files).toBe(2)
    expect(said).toMatch(/the file can't be read: there is no such file/)
    expect(said).toMatch(/the condition names "t"/)
  })
})

describe("watchpost rules test", () => {
  it("says that the folder of samples can't be read", async () => {
    const samples = join(folder, "nowhere")
    const { code, err } = await run((io) => runRulesTest({ samples }, io))

    expect(code).toBe(1)
    expect(err).toEqual([expect.stringMatching(/nowhere can't be read: there is no such file/)])
  })
})
