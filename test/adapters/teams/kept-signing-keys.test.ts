/** Microsoft's signing keys outlive the process in the database, for as long as they are good. */
import { afterAll, describe, expect, it } from "vitest"
import { LAST_KNOWN_MS } from "../../../src/adapters/teams/signing-keys.ts"
import { openRaw, openTemporaryStore } from "../sqlite/temporary-store.ts"
import { START, startKeyServer } from "./key-server.ts"
import { startLoopback } from "./loopback.ts"

const cloud = await startLoopback()
afterAll(cloud.close)

/** After a first message, with which the keys were fetched and kept. */
async function keptServer() {
  const { store, path } = openTemporaryStore()
  const server = await startKeyServer(cloud, "well", { signingKeys: store.signingKeys })
  await server.knock()
  return { ...server, path, book: store.signingKeys }
}

const UNUSABLE = "warn the kept signing keys of the Bot Connector can't be used: they are fetched anew"

describe("signing keys after a restart", () => {
  it("let in whom they know while their server is away, and nobody else", async () => {
    const { knock, becomes, restart } = await keptServer()
    becomes("breaks")
    restart()

    expect([await knock(), await knock("forged"), await knock("k1", cloud.strangersKey)]).toEqual([
      true,
      false,
      false,
    ])
  })

  it("are good for five days after they were fetched, however often the process starts", async () => {
    const { knock, becomes, restart, pass, logged } = await keptServer()
    becomes("breaks")
    restart()
    pass(LAST_KNOWN_MS)
    expect(await knock()).toBe(true)
    expect(logged.at(-1)).toContain(`"until":"${new Date(START + LAST_KNOWN_MS).toISOString()}"`)

    restart()
    pass(1)
    expect(await knock()).toBe(false)
  })

  it("are fetched anew before anybody is let in, so that a key which was taken back meanwhile is none", async () => {
    const { knock, becomes, restart, asked } = await keptServer()
    becomes("has a new key")
    restart()

    expect([await knock("k1"), asked(), await knock("k2")]).toEqual([false, 2, true])
  })

  it("are those of the last fetch", async () => {
    const { knock, becomes, restart } = await keptServer()
    becomes("has a new key")
    restart()
    await knock("k2")
    becomes("breaks")
    restart()

    expect([await knock("k1"), await knock("k2")]).toEqual([false, true])
  })

  it("are kept with what is used of them alone", async () => {
    const { book, url } = await keptServer()

    const kept = await book.kept(url)

    expect(kept).toEqual({
      at: START,
      keys: [{ kid: "k1", n: expect.any(String), e: "AQAB", endorsements: ["msteams"] }],
    })
  })

  it.each([
    ["isn't JSON", "UPDATE signing_key_set SET keys = '[{'"],
    ["holds no list", `UPDATE signing_key_set SET keys = '{"kid":"k1"}'`],
    ["holds no key", "UPDATE signing_key_set SET keys = '[]'"],
    ["holds a key without its number", `UPDATE signing_key_set SET keys = '[{"kid":"k1","n":7,"e":"AQAB"}]'`],
    ["was fetched in the future", `UPDATE signing_key_set SET fetched_at = ${START + 1}`],
  ])("are ignored with one line when the row %s, and the next fetch mends it", async (_what, damage) => {
    const { knock, becomes, restart, path, logged, pass, asked } = await keptServer()
    openRaw(path).exec(damage)
    becomes("breaks")
    restart()

    expect([await knock(), await knock()]).toEqual([false, false])
    expect(logged.filter((line) => line.startsWith(UNUSABLE))).toHaveLength(1)
    becomes("well")
    pass(5_000)
    expect([await knock(), asked()]).toEqual([true, 3])
    becomes("breaks")
    restart()
    expect(await knock()).toBe(true)
  })

  it("that can't be kept keep nobody out", async () => {
    const { knock, restart, path, logged, asked } = await keptServer()
    openRaw(path).exec("DROP TABLE signing_key_set")
    restart()

    expect([await knock(), await knock(), asked()]).toEqual([true, true, 2])
    expect(logged.map((line) => line.slice(0, 60))).toEqual([
      UNUSABLE.slice(0, 60),
      "warn the Bot Connector's signing keys can't be kept: a restart has to fetch them".slice(0, 60),
    ])
  })
})
