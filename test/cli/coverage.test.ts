/** `watchpost coverage` beside a database that the product holds open. */
import { describe, expect, it } from "vitest"
import { runCoverage } from "../../src/cli/coverage.ts"
import { CONTOSO, FABRIKAM } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { writeConfig } from "./write-config.ts"

const NOW = Date.UTC(2026, 10, 20, 9, 30)
const HOUR = 3_600_000

/** Contoso's Exchange feed with an absence of two hours, told twice: one part healed, one open. */
async function stage(): Promise<{ run: (options?: { tenant?: string; json?: boolean }) => Promise<string> }> {
  const { store, path } = openTemporaryStore()
  await store.feed.saveListing(CONTOSO, "Audit.Exchange", {
    items: [],
    window: { from: NOW - HOUR, to: NOW },
    at: NOW,
    cursor: { since: NOW - 24 * HOUR, watermark: NOW, lastListedAt: NOW },
    opened: [
      { from: NOW - 3 * HOUR, to: NOW - 2 * HOUR, cause: "not-running", detail: "" },
      { from: NOW - HOUR, to: NOW, cause: "not-running", detail: "" },
    ],
  })
  await store.feed.healGaps(CONTOSO, "Audit.Exchange", NOW)
  await store.feed.saveHealth(CONTOSO, "Audit.Exchange", "waiting", "No records so far.", NOW)
  const configFile = writeConfig(path, [
    `name: contoso, tenantId: ${CONTOSO}, timeZone: UTC, contentTypes: [Audit.Exchange, DLP.All]`,
    `name: fabrikam, tenantId: ${FABRIKAM}, timeZone: UTC, contentTypes: [DLP.All]`,
  ])
  const run = async (options: { tenant?: string; json?: boolean } = {}): Promise<string> => {
    let text = ""
    const stdout = { write: (part: string) => (text += part) }
    await runCoverage({ configFile, json: false, ...options }, { stdout })
    return text
  }
  return { run }
}

describe("runCoverage()", () => {
  it("prints what each customer's content types are complete for, how far first contact is, and every exception with its reason", async () => {
    const { run } = await stage()

    expect((await run()).split("\n")).toEqual([
      "customer  content type    since (UTC)       complete to       open  lost",
      "contoso   Audit.Exchange  2026-11-19 09:30  2026-11-20 09:30  1     0",
      "contoso   DLP.All         never read        never read        0     0",
      "fabrikam  DLP.All         never read        never read        0     0",
      "",
      "First contact: 1 of 3 content types were read, 0 of them with the whole week before.",
      "",
      "Except:",
      "contoso: Audit.Exchange 06:30 to 07:30 (Watchpost was not running; it is being fetched)",
      "contoso: Audit.Exchange: No records so far.",
      "",
    ])
  })

  it("tells which protected accounts the directory doesn't know, and of which nobody knows", async () => {
    const { store, path } = openTemporaryStore()
    await store.accounts.keep(CONTOSO, [
      { account: "rescue@contoso.example", answer: "not-there", since: NOW, at: NOW },
    ])
    const configFile = writeConfig(path, [
      `name: contoso, tenantId: ${CONTOSO}, timeZone: UTC, contentTypes: [DLP.All], breakGlass: [rescue@contoso.example], vips: [anna@contoso.example]`,
      `name: fabrikam, tenantId: ${FABRIKAM}, timeZone: UTC, contentTypes: [DLP.All]`,
    ])
    const texts: string[] = []
    const stdout = { write: (part: string) => texts.push(part) }

    await runCoverage({ configFile, tenant: "contoso", json: false }, { stdout })
    await runCoverage({ configFile, tenant: "contoso", json: true }, { stdout })

    expect(texts[1]).toBe(
      "\ncontoso's directory knows no account rescue@contoso.example (breakGlass): that entry protects nobody.\n" +
        "Whether contoso's directory knows anna@contoso.example (vips) isn't known so far: it was not asked yet.\n",
    )
    expect(JSON.parse(texts[4] ?? "")).toEqual({
      tenant: "contoso",
      tenantId: CONTOSO,
      accountsNotFound: [
        { account: "rescue@contoso.example", lists: ["breakGlass"], since: "2026-11-20T09:30:00.000Z" },
      ],
      accountsDisabled: [],
      accountsNotKnown: [{ account: "anna@contoso.example", lists: ["vips"] }],
      why: [],
    })
  })

  it("tells what canaries prove: of one customer in a sentence, for machines in a line", async () => {
    const { store, path } = openTemporaryStore()
    const at = Date.now() - 3_600_000
    const canary = { tenantId: CONTOSO, marker: "0123456789abcdef", at }
    const note = { at, kind: "intent" as const, who: "watchpost", what: "Writes", data: {} }
    await store.canaries.begin(canary, note)
    await store.canaries.end(canary, { writtenAt: at }, note)
    const batch = { tenantId: CONTOSO, fetchedAt: at + 90_000, records: [], rejected: [], alerts: [] }
    const canaries = [{ marker: canary.marker, note }]
    await store.records.saveBatch({ ...batch, canaries }, () => ({ incidents: [] }))
    const configFile = writeConfig(path, [
      `name: contoso, tenantId: ${CONTOSO}, timeZone: UTC, contentTypes: [Audit.Exchange], canRespond: true`,
      `name: fabrikam, tenantId: ${FABRIKAM}, timeZone: UTC, contentTypes: [DLP.All]`,
    ])
    const texts: string[] = []
    const stdout = { write: (part: string) => texts.push(part) }

    await runCoverage({ configFile, tenant: "contoso", json: false }, { stdout })
    await runCoverage({ configFile, tenant: "fabrikam", json: false }, { stdout })
    await runCoverage({ configFile, json: false }, { stdout })
    expect(texts.at(-1)).toBe("\nProved end to end at 1 of 1 customer where it is allowed.\n")
    await runCoverage({ configFile, json: true }, { stdout })

    expect(texts[1]).toMatch(
      /^\nProved end to end at contoso: the canary \(our line in its audit log\) of .* UTC came back as a record after 1 min 30 s\.\n$/,
    )
    expect(texts[3]).toBe(
      "\nNot proved end to end at fabrikam: it allowed watching only, and what only reads leaves no record.\n",
    )
    const lines = (texts.at(-1) ?? "").trim().split("\n")
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        tenant: "contoso",
        tenantId: CONTOSO,
        provedAt: new Date(at).toISOString(),
        tookSeconds: 90,
        canaryMissingSince: null,
        newestRefused: null,
      },
    ])
  })

  it("gives machines one JSON line for each", async () => {
    const { run } = await stage()

    const lines = (await run({ tenant: "contoso", json: true })).trim().split("\n")

    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        tenant: "contoso",
        type: "Audit.Exchange",
        completeFrom: "2026-11-19T09:30:00.000Z",
        completeTo: "2026-11-20T09:30:00.000Z",
        except: [{ from: "2026-11-20T06:30:00.000Z", to: "2026-11-20T07:30:00.000Z", state: "open" }],
      },
      { type: "DLP.All", completeFrom: null, completeTo: null, except: [] },
    ])
  })

  it("names the customers that there are when asked for another", async () => {
    const { run } = await stage()

    await expect(run({ tenant: "northwind" })).rejects.toThrow(
      /no customer named northwind.*contoso, fabrikam/,
    )
  })
})
