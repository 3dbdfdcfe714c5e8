/** Requests to the provider's own system, checked as a receiver would check them. */
import { createHmac } from "node:crypto"
import { afterAll, describe, expect, it } from "vitest"
import { createHttpClient } from "../../../src/adapters/http/http-client.ts"
import { createSignedWebhook } from "../../../src/adapters/webhook/signed-webhook.ts"
import { DeliveryError, UpstreamError } from "../../../src/model/errors.ts"
import { createCloser, startLoopback } from "../start-loopback.ts"

const NOW = Date.UTC(2026, 10, 20, 9)
const SECRET = "a-signing-secret-of-length"
const closer = createCloser()
afterAll(closer.closeAll)

async function stage(status = 204, secret = SECRET, headers: Readonly<Record<string, string>> = {}) {
  const server = closer.add(await startLoopback(() => ({ status, headers })))
  const http = closer.add(createHttpClient())
  const send = createSignedWebhook({ url: `${server.url}/hook`, secret, http, now: () => NOW })
  return { server, send }
}
const request = { key: "escalation webhook 1", body: { type: "incident.unclaimed", incidents: [{ id: 42 }] } }

describe("createSignedWebhook()", () => {
  it.each([
    ["text", SECRET, Buffer.from(SECRET)],
    [
      "base64",
      `whsec_${Buffer.from("0123456789abcdef01234567").toString("base64")}`,
      Buffer.from("0123456789abcdef01234567"),
    ],
  ])("signs id, time and body with a secret that is %s", async (_kind, secret, key) => {
    const { server, send } = await stage(204, secret)

    await send(request)

    const [seen] = server.seen
    const { "webhook-id": id, "webhook-timestamp": time } = seen?.headers ?? {}
    expect(time).toBe(String(NOW / 1_000))
    expect(seen?.headers["webhook-signature"]).toBe(
      `v1,${createHmac("sha256", key).update(`${id}.${time}.${seen?.body}`).digest("base64")}`,
    )
    expect(JSON.parse(seen?.body ?? "")).toEqual({ ...request.body, timestamp: "2026-11-20T09:00:00.000Z" })
  })

  it("names the same request alike when it is sent again, and another one differently", async () => {
    const { server, send } = await stage()

    await send(request)
    await send(request)
    await send({ ...request, key: "another" })

    const ids = server.seen.map(({ headers }) => headers["webhook-id"])
    expect(ids[0]).toBe(ids[1])
    expect(ids[0]).not.toBe(ids[2])
  })

  it("tries later what may pass, as late as it is asked to", async () => {
    const { send } = await stage(429, SECRET, { "retry-after": "7" })

    await expect(send(request)).rejects.toMatchObject({ retryAfterMs: 7_000 })
    await expect((await stage(503)).send(request)).rejects.toBeInstanceOf(UpstreamError)
  })

  it("tells a person where trying again is no use", async () => {
    await expect((await stage(401)).send(request)).rejects.toBeInstanceOf(DeliveryError)
  })
})
