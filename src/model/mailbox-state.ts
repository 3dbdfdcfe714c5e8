/** What a customer's mailbox was like at one time: the "before" that audit records don't hold. */
export type MailboxState = {
  /** The mailbox's own GUID, lower case; the same for its whole life. */
  readonly id: string
  /** Everything that a record may call it by, lower case: user principal name, address, alias, GUIDs. */
  readonly names: readonly string[]
  /** A recipient of the tenant (who may be a contact outside); wins when both destinations are set. */
  readonly forwardsToRecipient?: string
  readonly forwardsToAddress?: string
  readonly keepsCopy: boolean
  /** Missing when Exchange didn't say. */
  readonly auditEnabled?: boolean
}

export type SeenMailbox = MailboxState & {
  /** When the reading ended, or what is newer was recorded; milliseconds UTC. */
  readonly seenAt: number
  /** True when a record is newer than the reading: then `seenAt` is by Microsoft's clock, not by ours. */
  readonly recorded?: boolean
}
