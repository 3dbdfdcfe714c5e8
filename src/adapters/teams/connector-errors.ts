/** The one place that turns errors of the Bot Connector into ours. */
import { HOUR } from "../../lib/time-units.ts"
import { AppError, coerceError, DeliveryError, UpstreamError } from "../../model/errors.ts"

const TOKEN_SENTENCE =
  "The bot gets no token that Teams accepts: check the bot's app id, tenant and secret or certificate."

/** An app in a team isn't in its private and shared channels. Source: Teams "Apps for shared and private channels". */
const NOT_IN_CHANNEL =
  "The bot is not in this channel: it was removed from the team, or the channel is private or shared; add the Watchpost app to the channel itself."

type Answer = { readonly status?: number; readonly code: string; readonly retryAfterMs?: number }

/**
 * - 403, 404, 413, 400, 401: a person must act → DeliveryError
 * - 429, 412: nothing was done, later → UpstreamError "throttled", with the wait Teams asks for
 * - 408, 5xx, no answer, a good answer that can't be read: nobody knows whether it was done → UpstreamError "unavailable"
 *
 * Source: Teams "Rate limiting for bots" (429 and 412, 502, 504 are to be retried), "Send proactive messages" (403 MessageWritesBlocked).
 */
export function connectorError(thrown: unknown, now: number): AppError {
  if (thrown instanceof AppError) return thrown
  const cause = coerceError(thrown)
  const { status, code, retryAfterMs } = answerOf(thrown, now)
  if (code === "invalid_client" || code === "unauthorized_client")
    return new DeliveryError("ERR_DELIVERY_REFUSED", TOKEN_SENTENCE, { cause })
  const wait = retryAfterMs === undefined ? { cause } : { cause, retryAfterMs }
  if (status === 429 || status === 412)
    return new UpstreamError("ERR_UPSTREAM_THROTTLED", "Teams asks us to write more slowly.", wait)
  if (status === undefined || status < 400 || status === 408 || status >= 500)
    return new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Teams does not answer right now.", wait)
  return new DeliveryError("ERR_DELIVERY_REFUSED", refusalSentence(status, code), {
    cause,
    lostChannel: status === 403 || (status === 404 && !/activity/i.test(code)),
    // Of an edit nobody knows whether the message, its thread or the channel is meant: posting anew tells.
    goneMessage: status === 404,
  })
}

function refusalSentence(status: number, code: string): string {
  if (code === "BotNotInConversationRoster") return NOT_IN_CHANNEL
  if (status === 403)
    return "Teams does not let the bot write here: it was removed from the team or blocked. Add the Watchpost app to the team again."
  if (status === 404 && /activity/i.test(code)) return "The message was deleted in Teams."
  if (status === 404) return "The channel is gone from Teams, or the bot is not in this team any more."
  if (status === 413 || code === "MessageSizeTooBig") return "Teams says that the card is too big."
  if (status === 401) return TOKEN_SENTENCE
  return `Teams refuses the message (HTTP ${status}).`
}

type RestErrorLike = {
  readonly statusCode?: unknown
  readonly code?: unknown
  /** How msal names its errors. */
  readonly errorCode?: unknown
  readonly body?: { readonly error?: { readonly code?: unknown } }
  readonly response?: { readonly headers?: { get(name: string): string | null | undefined } }
}

function answerOf(thrown: unknown, now: number): Answer {
  if (typeof thrown !== "object" || thrown === null) return { code: "" }
  const error = thrown as RestErrorLike
  const retryAfterMs = retryAfter(error.response?.headers?.get("retry-after") ?? undefined, now)
  const codes = [error.body?.error?.code, error.errorCode, error.code]
  return {
    code: codes.find((code) => typeof code === "string") ?? "",
    ...(typeof error.statusCode === "number" ? { status: error.statusCode } : {}),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}

/** Seconds or an HTTP date, capped at an hour: a far date must not silence a channel for good. Source: RFC 9110, 10.2.3. */
function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  const seconds = Number(header)
  const waitMs = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - now
  return Number.isFinite(waitMs) ? Math.min(HOUR, Math.max(0, waitMs)) : undefined
}
