/** Asks the directory whom a fix is about, and weighs it: see `safeguards.ts`. */
import type { FixName } from "../model/action.ts"
import { RemediationError } from "../model/errors.ts"
import type { TenantId } from "../model/ids.ts"
import type { Protection } from "../model/protection.ts"
import type { TenantAdmin } from "../ports/tenant-admin.ts"
import type { Snapshot, Subject } from "./action-contract.ts"
import { text, texts } from "./cmdlet-rows.ts"
import { readAccount } from "./directory-reads.ts"
import { findRecipient } from "./find-recipient.ts"
import { type Account, isAboutAccount, isLocking, type Verdict, weigh } from "./safeguards.ts"

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
    const read = (key = "") => readSpelled(key.trim(), { admin: deps.admin, tenant, signal })
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

/** Logs name a mailbox by alias, display name or path, too: then Exchange says whose it is. */
async function readSpelled(
  account: string,
  asking: { readonly admin: TenantAdmin; readonly tenant: TenantId; readonly signal: AbortSignal },
): Promise<Snapshot> {
  try {
    return await readAccount({ account }, asking)
  } catch (thrown) {
    if (!(thrown instanceof RemediationError)) throw thrown
    const recipient = await findRecipient(account, asking.admin, asking.tenant, asking.signal)
    return readAccount({ account: text(recipient ?? {}, "ExternalDirectoryObjectId") ?? "" }, asking)
  }
}

/** Fixes of accounts have read it already. */
function accountIn(seen: Snapshot | undefined): Account | undefined {
  const [name, id] = seen === undefined ? [] : [text(seen, "account"), text(seen, "id")]
  if (seen === undefined || name === undefined || id === undefined) return undefined
  const { administrator } = seen
  return {
    names: [name, id, ...texts(seen, "addresses")],
    ...(typeof administrator === "boolean" ? { administrator } : {}),
  }
}

/** Without a list or a policy that asks for it, what the alert names is enough, except to lock somebody out. */
const needsAccount = (fix: FixName, { breakGlass, vips, policy }: Protection): boolean =>
  isAboutAccount(fix) &&
  (isLocking(fix) ||
    breakGlass.length > 0 ||
    policy.secondPerson.includes("administrator") ||
    (policy.secondPerson.includes("vip") && vips.length > 0))

function keyOf(fix: FixName, subject: Subject, seen: Snapshot | undefined): string | undefined {
  if (fix === "remove-from-role") return text(seen ?? {}, "memberId") ?? subject.memberId
  return isLocking(fix) ? subject.account : subject.mailbox || subject.target
}
