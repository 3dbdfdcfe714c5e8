/**
 * The practice Veeam Backup for Microsoft 365 server, REST v8: sign-in, organizations, users, restore sessions.
 * Older API paths answer 404, as a v8 server does. Source: Veeam Backup for Microsoft 365 8, REST API reference.
 */
import { randomBytes } from "node:crypto"
import type { PracticeCloud } from "../cloud.ts"
import type { Handler, PracticeCall, Reply, Route } from "../router.ts"
import { pageReply, readPage } from "./veeam-page.ts"
import { eventView, organizationView, sessionView, statisticsView, userView } from "./veeam-views.ts"

/** Default life of an access token, seconds. Source: Veeam REST API reference, "Authorization" (60 minutes). */
const TOKEN_SECONDS = 3599

/** Tokens of one practice server: access token → when it expires (milliseconds UTC), and refresh tokens. */
type Tokens = { readonly access: Map<string, number>; readonly refresh: Set<string> }

/** Source: Veeam REST API reference, RESTExceptionInfo. */
export const veeamError = (status: number, message: string, errorCode: string | null = null): Reply => ({
  status,
  body: { message, errorCode, stackTrace: null },
})

const notFound = (what: string): Reply => veeamError(404, `${what} was not found.`, "ResourceNotFound")

function issue(cloud: PracticeCloud, tokens: Tokens): Reply {
  const access = randomBytes(32).toString("base64url")
  const refresh = randomBytes(32).toString("base64url")
  const now = cloud.world.now()
  const expiresAt = now + TOKEN_SECONDS * 1000
  tokens.access.set(access, expiresAt)
  tokens.refresh.add(refresh)
  const body = {
    access_token: access,
    token_type: "bearer",
    expires_in: TOKEN_SECONDS,
    refresh_token: refresh,
    userName: cloud.world.veeam.username,
    ".issued": new Date(now).toUTCString(),
    ".expires": new Date(expiresAt).toUTCString(),
  }
  return { status: 200, headers: { "cache-control": "no-store" }, body }
}

/** A refresh token works once. */
function signIn(cloud: PracticeCloud, tokens: Tokens, call: PracticeCall): Reply {
  const form = new URLSearchParams(call.body.toString("utf8"))
  const { veeam } = cloud.world
  if (form.get("grant_type") === "refresh_token") {
    const known = tokens.refresh.delete(form.get("refresh_token") ?? "")
    return known ? issue(cloud, tokens) : veeamError(401, "The refresh token is not valid.")
  }
  if (form.get("grant_type") !== "password")
    return veeamError(400, "The grant type is not supported.", "ParameterValidationFailure")
  const sameUser = form.get("username")?.toLowerCase() === veeam.username.toLowerCase()
  if (!sameUser || form.get("password") !== veeam.password)
    return veeamError(401, "Logon failure: the user name or password is incorrect.")
  return issue(cloud, tokens)
}

const signedIn =
  (cloud: PracticeCloud, tokens: Tokens, handler: Handler): Handler =>
  (call) => {
    const token = /^Bearer (\S+)$/i.exec(call.request.headers.authorization ?? "")?.[1] ?? ""
    const expiresAt = tokens.access.get(token) ?? 0
    if (expiresAt <= cloud.world.now())
      return veeamError(401, "Authorization has been denied for this request.")
    return handler(call)
  }

const serviceInstance = (cloud: PracticeCloud): Reply => ({
  status: 200,
  body: { installationId: cloud.world.veeam.installationId, version: "8.3.0.2201" },
})

function listOrganizations(cloud: PracticeCloud, call: PracticeCall): Reply {
  const wanted = call.url.searchParams.get("msid")?.toLowerCase()
  const all = cloud.world.veeam.organizations.filter((one) => wanted === undefined || one.tenantId === wanted)
  return pageReply(call.url, all.map(organizationView))
}

function listUsers(cloud: PracticeCloud, call: PracticeCall): Reply {
  const { veeam } = cloud.world
  const organization = veeam.organizations.find((one) => one.id === call.params.organization)
  if (organization === undefined) return notFound("The organization")
  const name = call.url.searchParams.get("userName")?.toLowerCase()
  const display = call.url.searchParams.get("displayName")?.toLowerCase()
  const users = veeam.users.filter(
    (one) =>
      one.organizationId === organization.id &&
      (name === undefined || one.name.toLowerCase() === name) &&
      (display === undefined || one.displayName.toLowerCase().includes(display.replaceAll("*", ""))),
  )
  return pageReply(call.url, users.map(userView))
}

function getUser(cloud: PracticeCloud, call: PracticeCall): Reply {
  const { organization, user: id } = call.params
  const user = cloud.world.veeam.users.find((one) => one.organizationId === organization && one.id === id)
  return user === undefined ? notFound("The user") : { status: 200, body: userView(user) }
}

function listSessions(cloud: PracticeCloud, call: PracticeCall): Reply {
  const page = readPage(call.url)
  if (page === undefined)
    return veeamError(400, "A query parameter is not readable.", "ParameterValidationFailure")
  const { veeam } = cloud.world
  const sessions = veeam.sessions
    .filter((one) => one.creationTime >= page.startTimeFrom && one.creationTime <= page.startTimeTo)
    .sort((one, other) => other.creationTime - one.creationTime)
  if (call.url.searchParams.get("orderAsc") === "true") sessions.reverse()
  return pageReply(
    call.url,
    sessions.map((session) => sessionView(veeam, session)),
  )
}

type SessionReply = (
  cloud: PracticeCloud,
  session: PracticeCloud["world"]["veeam"]["sessions"][number],
  url: URL,
) => Reply

const ofSession =
  (cloud: PracticeCloud, reply: SessionReply): Handler =>
  (call) => {
    const session = cloud.world.veeam.sessions.find((one) => one.id === call.params.session?.toLowerCase())
    return session === undefined ? notFound("The restore session") : reply(cloud, session, call.url)
  }

/** All routes of the practice Veeam server. */
export function veeamRoutes(cloud: PracticeCloud): Route[] {
  const tokens: Tokens = { access: new Map(), refresh: new Set() }
  const base = `${new URL(cloud.endpoints.veeam).pathname}/v8`
  const get = (path: string, handler: Handler): Route => ({
    method: "GET",
    path: `${base}${path}`,
    handler: signedIn(cloud, tokens, handler),
  })
  return [
    { method: "POST", path: `${base}/token`, handler: (call) => signIn(cloud, tokens, call) },
    get("/ServiceInstance", () => serviceInstance(cloud)),
    get("/Organizations", (call) => listOrganizations(cloud, call)),
    get("/Organizations/:organization/Users", (call) => listUsers(cloud, call)),
    get("/Organizations/:organization/Users/:user", (call) => getUser(cloud, call)),
    get("/RestoreSessions", (call) => listSessions(cloud, call)),
    get(
      "/RestoreSessions/:session",
      ofSession(cloud, ({ world }, session) => ({ status: 200, body: sessionView(world.veeam, session) })),
    ),
    get(
      "/RestoreSessions/:session/Events",
      ofSession(cloud, (_, session, url) =>
        pageReply(
          url,
          session.events.map((event) => eventView(session, event)),
        ),
      ),
    ),
    get(
      "/RestoreSessions/:session/Organization",
      ofSession(cloud, ({ world }, session) => {
        const organization = world.veeam.organizations.find((one) => one.id === session.organizationId)
        return organization === undefined
          ? notFound("The organization")
          : { status: 200, body: { id: organization.id, name: organization.name, type: "Office365" } }
      }),
    ),
    get(
      "/RestoreSessions/:session/Statistics",
      ofSession(cloud, ({ world }, session) => ({ status: 200, body: statisticsView(world.veeam, session) })),
    ),
  ]
}
