/** Mailbox snapshots: how the mailboxes of each customer were at each reading, long enough for the latest of late records. */
import type { TenantId } from "../model/ids.ts"
import type { MailboxState, SeenMailbox } from "../model/mailbox-state.ts"

export interface SnapshotStore {
  /**
   * One transaction: keeps a complete reading that ended at `readAt` (milliseconds UTC), as far as it differs from the
   * one before, and forgets what nobody can ask for any more. A mailbox that is not in it is gone.
   */
  save(tenant: TenantId, readAt: number, mailboxes: readonly MailboxState[]): Promise<void>
  /**
   * The mailbox as the newest reading showed it that ended at or before `at`. Undefined without such a reading, and when
   * no mailbox or several go by this name; upper and lower case are the same.
   */
  mailboxBefore(tenant: TenantId, name: string, at: number): Promise<SeenMailbox | undefined>
  /**
   * Addresses and names of all mailboxes that readings of the last days showed, each once, lower case, without ids.
   * Undefined where none was read yet, and where there are more than `most`: half of them would look like all.
   */
  names(tenant: TenantId, most: number): Promise<readonly string[] | undefined>
}
