/** What the practice Veeam server holds: how it is set up, whom it knows, and what was restored. */

type VeeamSettings = {
  /** The one version that the server speaks, and its build. Change both at any time. */
  version: "v8" | "v7" | "v6"
  build: string
  /** True on a Restore Portal's host: nothing but the sign-in of restore operators is served. */
  operatorsOnly?: boolean
  /** How far the server's clock is ahead, milliseconds: in its headers and in every time it tells. */
  clockAheadMs?: number
  /** More sign-ins than this in a minute are refused; missing means any number. */
  signInsPerMinute?: number
  /** Life of an access token, seconds. */
  tokenSeconds: number
  /** Raise it to make the server forget where its change feed was. */
  feedEpoch: number
  historySettings: { keepAllsessions: boolean; keeponlyLast: number }
  auditMail: {
    enableNotification: boolean
    smtpServer: string
    from: string
    /** "a;b" */
    to: string
    subject: string
    authenticationType: string
  }
  auditItems: { organizationId: string; id: string; type: "User" | "Group"; name: string }[]
}

/** Somebody or something that a role is about. Sites have an address instead of a display name. */
export type PracticeRoleItem = {
  type: "User" | "Group" | "Site" | "Team"
  id: string
  name: string
  displayName: string
}

/** A role of the Restore Portal. `selectedItems` count for `SpecificObjects` only. */
export type PracticeRestoreRole = {
  id: string
  organizationId: string
  name: string
  roleType: "EntireOrganization" | "SpecificObjects"
  operators: PracticeRoleItem[]
  selectedItems: PracticeRoleItem[]
  excludedItems: PracticeRoleItem[]
}

export type PracticeRestoreEvent = {
  id: string
  type: "None" | "View" | "Restore" | "Save" | "Export" | "Send"
  status: string
  startTime: number
  endTime: number
  title: string
  message: string
  order: number
  itemName: string
  itemType: string
  itemSizeBytes: number
  source: string
  target: string
  userId?: string
  /** Of a whole mailbox: the session's statistics alone tell whose it is. */
  mailboxEmail?: string
}

export type PracticeRestoreSession = {
  id: string
  name: string
  organizationId: string
  type: "Vex" | "Veod" | "Vesp" | "Vet"
  creationTime: number
  endTime: number | null
  state: "Working" | "Stopped"
  result: "Success" | "Warning" | "Failed"
  initiatedBy: string
  details: string
  scopeName: string
  clientHost: string
  reason: string
  events: PracticeRestoreEvent[]
}

export type PracticeVeeam = VeeamSettings & {
  installationId: string
  username: string
  password: string
  /** With what each customer's machines send logs of their Explorers, by the customer's name. */
  siteTokens: Record<string, string>
  /** With what the server itself sends its own logs. */
  serverToken: string
  organizations: {
    id: string
    name: string
    officeName: string
    tenantId: string
    applicationId: string
    /** Further apps that share the work; missing: none. */
    backupApplications?: string[]
  }[]
  users: { id: string; organizationId: string; displayName: string; name: string; msid: string }[]
  sessions: PracticeRestoreSession[]
  restoreRoles: PracticeRestoreRole[]
}
