/**
 * The practice Veeam Backup for Microsoft 365 server: it speaks one of REST v8, v7 and v6, and answers 404 to the others.
 * Source: Veeam Backup for Microsoft 365 REST API references, versions 6 to 8.
 */
import type { PracticeCloud } from "../cloud.ts"
import type { Handler, PracticeCall, Reply, Route } from "../router.ts"
import { veeamFeed } from "./veeam-feed.ts"
import { pageReply, readPage } from "./veeam-page.ts"
import { createTokens, signedIn, signIn, type Tokens, veeamError } from "./veeam-tokens.ts"
import {
  auditItemView,
  auditMailView,
  eventView,
  organizationView,
  roleItemView,
  roleView,
  sessionView,
  statisticsView,
  userView,
} from "./veeam-views.ts"

const VERSIONS = ["v8", "v7", "v6"] as const
type Version = (typeof VERSIONS)[number]

const notFound = (what: string): Reply => veeamError(404, `${what} was not found.`, "ResourceNotFound")

const serviceInstance = (cloud: PracticeCloud): Reply => ({
  status: 200,
  body: { installationId: cloud.world.veeam.installationId, version: cloud.world.veeam.build },
})

function listOrganizations(cloud: PracticeCloud, call: PracticeCall): Reply {
  const wanted = call.url.searchParams.get("msid")?.toLowerCase()
  const { veeam } = cloud.world
  const all = veeam.organizations
    .filter((one) => wanted === undefined || one.tenantId === wanted)
    .map((one) => organizationView(veeam, one))
  // Versions before v8 know no pages here.
  return veeam.version === "v8" ? pageReply(call.url, all) : { status: 200, body: all }
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
  return pageReply(
    call.url,
    users.map((user) => userView(veeam, user)),
  )
}

function getUser(cloud: PracticeCloud, call: PracticeCall): Reply {
  const { organization, user: id } = call.params
  const user = cloud.world.veeam.users.find((one) => one.organizationId === organization && one.id === id)
  return user === undefined ? notFound("The user") : { status: 200, body: userView(cloud.world.veeam, user) }
}

function listSessions(cloud: PracticeCloud, call: PracticeCall): Reply {
  const page = readPage(call.url)
  if (page === undefined)
    return veeamError(400, "A query parameter is not readable.", "ParameterValidationFailure")
  const { veeam } = cloud.world
  const ahead = veeam.clockAheadMs ?? 0
  const sessions = veeam.sessions
    .filter(
      (one) => one.creationTime + ahead >= page.startTimeFrom && one.creationTime + ahead <= page.startTimeTo,
    )
    .sort((one, other) => other.creationTime - one.creationTime)
  if (veeam.version === "v8" && call.url.searchParams.get("orderAsc") === "true") sessions.reverse()
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

function backupApplications({ world }: PracticeCloud, call: PracticeCall): Reply {
  const organization = world.veeam.organizations.find(({ id }) => id === call.params.organization)
  if (organization === undefined) return notFound("The organization")
  return pageReply(
    call.url,
    (organization.backupApplications ?? []).map((applicationId) => ({
      applicationId,
      displayName: "Veeam Backup",
      certificateThumbprint: "00",
    })),
  )
}

function auditItems({ world }: PracticeCloud, call: PracticeCall): Reply {
  const { organization } = call.params
  const items = world.veeam.auditItems.filter((one) => one.organizationId === organization)
  return { status: 200, body: items.map((item) => auditItemView(world.veeam, item)) }
}

const restoreRoles = ({ world }: PracticeCloud, call: PracticeCall): Reply => ({
  status: 200,
  body: world.veeam.restoreRoles
    .filter(({ organizationId }) => organizationId === call.params.organization)
    .map((role) => roleView(world.veeam, role)),
})

const ofRole =
  ({ world }: PracticeCloud, list: "operators" | "selectedItems" | "excludedItems"): Handler =>
  (call) => {
    const role = world.veeam.restoreRoles.find((one) => one.id === call.params.role)
    return role === undefined
      ? notFound("The restore operator role")
      : { status: 200, body: role[list].map(roleItemView) }
  }

const sessionOrganization: SessionReply = ({ world }, session) => {
  const organization = world.veeam.organizations.find((one) => one.id === session.organizationId)
  return organization === undefined
    ? notFound("The organization")
    : { status: 200, body: { id: organization.id, name: organization.name, type: "Office365" } }
}

const sessionEvents: SessionReply = ({ world }, session, url) =>
  pageReply(
    url,
    session.events.map((event) => eventView(world.veeam, session, event)),
  )

/** What every version serves. */
const everyVersion = (cloud: PracticeCloud): readonly (readonly [path: string, handler: Handler])[] => {
  const { world } = cloud
  return [
    ["/ServiceInstance", () => serviceInstance(cloud)],
    ["/HistorySettings", () => ({ status: 200, body: world.veeam.historySettings })],
    ["/AuditEmailSettings", () => ({ status: 200, body: auditMailView(world.veeam) })],
    ["/Organizations", (call) => listOrganizations(cloud, call)],
    ["/Organizations/:organization/AuditItems", (call) => auditItems(cloud, call)],
    ["/Organizations/:organization/RbacRoles", (call) => restoreRoles(cloud, call)],
    ["/RbacRoles/:role/operators", ofRole(cloud, "operators")],
    ["/RbacRoles/:role/selectedItems", ofRole(cloud, "selectedItems")],
    ["/RbacRoles/:role/excludedItems", ofRole(cloud, "excludedItems")],
    ["/Organizations/:organization/Users", (call) => listUsers(cloud, call)],
    ["/Organizations/:organization/Users/:user", (call) => getUser(cloud, call)],
    ["/RestoreSessions", (call) => listSessions(cloud, call)],
    [
      "/RestoreSessions/:session",
      ofSession(cloud, (_, session) => ({ status: 200, body: sessionView(world.veeam, session) })),
    ],
    ["/RestoreSessions/:session/Events", ofSession(cloud, sessionEvents)],
    ["/RestoreSessions/:session/Organization", ofSession(cloud, sessionOrganization)],
  ]
}

/** All routes of the practice Veeam server. */
export function veeamRoutes(cloud: PracticeCloud): Route[] {
  const tokens = createTokens()
  const feed = veeamFeed(cloud)
  return VERSIONS.flatMap((version) => {
    const get = ([path, handler]: readonly [string, Handler]): Route => ({
      method: "GET",
      path: `${base(cloud, version)}${path}`,
      handler: served(cloud, version, signedIn(cloud, tokens, handler)),
    })
    const onlyV8: readonly (readonly [string, Handler])[] = [
      ["/Events", feed],
      ["/Organizations/:organization/BackupApplications", (call) => backupApplications(cloud, call)],
      [
        "/RestoreSessions/:session/Statistics",
        ofSession(cloud, ({ world }, session) => ({
          status: 200,
          body: statisticsView(world.veeam, session),
        })),
      ],
    ]
    return [
      signInRoute(cloud, tokens, version),
      ...everyVersion(cloud).map(get),
      ...(version === "v8" ? onlyV8.map(get) : []),
    ]
  })
}

const base = (cloud: PracticeCloud, version: Version): string =>
  `${new URL(cloud.endpoints.veeam).pathname}/${version}`

const signInRoute = (cloud: PracticeCloud, tokens: Tokens, version: Version): Route => ({
  method: "POST",
  path: `${base(cloud, version)}/token`,
  handler: (call) =>
    cloud.world.veeam.version === version
      ? dated(cloud, signIn(cloud, tokens, call))
      : notFound("The version"),
})

/** With "restore operator authentication only" nothing but the token end point is there. */
const served =
  (cloud: PracticeCloud, version: Version, handler: Handler): Handler =>
  async (call) => {
    const { veeam } = cloud.world
    if (veeam.version !== version || veeam.operatorsOnly) return notFound("The resource")
    const reply = await handler(call)
    return reply === "streaming" ? reply : dated(cloud, reply)
  }

const dated = ({ world, settings }: PracticeCloud, reply: Reply): Reply => {
  const date = new Date(world.now() + settings.dateSkewMs + (world.veeam.clockAheadMs ?? 0)).toUTCString()
  return { ...reply, headers: { date, ...reply.headers } }
}
