/** What fixes may ask and do in a customer's tenant. */
import type { TenantId } from "../model/ids.ts"
import type { JsonObject } from "../model/json.ts"
import type { GraphCall } from "../model/remediation.ts"
import type { MailboxAdmin } from "./mailbox-admin.ts"

/** What the customer's administrators let our app do, as its token says. Names of permissions, template ids of roles. */
export type Granted = {
  readonly permissions: readonly string[]
  readonly roles: readonly string[]
  /** Our own app. */
  readonly appId?: string
}

/**
 * Microsoft Graph, as far as fixes need it. Reads are retried inside; writes are sent once and never replayed: an
 * UpstreamError on a write means "nobody knows", and the caller reads before it decides. An object that isn't there is a
 * CmdletError with `missing` set; every other refusal is one without it, or a TenantError when our app lacks a right.
 */
export interface DirectoryAdmin {
  /** The answer's JSON object; empty when there is none. Lists come whole, all pages in `value`, unless the call wants the first page alone. */
  request(tenant: TenantId, call: GraphCall, signal: AbortSignal): Promise<JsonObject>
  granted(tenant: TenantId, signal: AbortSignal): Promise<Granted>
}

/** Everything that fixes may call in a customer's tenant. */
export interface TenantAdmin extends MailboxAdmin, DirectoryAdmin {}
