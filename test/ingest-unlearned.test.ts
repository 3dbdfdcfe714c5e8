/** What an attack taught isn't usual any more once people have said what it was: through ingest and a real database, over a restart. */
import { describe, expect, it, onTestFinished } from "vitest"
import { openStore } from "../src/adapters/sqlite/open-store.ts"
import { buildIngest } from "../src/build-ingest.ts"
import type { Incident } from "../src/model/alert.ts"
import { recordId } from "../src/model/ids.ts"
import { DEFAULT_STORAGE } from "../src/model/storage-policy.ts"
import { readRaw } from "../src/normalize/read-raw.ts"
import { answered } from "../src/respond/decide-answer.ts"
import { CONTOSO } from "./adapters/sqlite/make-rows.ts"
import { openRaw, temporaryPath } from "./adapters/sqlite/temporary-store.ts"
import { CUSTOMER, makeIngestConfig } from "./make/make-ingest-config.ts"
import { productRules } from "./make/make-record.ts"
import { makeSignIn } from "./make/make-sign-in.ts"
import { silentLog } from "./source/fake-feed.ts"

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Watched for the first time; whatever the first week brings is usual. */
const START = Date.UTC(2026, 0, 1, 8)
const ATTACK = START + 20 * DAY

const HOME = "203.0.113.24"
const THIEF = "198.51.100.7"
const NEIGHBOR = "198.51.100.9"
const ELSEWHERE_ABROAD = "192.0.2.77"
const COUNTRIES: Readonly<Record<string, string>> = { [HOME]: "DE" }

/** The product's way of a record, from its start to its end, on one database. */
function running(path: string) {
  const store = openStore(path, { storage: DEFAULT_STORAGE, readRaw })
  let closed = false
  let now = START
  const stop = () => {
    if (!closed) store.close()
    closed = true
  }
  onTestFinished(stop)
  const ingest = buildIngest({
    config: makeIngestConfig(path),
    store,
    rules: productRules(),
    geo: { country: (ip) => COUNTRIES[ip] ?? "NG" },
    tenantOf: () => CUSTOMER,
    wakeOutbox: () => undefined,
    now: () => now,
    log: silentLog,
  })
  const told = () => store.incidents.alertsSince(CONTOSO, START, 999)
  return {
    store,
    stop,
    /** Names of the rules that alerted about this sign-in. */
    signsIn: async (at: number, ip: string, user = "anna.berg@contoso.example") => {
      const known = new Set((await told()).map(({ alert }) => alert.id))
      const raw = { UserId: user, ClientIP: ip, CreationTime: new Date(at).toISOString().slice(0, 19) }
      now = at + 1
      const record = {
        ...makeSignIn({ raw, device: { SessionId: crypto.randomUUID() } }),
        tenantId: CONTOSO,
        id: recordId(crypto.randomUUID()),
      }
      await ingest.records({ tenantId: CONTOSO, source: "Audit.AzureActiveDirectory", fetchedAt: now }, [
        record,
      ])
      return (await told()).filter(({ alert }) => !known.has(alert.id)).map(({ alert }) => alert.rule.name)
    },
    /** What becomes of the newest incident. */
    change: async (after: (incident: Incident) => Incident) => {
      const [newest] = await told()
      if (newest === undefined) throw new Error("nothing was told")
      await store.incidents.change(newest.incident.id, (incident) => ({
        incident: after(incident),
        notes: [],
      }))
    },
  }
}

type Running = ReturnType<typeof running>

/** Three weeks of home, then somebody else for two days, of whom the first sign-in is told. */
async function attacked(): Promise<{ readonly path: string; readonly one: Running }> {
  const path = temporaryPath()
  const one = running(path)
  for (let day = 0; day < 20; day += 1) await one.signsIn(START + day * DAY, HOME)
  expect(await one.signsIn(ATTACK, THIEF)).toEqual(["sign-in-from-new-country"])
  expect(await one.signsIn(ATTACK + 2 * DAY, THIEF)).toEqual([])
  return { path, one }
}

const FOUND = ATTACK + 2 * DAY + HOUR
const secured = (incident: Incident): Incident => ({
  ...incident,
  state: "fixed",
  standing: [{ action: "revoke-sessions", fixedAt: FOUND, undoable: false }],
})
const unknown = (incident: Incident): Incident =>
  answered(incident, { action: "we-dont-know-this" }, { name: "Ann" }, FOUND) ?? incident
const disowned = (incident: Incident): Incident => ({
  ...incident,
  ownerQuestion: {
    owner: { objectId: "b2f0c1d4-7a31-4c58-9e0d-5a6b7c8d9e01", name: "Anna Berg", names: [] },
    ...{ by: "Kim", at: FOUND - HOUR, until: FOUND + DAY },
    about: { sentence: "A sign-in from Nigeria.", happenedAt: ATTACK, timeZone: "UTC" },
    answer: { word: "it-was-not-me", at: FOUND },
  },
})
const closed = (action: "expected" | "not-a-threat", at: number) => (incident: Incident) =>
  answered({ ...incident, state: "new" }, { action, reason: "her VPN" }, { name: "Kim" }, at) ?? incident

describe("an attack that people found", () => {
  it.each([
    ["by shutting somebody out", secured],
    ["by the customer's answer", unknown],
    ["by the answer of the mailbox's owner", disowned],
  ])("makes its network and country strange again, %s, over a restart", async (_how, found) => {
    const { path, one } = await attacked()
    await one.change(found)
    one.stop()

    const again = running(path)

    expect(await again.signsIn(FOUND + HOUR, NEIGHBOR, "ben.smit@contoso.example")).toEqual([
      "sign-in-from-attackers-network",
    ])
    expect(await again.signsIn(FOUND + 3 * HOUR, ELSEWHERE_ABROAD)).toEqual(["sign-in-from-new-country"])
    expect(await again.signsIn(FOUND + 6 * HOUR, HOME)).toEqual([])
  })

  it("is remembered for a month, and its network is no more usual after it than before", async () => {
    const { one } = await attacked()
    await one.change(secured)

    expect(await one.signsIn(FOUND + 29 * DAY, THIEF)).toContain("sign-in-from-attackers-network")
    // It taught nothing then, so that it is new once more.
    expect(await one.signsIn(FOUND + 31 * DAY, THIEF)).toEqual(["sign-in-from-new-country"])
  })

  it("gives back what the user really does from then on", async () => {
    const { one } = await attacked()
    await one.change(secured)

    expect(await one.signsIn(FOUND + DAY, ELSEWHERE_ABROAD)).toEqual(["sign-in-from-new-country"])
    expect(await one.signsIn(FOUND + 3 * DAY, ELSEWHERE_ABROAD)).toEqual([])
  })

  it("is taken back by a verdict: it was the user after all", async () => {
    const { one } = await attacked()
    await one.change(secured)
    await one.change(closed("not-a-threat", FOUND + HOUR))

    expect(await one.signsIn(FOUND + 2 * HOUR, THIEF)).toEqual([])
  })

  it("isn't forgotten because the fix is taken back, to let the user in again", async () => {
    const { one } = await attacked()
    await one.change(secured)
    await one.change((incident) => ({ ...incident, state: "claimed", standing: [] }))

    expect(await one.signsIn(FOUND + HOUR, THIEF)).toContain("sign-in-from-attackers-network")
  })

  it("isn't any as long as nobody has said so", async () => {
    const { one } = await attacked()
    await one.change(closed("expected", FOUND))

    expect(await one.signsIn(FOUND + HOUR, THIEF)).toEqual([])
    expect(await one.signsIn(FOUND + HOUR, ELSEWHERE_ABROAD)).toEqual([])
  })

  it("holds up nothing when its alert is damaged", async () => {
    const { path, one } = await attacked()
    await one.change(secured)
    openRaw(path).exec("UPDATE alert SET body = 'torn'")

    expect(await one.signsIn(FOUND + HOUR, NEIGHBOR, "ben.smit@contoso.example")).toEqual([])
  })
})
