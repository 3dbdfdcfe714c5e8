/** Asks the directory whom a fix is about, and weighs it: see `safeguards.ts`. */

import { isGuid } from "../lib/guid.ts"
import type { FixName } from "../model/action.ts"
import { RemediationError } from "../model/errors.ts"
import type { TenantId } from "../model/ids.ts"
import type { Protection } from "../model/protection.ts"
import type { TenantAdmin } from "../ports/tenant-admin.ts"
import type { Snapshot, Subject } from "./action-contract.ts"
import { text, texts } from "./cmdlet-rows.ts"
import { readAccount } from "./directory-reads.ts"
import { findRecipient } from "./find-recipient.ts"
import { type Reach, reachOf } from "./reach.ts"
import { type Account, isAboutAccount, isLocking, type Verdict, weigh } from "./safeguards.ts"

export type Safeguard = (
  about: {
    readonly tenant: TenantId
    readonly fix: FixName
    readonly isUndo?: boolean
    /** Nobody presses: then the directory is always asked. */
    readonly isAutomatic?: boolean
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
  return async ({ tenant, fix, isUndo = false, isAutomatic = false, subject, seen }, signal) => {
    const protection = deps.protectionOf(tenant)
    const lookedUp = async (): Promise<Account | undefined> =>
      isAutomatic || needsAccount(fix, protection)
        ? lookUp((keyOf(fix, subject, seen) ?? "").trim(), reachOf(deps.admin, tenant, signal))
        : undefined
    const account = accountIn(seen) ?? (await lookedUp().catch(() => undefined))
    return weigh(
      { fix, isUndo, isAutomatic, subject, ...(account === undefined ? {} : { account }) },
      protection,
    )
  }
}

/** Logs name a mailbox by alias, display name or path, too: then Exchange says whose it is. */
async function lookUp(account: string, reach: Reach): Promise<Account | undefined> {
  try {
    return accountIn(await readAccount({ account }, reach))
  } catch (thrown) {
    if (!(thrown instanceof RemediationError)) throw thrown
    const recipient = await findRecipient(account, reach)
    if (recipient === undefined && isGuid(account)) return NO_USER
    const id = text(recipient ?? {}, "ExternalDirectoryObjectId") ?? ""
    return accountIn(await readAccount({ account: id }, reach))
  }
}

/** An app or a group: the id is exact, and no user has it. */
const NO_USER: Account = { names: [] }

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
