/** Who acted: Microsoft itself, our own app or technicians, another partner, or somebody who isn't the mailbox's owner. */
import type { AuditRecord } from "../../model/audit-record.ts"
import type { OwnIdentity } from "../../model/tenant.ts"
import { actingObject } from "./directory-record.ts"
import type { Fact } from "./fact.ts"

/**
 * The app that acted in its own name.
 *
 * @NOTE A record of the directory has no field for it; its id is among the actor's identities, which only the service
 * writes. A person who acts through an app isn't the app. Source: public records of service principals.
 */
const actingApp = (record: AuditRecord): string | undefined =>
  record.actor.appId ?? (record.actor.kind === "application" ? actingObject(record).appId : undefined)

/** True for records that one of our own app registrations made. */
export const isOwnApplication = (record: AuditRecord, own: OwnIdentity): boolean => {
  const app = actingApp(record)
  return app !== undefined && own.appIds.includes(app)
}

/**
 * The name of our technician who acted as delegated administrator.
 *
 * @NOTE The form `user_<object id>@customer.onmicrosoft.com` is a name that the customer's own administrator could give to
 * any user, to act unseen as one of us. It counts only with a mark that the service alone can set.
 */
export function technicianName(record: AuditRecord, own: OwnIdentity): string | undefined {
  const { partner } = record.actor
  if (partner === undefined) return undefined
  const ours = partner.tenantId === undefined ? markedByService(record) : partner.tenantId === own.mspTenantId
  if (!ours) return undefined
  return Object.hasOwn(own.technicians, partner.objectId) ? own.technicians[partner.objectId] : undefined
}

/** User type 9 is "partner technician"; ExternalAccess is true for delegated administrators. Source: Activity API schema. */
const markedByService = ({ raw }: AuditRecord): boolean =>
  raw.UserType === 9 || raw.UserType === "9" || raw.ExternalAccess === true

/**
 * Whom to contain for what was done to a mailbox: its owner did it, unless the record says that somebody else did. Then the
 * owner is the victim, and the account is that of whoever did it: none where an app or another company's administrator did.
 */
export function doerOf(record: AuditRecord): { readonly account?: string } {
  const { actor } = record
  if (actor.kind === "application" || actor.kind === "partner") return { account: "" }
  return actor.upn === undefined || somebodyElse(record) === undefined ? {} : { account: actor.upn }
}

/** LogonType 0 is the owner. Source: Office 365 Management Activity API schema, enum LogonType. */
function somebodyElse(record: AuditRecord): string | undefined {
  const { raw, actor, target } = record
  if (target.kind !== "mailbox") return undefined
  const logon = raw.LogonType
  if (typeof logon === "number" && logon !== 0) return `logon type ${logon}: not the owner`
  const owner = target.name.toLowerCase()
  return actor.upn !== undefined && owner.includes("@") && owner !== actor.upn
    ? `${actor.upn} isn't ${owner}`
    : undefined
}

export const PEOPLE_FACTS: readonly Fact[] = [
  { name: "IsMicrosoftActor", read: ({ actor }) => (actor.kind === "microsoft" ? actor.id : undefined) },
  {
    name: "IsOwnApplication",
    read: (record, { own }) => (isOwnApplication(record, own) ? actingApp(record) : undefined),
  },
  { name: "IsOwnTechnician", read: (record, { own }) => technicianName(record, own) },
  {
    name: "IsForeignPartner",
    read: ({ actor }, { own }) =>
      actor.partner?.tenantId !== undefined &&
      own.mspTenantId !== undefined &&
      actor.partner.tenantId !== own.mspTenantId
        ? `partner tenant ${actor.partner.tenantId}`
        : undefined,
  },
  { name: "MadeBySomebodyElse", read: somebodyElse },
]
