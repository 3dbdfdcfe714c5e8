/** A restore that nobody's sign-in explains becomes an incident of the customer; and when that can't be said. */
import { describe, expect, it } from "vitest"
import { readRules } from "../../src/adapters/files/read-rules.ts"
import { buildIngest } from "../../src/build-ingest.ts"
import { parseConfig } from "../../src/config/read-config.ts"
import { compileRuleSet } from "../../src/detect/rule-set.ts"
import { attributeRestores } from "../../src/jobs/attribute-restores.ts"
import type { JsonObject } from "../../src/model/json.ts"
import type { Store } from "../../src/ports/store.ts"
import { CONTOSO } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { DAY, HOUR, key, SIGN_IN, STARTED, save, signIn } from "../attribute/attribute-rig.ts"
import { SECOND } from "../attribute/make-evidence.ts"
import { NOBODY_THERE } from "../command/make-handler.ts"
import { silentLog } from "../source/fake-feed.ts"

const ID = (last: string): string => `7d3f9a10-5c1e-4b7a-9a44-0c2e6d1f8b${last}`
const rules = compileRuleSet(readRules())

const configWith = (more = "") =>
  parseConfig(
    `
msp: { tenantId: ${ID("01")}, name: Northwind }
bot: { appId: ${ID("02")} }
apps: { monitor: ${ID("03")}, respond: ${ID("04")} }
triage: { conversationId: "19:triage@thread.tacv2", serviceUrl: https://smba.trafficmanager.net/emea }
customers:
  - name: contoso
    tenantId: ${CONTOSO}
    timeZone: Europe/Vienna
    canRespond: true
    machines: [{ name: PC-0417.contoso.local, person: mara@contoso.example }]
technicians: [{ name: Kim Vega, objectId: ${ID("07")} }]
${more}
`,
    "test.yaml",
  )

/** Graph says that one account is a global administrator. */
const admin = {
  ...NOBODY_THERE,
  request: async (_tenant: string, { path }: { readonly path: string }): Promise<JsonObject> =>
    path.includes("roleAssignments")
      ? { value: [{ principalId: "admin-id" }] }
      : { userPrincipalName: "Admin@contoso.example" },
}

/** Sign-ins are known from a day before the session until so long after it began. */
async function openStore(known: number): Promise<Store> {
  const { store } = openTemporaryStore()
  await store.feed.watchedSince(CONTOSO, STARTED - 30 * DAY)
  const cursor = { since: STARTED - DAY, watermark: STARTED + known, lastListedAt: STARTED + known }
  const window = { from: cursor.since, to: cursor.watermark }
  await store.feed.saveListing(CONTOSO, "Audit.AzureActiveDirectory", {
    ...{ items: [], window, cursor },
    at: cursor.watermark,
  })
  await save(store)
  return store
}

/** One round, and what it left. */
async function roundOf(store: Store, { now = STARTED + DAY + HOUR, config = configWith() } = {}) {
  const ingest = buildIngest({
    ...{ config, store, rules, log: silentLog, now: () => now },
    geo: { country: () => undefined },
    tenantOf: () => config.customers[0] ?? expect.unreachable(),
    wakeOutbox: () => undefined,
  })
  const stop = new AbortController()
  const ground = { config, store, outside: { admin }, log: silentLog, now: () => now }
  await attributeRestores(ground, ingest, () => stop.abort(), stop.signal)
  const incidents = await store.incidents.list({ limit: 9 })
  return {
    titles: incidents.map(({ alert }) => alert.rule.title),
    answer: await store.attributions.latest(key),
  }
}

describe("attributeRestores()", () => {
  it("opens an incident of a restore without a sign-in, when all sign-ins of that time are known", async () => {
    const { titles, answer } = await roundOf(await openStore(DAY))

    expect(titles).toEqual(["Restore without a sign-in"])
    expect(answer).toMatchObject({ grade: "C", person: "mara@contoso.example", withoutSignIn: true })
  })

  it.each([
    ["a day hasn't passed", DAY, { now: STARTED + DAY - 1 }],
    ["the last hour of it isn't known", DAY - HOUR, {}],
    ["such records aren't kept so long", DAY, { config: configWith("storage: { signIns: { days: 1 } }") }],
  ])("opens none while %s", async (_what, known, options) => {
    const { titles, answer } = await roundOf(await openStore(known), options)

    expect(titles).toEqual([])
    expect(answer?.missing?.join(" ")).toMatch(/may still come|Not every sign-in/)
  })

  it("opens none where the administrator whom Graph names signed in", async () => {
    const store = await openStore(DAY)
    await signIn(store, SIGN_IN, STARTED - 6 * SECOND)
    const { titles, answer } = await roundOf(store)

    expect(titles).toEqual([])
    expect(answer).toMatchObject({
      grade: "D",
      candidates: ["admin@contoso.example", "mara@contoso.example"],
    })
  })
})
