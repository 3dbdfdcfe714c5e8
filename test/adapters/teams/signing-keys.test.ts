/** Microsoft's signing keys come from a server that hangs: the door stays in use. Against a real one. */
import { createServer } from "node:http"
import { afterAll, describe, expect, it, onTestFinished } from "vitest"
import { NotAuthenticated, TeamsAuthentication } from "../../../src/adapters/teams/authentication.ts"
import { channelMessage, startLoopback, teamsOptions } from "./loopback.ts"

const cloud = await startLoopback()
afterAll(cloud.close)

type Mood = "well" | "never answers" | "never ends" | "keys never come" | "has no keys" | "breaks"

/** Tells where the keys are, as long as it is well; counts how often it was asked. */
async function keyServer(start: Mood) {
  let mood = start
  let asked = 0
  const server = createServer((request, response) => {
    if (request.url === "/keys") return
    asked += 1
    if (mood === "well") response.end(JSON.stringify({ jwks_uri: `${cloud.url}/keys` }))
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
    knock: async (): Promise<boolean> => {
      const activity: object = channelMessage(cloud.serviceUrl)
      const request = authentication.authenticateRequest(
        activity as Parameters<typeof authentication.authenticateRequest>[0],
        `Bearer ${await cloud.token()}`,
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

  it("happens once while the keys are young", async () => {
    const { knock, asked } = await keyServer("well")

    expect([await knock(), await knock(), asked()]).toEqual([true, true, 1])
  })
})
