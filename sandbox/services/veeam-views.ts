/**
 * Veeam's objects as its REST shows them; what older versions don't know is left out.
 * Source: Veeam Backup for Microsoft 365 REST API references, versions 6 to 8.
 */
import type {
  PracticeRestoreEvent,
  PracticeRestoreRole,
  PracticeRestoreSession,
  PracticeRoleItem,
  PracticeVeeam,
} from "../world/veeam-types.ts"

/** What a running session has instead of an end. */
const STILL_RUNNING = "9999-12-31T23:59:59.9999999Z"
const MILLISECONDS_PER_DAY = 86_400_000

/** By the server's own clock; Veeam writes seven digits of a second. */
const veeamTime = (veeam: PracticeVeeam, at: number): string =>
  new Date(at + (veeam.clockAheadMs ?? 0)).toISOString().replace("Z", "0000Z")

const isV8 = ({ version }: PracticeVeeam): boolean => version === "v8"

/** The version of the session object. */
export const etagOf = ({ events, state }: PracticeRestoreSession): number =>
  events.length + (state === "Stopped" ? 1 : 0)

const veeamDuration = (milliseconds: number): string => {
  const days = Math.floor(milliseconds / MILLISECONDS_PER_DAY)
  const rest = new Date(milliseconds % MILLISECONDS_PER_DAY).toISOString().slice(11, 23)
  return `${days > 0 ? `${days}.` : ""}${rest}0000`
}

export const organizationView = (
  veeam: PracticeVeeam,
  organization: PracticeVeeam["organizations"][number],
): object => ({
  id: organization.id,
  type: "Office365",
  name: organization.name,
  officeName: organization.officeName,
  region: "Worldwide",
  ...(isV8(veeam) ? { msid: organization.tenantId, backedUpOrganizationId: organization.id } : {}),
  isExchangeOnline: true,
  isSharePointOnline: true,
  exchangeOnlineSettings: { applicationId: organization.applicationId },
  sharePointOnlineSettings: { applicationId: organization.applicationId },
  _links: { self: { href: `${veeam.version}/organizations/${organization.id}` } },
})

export const userView = (veeam: PracticeVeeam, user: PracticeVeeam["users"][number]): object => ({
  id: user.id,
  displayName: user.displayName,
  name: user.name,
  type: "User",
  locationType: "Cloud",
  ...(isV8(veeam) ? { msid: user.msid } : {}),
  _links: { self: { href: `${veeam.version}/organizations/${user.organizationId}/users/${user.id}` } },
})

export function sessionView(veeam: PracticeVeeam, session: PracticeRestoreSession): object {
  const organization = veeam.organizations.find((one) => one.id === session.organizationId)
  const self = `${veeam.version}/restoresessions/${session.id}`
  return {
    id: session.id,
    name: session.name,
    organization: organization?.name ?? "",
    type: session.type,
    creationTime: veeamTime(veeam, session.creationTime),
    endTime: session.endTime === null ? STILL_RUNNING : veeamTime(veeam, session.endTime),
    state: session.state,
    result: session.result,
    initiatedBy: session.initiatedBy,
    details: session.details,
    scopeName: session.scopeName,
    clientHost: session.clientHost,
    reason: session.reason,
    ...(isV8(veeam) ? { eTag: etagOf(session) } : {}),
    _links: {
      self: { href: self },
      organization: { href: `${self}/organization` },
      restoreSessionEvents: { href: `${self}/events` },
    },
  }
}

/** Session start and end name no item: those fields are then missing, not empty. */
export function eventView(
  veeam: PracticeVeeam,
  session: PracticeRestoreSession,
  event: PracticeRestoreEvent,
): object {
  const item =
    event.type === "None"
      ? {}
      : {
          itemName: event.itemName,
          itemType: event.itemType,
          source: event.source,
          target: event.target,
          ...(isV8(veeam) ? { organizationId: session.organizationId } : {}),
          ...(isV8(veeam) && event.userId !== undefined ? { userId: event.userId } : {}),
        }
  return {
    ...item,
    itemSizeBytes: event.itemSizeBytes,
    id: event.id,
    type: event.type,
    status: event.status,
    startTime: veeamTime(veeam, event.startTime),
    endTime: veeamTime(veeam, event.endTime),
    duration: veeamDuration(event.endTime - event.startTime),
    title: event.title,
    message: event.message,
    order: event.order,
  }
}

/** Counts per item; `mailboxEmail` tells the mailbox of an item without guessing from names. */
export function statisticsView(veeam: PracticeVeeam, session: PracticeRestoreSession): object {
  const items = session.events.filter((event) => !["None", "View"].includes(event.type))
  const count = (status: string): number => items.filter((event) => event.status === status).length
  return {
    totalItemsCount: items.length,
    restoredItemsCount: count("Success"),
    failedItemsCount: count("Failed"),
    skippedItemsCount: count("Skipped"),
    warnings: [],
    errors: [],
    items: items.map((event) => ({
      id: event.id,
      itemRestoreDetailsType: event.mailboxEmail === undefined ? "Item" : "BulkMailbox",
      title: event.title,
      name: event.itemName,
      itemType: "ExchangeMailbox",
      status: event.status,
      path: event.source,
      mailboxEmail: event.mailboxEmail ?? veeam.users.find((user) => user.id === event.userId)?.name ?? null,
      mailboxIsArchive: false,
      childItems: [],
    })),
  }
}

export const auditItemView = (veeam: PracticeVeeam, item: PracticeVeeam["auditItems"][number]): object => {
  const user = veeam.users.find(({ name }) => name === item.name)
  const named = { id: user?.id ?? item.id, name: item.name, displayName: user?.displayName ?? item.name }
  return { id: item.id, type: item.type, ...(item.type === "User" ? { user: named } : { group: named }) }
}

/** The password is never shown. */
export const auditMailView = ({ auditMail }: PracticeVeeam): object => ({
  ...auditMail,
  port: 587,
  useAuthentication: true,
  username: "veeam",
  useSSL: true,
})

export const roleView = (
  { version }: PracticeVeeam,
  { id, organizationId, name, roleType }: PracticeRestoreRole,
): object => ({
  id,
  organizationId,
  name,
  description: "",
  roleType,
  _links: { self: { href: `${version}/rbacRoles/${id}` } },
})

/** What it is stands below a field that is called like its type. */
export function roleItemView({ type, id, name, displayName }: PracticeRoleItem): object {
  const named = type === "Site" ? { id, url: name, title: displayName } : { id, name, displayName }
  return { type, id, [type.toLowerCase()]: named }
}
