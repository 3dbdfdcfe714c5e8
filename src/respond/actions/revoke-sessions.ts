/** Ends an account's sessions everywhere. Follows user: revokeSignInSessions (Microsoft Graph v1.0 reference). */
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { isLater, text } from "../cmdlet-rows.ts"
import { adminGuard, guestGuard, lacking, readAccount } from "../directory-reads.ts"

export const revokeSessions: Action = {
  name: "revoke-sessions",
  label: "Sign out everywhere",
  reversibility:
    "Can't be undone: everybody who uses the account signs in again. Access tokens that are out may work for up to an hour.",
  undoable: false,
  read: readAccount,
  pin: (subject, before) => ({
    ...subject,
    account: text(before, "id") ?? "",
    sessionsBefore: text(before, "sessionsValidFrom") ?? "",
  }),
  plan: (subject, before) => (isRevoked(subject, before) ? [] : [revocation(before)]),
  anchor: () => undefined,
  isDone: isRevoked,
  blocked: (before, granted) =>
    guestGuard(before, "its sessions are those of its own organization") ??
    lacking(granted, "User.RevokeSessions.All", "User.ReadWrite.All") ??
    adminGuard(before, granted),
  live: (before) => [
    {
      label: `Sessions of ${text(before, "account") ?? "the account"} count from`,
      value: text(before, "sessionsValidFrom") ?? "unknown",
    },
  ],
  asks: (_subject, before) =>
    `${text(before, "account") ?? "The account"} is signed out on every device. This can't be undone.`,
  describe,
  inverse: () => [],
}

const revocation = (before: Snapshot) =>
  ({
    method: "POST",
    path: `/users/${text(before, "id") ?? ""}/revokeSignInSessions`,
    recordedAs: ["update stsrefreshtokenvalidfrom timestamp", "update user"],
  }) as const

/** The instant from which on sessions count is a later one than when the fix was asked for. */
function isRevoked(subject: Subject, now: Snapshot): boolean {
  const before = subject.sessionsBefore
  return before !== undefined && isLater(text(now, "sessionsValidFrom"), before)
}

function describe(before: Snapshot, after: Snapshot): string {
  const account = text(after, "account") ?? "The account"
  const at = text(after, "sessionsValidFrom") ?? "unknown"
  return at === (text(before, "sessionsValidFrom") ?? "unknown")
    ? `The sessions of ${account} are as they were.`
    : `${account} is signed out everywhere: read back, only sessions from ${at} on count. Access tokens that are out may work for up to an hour.`
}
