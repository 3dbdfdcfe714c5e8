/**
 * Replaces an account's password with a random one, so that a stolen one is worth nothing.
 * Follows Update user, passwordProfile (Microsoft Graph v1.0 reference).
 *
 * @NOTE The runner makes the password where the request is sent. No plan, card, journal or trail holds it; whoever asked
 * for the fix may pick it up once, see `pickups.ts`.
 */
import { RANDOM_SECRET } from "../../model/remediation.ts"
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { flag, isLater, text } from "../cmdlet-rows.ts"
import { adminGuard, guestGuard, lacking, passwordGuard, readAccount } from "../directory-reads.ts"

export const resetPassword: Action = {
  name: "reset-password",
  label: "Reset password",
  reversibility:
    "Can't be undone: the old password is gone. Where Watchpost is set up for that, whoever asks for it can pick the new one up once within a quarter of an hour; after that, or when Watchpost is restarted, nobody learns it.",
  undoable: false,
  read: readAccount,
  pin: (subject, before) => ({
    ...subject,
    account: text(before, "id") ?? "",
    passwordBefore: text(before, "passwordChangedAt") ?? "",
  }),
  plan: (subject, before) => (isReset(subject, before) ? [] : [reset(before)]),
  anchor: () => undefined,
  isDone: isReset,
  blocked: (before, granted) =>
    guestGuard(before, "its password is its own organization's") ??
    lacking(granted, "User-PasswordProfile.ReadWrite.All") ??
    passwordGuard(granted) ??
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
    `${text(before, "account") ?? "The account"} gets a random password. This can't be undone.`,
  describe,
  inverse: () => [],
}

/** It ends the sessions, too, which is a record of its own in the same second. Source: public records of resets. */
const RECORDED_AS = [
  "reset user password",
  "update user",
  "update passwordprofile",
  "update stsrefreshtokenvalidfrom timestamp",
]

const reset = (before: Snapshot) =>
  ({
    method: "PATCH",
    path: `/users/${text(before, "id") ?? ""}`,
    body: { passwordProfile: { forceChangePasswordNextSignIn: true, password: RANDOM_SECRET } },
    recordedAs: RECORDED_AS,
  }) as const

/** The time of the last change is a later one than when the fix was asked for. */
function isReset(subject: Subject, now: Snapshot): boolean {
  const before = subject.passwordBefore
  return before !== undefined && isLater(text(now, "passwordChangedAt"), before)
}

function describe(before: Snapshot, after: Snapshot): string {
  const account = text(after, "account") ?? "The account"
  const at = text(after, "passwordChangedAt") ?? "unknown"
  return at === (text(before, "passwordChangedAt") ?? "unknown")
    ? `The password of ${account} is as it was.`
    : `The password of ${account} is replaced by a random one: read back, changed at ${at}.`
}
