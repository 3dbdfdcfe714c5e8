/** Cards for customers without the bot. */
import { inspect } from "node:util"
import { afterAll, describe, expect, it } from "vitest"
import { createHttpClient } from "../../../src/adapters/http/http-client.ts"
import { createWorkflowsWebhook, workflowsMessage } from "../../../src/adapters/webhook/workflows-webhook.ts"
import { DeliveryError, UpstreamError } from "../../../src/model/errors.ts"
import type { JsonObject } from "../../../src/model/json.ts"
import { createCloser, startLoopback } from "../start-loopback.ts"

const closer = createCloser()
afterAll(closer.closeAll)

const element = (text: string): JsonObject => ({ type: "TextBlock", text })
const cardOf = (body: readonly JsonObject[], more: JsonObject = {}) => ({
  summary: "High: forwarding",
  content: { type: "AdaptiveCard", version: "1.5", body, ...more },
})
const sizeOf = (message: JsonObject): number => Buffer.byteLength(JSON.stringify(message), "utf8")

describe("workflowsMessage()", () => {
  it("is the card without buttons: nobody could answer a press", () => {
    const card = cardOf([element("a"), { type: "ActionSet", actions: [] }], {
      actions: [{ type: "Action.Execute", title: "Fix" }],
      refresh: { userIds: [] },
    })

    expect(workflowsMessage(card)).toEqual({
      type: "message",
      attachments: [
        {
          contentType: "application/vnd.microsoft.card.adaptive",
          contentUrl: null,
          content: { type: "AdaptiveCard", version: "1.5", body: [element("a")] },
        },
      ],
    })
  })

  it("leaves out as much as is needed to stay below 28 KB, and says so", () => {
    const message = workflowsMessage(cardOf(Array.from({ length: 40 }, () => element("ä".repeat(1_000)))))

    expect(sizeOf(message)).toBeLessThan(28 * 1024)
    expect(sizeOf(message)).toBeGreaterThan(25 * 1024)
    expect(JSON.stringify(message)).toContain("Shortened")
  })

  it("falls back to the summary where even one element is too large", () => {
    const message = workflowsMessage(cardOf([element("x".repeat(40_000))]))

    expect(JSON.stringify(message)).toContain("High: forwarding")
    expect(sizeOf(message)).toBeLessThan(28 * 1024)
  })
})

describe("createWorkflowsWebhook()", () => {
  const stage = async (status: number) => {
    const server = closer.add(await startLoopback(() => ({ status })))
    const http = closer.add(createHttpClient())
    const addresses = { contoso: `${server.url}/workflows/1?sig=secret-part` }
    return { server, post: createWorkflowsWebhook({ addresses, http, now: () => 0 }) }
  }

  it("posts to the customer's own address", async () => {
    const { server, post } = await stage(202)

    await post("contoso", cardOf([element("a")]))

    expect(server.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "POST /workflows/1?sig=secret-part",
    ])
  })

  it.each([
    [404, DeliveryError],
    [413, DeliveryError],
    [429, UpstreamError],
    [502, UpstreamError],
  ])("on HTTP %i says what to do, and never the address", async (status, kind) => {
    const { post } = await stage(status)
    const failed = await post("contoso", cardOf([element("a")])).catch((thrown: unknown) => thrown)

    expect(failed).toBeInstanceOf(kind)
    expect(inspect(failed, { depth: 10 })).not.toMatch(/secret-part|workflows\/1/)
  })

  it.each([
    [401, true],
    [403, true],
    [404, true],
    [400, false],
    [413, false],
  ])("on HTTP %i says whether nothing at all gets through: %s", async (status, lostChannel) => {
    const { post } = await stage(status)

    await expect(post("contoso", cardOf([element("a")]))).rejects.toMatchObject({ lostChannel })
  })

  it("never says the address when nobody answers there", async () => {
    const http = closer.add(createHttpClient())
    const addresses = { contoso: "http://127.0.0.1:1/workflows/1?sig=secret-part" }
    const post = createWorkflowsWebhook({ addresses, http, now: () => 0 })
    const failed = await post("contoso", cardOf([element("a")])).catch((thrown: unknown) => thrown)

    expect(failed).toBeInstanceOf(UpstreamError)
    expect(inspect(failed, { depth: 10 })).not.toMatch(/secret-part|workflows\/1/)
  })

  it("refuses a customer without an address", async () => {
    const { post } = await stage(202)

    await expect(post("fabrikam", cardOf([]))).rejects.toBeInstanceOf(DeliveryError)
  })
})
