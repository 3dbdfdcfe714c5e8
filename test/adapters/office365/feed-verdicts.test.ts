/** What the poller decides by: whose clock it is, and what became of a blob or a subscription. */
import { afterEach, describe, expect, it } from "vitest"
import { createHttpClient } from "../../../src/adapters/http/http-client.ts"
import { createActivityFeed } from "../../../src/adapters/office365/activity-feed.ts"
import { ContentError, SubscriptionError } from "../../../src/model/errors.ts"
import { tenantId } from "../../../src/model/ids.ts"
import { createFakeTokens } from "../fake-tokens.ts"
import { createCloser, type Reply, startLoopback } from "../start-loopback.ts"

const CONTOSO = tenantId("3f1c0a52-9d0f-4b7a-8f5e-1f0c5f2a7c01")
const NOW = Date.UTC(2026, 2, 4, 12, 0, 0)
const never = new AbortController().signal
const closer = createCloser()
afterEach(() => closer.closeAll())

const connect = async (reply: Reply) => {
  const server = closer.add(await startLoopback(() => reply))
  const http = closer.add(createHttpClient())
  const publisherId = "b7e0d3c4-52a1-4f8e-9c6d-0e1f2a3b4c04"
  const feed = createActivityFeed({
    manageUrl: server.url,
    publisherId,
    tokens: createFakeTokens(),
    http,
    now: () => NOW,
  })
  const contentUri = `${server.url}/audit/b1`
  const item = {
    contentId: "b1",
    contentUri,
    contentType: "Audit.Exchange",
    createdAt: NOW,
    expiresAt: NOW,
  } as const
  return { feed, fetchBlob: () => feed.fetch(CONTOSO, item, never) }
}
const refusal = (status: number, code: string): Reply => ({
  status,
  body: { error: { code, message: "text" } },
})

describe("createActivityFeed() now()", () => {
  it.each([
    ["far from ours", NOW - 3 * 86_400_000, -3 * 86_400_000],
    ["as ours, but for its whole seconds", NOW - 1000, 0],
  ])("tells the service's time when it is %s", async (_name, serverNow, ahead) => {
    const { feed } = await connect({ body: [], headers: { date: new Date(serverNow).toUTCString() } })
    const before = feed.now()

    await feed.enabledTypes(CONTOSO, never)

    expect([before, feed.now()]).toEqual([NOW, NOW + ahead])
  })
})

describe("createActivityFeed() verdicts", () => {
  it.each([
    [404, "AF20050", "gone"],
    [400, "AF20051", "expired"],
    [404, "", "gone"],
  ])("says of a blob that answers %i %s that it is %s", async (status, code, kind) => {
    const { fetchBlob } = await connect(refusal(status, code))

    const error = await fetchBlob().catch((thrown) => thrown)

    expect(error).toBeInstanceOf(ContentError)
    expect(error).toMatchObject({ kind })
  })

  it.each(["AF20022", "AF20023"])("says on %s that nothing is subscribed", async (code) => {
    const { feed } = await connect(refusal(400, code))

    await expect(feed.list(CONTOSO, "Audit.Exchange", NOW - 1000, NOW, never)).rejects.toThrow(
      SubscriptionError,
    )
  })
})
