/** A snooze ends, and its owner shares a name with a colleague: who is mentioned is the owner, by id and with the address. */
import { describe, expect, it } from "vitest"
import { parseConfig } from "../../src/config/read-config.ts"
import { tellPeople } from "../../src/jobs/tell-people.ts"
import { incidentId } from "../../src/model/ids.ts"
import { CONTOSO, makeBatch, mergeInto, NOW } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"

const OTHER = "51a7c0de-0000-4000-8000-000000000007"
const OWNER = "51a7c0de-0000-4000-8000-000000000008"
const config = parseConfig(
  `
msp: { tenantId: 51a7c0de-0000-4000-8000-000000000001, name: Northwind }
bot: { appId: 51a7c0de-0000-4000-8000-000000000002 }
apps: { monitor: 51a7c0de-0000-4000-8000-000000000003 }
triage: { conversationId: "19:triage@thread.tacv2", serviceUrl: https://smba.trafficmanager.net/emea }
customers: [{ name: contoso, displayName: Contoso Ltd, tenantId: ${CONTOSO}, timeZone: UTC }]
technicians:
  - { name: Kim Vega, objectId: ${OTHER}, upn: kim@northwind.example }
  - { name: Kim Vega, objectId: ${OWNER}, upn: k.vega@northwind.example }
`,
  "test.yaml",
)

describe("tellPeople() with two people of one name", () => {
  it("mentions the owner and not the colleague", async () => {
    const { store } = openTemporaryStore()
    await store.records.saveBatch(makeBatch(), mergeInto())
    const owner = config.people.find(({ objectId }) => objectId === OWNER)?.name ?? ""
    await store.incidents.change(incidentId(1), (incident) => ({
      incident: { ...incident, state: "claimed", owner, snoozed: { until: NOW, by: owner } },
      notes: [],
    }))
    const stopping = new AbortController()
    const cards: string[] = []
    const ground = {
      config,
      store,
      outside: {
        messenger: {
          post: async (_where: unknown, card: { readonly content: object }) => {
            cards.push(JSON.stringify(card.content))
            stopping.abort()
            return { threadId: "t", activityId: "1" }
          },
          write: async () => ({ threadId: "t", activityId: "1" }),
          update: async () => {},
        },
        cardFinder: { find: async () => undefined },
        escalationWebhook: undefined,
      },
      book: { get: () => config.customers[0] },
      log: { info: () => {}, warn: () => {}, error: () => {} },
      now: () => NOW + 1,
    }

    await tellPeople(ground, { times: new Map(), wakeOutbox: () => {} }, stopping.signal)

    expect(cards).toHaveLength(1)
    expect(cards[0]).toContain("<at>Kim Vega (k.vega@northwind.example)</at>")
    expect(cards[0]).toContain(`"id":"${OWNER}"`)
    expect(cards[0]).not.toContain(OTHER)
  })
})
