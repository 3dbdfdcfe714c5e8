/** The product for Microsoft's own Playground: what both are told, and what is said where it can't be had. */
import { PassThrough } from "node:stream"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { PracticeCloud } from "../../sandbox/cloud.ts"
import { PLAYGROUND_PORT, playgroundFile, playgroundProduct } from "../../sandbox/playground-setup.ts"
import { productSetup } from "../../sandbox/product-setup.ts"
import { runPlayground } from "../../sandbox/run-playground.ts"
import { startPracticeCloud } from "../../sandbox/server.ts"
import { parseConfig } from "../../src/config/read-config.ts"

let cloud: PracticeCloud
beforeEach(async () => {
  cloud = await startPracticeCloud()
})
afterEach(() => cloud.close())

describe("playgroundProduct()", () => {
  it("runs without an app id, which is allowed in practice alone, and writes to the Playground's channel", () => {
    const setup = productSetup(cloud, { folder: "/nowhere" })

    const config = parseConfig(playgroundProduct(setup, PLAYGROUND_PORT).configText, "test.yaml")

    const { channels } = JSON.parse(playgroundFile(cloud.world)).team
    expect(config.bot.appId).toBe("")
    expect(channels).toEqual([{ id: config.triageChannel.conversationId, name: "Triage" }])
    expect(config.triageChannel.serviceUrl).toBe(`http://localhost:${PLAYGROUND_PORT}/_connector`)
    expect(config.endpoints.teamsServiceHosts).toEqual([`localhost:${PLAYGROUND_PORT}`])
    expect(config.customers.map(({ channel }) => channel)).toEqual([undefined, undefined, undefined])
  })

  it("lets a technician look, as the configuration knows them", () => {
    const config = parseConfig(productSetup(cloud, { folder: "/nowhere" }).configText, "test.yaml")
    const { currentUser, users, tenantId } = JSON.parse(playgroundFile(cloud.world))

    expect(config.people.find(({ objectId }) => objectId === currentUser.aadObjectId)?.name).toBe("Kim Vega")
    expect(tenantId).toBe(config.mspTenantId)
    expect(users).toHaveLength(5)
  })
})

describe("runPlayground()", () => {
  it.each([
    ["can't be downloaded", [process.execPath, "-e", "process.exit(1)"]],
    ["isn't even npx", ["no-such-program"]],
  ] as const)("says in one sentence what to do when it %s", async (_what, command) => {
    let said = ""
    const stderr = { write: (text: string) => (said += text) }
    const stdout = { write: () => true }

    const code = await runPlayground({ stdin: new PassThrough(), stdout, stderr }, { command, port: 1 })

    expect(code).toBe(1)
    expect(said).toMatch(/^The Microsoft 365 Agents Playground didn't start: .*\n$/)
  })
})
