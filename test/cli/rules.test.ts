/** `watchpost rules …` as somebody meets it who compares engines or writes rules. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { Readable, Writable } from "node:stream"
import { gzipSync } from "node:zlib"
import { afterAll, describe, expect, it } from "vitest"
import { runRulesCheck } from "../../src/cli/rules-check.ts"
import { runRulesMatch } from "../../src/cli/rules-match.ts"
import { runRulesTest } from "../../src/cli/rules-test.ts"
import { makeRaw } from "../make/make-record.ts"
import { collector, run } from "./run-in-process.ts"

const ROOT = resolve(import.meta.dirname, "../..")
const folder = mkdtempSync(join(tmpdir(), "watchpost-rules-"))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  mkdirSync(resolve(path, ".."), { recursive: true })
  writeFileSync(path, content)
  return path
}

const lines = (...events: readonly unknown[]): string =>
  events.map((one) => `${JSON.stringify(one)}\n`).join("")
const RULE = "detection:\n  s: { B: 1, A|contains: x }\n  n: { C: 1 }\n  condition: s and not n\n"

describe("watchpost rules match", () => {
  const match = (rule: string, events: string, more = {}) =>
    run((io) => runRulesMatch({ rule: file("rule.yml", rule), events: "-", ...more }, io), events)

  it("prints one line for each event, with the fields that made it match, sorted", async () => {
    const { code, out, err } = await match(RULE, lines({ A: "axb", B: 1 }, { A: "axb", B: 1, C: 1 }, 5, []))

    expect(code).toBe(0)
    expect(err).toEqual([])
    expect(out).toEqual([
      '{"matched":true,"fields":["A","B"]}',
      ...Array.from({ length: 3 }, () => '{"matched":false,"fields":[]}'),
    ])
  })

  it("counts bad lines with their number and goes on", async () => {
    const { code, out, err } = await match(RULE, `{"A":"x","B":1}\n\n{bad\n{"A":"x","B":"1"}`)

    expect(code).toBe(0)
    expect(out).toHaveLength(2)
    expect(err).toEqual(["standard input:3: this line isn't JSON", "1 line of standard input can't be read."])
  })

  it("reads files, also gzipped", async () => {
    const events = file("events.jsonl.gz", gzipSync(lines({ A: "x", B: 1 })))
    const { out } = await match(RULE, "", { events })

    expect(out).toEqual(['{"matched":true,"fields":["A","B"]}'])
  })

  it("takes any rule of several and applies the filters of the file", async () => {
    const rules = [
      "detection: { s: { A: 1 }, condition: s }",
      "detection: { s: { B: 1 }, condition: s }",
      "filter: { rules: any, s: { C: 1 }, condition: s }",
    ].join("\n---\n")
    const { out } = await match(rules, lines({ B: 1 }, { A: 1, B: 1 }, { A: 1, C: 1 }))

    expect(out).toEqual([
      '{"matched":true,"fields":["B"]}',
      '{"matched":true,"fields":["A","B"]}',
      '{"matched":false,"fields":[]}',
    ])
  })

  it("keeps all digits of long numbers", async () => {
    const rule = "detection: { s: { A: 9007199254740993 }, condition: s }"
    const { out } = await match(rule, '{"A":9007199254740993}\n{"A":9007199254740992}\n')

    expect(out.map((line) => JSON.parse(line).matched)).toEqual([true, false])
  })

  const CORRELATION = [
    "name: failed\ndetection: { s: { op: fail }, condition: s }",
    "name: other\ndetection: { s: { op: odd }, condition: s }",
    "correlation: { type: event_count, rules: [failed], group-by: [who], timespan: 5m, condition: { gte: 2 } }",
  ].join("\n---\n")
  const event = (op: string, minute: number, who = "a") => ({ op, who, time: `2026-03-02T08:0${minute}:00Z` })

  it("matches the event that completes a correlation, by event time whatever the order of lines", async () => {
    const { out } = await match(CORRELATION, lines(event("fail", 3), event("fail", 1), event("fail", 2, "b")))

    expect(out.map((line) => JSON.parse(line))).toEqual([
      { matched: true, fields: ["op"] },
      { matched: false, fields: [] },
      { matched: false, fields: [] },
    ])
  })

  it("lets rules that no correlation lists match alone, and listed ones with generate", async () => {
    const events = lines(event("odd", 1), event("fail", 1))
    const matched = async (rules: string) =>
      (await match(rules, events)).out.map((line) => JSON.parse(line).matched)

    expect(await matched(CORRELATION)).toEqual([true, false])
    expect(await matched(CORRELATION.replace("gte: 2 }", "gte: 2 }, generate: true"))).toEqual([true, true])
  })

  it("takes the time from a named field, and events without one as one moment", async () => {
    const at = (when: string) => ({ op: "fail", who: "a", when })
    const far = lines(at("2026-03-02T08:00:00"), at("2026-03-02T09:00:00"))
    const matched = async (more: object) =>
      (await match(CORRELATION, far, more)).out.map((line) => JSON.parse(line).matched)

    expect(await matched({ timeField: "when" })).toEqual([false, false])
    expect(await matched({})).toEqual([false, true])
  })

  it("fills placeholders from a file", async () => {
    const placeholders = file("names.yml", "Servers: [alpha, beta]")
    const rule = "detection: { s: { A|expand: '%Servers%' }, condition: s }"

    expect((await match(rule, lines({ A: "beta" }), { placeholders })).out[0]).toContain("true")
    expect((await match(rule, lines({ A: "beta" }))).code).toBe(1)
  })

  it("reads audit records with facts and SigmaHQ's names when asked to", async () => {
    const rule = `detection:
  s: { eventSource: Exchange, eventName: Set-Mailbox, status: success, facts.ForwardsOutside: true }
  condition: s`
    const events = lines(makeRaw(), makeRaw({ Parameters: [] }), { A: 1 })
    const asked = await match(rule, events, { m365: true })

    expect(asked.out.map((line) => JSON.parse(line).matched)).toEqual([true, false])
    expect(asked.err[0]).toMatch(/standard input:3: this isn't an audit record/)
    expect((await match(rule, events)).out.map((line) => JSON.parse(line).matched)).toEqual([
      false,
      false,
      false,
    ])
  })

  it("names --m365 on standard error when audit records were taken as they are written and none matched", async () => {
    const rule = "detection: { s: { facts.NoSuchFact: true }, condition: s }"
    const raw = makeRaw({ Operation: "Set-Mailbox" })

    const asWritten = await match(rule, lines(raw))
    const others = await match(rule, lines({ A: 1 }))
    const found = await match("detection: { s: { Operation: Set-Mailbox }, condition: s }", lines(raw))

    expect(asWritten.out).toEqual(['{"matched":false,"fields":[]}'])
    expect(asWritten.err.join("\n")).toContain("--m365")
    expect(others.err).toEqual([])
    expect(found.err).toEqual([])
  })

  it("ends quietly when nobody reads on, as behind head", async () => {
    const closed = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" })),
    })
    const said: string[] = []
    const stdin = Readable.from([Buffer.from(lines({ A: 1 }, { A: 2 }))])
    const io = { stdout: closed, stderr: collector(said), stdin }

    expect(await runRulesMatch({ rule: file("rule.yml", RULE), events: "-" }, io)).toBe(0)
    expect(said).toEqual([])
  })

  it("exits 1 with file and line when the rule is wrong, with a sentence when a file is missing", async () => {
    const wrong = await match("detection: { s: { A|contain: 1 }, condition: t }", "")
    const lost = await match(RULE, "", { events: join(folder, "nowhere.jsonl") })

    expect(wrong.code).toBe(1)
    expect(wrong.err).toHaveLength(2)
    expect(wrong.err[0]).toMatch(
      /rule\.yml:1: the modifier "contain" isn't known \(did you mean "contains"\?\)/,
    )
    expect(lost.code).toBe(1)
    expect(lost.err).toHaveLength(1)
  })
})

describe("watchpost rules check", () => {
  const check = (path: string) => run((io) => runRulesCheck({ path, json: true }, io))

  it("finds nothing wrong with the product's own rules", async () => {
    const { code, out } = await check(join(ROOT, "rules"))

    expect(JSON.parse(out[0] ?? "")).toMatchObject({ problems: [] })
    expect(code).toBe(0)
  })

  it("reports every mistake of every file at once, and rules without a gate", async () => {
    const head = "title: T\nid: 11111111-2222-4333-8444-555555555555\nlogsource: { product: m365 }\n"
    file("bad/a.yml", `${head}level: low\ndetection: { s: { operation: x }, t: { A: 1 }, condition: s }\n`)
    file(
      "bad/deeper/b.yml",
      `${head}levle: low\ndate: 2.3.2026\ndetection: { s: { facts.Nothing: true }, condition: s }\n`,
    )
    file("bad/c.yml", "title: C\nlogsource: {}\ndetection: { s: { A|re: '(' }, condition: x }\n")

    const { code, out } = await check(join(folder, "bad"))
    const { problems, warnings, ungated } = JSON.parse(out[0] ?? "")
    const said = (findings: readonly { path: string; line: number; message: string }[]) =>
      findings.map(({ path, line, message }) => `${path.slice(folder.length + 5)}:${line}: ${message}`).sort()

    expect(code).toBe(1)
    expect(said(problems)).toEqual([
      'c.yml:3: the condition names "x", which the detection doesn\'t have',
      'c.yml:3: the expression "(" can\'t be read: missing closing ): `(`',
      `deeper/b.yml:1: "11111111-2222-4333-8444-555555555555" is taken by ${folder}/bad/a.yml:1`,
      'deeper/b.yml:1: there is no "level": informational, low, medium, high or critical',
      'deeper/b.yml:1: there is no fact "Nothing"; facts are written facts.<Name>',
      'deeper/b.yml:4: Sigma has no attribute "levle" (did you mean "level"?); own words belong under "custom"',
      'deeper/b.yml:5: "date" must be written like 2026-03-02',
    ])
    expect(said(warnings)).toEqual([
      'a.yml:1: audit records write "operation" as "Operation"',
      'a.yml:1: the condition doesn\'t use the search "t"',
    ])
    expect(ungated).toEqual(["T", "T"])
  })

  it("exits 1 with one sentence when there is nothing to check", async () => {
    const { code, err } = await check(join(folder, "nowhere"))

    expect(code).toBe(1)
    expect(err).toHaveLength(1)
  })
})

describe("watchpost rules test", () => {
  it("finds that the product's rules do what their samples say", async () => {
    const { code, out } = await run((io) => runRulesTest({ samples: join(ROOT, "test/rules") }, io))

    expect(out.slice(0, -1)).toEqual([])
    expect(out.at(-1)).toMatch(/^\d{2,} samples, 0 problems\.$/)
    expect(code).toBe(0)
  })

  it("says which samples don't behave", async () => {
    const miss = { Id: "x", Operation: "New-InboxRule" }
    file("samples/inbox-rule-forwards-outside/match-high-nothing.json", JSON.stringify(miss))
    file("samples/inbox-rule-forwards-outside/miss-broken.json", "{")
    file("samples/no-such-rule/miss-x.json", "{}")

    const { code, out } = await run((io) => runRulesTest({ samples: join(folder, "samples") }, io))

    expect(code).toBe(1)
    expect(out).toContain('no-such-rule: there is no rule named "no-such-rule"')
    expect(out).toContain("inbox-rule-forwards-outside/match-high-nothing.json: must match, but doesn't")
    expect(out.join("\n")).toMatch(/inbox-rule-forwards-outside\/miss-broken\.json: can't be judged/)
    expect(out.join("\n")).toMatch(/mailbox-forwarding-outside: there is no sample match-\*\.json/)
  })

  it("says in one sentence what a folder without samples should hold", async () => {
    const { code, out, err } = await run((io) => runRulesTest({ samples: join(ROOT, "rules") }, io))

    expect(code).toBe(1)
    expect(out).toEqual([])
    expect(err.join()).toMatch(/rules holds no samples: there must be a folder for each rule/)
  })
})
