/** The first sweep: what is read once of each customer, because it may have been there before anybody watched. */
import type { TenantId } from "./ids.ts"

/** Something that was there when a mailbox was read. */
export type FoundSetting = {
  /** The cmdlet that would set it today, so that it is judged as if it had just been set. */
  readonly operation: "Set-Mailbox" | "New-InboxRule"
  /** The mailbox's sign-in name, else its address. */
  readonly mailbox: string
  /** Everything that a record may call it by, lower case. */
  readonly names: readonly string[]
  /** As that cmdlet takes them. */
  readonly parameters: Readonly<Record<string, string>>
}

/** How far it came at one customer. All instants are milliseconds UTC. */
export type FirstSweep = {
  readonly tenantId: TenantId
  readonly startedAt: number
  /** How many mailboxes there are, of how many the inbox rules were read, and how many aren't audited. */
  readonly mailboxes: number
  readonly read: number
  readonly unaudited: number
  /** Missing until all forwarding was read and told. */
  readonly forwardsAt?: number
  /** The last mailbox whose rules were read, by its key; empty before the first. */
  readonly after: string
  /** Rules that were found and not told yet: they are told together, so that many are one card. */
  readonly found: readonly FoundSetting[]
  /** Missing until it is over, for good. */
  readonly doneAt?: number
  /** Of how many things technicians were told, when it was over. */
  readonly told?: number
  /** Why it couldn't go on, in one sentence, and when that was. */
  readonly problem?: { readonly sentence: string; readonly at: number }
}
