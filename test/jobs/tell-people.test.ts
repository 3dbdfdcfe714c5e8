/** The jobs put together: what nobody takes reaches the channel, the person on call and the provider's own system. */
import { describe, expect, it } from "vitest"
import { parseConfig } from "../../src/config/read-config.ts"
import type { Ground } from "../../src/ground.ts"
import { tellPeople } from "../../src/jobs/tell-people.ts"
import type { RenderedCard } from "../../src/model/delivery.ts"
import { CONTOSO, makeBatch, mergeInto, NOW } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"

const KIM = "51a7c0de-0000-4000-8000-000000000007"
const config = parseConfig(
  `
msp: { tenantId: 51a7c0de-0000-4000-8000-000000000001, name: Northwind }
bot: { appId: 51a7c0de-0000-4000-8000-000000000002 }
apps: { monitor: 51a7c0de-0000-4000-8000-000000000003 }
triage: { conversationId: "19:triage@thread.tacv2", serviceUrl: https://smba.trafficmanager.net/emea }
customers: [{ name: contoso, displayName: Contoso Ltd, tenantId: ${CONTOSO}, timeZone: UTC }]
technicians: [{ name: Kim Vega, objectId: ${KIM} }]
routes: [{ to: [customer] }]
escalation:
  onCall: [${KIM}]
  webhook: https://pager.northwind.example/hook
  high: { mention: 5, message: 10, webhook: 15 }
`,
  "test.yaml",
)

describe("tellPeople()", () => {
  it("mentions, writes and calls what came due while it was off; routed to no technicians, the triage channel is told", async () => {
    const { store } = openTemporaryStore()
    await store.records.saveBatch(makeBatch(), mergeInto())
    const stopping = new AbortController()
    const told: string[] = []
    const tell = (text: string, card?: RenderedCard): { threadId: string; activityId: string } => {
      told.push(
        `${text} ${JSON.stringify(card?.content ?? "").includes("<at>Kim Vega</at>") ? "mentions" : ""}`,
      )
      if (told.length === 3) stopping.abort()
      return { threadId: "t", activityId: "1" }
    }
    const ground = {
      config,
      store,
      outside: {
        messenger: {
          post: async (where, card) => tell(where.conversationId, card),
          write: async (person, card) => tell(person.objectId, card),
          update: async () => {},
        },
        cardFinder: { find: async () => undefined },
        escalationWebhook: async ({ body }) => void tell(JSON.stringify(body.type)),
      } satisfies Pick<Ground["outside"], "messenger" | "cardFinder" | "escalationWebhook">,
      book: { get: () => config.customers[0] },
      log: { info: () => {}, warn: () => {}, error: () => {} },
      now: () => NOW + 16 * 60_000,
    }

    await tellPeople(ground, { times: new Map(), wakeOutbox: () => {} }, stopping.signal)

    expect(told.toSorted()).toEqual(
      ["19:triage@thread.tacv2 mentions", `${KIM} `, '"incident.unclaimed" '].toSorted(),
    )
    expect(await store.notices.due(NOW + 1e9, 10)).toEqual([])
    expect((await store.trail.read(0, 10)).filter(({ kind }) => kind === "delivery")).toHaveLength(3)
  })
})
