/** A practice cloud with Teams, Veeam and the control interface, a bot that answers as told, and calls as either side. */
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import type { PracticeCloud } from "../../sandbox/cloud.ts"
import { startPracticeCloud } from "../../sandbox/server.ts"
import { connectorRoutes } from "../../sandbox/services/connector.ts"
import { controlRoutes } from "../../sandbox/services/control.ts"
import { pageRoutes } from "../../sandbox/services/page.ts"
import { signAppToken } from "../../sandbox/services/tokens.ts"
import { veeamRoutes } from "../../sandbox/services/veeam.ts"
import type { PracticeChannel, PracticePerson } from "../../sandbox/world/types.ts"

export const BOT_AUDIENCE = "https://api.botframework.com"
export const card = (text: string): object => ({
  type: "AdaptiveCard",
  version: "1.5",
  body: [{ type: "TextBlock", text }],
})
export const cardActivity = (text: string): object => ({
  type: "message",
  attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content: card(text) }],
})

export const startTeams = (): Promise<PracticeCloud> =>
  startPracticeCloud({ routes: [connectorRoutes, veeamRoutes, controlRoutes, pageRoutes] })

export type Answer = { readonly status: number; readonly body: unknown; readonly headers: Headers }

export async function call(
  url: string,
  init: { method?: string; headers?: Record<string, string>; body?: unknown } = {},
): Promise<Answer> {
  const { method = "GET", headers = {}, body } = init
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body)
  const response = await fetch(url, { method, headers, ...(text === undefined ? {} : { body: text }) })
  const answer = await response.text()
  const isJson = response.headers.get("content-type")?.includes("json")
  return { status: response.status, body: isJson ? JSON.parse(answer) : answer, headers: response.headers }
}

export const tokenFor = (cloud: PracticeCloud, appId: string, audience = BOT_AUDIENCE): Promise<string> =>
  signAppToken(cloud, {
    tenantId: cloud.world.mspTenantId,
    appId,
    audience,
    roles: [],
    wids: [],
    objectId: appId,
  })

/** Calls the Bot Connector as the bot does. */
export async function asBot(
  cloud: PracticeCloud,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const authorization = `Bearer ${await tokenFor(cloud, cloud.world.bot.appId)}`
  return call(`${cloud.endpoints.teamsServiceUrl}/v3/${path}`, { method, headers: { authorization }, body })
}

export const control = (cloud: PracticeCloud, path: string, body?: unknown): Promise<Answer> =>
  call(`${cloud.url}/control/${path}`, { method: body === undefined ? "GET" : "POST", body })

export function channelOf(cloud: PracticeCloud, kind: PracticeChannel["kind"]): PracticeChannel {
  const channel = cloud.world.channels.find((one) => one.kind === kind)
  if (channel === undefined) throw new Error(`no ${kind} channel`)
  return channel
}

export function personOf(cloud: PracticeCloud, kind: PracticePerson["kind"]): PracticePerson {
  const person = cloud.world.people.find((one) => one.kind === kind)
  if (person === undefined) throw new Error(`no ${kind}`)
  return person
}

export type Heard = { readonly authorization: string; readonly activity: unknown }
export type TestBot = { readonly heard: Heard[]; close(): void }

/** A bot that keeps what it hears and answers with what `answer` returns for each activity. */
export async function startBot(
  cloud: PracticeCloud,
  answer: (activity: unknown) => unknown | Promise<unknown>,
): Promise<TestBot> {
  const heard: Heard[] = []
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const activity: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"))
    heard.push({ authorization: request.headers.authorization ?? "", activity })
    response.setHeader("content-type", "application/json")
    response.end(JSON.stringify((await answer(activity)) ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  cloud.world.bot.endpoint = `http://127.0.0.1:${port}/api/messages`
  return { heard, close: () => server.close() }
}
