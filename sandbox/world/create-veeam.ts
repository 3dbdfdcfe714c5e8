/** The practice backup server: organizations, their users, and restore sessions of the last days. */
import { randomBytes } from "node:crypto"
import { practiceGuid } from "./practice-id.ts"
import type { PracticeMailbox, PracticeTenant } from "./types.ts"
import type {
  PracticeRestoreEvent,
  PracticeRestoreRole,
  PracticeRestoreSession,
  PracticeVeeam,
} from "./veeam-types.ts"

const HOUR = 3_600_000

const emptyEvent: PracticeRestoreEvent = {
  id: "",
  type: "None",
  status: "Success",
  startTime: 0,
  endTime: 0,
  title: "",
  message: "",
  order: 0,
  itemName: "",
  itemType: "",
  itemSizeBytes: 0,
  source: "",
  target: "",
}

const event = (seed: string, more: Partial<PracticeRestoreEvent>): PracticeRestoreEvent => ({
  ...emptyEvent,
  id: practiceGuid(`restore event ${seed}`),
  ...more,
})

type OldRestore = {
  readonly seed: string
  readonly startedAt: number
  readonly initiatedBy: string
  readonly clientHost: string
  readonly reason: string
  readonly item: string
  readonly type: "View" | "Restore" | "Save"
}

const VERBS = { View: "opened", Restore: "restored", Save: "saved" } as const

const itemEvent = (restore: OldRestore, mailbox: PracticeMailbox, userId: string): PracticeRestoreEvent => {
  const source = `${mailbox.displayName}\\Inbox\\${restore.item}`
  const target = restore.type === "Save" ? "C:\\Restores" : source
  return event(`${restore.seed} item`, {
    type: restore.type,
    startTime: restore.startedAt + 60_000,
    endTime: restore.startedAt + 64_000,
    title: `Item successfully ${VERBS[restore.type]}`,
    message: `Item ${restore.item} was ${VERBS[restore.type]} successfully (type: IPM.Note; source: ${source}; target: ${target})`,
    order: 1,
    itemName: restore.item,
    itemType: "IPM.Note",
    itemSizeBytes: 48_213,
    source,
    target,
    userId,
  })
}

const oldSession = (
  tenant: PracticeTenant,
  mailbox: PracticeMailbox,
  restore: OldRestore,
): PracticeRestoreSession => {
  const start = restore.startedAt
  const end = start + 6 * 60_000
  return {
    id: practiceGuid(`restore session ${restore.seed}`),
    name: `Exchange restore (${mailbox.displayName} - ${new Date(start).toISOString().slice(0, 10)})`,
    organizationId: practiceGuid(`veeam organization ${tenant.name}`),
    type: "Vex",
    creationTime: start,
    endTime: end,
    state: "Stopped",
    result: "Success",
    initiatedBy: restore.initiatedBy,
    details: "1 item processed (1 success)",
    scopeName: "",
    clientHost: restore.clientHost,
    reason: restore.reason,
    events: [
      event(`${restore.seed} start`, {
        startTime: start,
        endTime: start,
        title: "Restore session started",
        message: "Restore session started",
      }),
      itemEvent(restore, mailbox, practiceGuid(`veeam user ${tenant.name} ${mailbox.alias}`)),
      event(`${restore.seed} end`, {
        startTime: end,
        endTime: end,
        title: "Restore session completed",
        message: "Restore session completed",
        order: 2,
      }),
    ],
  }
}

const createSessions = (tenants: readonly PracticeTenant[], now: number): PracticeRestoreSession[] => {
  const sessions: PracticeRestoreSession[] = []
  const add = (tenantAt: number, mailboxAt: number, restore: OldRestore): void => {
    const tenant = tenants[tenantAt]
    const mailbox = tenant?.mailboxes[mailboxAt]
    if (tenant && mailbox) sessions.push(oldSession(tenant, mailbox, restore))
  }
  const host = "NWBACKUP01 (via: 192.0.2.17)"
  add(0, 2, {
    seed: "board minutes",
    startedAt: now - 50 * HOUR,
    initiatedBy: "NORTHWIND\\kim.vega",
    clientHost: host,
    reason: "Ticket 4711: deleted by mistake",
    item: "Board minutes",
    type: "Restore",
  })
  add(1, 1, {
    seed: "contract draft",
    startedAt: now - 27 * HOUR,
    initiatedBy: "NORTHWIND\\Administrator",
    clientHost: host,
    reason: "",
    item: "Contract draft",
    type: "View",
  })
  return sessions
}

const tokensOf = (tenants: readonly PracticeTenant[]): Record<string, string> =>
  Object.fromEntries(tenants.map(({ name }) => [name, randomBytes(32).toString("base64url")] as const))

/** One customer's help desk: two people who may restore everything but the mail of one. */
function helpDesk({ name, mailboxes }: PracticeTenant): PracticeRestoreRole {
  const people = mailboxes.map(({ alias, upn, displayName }) => ({
    type: "User" as const,
    id: practiceGuid(`veeam user ${name} ${alias}`),
    name: upn,
    displayName,
  }))
  return {
    id: practiceGuid(`restore role ${name}`),
    organizationId: practiceGuid(`veeam organization ${name}`),
    name: "Help desk",
    roleType: "EntireOrganization",
    operators: people.slice(1, 3),
    selectedItems: [],
    excludedItems: people.slice(0, 1),
  }
}

const AUDIT_MAIL: PracticeVeeam["auditMail"] = {
  enableNotification: true,
  smtpServer: "mail.northwind.example",
  from: "veeam@northwind.example",
  to: "veeam-audit@northwind.example",
  subject: "VB365AUDIT|%OrganizationName%|%DisplayName%|%Action%|%InitiatedByUserName%|%StartTime%",
  authenticationType: "CustomSmtp",
}

/** `now` in milliseconds UTC. The password is random in every run. */
export function createVeeam(tenants: readonly PracticeTenant[], now: number): PracticeVeeam {
  return {
    installationId: practiceGuid("veeam installation"),
    version: "v8",
    build: "8.3.0.2201",
    tokenSeconds: 3599,
    feedEpoch: 1,
    historySettings: { keepAllsessions: false, keeponlyLast: 53 },
    auditMail: { ...AUDIT_MAIL },
    auditItems: tenants.flatMap((tenant) =>
      tenant.mailboxes.slice(0, 1).map((mailbox) => ({
        organizationId: practiceGuid(`veeam organization ${tenant.name}`),
        id: practiceGuid(`veeam audit item ${tenant.name}`),
        type: "User" as const,
        name: mailbox.upn,
      })),
    ),
    username: "NORTHWIND\\svc-watchpost",
    password: randomBytes(18).toString("base64url"),
    siteTokens: tokensOf(tenants),
    serverToken: randomBytes(32).toString("base64url"),
    organizations: tenants.map((tenant) => ({
      id: practiceGuid(`veeam organization ${tenant.name}`),
      name: tenant.initialDomain,
      officeName: tenant.initialDomain,
      tenantId: tenant.id,
      applicationId: practiceGuid(`veeam application ${tenant.name}`),
    })),
    users: tenants.flatMap((tenant) =>
      tenant.mailboxes.map((mailbox) => ({
        id: practiceGuid(`veeam user ${tenant.name} ${mailbox.alias}`),
        organizationId: practiceGuid(`veeam organization ${tenant.name}`),
        displayName: mailbox.displayName,
        name: mailbox.upn,
        msid: practiceGuid(`user ${tenant.name} ${mailbox.alias}`),
      })),
    ),
    sessions: createSessions(tenants, now),
    restoreRoles: tenants.slice(0, 1).map(helpDesk),
  }
}
