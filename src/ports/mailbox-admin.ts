/**
 * Exchange Online cmdlets. Reads are retried inside; writes are sent once and never replayed:
 * an UpstreamError on a write means "nobody knows", and the caller reads before it decides.
 * A missing object is a CmdletError with `missing` set.
 */
import type { TenantId } from "../model/ids.ts"
import type { JsonObject } from "../model/json.ts"
import type { CmdletCall } from "../model/remediation.ts"

export type CmdletAnswer = { readonly rows: readonly JsonObject[]; readonly warnings: readonly string[] }

export interface MailboxAdmin {
  /** `anchor` is the mailbox (or `undefined` for organization-wide cmdlets) that routes the call. */
  invoke(
    tenant: TenantId,
    call: CmdletCall,
    anchor: string | undefined,
    signal: AbortSignal,
  ): Promise<CmdletAnswer>
}
