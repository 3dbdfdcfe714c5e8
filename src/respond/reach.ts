/**
 * What a fix reaches while it reads: one customer's Exchange and directory, for as long as somebody waits for the answer.
 * Nothing can be changed through it; what a fix plans is sent by the runner alone.
 */
import { CmdletError, TenantError } from "../model/errors.ts"
import type { TenantId } from "../model/ids.ts"
import type { JsonObject } from "../model/json.ts"
import type { GraphCall } from "../model/remediation.ts"
import type { Granted, TenantAdmin } from "../ports/tenant-admin.ts"

/** Changes nothing. */
export type ReadingCmdlet = `Get-${string}`

export type Reach = {
  /**
   * What a cmdlet lists. `anchor`: the mailbox that routes it; missing for what is about the organization. Throws as
   * `MailboxAdmin` does.
   */
  rows(cmdlet: ReadingCmdlet, parameters: JsonObject, anchor?: string): Promise<readonly JsonObject[]>
  /** What Microsoft Graph holds at `path`; a list whole, in `value`. Throws as `DirectoryAdmin` does. */
  get(path: string, more?: Pick<GraphCall, "firstPage">): Promise<JsonObject>
  /** What the customer's administrators let our app do. */
  granted(): Promise<Granted>
  /** Fires when nobody waits any more. */
  readonly signal: AbortSignal
}

export const reachOf = (admin: TenantAdmin, tenant: TenantId, signal: AbortSignal): Reach => ({
  rows: async (cmdlet, parameters, anchor) =>
    (await admin.invoke(tenant, { cmdlet, parameters }, anchor, signal)).rows,
  get: (path, more = {}) => admin.request(tenant, { method: "GET", path, ...more }, signal),
  granted: () => admin.granted(tenant, signal),
  signal,
})

/** Undefined instead of "it isn't there". */
export async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (thrown) {
    if (thrown instanceof CmdletError && thrown.missing) return undefined
    throw thrown
  }
}

/** Undefined where the customer doesn't let our app look. */
export async function orRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (thrown) {
    if (thrown instanceof TenantError && thrown.code === "ERR_TENANT_REFUSED") return undefined
    throw thrown
  }
}
