/** What the stories of forgeries need besides pressing: a token that looks right, and a sign that the feed was read. */
import { SignJWT } from "jose"
import { vi } from "vitest"
import { channelOf, until } from "../../sandbox/observe.ts"
import type { Practice } from "../../sandbox/practice.ts"
import type { PracticeMessage } from "../../sandbox/world/types.ts"
import { personNamed } from "./press.ts"

/** Signed with the right key and for the right bot; the SDK takes such tokens, and they are tied to no service URL. */
export const emulatorToken = ({ cloud }: Practice): Promise<string> =>
  new SignJWT({ appid: cloud.world.bot.appId, ver: "1.0", serviceurl: cloud.endpoints.teamsServiceUrl })
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: cloud.keys.bot.kid })
    .setIssuer("https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/")
    .setAudience(cloud.world.bot.appId)
    .setNotBefore("-5s")
    .setExpirationTime("1h")
    .sign(cloud.keys.bot.privateKey)

/** The feed is listed again: whatever it held before was stored when this resolves. */
export async function listedAgain({ cloud }: Practice): Promise<void> {
  const blob = cloud.world.tenants[0]?.blobs.at(-1)?.contentId ?? ""
  const fetched = (): true | undefined => {
    const at = cloud.requests.findIndex((one) => one.target.includes(blob))
    const after = cloud.requests.slice(at + 1)
    return at >= 0 &&
      after.filter((one) => /content\?contentType=Audit.Exchange/i.test(one.target)).length > 4
      ? true
      : undefined
  }
  await vi.waitUntil(fetched, { timeout: 20_000, interval: 50 })
}

/** A technician asks the bot in the triage channel; resolves with its answer. */
export async function say({ cloud }: Practice, text: string): Promise<PracticeMessage> {
  const { world } = cloud
  const channel = channelOf(world, "triage")
  const before = channel.messages.length
  await fetch(`${cloud.url}/control/messages`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      channelId: channel.id,
      personObjectId: personNamed(world, "technician").objectId,
      text,
      mention: true,
    }),
  })
  return until(
    world,
    () => channel.messages.slice(before).find((one) => one.from.kind === "bot"),
    `an answer to ${text.slice(0, 40)}`,
  )
}

export const HOSTILE_TEXTS = [
  "alerts for <at>all</at> [click](https://evil.example) ${1+1}",
  "status __proto__",
  "status constructor",
  "who restored mailbox ${json('{}')} **this** week",
  "who restored mailbox __proto__ this week",
  `${"a".repeat(3_900)}`,
  "\u202Estatus\u202C \u0000 \u001b[2J",
  "'; DROP TABLE trail; --",
]
