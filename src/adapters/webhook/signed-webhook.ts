/**
 * A signed request to a system of the provider's own. Follows the Standard Webhooks specification, version 1
 * (standardwebhooks.com): id, timestamp and signature as headers, HMAC-SHA256 over `id.timestamp.body`, base64.
 */
import { createHash, createHmac } from "node:crypto"
import { DeliveryError, UpstreamError } from "../../model/errors.ts"
import type { JsonObject } from "../../model/json.ts"
import type { HttpClient } from "../http/http-client.ts"
import { retryAfterMs } from "../http/retry-after.ts"

export type SignedWebhookOptions = {
  readonly url: string
  /** Any text, or `whsec_` and base64. */
  readonly secret: string
  readonly http: HttpClient
  /** Milliseconds UTC. */
  readonly now: () => number
}

/** The same `key` is the same request, however often it is sent: the receiver drops what it knows. */
export type SignedRequest = { readonly key: string; readonly body: JsonObject }

const TIMEOUT_MS = 15_000
const MAX_ANSWER_BYTES = 64 * 1024
const SECRET_PREFIX = "whsec_"

/** Throws UpstreamError where a later try may help, DeliveryError where a person must act. Any 2xx is an acceptance. */
export function createSignedWebhook(
  options: SignedWebhookOptions,
): (request: SignedRequest) => Promise<void> {
  const { url, http, now } = options
  const key = keyOf(options.secret)
  return async (request) => {
    const id = `msg_${createHash("sha256").update(request.key).digest("hex").slice(0, 32)}`
    const timestamp = String(Math.floor(now() / 1_000))
    const body = JSON.stringify({ ...request.body, timestamp: new Date(now()).toISOString() })
    const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")
    const answer = await http.send({
      method: "POST",
      url,
      headers: {
        "content-type": "application/json; charset=utf-8",
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": `v1,${signature}`,
      },
      body,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
    })
    refuseUnlessTaken(answer.status, retryAfterMs(answer.headers, now()))
  }
}

const keyOf = (secret: string): Buffer =>
  secret.startsWith(SECRET_PREFIX)
    ? Buffer.from(secret.slice(SECRET_PREFIX.length), "base64")
    : Buffer.from(secret, "utf8")

function refuseUnlessTaken(status: number, waitMs: number | undefined): void {
  if (status >= 200 && status < 300) return
  const wait = waitMs === undefined ? {} : { retryAfterMs: waitMs }
  if (status === 429) throw new UpstreamError("ERR_UPSTREAM_THROTTLED", "The webhook asks us to wait.", wait)
  if (status === 408 || status >= 500)
    throw new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "The webhook does not answer right now.", wait)
  throw new DeliveryError(
    "ERR_DELIVERY_REFUSED",
    `The webhook refuses the request (HTTP ${status}): check its address and secret.`,
  )
}
