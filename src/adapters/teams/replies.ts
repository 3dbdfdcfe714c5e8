/** What the door itself says, and the form in which Teams wants the answer to a pressed button. */
import { markdownSafe } from "../../lib/plain-text.ts"
import type { BotReply } from "../../ports/bot.ts"

export const NOTHING_CHANGED =
  "That didn't work, and nothing was changed. Try again; if it stays, look into the log."
export const NOT_KNOWN = "Watchpost does not know this button. Nothing was changed."
export const NOT_READY = "Watchpost is just starting. Try again in a moment; nothing was changed."
export const WHO_ARE_YOU = "Teams did not say who you are, so Watchpost can't answer. Nothing was changed."

/**
 * The body of an Action.Execute answer. A refusal is a message with status 200, too: the documented error types make
 * clients show their own text. Source: "Universal Action Model", response format.
 */
export const invokeAnswer = (reply: BotReply) =>
  "card" in reply
    ? { statusCode: 200, type: "application/vnd.microsoft.card.adaptive", value: reply.card.content }
    : { statusCode: 200, type: "application/vnd.microsoft.activity.message", value: markdownSafe(reply.text) }
