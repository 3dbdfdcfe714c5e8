/** The monthly card from a real store: who gets one, when, once, and what is on it. */
import { describe, expect, it } from "vitest"
import { parseConfig } from "../../src/config/read-config.ts"
import { monthlyCards } from "../../src/jobs/monthly-reports.ts"
import { tenantId } from "../../src/model/ids.ts"
import { createNoticeSender } from "../../src/notice-sender.ts"
import type { Messenger } from "../../src/ports/messenger.ts"
import { CONTOSO, FABRIKAM, makeBatch, mergeInto } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"

const NORTHWIND = tenantId("51a7c0de-0000-4000-8000-00000000000a")
const config = parseConfig(
  `
publicUrl: https://watch.northwind.example
monthlyReport: true
msp: { tenantId: 51a7c0de-0000-4000-8000-000000000001, name: Northwind }
bot: { appId: 51a7c0de-0000-4000-8000-000000000002 }
apps: { monitor: 51a7c0de-0000-4000-8000-000000000003 }
triage: { conversationId: "19:triage@thread.tacv2", serviceUrl: https://smba.trafficmanager.net/emea }
customers:
  - { name: contoso, displayName: Contoso Ltd, tenantId: ${CONTOSO}, timeZone: Europe/Berlin, channel: { conversationId: "19:contoso@thread.tacv2", serviceUrl: https://smba.trafficmanager.net/emea } }
  - { name: fabrikam, tenantId: ${FABRIKAM}, timeZone: UTC, webhook: true }
  - { name: northwind, tenantId: ${NORTHWIND}, timeZone: UTC, webhook: true, monthlyReport: false }
technicians: [{ name: Kim Vega, objectId: 51a7c0de-0000-4000-8000-000000000007 }]
`,
  "test.yaml",
)
const FIRST_AT_NINE = Date.UTC(2026, 11, 1, 8)

/** Two customers that are watched since autumn, with an incident at one of them. */
async function stage() {
  const { store } = openTemporaryStore()
  await store.records.saveBatch(makeBatch(), mergeInto())
  const cursor = { since: Date.UTC(2026, 8, 1), watermark: FIRST_AT_NINE, lastListedAt: FIRST_AT_NINE }
  for (const tenant of [CONTOSO, FABRIKAM, NORTHWIND]) {
    const listing = {
      items: [],
      window: { from: cursor.since, to: cursor.watermark },
      at: cursor.watermark,
      cursor,
    }
    await store.feed.saveListing(tenant, "Audit.Exchange", listing)
  }
  let time = FIRST_AT_NINE
  const now = () => time
  const ground = () => ({
    ...{ config, store, now },
    book: {
      all: () => [],
      get: () => undefined,
      refresh: async () => {},
      ensureDomains: async () => {},
      knowsDomains: () => true,
    },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  })
  const owed = () => store.notices.due(time, 100)
  return { store, ground, owed, at: (moved: number) => (time = moved) }
}

describe("monthlyCards()", () => {
  it("owes a card in each channel of those who want one, with the figures of the month before", async () => {
    const { ground, owed } = await stage()

    await monthlyCards(ground())()

    const cards = await owed()
    expect(cards.map(({ title }) => title)).toEqual(["Contoso Ltd: November 2026", "fabrikam: November 2026"])
    expect(cards[0]?.lines[0]).toBe("1 incident: 1 still open.")
    expect(cards[1]?.lines[0]).toBe("Nothing was seen that needed a person.")
    expect(cards[1]?.lines).toContainEqual(
      expect.stringMatching(/^Audit records are incomplete: .* never read/),
    )
  })

  it("has a button that asks for the page, but not where nobody could hear it", async () => {
    const { ground, owed } = await stage()
    await monthlyCards(ground())()

    const [inChannel, byWebhook] = await owed()

    expect(inChannel?.asks).toEqual([{ title: "The whole report", ask: "report 2026-11" }])
    expect(byWebhook).not.toHaveProperty("asks")
  })

  it("draws that button", async () => {
    const { ground, owed } = await stage()
    await monthlyCards(ground())()
    const posted: string[] = []
    const messenger: Messenger = {
      post: async (_where, card) => {
        posted.push(JSON.stringify(card.content))
        return { threadId: "t", activityId: "1" }
      },
      write: async () => ({ threadId: "t", activityId: "1" }),
      chatWith: async () => "t",
      say: async () => ({ threadId: "t", activityId: "1" }),
      update: async () => {},
    }
    const [card] = await owed()

    if (card !== undefined) await createNoticeSender({ config, messenger, webhook: undefined }).send(card)

    expect(posted[0]).toMatch(/"imBack","value":"report 2026-11"/)
  })

  it("owes it once, however often it looks and whoever was restarted", async () => {
    const { ground, owed, at } = await stage()
    const look = monthlyCards(ground())
    await look()
    await look()
    at(FIRST_AT_NINE + 3 * 86_400_000)
    await monthlyCards(ground())()

    expect(await owed()).toHaveLength(2)
  })

  it("waits for eight in the morning there, and gives up after a week", async () => {
    const { ground, owed, at } = await stage()
    const look = monthlyCards(ground())
    at(Date.UTC(2026, 11, 1, 6, 59))
    await look()
    expect(await owed()).toEqual([])

    at(Date.UTC(2026, 11, 1, 7, 0))
    await look()
    expect((await owed()).map(({ title }) => title)).toEqual(["Contoso Ltd: November 2026"])

    at(Date.UTC(2026, 11, 9))
    await monthlyCards(ground())()
    expect(await owed()).toHaveLength(1)
  })

  it("tells nothing of a month in which nobody was watching", async () => {
    const { ground, owed, at } = await stage()
    at(Date.UTC(2026, 8, 1, 12))

    await monthlyCards(ground())()

    expect(await owed()).toEqual([])
  })
})
