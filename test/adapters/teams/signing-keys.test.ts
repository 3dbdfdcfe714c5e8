/** Microsoft's signing keys come from a server that hangs: the door stays in use. Against a real one. */
import { afterAll, describe, expect, it, onTestFinished, vi } from "vitest"
import { AGAIN_MS, AGAIN_WITHOUT_MS, LAST_KNOWN_MS } from "../../../src/adapters/teams/signing-keys.ts"
import { type Mood, START, startKeyServer, WITHIN_MS } from "./key-server.ts"
import { cardPress, startLoopback } from "./loopback.ts"
import { startStage } from "./stage.ts"

const cloud = await startLoopback()
afterAll(cloud.close)

const keyServer = (mood: Mood) => startKeyServer(cloud, mood)

const DAY = 24 * 3_600_000
/** Longer than the fetch that a press began and nobody waits for. */
const settled = { timeout: 5_000, interval: 5 }

const UNWELL: readonly Mood[] = [
  "never answers",
  "never ends",
  "keys never come",
  "has no keys",
  "has none at all",
  "breaks",
]

describe("the fetch of signing keys", () => {
  it.each(UNWELL)(
    "lets nobody in and holds nobody when the server %s, and goes on when it is well",
    async (mood) => {
      const { knock, pass, becomes } = await keyServer(mood)

      expect(await knock()).toBe(false)
      becomes("well")
      pass(AGAIN_WITHOUT_MS + 1)
      expect(await knock()).toBe(true)
    },
  )

  it("is one for all who wait", async () => {
    const { knock, asked } = await keyServer("never answers")

    expect(await Promise.all([knock(), knock(), knock()])).toEqual([false, false, false])

    expect(asked()).toBe(1)
  })

  it("asks a server that is away for nothing more however many knock", async () => {
    const { knock, asked } = await keyServer("breaks")

    expect([await knock(), await knock(), await knock("forged"), asked()]).toEqual([false, false, false, 1])
  })

  it("happens again after a day, so that a key that Microsoft took back is none", async () => {
    const { knock, asked, pass, becomes } = await keyServer("well")
    await knock()
    becomes("has a new key")

    pass(DAY)
    expect([await knock(), asked()]).toEqual([true, 1])
    pass(1)
    expect([await knock(), asked()]).toEqual([false, 2])
  })

  it("happens again when the clock was put back, which makes no key young", async () => {
    const { knock, asked, pass } = await keyServer("well")
    await knock()

    pass(-DAY)
    expect([await knock(), asked()]).toEqual([true, 2])
  })

  it("finds a new key with the first message that it signed", async () => {
    const { knock, asked, pass, becomes } = await keyServer("well")
    await knock()
    becomes("has a new key")
    pass(AGAIN_MS + 1)

    expect([await knock("k2"), asked()]).toEqual([true, 2])
  })

  it("is asked for nothing more by forged key ids, and a new key is found all the same some minutes later", async () => {
    const { knock, asked, pass, becomes } = await keyServer("well")
    await knock()
    pass(AGAIN_MS + 1)
    const forged = await Promise.all(Array.from({ length: 20 }, (_, index) => knock(`forged-${index}`)))
    expect([new Set(forged), await knock(), asked()]).toEqual([new Set([false]), true, 2])
    becomes("has a new key")

    expect([await knock("k2"), asked()]).toEqual([false, 2])
    pass(AGAIN_MS + 1)
    expect([await knock("k2"), await knock("forged"), asked()]).toEqual([true, false, 3])
  })

  it("happens once while the keys are young", async () => {
    const { knock, asked } = await keyServer("well")

    expect([await knock(), await knock(), asked()]).toEqual([true, true, 1])
  })
})

describe("the last known signing keys", () => {
  it.each(UNWELL)(
    "let everybody in whom they know for five days while the server %s, and nobody else",
    async (mood) => {
      const { knock, pass, becomes } = await keyServer("well")
      await knock()
      becomes(mood)

      pass(DAY + 1)
      expect([await knock(), await knock("forged")]).toEqual([true, false])
      pass(4 * DAY - 1)
      expect([await knock(), await knock("forged")]).toEqual([true, false])
      pass(1)
      expect(await knock()).toBe(false)
      becomes("well")
      pass(AGAIN_WITHOUT_MS + 1)
      expect(await knock()).toBe(true)
    },
  )

  it("don't let in what another key signed under their id", async () => {
    const { knock, pass, becomes } = await keyServer("well")
    await knock()
    becomes("breaks")
    pass(DAY + 1)

    expect(await knock("k1", cloud.strangersKey)).toBe(false)
  })

  it("have their server asked again every five minutes, while no known press waits for that", async () => {
    const { knock, asked, pass, becomes } = await keyServer("well")
    await knock()
    becomes("never answers")
    pass(DAY + 1)
    await knock()
    expect([await knock(), await knock(), asked()]).toEqual([true, true, 2])

    pass(AGAIN_MS + 1)
    const began = performance.now()
    expect([await knock(), await knock()]).toEqual([true, true])
    expect(performance.now() - began).toBeLessThan(WITHIN_MS)
    await vi.waitFor(() => expect(asked()).toBe(3), settled)
  })

  it("end as soon as their server is well again: a key that was taken back meanwhile is none", async () => {
    const { knock, pass, becomes, logged } = await keyServer("well")
    await knock()
    becomes("breaks")
    pass(DAY + 1)
    await knock()
    becomes("has a new key")
    pass(AGAIN_MS + 1)

    expect(await knock("k2")).toBe(true)
    expect(await knock("k1")).toBe(false)
    expect(logged.at(-1)).toBe("info the Bot Connector's signing keys are read again {}")
  })

  it("are told of in the log: what is up, what to do, and until when they do", async () => {
    const { knock, pass, becomes, logged, url } = await keyServer("well")
    await knock()
    expect(logged).toEqual([])
    becomes("breaks")
    pass(DAY + 1)
    await knock()
    expect(logged).toEqual([
      expect.stringMatching(
        /^warn .*the last ones are used for some days, let this machine reach their address/,
      ),
    ])
    expect(logged[0]).toContain(`"address":"${url}"`)
    expect(logged[0]).toContain(`"until":"${new Date(START + LAST_KNOWN_MS).toISOString()}"`)

    pass(4 * DAY)
    await knock()
    expect(logged.at(-1)).toMatch(
      /^warn .*nobody in Teams is answered until this machine reaches their address/,
    )
  })
})

describe("a press while there are no signing keys", () => {
  it("is refused for that reason, in the trail too: nobody knows whether it is forged", async () => {
    const { url } = await keyServer("breaks")
    const stage = await startStage({ openIdMetadataUrl: url })
    onTestFinished(stage.close)

    const response = await stage.send(cardPress(stage.cloud.serviceUrl))

    expect([response.status, await response.json()]).toEqual([401, { error: "Not authorized." }])
    expect(stage.presses).toEqual([])
    expect(stage.refused).toEqual([
      { why: "its token can't be checked while the Bot Connector's signing keys can't be read" },
    ])
    expect(stage.logged.join()).not.toContain("is not from the Bot Connector")
  })
})
