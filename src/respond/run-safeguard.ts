/** Asks the directory whom a fix is about, and weighs it: see `safeguards.ts`. */
import type { FixName } from "../model/action.ts"
import type { TenantId } from "../model/ids.ts"
import type { Protection } from "../model/protection.ts"
import type { TenantAdmin } from "../ports/tenant-admin.ts"
import type { Snapshot, Subject } from "./action-contract.ts"
import { text } from "./cmdlet-rows.ts"
import { readAccount } from "./directory-reads.ts"
import { type Account, isAboutAccount, type Verdict, weigh } from "./safeguards.ts"

export type Safeguard = (
  about: {
    readonly tenant: TenantId
    readonly fix: FixName
    readonly isUndo?: boolean
    readonly subject: Subject
    /** What the fix read; missing when it couldn't. */
    readonly seen?: Snapshot
  },
  signal: AbortSignal,
) => Promise<Verdict>

/** Never throws: what the directory doesn't tell, or not in time, counts against the fix, never for it. */
export function createSafeguard(deps: {
  readonly admin: TenantAdmin
  readonly protectionOf: (tenant: TenantId) => Protection
}): Safeguard {
  return async ({ tenant, fix, isUndo = false, subject, seen }, signal) => {
    const protection = deps.protectionOf(tenant)
    const read = (key: string | undefined) =>
      readAccount({ account: key ?? "" }, { admin: deps.admin, tenant, signal })
    const known = accountIn(seen)
    try {
      const found =
        known ??
        (needsAccount(fix, protection) ? accountIn(await read(keyOf(fix, subject, seen))) : undefined)
      return weigh({ fix, isUndo, subject, ...(found === undefined ? {} : { account: found }) }, protection)
    } catch {
      return weigh({ fix, isUndo, subject }, protection)
    }
  }
}

/** Fixes of accounts have read it already. */
function accountIn(seen: Snapshot | undefined): Account | undefined {
  const [name, id] = seen === undefined ? [] : [text(seen, "account"), text(seen, "id")]
  if (seen === undefined || name === undefined || id === undefined) return undefined
  const { administrator } = seen
  return { names: [name, id], ...(typeof administrator === "boolean" ? { administrator } : {}) }
}

/** Without a list or a policy that asks for it, what the alert names is enough. */
const needsAccount = (fix: FixName, { breakGlass, vips, policy }: Protection): boolean =>
  isAboutAccount(fix) &&
  (breakGlass.length > 0 ||
    policy.secondPerson.includes("administrator") ||
    (policy.secondPerson.includes("vip") && vips.length > 0))

const keyOf = (fix: FixName, subject: Subject, seen: Snapshot | undefined): string | undefined =>
  fix === "remove-from-role" ? text(seen ?? {}, "memberId") : subject.mailbox || subject.target
