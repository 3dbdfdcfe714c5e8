/** A mailbox's inbox, read only. Errors of every method: TenantError, UpstreamError, ContractError, the signal's reason. */
import type { TenantId } from "../model/ids.ts"
import type { ReceivedMail } from "../model/received-mail.ts"

export type Mailbox = { readonly tenantId: TenantId; readonly address: string }

/** What is seen of a mail before it is opened. */
export type MailGlance = { readonly id: string; readonly from: string }

export type MailPage = {
  readonly mails: readonly MailGlance[]
  readonly cursor: string
  readonly more: boolean
}

export interface MailReader {
  /**
   * One page of what has come since the cursor, the cursor behind it, and whether there is more already. Without a cursor,
   * or when it has expired, of what has come since `since` (milliseconds UTC). Nothing is opened: neither subject nor text
   * is asked for.
   */
  changes(
    mailbox: Mailbox,
    from: { readonly since: number; readonly cursor: string | undefined },
    signal: AbortSignal,
  ): Promise<MailPage>
  /** Undefined when it was deleted meanwhile. */
  mail(mailbox: Mailbox, id: string, signal: AbortSignal): Promise<ReceivedMail | undefined>
}
