/** What tells who restored something: pieces of evidence from several sources, and the graded answer made of them. */

/** One run of a Veeam Explorer, read from its own log file: one file is one process of one Windows account. */
export type ExplorerRun = {
  readonly kind: "explorer-run"
  readonly id: string
  /** First label of the computer's name. */
  readonly machine: string
  /** `MACHINE\user`, as the file's header says. */
  readonly account: string
  /** Exchange, OneDrive, SharePoint, Teams */
  readonly product: string
  /** Microsoft 365 administrators whose roles it checked, lower case. */
  readonly upns: readonly string[]
  /** When it opened restore sessions, milliseconds UTC. */
  readonly openedAt: readonly number[]
  readonly items: readonly ExplorerItem[]
}

export type ExplorerItem = {
  /** Milliseconds UTC. */
  readonly at: number
  readonly name: string
  /** Folder that it went to, without the file's name. */
  readonly folder: string
}

/** An administrator's interactive sign-in to the customer's tenant. */
export type AdminSignIn = {
  readonly kind: "admin-sign-in"
  readonly id: string
  readonly upn: string
  /** Milliseconds UTC. */
  readonly at: number
  readonly ip?: string
}

/** Veeam's audit mail about one item. A mail can be forged, and its time has no seconds. */
export type AuditMail = {
  readonly kind: "audit-mail"
  readonly id: string
  readonly initiatedBy: string
  /** Milliseconds UTC, on the minute. */
  readonly at: number
  readonly mailbox: string
  readonly itemName: string
}

/** An item that the backup's app made or changed in a mailbox, as Microsoft 365 recorded it. */
export type MailboxWrite = {
  readonly kind: "mailbox-write"
  readonly id: string
  /** Milliseconds UTC, on the second. */
  readonly at: number
  readonly mailbox: string
  /** `Calendar\\Board` */
  readonly folder: string
  /** Who had signed in to the app; missing where it acted in its own name. */
  readonly upn?: string
}

/** Somebody told Watchpost beforehand, or answered when asked. */
export type Declaration = {
  readonly kind: "declaration"
  readonly id: string
  readonly person: string
  /** Who said it, where that was somebody else. */
  readonly by?: string
  readonly mailbox: string
  /** The session that was asked about, by its id; missing for what was told beforehand. */
  readonly session?: string
  /** The time that is meant, milliseconds UTC, [from, to). */
  readonly from: number
  readonly to: number
}

/** What a backup server's own log says of a session: that its REST service opened it, or that its organization was let in. */
export type ServerLogEntry = {
  readonly kind: "server-log"
  readonly id: string
  /** The backup server's name in the configuration. */
  readonly server: string
  /** Milliseconds UTC, by the server's clock. */
  readonly at: number
  /** Of the session that was opened. */
  readonly session?: string
  /** The Windows account with which the REST service had connected for it. */
  readonly account?: string
  /** The initial domain of the organization that was let in, lower case. */
  readonly organization?: string
  /** From where requests came in the minute after that: `192.0.2.7:50378`. Whose they were isn't said. */
  readonly peers?: readonly string[]
}

export type RestoreEvidence =
  | ExplorerRun
  | AdminSignIn
  | AuditMail
  | MailboxWrite
  | Declaration
  | ServerLogEntry

/**
 * - A confirmed: Veeam itself recorded a person's own account
 * - B strong: Veeam recorded the organization, and one Explorer run fits in machine, second and items
 * - C probable: one hint that fits, or an account that several people may share
 * - D machine only: nothing but the machine, or several candidates, or sources that contradict each other
 * - E organization only
 * - U unknown, for a reason that is said
 */
export const GRADES = ["A", "B", "C", "D", "E", "U"] as const
export type Grade = (typeof GRADES)[number]

export type Reason = {
  /** One plain sentence for technicians. */
  readonly text: string
  readonly evidenceIds: readonly string[]
}

export type Attribution = {
  readonly grade: Grade
  /** The account or name; missing for D, E and U. */
  readonly person?: string
  readonly machine?: string
  /** Who it may have been, where nothing decides between them. */
  readonly candidates: readonly string[]
  /** What the grade rests on, strongest first; never empty. */
  readonly reasons: readonly Reason[]
  /** True when it needed an administrator's sign-in, and none of the customer's complete ones fits. */
  readonly withoutSignIn?: true
  /** What could not be looked at, one sentence each: it may still change the grade. */
  readonly missing?: readonly string[]
}
