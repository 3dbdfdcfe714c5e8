/**
 * What the product and the Microsoft 365 Agents Playground are told of each other. The Playground sends no tokens, so
 * that the product runs without an app id, which it does in practice alone. Its one channel is the triage channel. Pure.
 */
import type { ProductSetup } from "./product-setup.ts"
import { practiceChannelId, practiceGuid } from "./world/practice-id.ts"
import type { PracticePerson, World } from "./world/types.ts"

export const PLAYGROUND_PACKAGE = "@microsoft/m365agentsplayground@0.2.28"
/** Where its page is, and the connector that it plays. */
export const PLAYGROUND_PORT = 56150

const CHANNEL = practiceChannelId("playground triage")
/** The Playground wants this many, whoever they are. */
const USERS = 5

/** The same product as in the demo, posting to the Playground; customers have no channel there. */
export function playgroundProduct({ configText, environment }: ProductSetup, port: number): ProductSetup {
  const host = `localhost:${port}`
  const { bot, endpoints, customers, ...config } = JSON.parse(configText)
  const triage = { conversationId: CHANNEL, serviceUrl: `http://${host}/_connector` }
  const adapted = {
    ...config,
    bot: { ...bot, appId: "" },
    endpoints: { ...endpoints, teamsServiceHosts: [host] },
    triage,
    customers: customers.map(({ channel: _, ...customer }: { readonly channel?: unknown }) => customer),
    contacts: [],
  }
  return { configText: JSON.stringify(adapted, null, 2), environment }
}

/** `.m365agentsplayground.yml`; JSON is YAML. Whoever looks at the page is the world's first technician. */
export function playgroundFile({
  mspTenantId,
  people,
  bot,
}: Pick<World, "mspTenantId" | "people" | "bot">): string {
  const technicians = people.filter(({ kind }) => kind === "technician")
  const guests = Array.from({ length: USERS }, (_, index) => guest(index + 1))
  const [first, ...others] = [...technicians.map(userOf), ...guests]
  return JSON.stringify({
    version: "0.1.1",
    tenantId: mspTenantId,
    bot: { id: `28:${bot.appId}`, name: bot.name },
    currentUser: first,
    users: others.slice(0, USERS),
    personalChat: { id: "a:playground-chat" },
    groupChat: { id: "19:playground-group@thread.v2", name: "Group chat" },
    team: {
      id: practiceChannelId("playground team"),
      name: "Northwind",
      aadGroupId: practiceGuid("playground team"),
      channels: [{ id: CHANNEL, name: "Triage" }],
    },
  })
}

const userOf = ({
  teamsId,
  name,
  upn,
  objectId,
}: Pick<PracticePerson, "teamsId" | "name" | "upn" | "objectId">) => {
  const [givenName = name, surname = name] = name.split(" ")
  return { id: teamsId, name, userPrincipleName: upn, aadObjectId: objectId, givenName, surname, email: upn }
}

const guest = (number: number) =>
  userOf({
    teamsId: `29:guest-${number}`,
    name: `Guest ${number}`,
    upn: `guest${number}@northwind.example`,
    objectId: practiceGuid(`playground guest ${number}`),
  })
