/**
 * Replaces an account's password with a random one that nobody learns, so that a stolen one is worth nothing.
 * Follows Update user, passwordProfile (Microsoft Graph v1.0 reference).
 *
 * @NOTE The password is made where the request is sent and forgotten there. It can't leak from a card, the journal or
 * the trail, because none of them ever holds it. The service desk gives the user a new one, face to face or by phone.
 */
import { RANDOM_SECRET } from "../../model/remediation.ts"
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { flag, text } from "../cmdlet-rows.ts"
import { adminGuard, lacking, readAccount } from "../directory-reads.ts"

export const resetPassword: Action = {
  name: "reset-password",
  label: "Reset password",
  reversibility:
    "Can't be undone: the old password is gone, and nobody learns the new one. Give the user a new password by phone or in person, from the admin center.",
  undoable: false,
  read: (subject, admin, tenant, signal) => readAccount(subject, { admin, tenant, signal }),
  pin: (subject, before) => ({
    ...subject,
    account: text(before, "id") ?? "",
    passwordBefore: text(before, "passwordChangedAt") ?? "",
  }),
  plan: (subject, before) => (isReset(subject, before) ? [] : [reset(before)]),
  anchor: () => undefined,
  isDone: isReset,
  blocked: (before, granted) =>
    lacking(granted, "User-PasswordProfile.ReadWrite.All") ??
    (flag(before, "syncedFromOnPremises")
      ? `${text(before, "account")} comes from an on-premises directory; reset the password there.`
      : undefined) ??
    adminGuard(before, granted),
  live: (before) => [
    {
      label: `Password of ${text(before, "account") ?? "the account"} changed`,
      value: text(before, "passwordChangedAt") ?? "unknown",
    },
  ],
  asks: (_subject, before) =>
    `${text(before, "account") ?? "The account"} gets a random password that nobody learns. This can't be undone.`,
  describe,
  inverse: () => [],
}

const reset = (before: Snapshot) =>
  ({
    method: "PATCH",
    path: `/users/${text(before, "id") ?? ""}`,
    body: { passwordProfile: { forceChangePasswordNextSignIn: true, password: RANDOM_SECRET } },
    recordedAs: ["reset user password", "update user", "update passwordprofile"],
  }) as const

/** The time of the last change has moved since the fix was asked for. */
function isReset(subject: Subject, now: Snapshot): boolean {
  const before = subject.passwordBefore
  return before !== undefined && (text(now, "passwordChangedAt") ?? "") !== before
}

function describe(before: Snapshot, after: Snapshot): string {
  const account = text(after, "account") ?? "The account"
  const at = text(after, "passwordChangedAt") ?? "unknown"
  return at === (text(before, "passwordChangedAt") ?? "unknown")
    ? `The password of ${account} is as it was.`
    : `The password of ${account} is replaced by a random one that nobody knows: read back, changed at ${at}. Give the user a new one by phone or in person.`
}
