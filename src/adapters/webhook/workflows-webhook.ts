/**
 * Cards for customers whose Teams has no bot, through the Workflows trigger "When a Teams webhook request is received".
 * Nothing comes back from it: no press, no edit, and its acceptance doesn't say that the flow went well.
 */
import type { RenderedCard } from "../../model/delivery.ts"
import { DeliveryError, UpstreamError } from "../../model/errors.ts"
import type { Json, JsonObject } from "../../model/json.ts"
import type { HttpClient } from "../http/http-client.ts"
import { retryAfterMs } from "../http/retry-after.ts"

export type WorkflowsWebhookOptions = {
  /** The secret address by the customer's short name. */
  readonly addresses: Readonly<Record<string, string>>
  readonly http: HttpClient
  /** Milliseconds UTC. */
  readonly now: () => number
}

/** Source: Teams "Create incoming webhooks with Workflows", message size limit. */
const MAX_BYTES = 28 * 1024
const TIMEOUT_MS = 20_000
const MAX_ANSWER_BYTES = 64 * 1024

/** Posts a card. Throws UpstreamError where a later try may help, DeliveryError where a person must act. */
export function createWorkflowsWebhook(
  options: WorkflowsWebhookOptions,
): (customer: string, card: RenderedCard) => Promise<void> {
  return async (customer, card) => {
    const address = options.addresses[customer]
    if (address === undefined)
      throw new DeliveryError("ERR_DELIVERY_REFUSED", "The customer's webhook address is not set any more.")
    const { status, headers } = await options.http.send({
      method: "POST",
      url: address,
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify(workflowsMessage(card)),
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
    })
    if (status >= 200 && status < 300) return
    const waitMs = retryAfterMs(headers, options.now())
    const wait = waitMs === undefined ? {} : { retryAfterMs: waitMs }
    if (status === 429)
      throw new UpstreamError("ERR_UPSTREAM_THROTTLED", "The customer's workflow asks us to wait.", wait)
    if (status === 408 || status >= 500)
      throw new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "The customer's workflow does not answer.", wait)
    throw new DeliveryError("ERR_DELIVERY_REFUSED", refusal(status), { lostChannel: isClosed(status) })
  }
}

/** No message gets through any more, whatever it holds. */
const isClosed = (status: number): boolean => status === 401 || status === 403 || status === 404

const refusal = (status: number): string =>
  isClosed(status)
    ? "The customer's workflow was deleted, switched off, or has another address now: ask for the new one."
    : `The customer's workflow refuses the message (HTTP ${status}).`

/** The message as the trigger wants it, without buttons (nobody could answer a press) and below the limit. */
export function workflowsMessage(card: RenderedCard): JsonObject {
  const { actions: _, refresh: __, body, ...rest } = card.content
  const elements = Array.isArray(body) ? body.filter((one) => !isActionSet(one)) : []
  for (let kept = elements.length; kept > 0; kept -= 1) {
    const shown = kept === elements.length ? elements : [...elements.slice(0, kept), SHORTENED]
    const message = messageOf({ ...rest, body: shown })
    if (Buffer.byteLength(JSON.stringify(message), "utf8") < MAX_BYTES) return message
  }
  return messageOf({ type: "AdaptiveCard", version: "1.5", body: [textBlock(card.summary), SHORTENED] })
}

const isActionSet = (element: Json): boolean =>
  typeof element === "object" && element !== null && "type" in element && element.type === "ActionSet"

const textBlock = (text: string): JsonObject => ({
  type: "RichTextBlock",
  inlines: [{ type: "TextRun", text }],
})
const SHORTENED = textBlock("Shortened: ask your provider for the rest.")

const messageOf = (content: JsonObject): JsonObject => ({
  type: "message",
  attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content }],
})
