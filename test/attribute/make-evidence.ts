/** A restore session through the service provider, and evidence that fits it; a test overrides what it is about. */
import { SHARED_ACCOUNTS } from "../../src/attribute/attribute.ts"
import type {
  AdminSignIn,
  AuditMail,
  Declaration,
  ExplorerRun,
  MailboxWrite,
} from "../../src/model/restore-evidence.ts"
import type { RestoreEvent, RestoreSession } from "../../src/ports/backup-server.ts"

export const SECOND = 1_000
export const AT = Date.UTC(2026, 10, 18, 9, 12, 4)

export const makeSession = (override: Partial<RestoreSession> = {}): RestoreSession => ({
  id: "7b000000-0000-4000-8000-000000000001",
  organization: "contoso.onmicrosoft.com",
  product: "Exchange",
  createdAt: AT,
  initiatedBy: "contoso.onmicrosoft.com",
  clientHost: "PC-0417",
  raw: {},
  ...override,
})

export const makeEvent = (override: Partial<RestoreEvent> = {}): RestoreEvent => ({
  id: "7c000000-0000-4000-8000-000000000001",
  sessionId: "7b000000-0000-4000-8000-000000000001",
  order: 1,
  type: "Save",
  status: "Success",
  startedAt: AT + 90 * SECOND,
  itemName: "Offer 2027",
  itemType: "IPM.Note",
  source: "Lena Roth\\Inbox",
  target: "C:\\Users\\Public\\Documents",
  message: "",
  mailbox: "lena.roth@contoso.example",
  raw: {},
  ...override,
})

export const makeRun = (override: Partial<ExplorerRun> = {}): ExplorerRun => ({
  kind: "explorer-run",
  id: "run-1",
  machine: "PC-0417",
  account: "PC-0417\\mara",
  product: "Exchange",
  upns: [],
  openedAt: [AT + SECOND],
  items: [],
  ...override,
})

export const makeSignIn = (override: Partial<AdminSignIn> = {}): AdminSignIn => ({
  kind: "admin-sign-in",
  id: "in-1",
  upn: "admin@contoso.example",
  at: AT - 6 * SECOND,
  ip: "203.0.113.40",
  ...override,
})

export const makeMail = (override: Partial<AuditMail> = {}): AuditMail => ({
  kind: "audit-mail",
  id: "mail-1",
  initiatedBy: "PC-0417\\mara",
  at: Math.floor((AT + 90 * SECOND) / 60_000) * 60_000,
  mailbox: "lena.roth@contoso.example",
  itemName: "Offer 2027",
  ...override,
})

export const makeDeclaration = (override: Partial<Declaration> = {}): Declaration => ({
  kind: "declaration",
  id: "said-1",
  person: "Kim Vega",
  mailbox: "Lena.Roth@contoso.example",
  from: AT - 3_600_000,
  to: AT + 3_600_000,
  ...override,
})

/** What fits `makeWrite`: appointments are put back where they were. */
export const makePutBack = (override: Partial<RestoreEvent> = {}): RestoreEvent =>
  makeEvent({
    type: "Restore",
    itemName: "Board meeting",
    itemType: "IPM.Appointment",
    source: "Lena Roth\\Calendar\\Board",
    target: "Lena Roth\\Calendar\\Board",
    endedAt: AT + 100 * SECOND,
    ...override,
  })

export const makeWrite = (override: Partial<MailboxWrite> = {}): MailboxWrite => ({
  kind: "mailbox-write",
  id: "write-1",
  at: AT + 95 * SECOND,
  mailbox: "lena.roth@contoso.example",
  folder: "Calendar\\Board",
  upn: "ines@contoso.example",
  ...override,
})

/** How they are weighed, with every clock right. */
export const CONTEXT = { sharedAccounts: SHARED_ACCOUNTS, skewMs: () => 0 }
