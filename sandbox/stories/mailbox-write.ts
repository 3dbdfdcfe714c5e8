/** The audit record of an item that the backup's app made in a mailbox; mails leave none. */
import { randomUUID } from "node:crypto"
import { mailboxRecordBase } from "../exchange/act-as-user.ts"
import { emit } from "../world/feed.ts"
import { customer, mailboxOf, type Stage } from "./story.ts"

export type WrittenItem = {
  readonly tenant: string
  /** Whose mailbox it is. */
  readonly alias: string
  /** `Calendar\Partners` */
  readonly folder: string
  /** Who had signed in to the app; missing where it acted in its own name. */
  readonly by?: string
  /** Milliseconds UTC; told now. */
  readonly at: number
}

/** Where Veeam's own servers sit: a documentation address. */
const BACKUP_ADDRESS = "192.0.2.17"

/** Source: Microsoft Learn, "Mailbox auditing actions", Create; public records of impersonation through EWS. */
export function tellMailboxWrite(cloud: Stage, { tenant: name, alias, folder, by, at }: WrittenItem): void {
  const { world } = cloud
  const tenant = customer(cloud, name)
  const mailbox = mailboxOf(tenant, alias)
  const organization = world.veeam.organizations.find(({ tenantId }) => tenantId === tenant.id)
  if (organization === undefined) throw new Error("The backup server doesn't know this customer.")
  const { applicationId: app } = organization
  const record = {
    ...mailboxRecordBase(tenant, mailbox, { at, operation: "Create", ip: BACKUP_ADDRESS }),
    ...(by === undefined
      ? { UserType: 5, UserKey: app, UserId: `ServicePrincipal_${app}` }
      : { UserType: 2, UserId: mailboxOf(tenant, by).upn }),
    Id: randomUUID(),
    ClientAppId: app,
    AppAccessContext: { ClientAppId: app },
    ClientInfoString: "Client=WebServices;ExchangeServicesClient/15.00.0847.030;",
    ExternalAccess: false,
    InternalLogonType: 1,
    LogonType: 1,
    Item: { Id: randomUUID(), ParentFolder: { Id: randomUUID(), Path: `\\${folder}` }, SizeInBytes: 2048 },
  }
  emit(world, tenant, { contentType: "Audit.Exchange", record })
  world.changed({ kind: "tenant", tenantId: tenant.id })
}
