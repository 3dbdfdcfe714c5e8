/**
 * Tokens that somebody made who knows everything that is public: the key's public half, its id, the claims of a good one.
 * They are put together by hand, because a library for tokens refuses to make most of them.
 */
import { createHmac, KeyObject, sign } from "node:crypto"
import { exportJWK, exportSPKI } from "jose"
import { afterAll, afterEach, describe, expect, it } from "vitest"
import { APP_ID, channelMessage } from "./loopback.ts"
import { startStage } from "./stage.ts"

const stage = await startStage()
const { cloud, messages, logged, spoken, refused, sendWith } = stage
afterEach(stage.reset)
afterAll(stage.close)

type Signing = (text: string) => Buffer
const unsigned: Signing = () => Buffer.alloc(0)
const hmac =
  (secret: string | Buffer): Signing =>
  (text) =>
    createHmac("sha256", secret).update(text).digest()
const rsa =
  (key: KeyObject, digest = "sha256"): Signing =>
  (text) =>
    sign(digest, Buffer.from(text), key)

/** A good token with another header, other claims or another signature. */
async function forged(signing: Signing, header: object, claims: object = {}): Promise<string> {
  const [, good = ""] = (await cloud.token()).split(".")
  const claimed = { ...JSON.parse(Buffer.from(good, "base64url").toString()), ...claims }
  const parts = [{ typ: "JWT", alg: "RS256", kid: "k1", ...header }, claimed]
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".")
  return `${text}.${signing(text).toString("base64url")}`
}

const good = rsa(KeyObject.from(cloud.keys.privateKey))
const strangers = rsa(KeyObject.from(cloud.strangersKey))
const published = await exportJWK(cloud.keys.publicKey)

describe("a forged token", () => {
  it("is refused for what was forged: put together in the same way, a good one is let in", async () => {
    const response = await sendWith(channelMessage(cloud.serviceUrl), await forged(good, {}))

    expect([response.status, messages.length, refused.length]).toEqual([200, 1, 0])
  })

  it.each<[string, () => Promise<string>]>([
    ["no algorithm", () => forged(unsigned, { alg: "none" })],
    ["no algorithm, in other letters", () => forged(unsigned, { alg: "nOnE" })],
    ["an algorithm and no signature", () => forged(unsigned, {})],
    ["a good signature under no algorithm", () => forged(good, { alg: "none" })],
    [
      "the published key as an HMAC secret",
      async () => forged(hmac(await exportSPKI(cloud.keys.publicKey)), { alg: "HS256" }),
    ],
    [
      "the published modulus as an HMAC secret",
      () => forged(hmac(Buffer.from(published.n ?? "", "base64url")), { alg: "HS256" }),
    ],
    ["an empty HMAC secret", () => forged(hmac(""), { alg: "HS256" })],
    ["no key id", () => forged(good, { kid: undefined })],
    ["an empty key id", () => forged(good, { kid: "" })],
    ["a key id that every object has", () => forged(good, { kid: "__proto__" })],
    ["a key id that is a list", () => forged(good, { kid: ["k1"] })],
    ["a key that it brings along", () => forged(strangers, { jwk: published })],
    ["the address of a key", () => forged(strangers, { jku: `${cloud.url}/keys` })],
    ["an app as the one that speaks", () => forged(good, {}, { iss: "https://sts.example/", appid: APP_ID })],
    ["no end", () => forged(good, {}, { exp: undefined })],
    ["an end that is text", () => forged(good, {}, { exp: "tomorrow" })],
    ["no audience", () => forged(good, {}, { aud: undefined })],
    ["no issuer", () => forged(good, {}, { iss: undefined })],
    ["a list of issuers", () => forged(good, {}, { iss: ["https://api.botframework.com"] })],
    ["a list of service urls", () => forged(good, {}, { serviceurl: [cloud.serviceUrl] })],
    ["claims that are no object", async () => (await forged(good, {})).replace(/\.[^.]+\./, ".bnVsbA.")],
    ["three dots", async () => `..${await forged(good, {})}`],
  ])("isn't let in with %s: 401 without details, and the trail is told", async (_what, made) => {
    const response = await sendWith(channelMessage(cloud.serviceUrl), await made())

    expect(response.status).toBe(401)
    expect(await response.json()).toEqual({ error: "Not authorized." })
    expect([messages.length, cloud.seen.length, spoken.length]).toEqual([0, 0, 0])
    expect(refused).toEqual([{ why: "its token isn't the Bot Connector's" }])
    expect(logged.join()).not.toMatch(/BEGIN|eyJ/)
  })
})
