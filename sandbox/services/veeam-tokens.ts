/** Sign-in at the practice Veeam server. Source: Veeam Backup for Microsoft 365 REST API reference, "Authorization". */
import { randomBytes } from "node:crypto"
import type { PracticeCloud } from "../cloud.ts"
import type { Handler, PracticeCall, Reply } from "../router.ts"

/** Source: Veeam REST API reference, RESTExceptionInfo. */
export const veeamError = (status: number, message: string, errorCode: string | null = null): Reply => ({
  status,
  body: { message, errorCode, stackTrace: null },
})

/** When an access token ends (milliseconds UTC); without the field against forgery it wants a cookie with every call. */
type Token = { readonly expiresAt: number; readonly needsCookie: boolean }

/** Tokens of one practice server. A refresh token works once. */
export type Tokens = { readonly access: Map<string, Token>; readonly refresh: Set<string>; signIns: number[] }

export const createTokens = (): Tokens => ({ access: new Map(), refresh: new Set(), signIns: [] })

export function signIn(cloud: PracticeCloud, tokens: Tokens, call: PracticeCall): Reply {
  const form = new URLSearchParams(call.body.toString("utf8"))
  const { veeam } = cloud.world
  if (isThrottled(cloud, tokens)) return { status: 429, body: "Quota Exceeded" }
  const grant = form.get("grant_type")
  if (veeam.operatorsOnly)
    return veeamError(400, "An operator's assertion is required.", "ParameterValidationFailure")
  if (grant === "refresh_token") {
    const known = tokens.refresh.delete(form.get("refresh_token") ?? "")
    return known ? issue(cloud, tokens, form) : veeamError(401, "The refresh token is not valid.")
  }
  if (grant !== "password")
    return veeamError(400, "The grant type is not supported.", "ParameterValidationFailure")
  const sameUser = form.get("username")?.toLowerCase() === veeam.username.toLowerCase()
  if (!sameUser || form.get("password") !== veeam.password)
    return veeamError(401, "Logon failure: the user name or password is incorrect.")
  return issue(cloud, tokens, form)
}

/** The real one counts refused sign-ins, too. */
function isThrottled(cloud: PracticeCloud, tokens: Tokens): boolean {
  const { signInsPerMinute } = cloud.world.veeam
  const now = cloud.world.now()
  tokens.signIns = [...tokens.signIns.filter((at) => at > now - 60_000), now]
  return signInsPerMinute !== undefined && tokens.signIns.length > signInsPerMinute
}

function issue(cloud: PracticeCloud, tokens: Tokens, form: URLSearchParams): Reply {
  const { veeam, now } = cloud.world
  const access = randomBytes(32).toString("base64url")
  const refresh = randomBytes(32).toString("base64url")
  const issuedAt = now()
  const expiresAt = issuedAt + veeam.tokenSeconds * 1000
  const needsCookie = veeam.version !== "v6" && form.get("disable_antiforgery_token") !== "true"
  tokens.access.set(access, { expiresAt, needsCookie })
  tokens.refresh.add(refresh)
  const body = {
    access_token: access,
    token_type: "bearer",
    expires_in: veeam.tokenSeconds,
    refresh_token: refresh,
    userName: veeam.username,
    ".issued": new Date(issuedAt).toUTCString(),
    ".expires": new Date(expiresAt).toUTCString(),
  }
  return { status: 200, headers: { "cache-control": "no-store" }, body }
}

/** Anonymous calls of any path get 401, which is also how a client finds out which version is served. */
export const signedIn =
  (cloud: PracticeCloud, tokens: Tokens, handler: Handler): Handler =>
  (call) => {
    const given = /^Bearer (\S+)$/i.exec(call.request.headers.authorization ?? "")?.[1] ?? ""
    const token = tokens.access.get(given)
    const isGood = token !== undefined && token.expiresAt > cloud.world.now() && !token.needsCookie
    return isGood ? handler(call) : veeamError(401, "Authorization has been denied for this request.")
  }
