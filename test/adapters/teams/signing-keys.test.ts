/** Microsoft's signing keys come from a server that hangs: the door stays in use. Against a real one. */
import { createServer } from "node:http"
import { exportJWK } from "jose"
import { afterAll, describe, expect, it, onTestFinished, vi } from "vitest"
import { NotAuthenticated, TeamsAuthentication } from "../../../src/adapters/teams/authentication.ts"
import { channelMessage, startLoopback, teamsOptions } from "./loopback.ts"

const cloud = await startLoopback()
const NEW_KEY = { ...(await exportJWK(cloud.keys.publicKey)), kid: "k2", endorsements: ["msteams"] }
afterAll(cloud.close)

type Mood =
  | "well"
  | "has a new key"
  | "never answers"
  | "never ends"
  | "keys never come"
  | "has no keys"
  | "breaks"

/** Tells where the keys are, as long as it is well; counts how often it was asked. */
async function keyServer(start: Mood) {
  let mood = start
  let asked = 0
  const server = createServer((request, response) => {
    if (request.url === "/keys") return
    if (request.url === "/new-keys") return void response.end(JSON.stringify({ keys: [NEW_KEY] }))
    asked += 1
    if (mood === "well") response.end(JSON.stringify({ jwks_uri: `${cloud.url}/keys` }))
    else if (mood === "has a new key") response.end(JSON.stringify({ jwks_uri: `${url}/new-keys` }))
    else if (mood === "keys never come") response.end(JSON.stringify({ jwks_uri: `${url}/keys` }))
    else if (mood === "has no keys") response.end(JSON.stringify({ jwks_uri: 7 }))
    else if (mood === "never ends") response.write("{")
    else if (mood === "breaks") response.writeHead(500).end(JSON.stringify({ jwks_uri: `${cloud.url}/keys` }))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`
  const authentication = new TeamsAuthentication({
    ...teamsOptions(cloud),
    openIdMetadataUrl: url,
    keysWithinMs: 300,
  })
  return {
    asked: () => asked,
    becomes: (next: Mood) => {
      mood = next
    },
    /** True: let in. */
    knock: async (kid = "k1"): Promise<boolean> => {
      const activity: object = channelMessage(cloud.serviceUrl)
      const request = authentication.authenticateRequest(
        activity as Parameters<typeof authentication.authenticateRequest>[0],
        `Bearer ${await cloud.token({ kid })}`,
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

const HOUR = 3_600_000

/** Stands still until it is told to pass, milliseconds. */
function clock(): (ms: number) => void {
  vi.useFakeTimers({ toFake: ["Date"] })
  onTestFinished(() => void vi.useRealTimers())
  return (ms) => void vi.setSystemTime(Date.now() + ms)
}

describe("the fetch of signing keys", () => {
  it.each<Mood>(["never answers", "never ends", "keys never come", "has no keys", "breaks"])(
    "lets nobody in and holds nobody when the server %s, and goes on when it is well",
    async (mood) => {
      const { knock, becomes } = await keyServer(mood)

      expect(await knock()).toBe(false)
      becomes("well")
      expect(await knock()).toBe(true)
    },
  )

  it("is one for all who wait", async () => {
    const { knock, asked } = await keyServer("never answers")

    expect(await Promise.all([knock(), knock(), knock()])).toEqual([false, false, false])

    expect(asked()).toBe(1)
  })

  it("happens again after a day, so that a key that Microsoft took back is none", async () => {
    const pass = clock()
    const { knock, asked, becomes } = await keyServer("well")
    await knock()
    becomes("has a new key")

    pass(24 * HOUR)
    expect([await knock(), asked()]).toEqual([true, 1])
    pass(1)
    expect([await knock(), asked()]).toEqual([false, 2])
  })

  it("happens for a key that nobody knows once an hour: a new one is found, a forged one asks Microsoft for nothing more", async () => {
    const pass = clock()
    const { knock, asked, becomes } = await keyServer("well")
    await knock()
    becomes("has a new key")

    expect([await knock("k2"), await knock("forged"), asked()]).toEqual([false, false, 1])
    pass(HOUR + 1)
    expect([await knock("k2"), await knock("forged"), await knock("k1"), asked()]).toEqual([
      true,
      false,
      false,
      2,
    ])
  })

  it("happens once while the keys are young", async () => {
    const { knock, asked } = await keyServer("well")

    expect([await knock(), await knock(), asked()]).toEqual([true, true, 1])
  })
})
