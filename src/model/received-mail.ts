/** A mail as it lies in a mailbox, as far as an audit notification needs it. */
export type ReceivedMail = {
  /** The Message-ID, which the sender's system made. */
  readonly id: string
  /** The address alone, lower case. */
  readonly from: string
  readonly subject: string
  /** When it arrived, milliseconds UTC. */
  readonly receivedAt: number
  readonly html: string
  /** In the mail's order: what the last server added comes first. */
  readonly headers: readonly MailHeader[]
}

export type MailHeader = { readonly name: string; readonly value: string }
