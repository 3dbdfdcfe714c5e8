/** The practice sign-in service refuses as Microsoft's does, and lets the right ones in. */
import { createPrivateKey, randomUUID } from "node:crypto"
import { createRemoteJWKSet, decodeJwt, jwtVerify, SignJWT } from "jose"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { signBotToken } from "../../sandbox/services/tokens.ts"
import { registerCertificate } from "../../sandbox/world/app-certificate.ts"
import { BOT_APP_ID, MONITOR_APP_ID } from "../../sandbox/world/create-world.ts"
import { appOf, at, MANAGE, type Practice, startTestCloud } from "./helpers.ts"

let practice: Practice
beforeEach(async () => {
  practice = await startTestCloud()
})
afterEach(() => practice.cloud.close())

const secretForm = (more: Record<string, string> = {}): Record<string, string> => ({
  client_id: MONITOR_APP_ID,
  client_secret: appOf(practice.cloud, MONITOR_APP_ID).secret ?? "",
  scope: `${MANAGE}/.default`,
  ...more,
})

describe("loginRoutes(): client secret", () => {
  it("issues a token with tenant, app and only the resource's roles", async () => {
    const answer = await practice.token(secretForm())

    const claims = decodeJwt(String(at(answer.body, "access_token")))
    expect(claims).toMatchObject({
      tid: practice.tenant.id,
      appid: MONITOR_APP_ID,
      aud: MANAGE,
      roles: ["ActivityFeed.Read"],
    })
  })

  it.each([
    ["a wrong secret", 401, "invalid_client", 7000215, { client_secret: "wrong" }, undefined],
    ["an unknown app", 400, "unauthorized_client", 700016, { client_id: randomUUID() }, undefined],
    ["an unknown tenant", 400, "invalid_request", 90002, {}, "10000000-0000-4000-8000-000000000001"],
    [
      "an unknown scope",
      400,
      "invalid_scope",
      70011,
      { scope: "https://nobody.example/.default" },
      undefined,
    ],
  ])("refuses %s", async (_what, status, error, number, form, tenant) => {
    const answer = await practice.token(secretForm(form), tenant)

    expect(answer.status).toBe(status)
    expect(answer.body).toMatchObject({ error, error_codes: [number] })
    expect(at(answer.body, "error_description")).toMatch(new RegExp(`^AADSTS${number}: `))
  })

  it("refuses an app without consent in that tenant with 7000229", async () => {
    delete practice.tenant.consents[MONITOR_APP_ID]

    const answer = await practice.token(secretForm())

    expect(answer.status).toBe(401)
    expect(answer.body).toMatchObject({ error: "invalid_client", error_codes: [7000229] })
  })

  it("gives the bot a token of the MSP's own tenant", async () => {
    const secret = appOf(practice.cloud, BOT_APP_ID).secret ?? ""
    const form = {
      client_id: BOT_APP_ID,
      client_secret: secret,
      scope: "https://api.botframework.com/.default",
    }

    const answer = await practice.token(form, practice.cloud.world.mspTenantId)

    expect(decodeJwt(String(at(answer.body, "access_token"))).aud).toBe("https://api.botframework.com")
  })
})

describe("loginRoutes(): client assertion", () => {
  const assertion = (key: string, thumbprint: string, audience: string): Promise<string> =>
    new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: "PS256", "x5t#S256": Buffer.from(thumbprint, "hex").toString("base64url") })
      .setIssuer(MONITOR_APP_ID)
      .setSubject(MONITOR_APP_ID)
      .setAudience(audience)
      .setNotBefore(Math.ceil(Date.now() / 1000) + 1)
      .setExpirationTime("10m")
      .sign(createPrivateKey(key))
  const form = (text: string): Record<string, string> => ({
    client_id: MONITOR_APP_ID,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: text,
    scope: `${MANAGE}/.default`,
  })
  const microsoft = (): string => `https://login.microsoftonline.com/${practice.tenant.id}/oauth2/v2.0/token`

  it("accepts one signed by the registered certificate for Microsoft's address, half a second early", async () => {
    const own = registerCertificate(appOf(practice.cloud, MONITOR_APP_ID), Date.now())
    const text = await assertion(own.privateKeyPem, own.thumbprintSha256, microsoft())

    const answer = await practice.token(form(text))

    expect(answer.status).toBe(200)
  })

  it("refuses one signed by another key with 700027", async () => {
    const own = registerCertificate(appOf(practice.cloud, MONITOR_APP_ID), Date.now())
    const other = registerCertificate({ appId: "other", displayName: "Other" }, Date.now())
    const text = await assertion(other.privateKeyPem, own.thumbprintSha256, microsoft())

    const answer = await practice.token(form(text))

    expect(answer.body).toMatchObject({ error: "invalid_client", error_codes: [700027] })
  })

  it("refuses one made for another address", async () => {
    const own = registerCertificate(appOf(practice.cloud, MONITOR_APP_ID), Date.now())
    const text = await assertion(own.privateKeyPem, own.thumbprintSha256, "https://login.example/token")

    const answer = await practice.token(form(text))

    expect(answer.status).toBe(401)
  })
})

describe("loginRoutes(): Bot Framework metadata", () => {
  it("leads to endorsed keys that verify what signBotToken() signs", async () => {
    const metadata = await practice.call(practice.cloud.endpoints.botOpenIdMetadata)
    const keys = await practice.call(String(at(metadata.body, "jwks_uri")))
    const token = await signBotToken(practice.cloud, {
      serviceUrl: "http://127.0.0.1:1",
      audience: BOT_APP_ID,
    })

    const keySet = createRemoteJWKSet(new URL(String(at(metadata.body, "jwks_uri"))))
    const checked = await jwtVerify(token, keySet, {
      issuer: String(at(metadata.body, "issuer")),
      audience: BOT_APP_ID,
    })

    expect(checked.payload.serviceurl).toBe("http://127.0.0.1:1")
    expect(at(keys.body, "keys", 0, "endorsements")).toEqual(["msteams"])
  })
})
