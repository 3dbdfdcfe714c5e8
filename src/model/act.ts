/** What one record did, in words that people and fixes need. Made by `detect/describe-act.ts`, used for alerts. */
import type { Change } from "./alert.ts"

/** What kind of thing a rule is about; decides how alerts of it are keyed and told. */
export const SUBJECT_KINDS = [
  "forwarding",
  "inbox-rule",
  "permission",
  "audit-log",
  "mailbox-audit",
  "restore",
  "transport-rule",
  "connector",
  "mail-protection",
  "mail-access",
  "quarantine",
  "export",
  "directory-role",
  "exchange-role",
  "application",
  "sign-in-method",
  "conditional-access",
  "domain",
  "partner",
  "policy",
  "user",
  "device",
  "sign-in",
  "file-activity",
  "sharing",
  "teams",
  "dlp",
  "microsoft-alert",
  "other",
] as const
export type SubjectKind = (typeof SUBJECT_KINDS)[number]

/** The subject begins with its kind: `forwarding:anna@contoso.example`. */
export const subjectKind = (subject: string): SubjectKind =>
  SUBJECT_KINDS.find((kind) => subject.startsWith(`${kind}:`)) ?? "other"

/** Records of one act lie up to so far apart, milliseconds: one directory change can write eight in the same second. */
export const ONE_ACT_MS = 60_000

export type Act = {
  /** Acts with the same key are about one thing: `forwarding:anna@contoso.example`. */
  readonly subject: string
  /** It is one thing whoever does it: an app that reads many people's mail. */
  readonly byAnybody?: true
  /** What a fix needs to find the thing again. */
  readonly object: Readonly<Record<string, string>>
  readonly changes: readonly Change[]
  /** One plain sentence without markup. */
  readonly sentence: string
}

/** The subject of everything about one restore session. */
export const restoreSubject = (session: string): string => `restore:${session}`
/** The session that a subject is about; undefined for other subjects, and for those that stand for many. */
export const restoreOf = (subject: string): string | undefined => {
  const session = subject.startsWith("restore:") ? subject.slice("restore:".length) : ""
  return session === "" || session.startsWith("**") ? undefined : session
}

/** The names of changes whose "before" a mailbox snapshot can tell. */
export const CHANGE_NAMES = {
  forwarding: "Forwarding",
  keepsCopy: "Keeps a copy",
  mailboxAuditing: "Mailbox auditing",
} as const
