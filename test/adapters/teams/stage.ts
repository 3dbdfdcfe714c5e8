/** The product's door to Teams on a real HTTP server, with the loopback cloud on the other side. */
import { createHttpClient } from "../../../src/adapters/http/http-client.ts"
import { startHttpServer } from "../../../src/adapters/http/server.ts"
import { createTeams } from "../../../src/adapters/teams/teams.ts"
import type { BotAuthority } from "../../../src/config/clouds.ts"
import type { BotHandlers, BotMessage, BotReply, CardPress, FileChoice } from "../../../src/ports/bot.ts"
import { startLoopback, teamsOptions } from "./loopback.ts"

export const card = {
  summary: "High: forwarding",
  content: { type: "AdaptiveCard", version: "1.5", body: [] },
}

/** Notes what reaches the handlers, the log and the console. */
export async function startStage(
  options: { readonly authority?: BotAuthority; readonly openIdMetadataUrl?: string } = {},
) {
  const messages: BotMessage[] = []
  const presses: CardPress[] = []
  const choices: FileChoice[] = []
  const chats: { readonly objectId: string; readonly conversationId: string; readonly sign: string }[] = []
  const unanswered: { readonly conversationId: string; readonly error: Error }[] = []
  const logged: string[] = []
  const spoken: unknown[][] = []
  const refused: { readonly why: string; readonly who?: string }[] = []
  const log = (message: string, data?: unknown) =>
    void logged.push(`${message} ${JSON.stringify(data ?? {})}`)
  const answering: BotHandlers = {
    message: async (message: BotMessage): Promise<BotReply> => {
      messages.push(message)
      return { text: "Nobody, complete to 14:05." }
    },
    press: async (press: CardPress) => {
      presses.push(press)
      return { card }
    },
    file: async (choice: FileChoice) => {
      choices.push(choice)
      return { file: { name: "changes.csv", type: "text/csv; charset=utf-8", body: "who,what" } }
    },
    chat: async ({ objectId, conversationId }, sign) => void chats.push({ objectId, conversationId, sign }),
    unanswered: async (conversationId, error) => void unanswered.push({ conversationId, error }),
  }
  const consoleError = console.error
  console.error = (...words: unknown[]) => void spoken.push(words)
  const cloud = await startLoopback()
  const http = createHttpClient()
  const teams = createTeams({
    ...teamsOptions(cloud),
    files: { http, hosts: [cloud.host] },
    ...options,
    refused: async (why, who) => void refused.push({ why, ...(who === undefined ? {} : { who }) }),
    log: { info: log, warn: log, error: log },
  })
  const messagesRoute = { requireBearer: true, handle: teams.handle }
  const healthz = async () => ({ ok: true, body: {} })
  const server = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    maxBodyBytes: 256 * 1024,
    routes: { messages: messagesRoute, healthz },
  })
  teams.setHandlers(answering)

  const sendWith = (body: unknown, token: string | undefined) =>
    fetch(`${server.url}/api/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    })
  return {
    cloud,
    teams,
    answering,
    messages,
    presses,
    choices,
    chats,
    unanswered,
    logged,
    spoken,
    /** What the trail is told. */
    refused,
    /** As Teams sends it: with a valid token. */
    send: async (body: unknown) => sendWith(body, await cloud.token()),
    sendWith,
    /** Between two tests. */
    reset() {
      for (const list of [messages, presses, choices, chats, unanswered, logged, spoken, refused, cloud.seen])
        list.length = 0
      teams.setHandlers(answering)
    },
    async close() {
      await server.close()
      await http.close()
      await cloud.close()
      console.error = consoleError
    },
  }
}
