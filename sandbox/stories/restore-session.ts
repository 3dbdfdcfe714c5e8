/** Writes restore sessions and their events into the practice Veeam server, as its Explorer would. */
import { randomUUID } from "node:crypto"
import type { PracticeRestoreEvent, PracticeRestoreSession } from "../world/veeam-types.ts"
import { customer, mailboxOf, type Stage } from "./story.ts"

export type Restore = {
  readonly tenant: string
  /** Whose mailbox is opened. */
  readonly alias: string
  readonly initiatedBy: string
  readonly clientHost: string
}

export type RestoredItem = {
  readonly type: "View" | "Restore" | "Save" | "Export" | "Send"
  readonly item: string
  readonly itemType: string
  /** Where it lies in the mailbox; missing means in `Inbox\\Partners`. */
  readonly folder?: string
  /** Where it goes; missing means back to where it was. */
  readonly target?: string
}

const VERBS = {
  View: "opened",
  Restore: "restored",
  Save: "saved",
  Export: "exported",
  Send: "sent",
} as const

/** What opening and saving one item takes, milliseconds: sessions and their events must not look like one instant. */
const ITEM_MS = 4489

const veeamOrganization = (cloud: Stage, tenantId: string) => {
  const organization = cloud.world.veeam.organizations.find((one) => one.tenantId === tenantId)
  if (organization === undefined) throw new Error("The backup server doesn't know this customer.")
  return organization
}

const markOf = (title: string, at: number, order: number): PracticeRestoreEvent => ({
  id: randomUUID(),
  type: "None",
  status: "Success",
  startTime: at,
  endTime: at,
  title,
  message: title,
  order,
  itemName: "",
  itemType: "",
  itemSizeBytes: 0,
  source: "",
  target: "",
})

/** Opens a session: a session is not yet a restore, and its result says Success already while it runs. */
export function startRestore(cloud: Stage, { tenant, initiatedBy, clientHost }: Restore): void {
  const { world } = cloud
  const now = world.now()
  const organization = veeamOrganization(cloud, customer(cloud, tenant).id)
  world.veeam.sessions.push({
    id: randomUUID(),
    name: `Exchange restore (Entire organization - ${new Date(now).toISOString().slice(0, 10)})`,
    organizationId: organization.id,
    type: "Vex",
    creationTime: now,
    endTime: null,
    state: "Working",
    result: "Success",
    initiatedBy,
    details: "0 items processed",
    scopeName: "",
    clientHost,
    reason: "",
    events: [markOf("Restore session started", now, 0)],
  })
  world.changed({ kind: "veeam" })
}

const openSession = (cloud: Stage, { tenant, initiatedBy }: Restore): PracticeRestoreSession => {
  const organization = veeamOrganization(cloud, customer(cloud, tenant).id)
  const session = cloud.world.veeam.sessions.findLast(
    (one) =>
      one.organizationId === organization.id && one.initiatedBy === initiatedBy && one.endTime === null,
  )
  if (session === undefined) throw new Error("No restore session is open.")
  return session
}

/** The customer's newest session by this initiator, open or not. Throws when there is none. */
export function newestRestore(cloud: Stage, { tenant, initiatedBy }: Restore): PracticeRestoreSession {
  const organization = veeamOrganization(cloud, customer(cloud, tenant).id)
  const session = cloud.world.veeam.sessions.findLast(
    (one) => one.organizationId === organization.id && one.initiatedBy === initiatedBy,
  )
  if (session === undefined) throw new Error("No restore session is there.")
  return session
}

const countText = (count: number): string =>
  count === 1 ? "1 item processed (1 success)" : `${count} items processed (${count} successes)`

/** Adds what was done with one item to the newest open session. */
export function addRestoreEvent(cloud: Stage, restore: Restore, item: RestoredItem): void {
  const { world } = cloud
  const session = openSession(cloud, restore)
  const mailbox = mailboxOf(customer(cloud, restore.tenant), restore.alias)
  const folder = item.folder ?? `Inbox\\${item.itemType === "Folder" ? item.item : "Partners"}`
  const source = `${mailbox.displayName}\\${folder}`
  const target = item.target ?? source
  const verb = VERBS[item.type]
  const startTime = world.now()
  session.events.push({
    ...markOf("", startTime, session.events.length),
    type: item.type,
    endTime: startTime + ITEM_MS,
    title: `Item successfully ${verb}`,
    message: `Item ${item.item} was ${verb} successfully (type: ${item.itemType}; source: ${source}; target: ${target})`,
    itemName: item.item,
    itemType: item.itemType,
    itemSizeBytes: item.itemType === "Folder" ? 0 : 78_401,
    source,
    target,
    ...userIdOf(cloud, session, mailbox.upn),
  })
  const done = session.events.filter((event) => event.type !== "None" && event.type !== "View").length
  session.details = countText(done)
  world.changed({ kind: "veeam" })
}

const userIdOf = (
  { world }: Stage,
  { organizationId }: PracticeRestoreSession,
  upn: string,
): { userId?: string } => {
  const user = world.veeam.users.find((one) => one.organizationId === organizationId && one.name === upn)
  return user === undefined ? {} : { userId: user.id }
}

/** Closes the newest open session. */
export function endRestore(cloud: Stage, restore: Restore): void {
  const session = openSession(cloud, restore)
  const now = cloud.world.now()
  session.events.push(markOf("Restore session completed", now, session.events.length))
  session.state = "Stopped"
  session.endTime = now
  cloud.world.changed({ kind: "veeam" })
}
