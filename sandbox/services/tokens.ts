/**
 * Signs and checks the practice cloud's tokens: Entra access tokens for apps, and the Bot Framework's
 * tokens with which Teams proves itself to the bot.
 */
import { type JWTPayload, jwtVerify, SignJWT } from "jose"
import type { PracticeCloud } from "../cloud.ts"

export const BOT_FRAMEWORK_ISSUER = "https://api.botframework.com"

/** Audiences by what comes before `/.default` in a scope. */
export const AUDIENCES = [
  "https://manage.office.com",
  "https://outlook.office365.com",
  "https://graph.microsoft.com",
  "https://api.botframework.com",
] as const
export type Audience = (typeof AUDIENCES)[number]

export type AppTokenClaims = {
  readonly tenantId: string
  readonly appId: string
  readonly audience: string
  readonly roles: readonly string[]
  /** Template ids of the Entra roles that the service principal holds. */
  readonly wids: readonly string[]
  readonly objectId: string
}

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000)

/** An Entra access token for an app (client credentials), valid from the world's now. */
export function signAppToken(cloud: PracticeCloud, claims: AppTokenClaims): Promise<string> {
  const now = seconds(cloud.world.now())
  const payload: JWTPayload = {
    appid: claims.appId,
    azp: claims.appId,
    tid: claims.tenantId,
    oid: claims.objectId,
    idtyp: "app",
    ver: "1.0",
    roles: [...claims.roles],
    wids: [...claims.wids],
  }
  return new SignJWT(payload)
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: cloud.keys.entra.kid })
    .setIssuer(`https://sts.windows.net/${claims.tenantId}/`)
    .setSubject(claims.objectId)
    .setAudience(claims.audience)
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + cloud.settings.tokenSeconds)
    .sign(cloud.keys.entra.privateKey)
}

export type AppTokenCheck =
  | {
      readonly ok: true
      readonly tenantId: string
      readonly appId: string
      readonly objectId: string
      readonly roles: readonly string[]
      readonly wids: readonly string[]
    }
  | { readonly ok: false; readonly reason: "missing" | "expired" | "invalid" }

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : []

/** Checks signature, audience and times of an `Authorization: Bearer …` header against the world's clock. */
export async function verifyAppToken(
  cloud: PracticeCloud,
  authorization: string | undefined,
  audience: Audience,
): Promise<AppTokenCheck> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1]
  if (token === undefined) return { ok: false, reason: "missing" }
  try {
    const { payload } = await jwtVerify(token, cloud.keys.entra.publicKey, {
      audience,
      algorithms: ["RS256"],
      currentDate: new Date(cloud.world.now()),
    })
    return {
      ok: true,
      tenantId: String(payload.tid),
      appId: String(payload.appid),
      objectId: String(payload.oid),
      roles: strings(payload.roles),
      wids: strings(payload.wids),
    }
  } catch (error) {
    const expired = error instanceof Error && "code" in error && error.code === "ERR_JWT_EXPIRED"
    return { ok: false, reason: expired ? "expired" : "invalid" }
  }
}

/**
 * The token that Teams sends to the bot: `audience` is the bot's app id; `serviceUrl` must equal the activity's.
 * Its times come from the computer's clock, because the bot's library checks them against that.
 * Source: Bot Framework authentication, "Connector to bot".
 */
export function signBotToken(
  cloud: PracticeCloud,
  claims: {
    readonly serviceUrl: string
    readonly audience: string
    readonly issuer?: string
    readonly seconds?: number
  },
): Promise<string> {
  const now = seconds(Date.now())
  return new SignJWT({ serviceurl: claims.serviceUrl })
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: cloud.keys.bot.kid })
    .setIssuer(claims.issuer ?? BOT_FRAMEWORK_ISSUER)
    .setAudience(claims.audience)
    .setNotBefore(now - 5)
    .setExpirationTime(now + (claims.seconds ?? 3600))
    .sign(cloud.keys.bot.privateKey)
}
