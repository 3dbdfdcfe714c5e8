/** `watchpost outbox`: what is owed and isn't in Teams yet, and why. Reads beside the running product. */
import { openLinksForReading } from "../adapters/sqlite/channel-book.ts"
import { openOutboxForReading } from "../adapters/sqlite/outbox-view.ts"
import type { Config } from "../config/config.ts"
import { columns } from "../lib/columns.ts"
import { plainText } from "../lib/plain-text.ts"
import type { LinkedChannel } from "../model/linked-channel.ts"
import type { Waiting } from "../ports/outbox-view.ts"
import { channelName } from "../route-cards.ts"
import { readConfigFile } from "./config-file.ts"
import type { Teller } from "./output.ts"

/**
 * A table, or with `json` one line a place. Times are UTC. Answers 0, also when something is stuck. Throws a ConfigError
 * when the configuration or the database can't be read.
 */
export async function runOutboxView(
  options: { readonly configFile: string; readonly json: boolean },
  io: { readonly stdout: Teller },
): Promise<number> {
  const config = readConfigFile(options.configFile)
  const outbox = openOutboxForReading(config.database)
  const links = openLinksForReading(config.database)
  try {
    const waiting = await outbox.waiting()
    const named = await links.linked()
    io.stdout.write(options.json ? jsonText(waiting, config, named) : tableText(waiting, config, named))
    return 0
  } finally {
    outbox.close()
    links.close()
  }
}

function tableText(waiting: readonly Waiting[], config: Config, links: readonly LinkedChannel[]): string {
  if (waiting.length === 0) return "Nothing waits: everything that is owed is in Teams.\n"
  const rows = waiting.map((one) => [
    placeName(one.place, config, links),
    String(one.count),
    String(one.attempts),
    one.nextAttemptAt === 0 ? "at once" : new Date(one.nextAttemptAt).toISOString().slice(0, 19),
    plainText(one.problem ?? "", 200),
  ])
  return `${columns([["where", "owed", "tries", "next try (UTC)", "why"], ...rows]).join("\n")}\n`
}

const jsonText = (waiting: readonly Waiting[], config: Config, links: readonly LinkedChannel[]): string =>
  waiting.map((one) => `${JSON.stringify({ name: placeName(one.place, config, links), ...one })}\n`).join("")

function placeName(place: string, config: Config, links: readonly LinkedChannel[]): string {
  if (place === "webhook") return "escalation.webhook"
  const person = config.people.find(({ objectId }) => objectId === place)
  return person?.name ?? channelName(config, { conversationId: place }, links)
}
