/** A server of signing keys that gets into trouble, and a bot that asks it. */
import { createServer } from "node:http"
import { exportJWK } from "jose"
import { onTestFinished } from "vitest"
import { NotAuthenticated, TeamsAuthentication } from "../../../src/adapters/teams/authentication.ts"
import type { SigningKeyBook } from "../../../src/ports/signing-key-book.ts"
import { channelMessage, type Loopback, teamsOptions } from "./loopback.ts"

export type Mood =
  | "well"
  | "has a new key"
  | "never answers"
  | "never ends"
  | "keys never come"
  | "has no keys"
  | "has none at all"
  | "breaks"

export const START = Date.UTC(2026, 10, 3, 9)
export const WITHIN_MS = 300

/** Tells where the keys are, as long as it is well; counts how often it was asked. */
export async function startKeyServer(
  cloud: Loopback,
  start: Mood,
  options: { readonly signingKeys?: SigningKeyBook } = {},
) {
  const newKey = { ...(await exportJWK(cloud.keys.publicKey)), kid: "k2", endorsements: ["msteams"] }
  let mood = start
  let asked = 0
  const server = createServer((request, response) => {
    if (request.url === "/keys") return
    if (request.url === "/none") return void response.end(JSON.stringify({ keys: [] }))
    if (request.url === "/new-keys") return void response.end(JSON.stringify({ keys: [newKey] }))
    asked += 1
    if (mood === "well") response.end(JSON.stringify({ jwks_uri: `${cloud.url}/keys` }))
    else if (mood === "has a new key") response.end(JSON.stringify({ jwks_uri: `${url}/new-keys` }))
    else if (mood === "keys never come") response.end(JSON.stringify({ jwks_uri: `${url}/keys` }))
    else if (mood === "has no keys") response.end(JSON.stringify({ jwks_uri: 7 }))
    else if (mood === "has none at all") response.end(JSON.stringify({ jwks_uri: `${url}/none` }))
    else if (mood === "never ends") response.write("{")
    else if (mood === "breaks") {
      response.statusCode = 500
      response.end(JSON.stringify({ jwks_uri: `${cloud.url}/keys` }))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`
  let now = START
  const logged: string[] = []
  const log = (level: string) => (message: string, data?: unknown) =>
    void logged.push(`${level} ${message} ${JSON.stringify(data ?? {})}`)
  const begin = (): TeamsAuthentication =>
    new TeamsAuthentication({
      ...{ ...teamsOptions(cloud), ...options },
      openIdMetadataUrl: url,
      keysWithinMs: WITHIN_MS,
      now: () => now,
      log: { info: log("info"), warn: log("warn"), error: log("error") },
    })
  let authentication = begin()
  return {
    url,
    logged,
    /** Its clock goes on, milliseconds. */
    pass: (ms: number) => {
      now += ms
    },
    asked: () => asked,
    /** What was in memory is gone. */
    restart: () => {
      authentication = begin()
    },
    becomes: (next: Mood) => {
      mood = next
    },
    /** True: let in. */
    knock: async (kid = "k1", key = cloud.keys.privateKey): Promise<boolean> => {
      const activity: object = channelMessage(cloud.serviceUrl)
      const request = authentication.authenticateRequest(
        activity as Parameters<typeof authentication.authenticateRequest>[0],
        `Bearer ${await cloud.token({ kid }, key)}`,
      )
      return request.then(
        () => true,
        (thrown: unknown) => {
          if (thrown instanceof NotAuthenticated) return false
          throw thrown
        },
      )
    },
  }
}
