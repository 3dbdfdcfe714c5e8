/** What the stories of forgeries need besides pressing: a token that looks right, and a sign that the feed was read. */
import { SignJWT } from "jose"
import { vi } from "vitest"
import { buttonOn, channelOf } from "../../sandbox/observe.ts"
import type { Practice } from "../../sandbox/practice.ts"
import { signBotToken } from "../../sandbox/services/tokens.ts"
import type { PracticeChannel, PracticeMessage } from "../../sandbox/world/types.ts"
import { trailOf } from "./in-teams.ts"
import { FIX, type PressAnswer, personNamed } from "./press.ts"

export const STRANGER = "5d8c2b7e-1f44-4c19-9a55-7de0b1c3f210"

/** Signed with the right key and for the right bot; the SDK takes such tokens, and they are tied to no service URL. */
export const emulatorToken = ({ cloud }: Practice): Promise<string> =>
  new SignJWT({ appid: cloud.world.bot.appId, ver: "1.0", serviceurl: cloud.endpoints.teamsServiceUrl })
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: cloud.keys.bot.kid })
    .setIssuer("https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/")
    .setAudience(cloud.world.bot.appId)
    .setNotBefore("-5s")
    .setExpirationTime("1h")
    .sign(cloud.keys.bot.privateKey)

export type Forged = {
  readonly from?: string
  readonly teamsTenant?: string
  readonly channel?: PracticeChannel
  readonly token?: string
  readonly value?: unknown
  readonly more?: object
}

export type Forger = {
  /** A press of the fix as Teams would send it, with whatever is forged. */
  invoke(forged: Forged): object
  knock(body: string, token: string | undefined): Promise<PressAnswer>
  /** Knocks with the press, and with a good token where none is forged. */
  send(forged: Forged): Promise<PressAnswer>
  goodToken(): Promise<string>
}

/** Speaks to the running product as Teams does; `card` is a technician's with the fix. */
export function createForger(practice: Practice, card: PracticeMessage): Forger {
  const { world, endpoints } = practice.cloud
  const goodToken = (): Promise<string> =>
    signBotToken(practice.cloud, { serviceUrl: endpoints.teamsServiceUrl, audience: world.bot.appId })
  const invoke = (forged: Forged): object => {
    const teamsTenant = forged.teamsTenant ?? world.mspTenantId
    const channel = forged.channel ?? channelOf(world, "triage")
    const button = buttonOn(card, FIX)
    return {
      type: "invoke",
      name: "adaptiveCard/action",
      id: "f:1",
      channelId: "msteams",
      serviceUrl: endpoints.teamsServiceUrl,
      from: {
        id: "29:forged",
        name: "Somebody",
        aadObjectId: forged.from ?? personNamed(world, "technician").objectId,
      },
      recipient: { id: `28:${world.bot.appId}`, name: "Watchpost" },
      conversation: {
        id: `${channel.id};messageid=${card.threadId}`,
        conversationType: "channel",
        tenantId: teamsTenant,
      },
      channelData: { tenant: { id: teamsTenant } },
      value: {
        action: { type: "Action.Execute", verb: button?.verb, data: button?.data },
        trigger: "manual",
      },
      ...("value" in forged ? { value: forged.value } : {}),
      ...forged.more,
    }
  }
  const knock = async (body: string, token: string | undefined): Promise<PressAnswer> => {
    const answer = await fetch(`${practice.product().url}/api/messages`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body,
    })
    return { status: answer.status, body: await answer.text() }
  }
  const send = async (forged: Forged): Promise<PressAnswer> =>
    knock(JSON.stringify(invoke(forged)), forged.token ?? (await goodToken()))
  return { invoke, knock, send, goodToken }
}

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
  await vi.waitUntil(fetched, { timeout: 60_000, interval: 50 })
}

/** How many entries of these kinds are in the trail. */
export const written = async (practice: Practice, ...kinds: readonly string[]): Promise<number> =>
  (await trailOf(practice)).filter(({ kind }) => kinds.includes(kind)).length

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
