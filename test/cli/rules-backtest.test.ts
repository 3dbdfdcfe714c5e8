/** `watchpost rules backtest` on records that the product has stored. */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { PassThrough } from "node:stream"
import { describe, expect, it } from "vitest"
import { openStore } from "../../src/adapters/sqlite/open-store.ts"
import { type BacktestOptions, runRulesBacktest } from "../../src/cli/rules-backtest.ts"
import { tenantId } from "../../src/model/ids.ts"
import { DEFAULT_STORAGE } from "../../src/model/storage-policy.ts"
import { normalizeRecord } from "../../src/normalize/normalize-record.ts"
import { readRaw } from "../../src/normalize/read-raw.ts"
import { temporaryPath } from "../adapters/sqlite/temporary-store.ts"
import { writeConfig } from "./write-config.ts"

const TENANT = tenantId("3f1d6a52-7c0e-4b1d-9d43-6a1f0c2b8e11")
const NOW = Date.UTC(2026, 2, 20)
const RULE = "rules/mailbox-forwarding-outside.yml"

const sample = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join("test/rules/mailbox-forwarding-outside", name), "utf8"))

/** The samples of one rule, and a sign-in, as the product keeps them. */
async function stage() {
  const path = temporaryPath()
  const store = openStore(path, { storage: DEFAULT_STORAGE, readRaw })
  const raws = [
    { ...sample(FORWARDS), Id: "36f675cc-81e7-4ef5-a8e2-5d940ed90001" },
    { ...sample(FORWARDS), Id: "36f675cc-81e7-4ef5-a8e2-5d940ed90002", CreationTime: "2025-12-02T08:15:30" },
    {
      ...sample(FORWARDS),
      Id: "36f675cc-81e7-4ef5-a8e2-5d940ed90003",
      Operation: "UserLoggedIn",
      RecordType: 15,
    },
  ]
  const records = raws.map((raw, index) => {
    const result = normalizeRecord(raw, { tenantId: TENANT, source: "Audit.Exchange", position: index })
    if ("rejected" in result) throw new Error(result.rejected.reason)
    return result.record
  })
  await store.records.addRecords({ tenantId: TENANT, fetchedAt: NOW }, records)
  store.close()
  const configFile = writeConfig(path, [`name: contoso, tenantId: ${TENANT}, timeZone: UTC`])
  const folder = join(dirname(path), "own-rules")
  mkdirSync(folder)
  writeFileSync(join(folder, "own.yml"), OWN_RULE)
  appendFileSync(configFile, `rules: [${folder}]\n`)
  return async (options: Partial<BacktestOptions> = {}) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    const io = { stdin: new PassThrough(), stdout, stderr }
    const whole = { rule: RULE, days: 30, configFile, json: true, ...options }
    const code = await runRulesBacktest(whole, io, NOW)
    return { code, stdout: String(stdout.read() ?? ""), stderr: String(stderr.read() ?? "") }
  }
}

const FORWARDS = "match-critical-without-a-copy.json"
const OWN_RULE = `title: Own rule
name: own-rule
id: 0d0b3d52-4f0a-4a53-9d0f-1c5a4c8f3b14
level: low
logsource: { product: m365, service: audit }
detection: { a: { Operation: Set-Mailbox }, condition: a }
`

describe("runRulesBacktest()", () => {
  const write = (name: string, text: string): string => {
    const path = join(dirname(temporaryPath()), name)
    writeFileSync(path, text)
    return path
  }

  it("tells what the rule would have alerted within the days", async () => {
    const run = await stage()
    const { code, stdout, stderr } = await run()

    expect(code).toBe(0)
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { rule: "mailbox-forwarding-outside", recordIds: ["36f675cc-81e7-4ef5-a8e2-5d940ed90001"] },
    ])
    expect(stderr).toBe("1 alert in 30 days of 1 customer; 1 stored records were tried.\n")
  })

  it("reaches as far back as asked", async () => {
    const run = await stage()

    expect((await run({ days: 365 })).stdout.trim().split("\n")).toHaveLength(2)
  })

  it("says how many records are kept without what a rule would need", async () => {
    const run = await stage()
    const rule = write(
      "any-sign-in.yml",
      `title: Any sign-in
id: 0d0b3d52-4f0a-4a53-9d0f-1c5a4c8f3b11
level: low
logsource: { product: m365, service: audit }
detection: { a: { Operation: UserLoggedIn }, condition: a }
`,
    )

    expect((await run({ rule, json: false })).stdout).toContain(
      "No alert in 30 days of 1 customer; 0 stored records were tried. 1 more are kept without their details",
    )
  })

  it("tells the alerts of a rule without a name, as SigmaHQ's have none", async () => {
    const run = await stage()
    const rule = write(
      "any-forward.yml",
      `title: Any forward
id: 0d0b3d52-4f0a-4a53-9d0f-1c5a4c8f3b12
level: low
logsource: { product: m365, service: audit }
detection: { a: { Operation: Set-Mailbox }, condition: a }
`,
    )

    expect((await run({ rule })).stderr).toContain("1 alert in 30 days")
  })

  it.each([
    ["any", "other@contoso.example", 1],
    ["mailbox-forwarding-outside", "other@contoso.example", 1],
    ["mailbox-forwarding-outside", "*", 0],
  ])("tells what still alerts with a filter of %s for %s", async (rules, user, alerts) => {
    const run = await stage()
    const rule = write(
      "filter.yml",
      `title: Known
id: 0d0b3d52-4f0a-4a53-9d0f-1c5a4c8f3b13
logsource: { product: m365 }
filter: { rules: [${rules}], a: { UserId: '${user}' }, condition: a }
`,
    )
    const { stdout } = await run({ rule })

    expect(stdout.split("\n").filter((line) => line.includes("mailbox-forwarding-outside"))).toHaveLength(
      alerts,
    )
  })

  it("knows the rules of the provider's own folders, too", async () => {
    const run = await stage()
    const rule = write(
      "filter.yml",
      `title: Known
id: 0d0b3d52-4f0a-4a53-9d0f-1c5a4c8f3b15
logsource: { product: m365 }
filter: { rules: [own-rule], a: { UserId: 'other@contoso.example' }, condition: a }
`,
    )

    expect((await run({ rule })).stdout).toContain('"rule":"own-rule"')
  })

  it("says in a sentence what it can't use", async () => {
    const run = await stage()

    await expect(run({ rule: "nowhere.yml" })).rejects.toThrow(/nowhere\.yml can't be read/)
    await expect(run({ tenant: "adatum" })).rejects.toThrow("There is no customer named adatum")
  })
})
