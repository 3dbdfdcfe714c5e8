/** A provider with one customer, over a real store; what is sent goes to the test. */
import { parseConfig } from "../../src/config/read-config.ts"
import type { Ground } from "../../src/ground.ts"
import type { RenderedCard } from "../../src/model/delivery.ts"
import type { Store } from "../../src/ports/store.ts"
import { CONTOSO } from "../adapters/sqlite/make-rows.ts"

/** `technicians` and what follows are lines of the configuration file. */
export const peopleConfig = (...lines: readonly string[]) =>
  parseConfig(
    `
msp: { tenantId: 51a7c0de-0000-4000-8000-000000000001, name: Northwind }
bot: { appId: 51a7c0de-0000-4000-8000-000000000002 }
apps: { monitor: 51a7c0de-0000-4000-8000-000000000003 }
triage: { conversationId: "19:triage@thread.tacv2", serviceUrl: https://smba.trafficmanager.net/emea }
customers: [{ name: contoso, displayName: Contoso Ltd, tenantId: ${CONTOSO}, timeZone: UTC }]
${lines.join("\n")}
`,
    "test.yaml",
  )

type Told = { readonly threadId: string; readonly activityId: string }

/** Everything that is told goes through `tell`, which gets where to and what. */
export const groundOf = (
  store: Store,
  tell: (text: string, card?: RenderedCard) => Told,
  { config, now }: { readonly config: ReturnType<typeof peopleConfig>; readonly now: number },
) => ({
  config,
  store,
  outside: {
    messenger: {
      post: async (where, card) => tell(where.conversationId, card),
      write: async (person, card) => tell(person.objectId, card),
      chatWith: async ({ objectId }) => objectId,
      say: async (where, card) => tell(where.conversationId, card),
      update: async () => {},
    },
    cardFinder: { find: async () => undefined },
    escalationWebhook: async ({ body }) => void tell(JSON.stringify(body.type)),
  } satisfies Pick<Ground["outside"], "messenger" | "cardFinder" | "escalationWebhook">,
  book: { get: () => config.customers[0] },
  log: { info: () => {}, warn: () => {}, error: () => {} },
  now: () => now,
})
