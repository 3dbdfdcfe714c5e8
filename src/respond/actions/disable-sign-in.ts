/** Blocks an account from signing in. Follows Update user (Microsoft Graph v1.0 reference). */
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { flag, said, text } from "../cmdlet-rows.ts"
import { adminGuard, lacking, readAccount } from "../directory-reads.ts"
import { isLastAdministrator, lastAdministratorGuard } from "../last-administrator.ts"
import type { Reach } from "../reach.ts"

export const disableSignIn: Action = {
  name: "disable-sign-in",
  label: "Block sign-in",
  reversibility:
    "Can be undone: sign-in is allowed again. Sessions that are open go on until they are revoked.",
  undoable: true,
  read,
  pin: (subject, before) => ({ ...subject, account: text(before, "id") ?? "" }),
  plan: (subject, before) => (isBlocked(before) ? [] : [setEnabled(subject, before, false)]),
  anchor: () => undefined,
  isDone: (_subject, after) => isBlocked(after),
  blocked: (before, granted) =>
    lacking(granted, "User.EnableDisableAccount.All", "User.ReadWrite.All") ??
    adminGuard(before, granted) ??
    lastAdministratorGuard(before) ??
    (flag(before, "syncedFromOnPremises")
      ? `${text(before, "account")} comes from an on-premises directory, which would allow sign-in again; block it there.`
      : undefined),
  live: (before) => [
    {
      label: `Sign-in of ${text(before, "account") ?? "the account"}`,
      value: isBlocked(before) ? "blocked" : "allowed",
    },
  ],
  describe,
  inverse: (subject, before) => (flag(before, "enabled") ? [setEnabled(subject, before, true)] : []),
}

/** Whoever is blocked already isn't locked out by us, and may be let in again. */
async function read(subject: Subject, reach: Reach): Promise<Snapshot> {
  const account = await readAccount(subject, reach)
  // Where roles may not be read, the service itself refuses what our app may not do to an administrator.
  const isAsked = !isBlocked(account) && account.administrator !== null
  const member = { id: text(account, "id") ?? "", isApp: false }
  return { ...account, lastHolder: isAsked && (await isLastAdministrator(member, reach)) }
}

/** Only what the directory says: a blank may be anything. */
const isBlocked = (snapshot: Snapshot): boolean => said(snapshot, "enabled") === false

const setEnabled = (_subject: Subject, before: Snapshot, accountEnabled: boolean) =>
  ({
    method: "PATCH",
    path: `/users/${text(before, "id") ?? ""}`,
    body: { accountEnabled },
    recordedAs: [accountEnabled ? "enable account" : "disable account", "update user"],
  }) as const

function describe(before: Snapshot, after: Snapshot): string {
  const account = text(after, "account") ?? "The account"
  if (!isBlocked(after)) return `${account} can still sign in.`
  return isBlocked(before)
    ? `${account} can't sign in: the account is disabled.`
    : `${account} can't sign in any more: read back, the account is disabled. Open sessions go on until they are revoked.`
}
