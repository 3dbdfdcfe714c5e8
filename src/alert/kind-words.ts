/** What people call the kinds of thing that alerts are about: for mutes, on cards and in chat. For the middle of a sentence. */
import { plainText } from "../lib/plain-text.ts"
import { SUBJECT_KINDS, type SubjectKind } from "../model/act.ts"

const WORDS: Readonly<Record<SubjectKind, string>> = {
  forwarding: "forwarding",
  "inbox-rule": "inbox rules",
  permission: "access",
  "audit-log": "the audit log",
  "mailbox-audit": "mailbox auditing",
  restore: "restores",
  "transport-rule": "mail-flow rules",
  connector: "connectors",
  "mail-protection": "mail protection",
  "mail-access": "access to mail",
  quarantine: "the quarantine",
  export: "exports",
  "directory-role": "roles",
  "exchange-role": "roles in Exchange",
  application: "apps",
  "sign-in-method": "sign-in methods",
  "conditional-access": "conditional access",
  domain: "domains",
  partner: "partners",
  policy: "policies",
  user: "accounts",
  device: "devices",
  "sign-in": "sign-ins",
  "file-activity": "files",
  sharing: "sharing",
  teams: "Teams",
  dlp: "data loss prevention",
  "microsoft-alert": "Microsoft's own alerts",
  other: "something else",
}

/** A kind that this version doesn't know stays as it is named. */
export function kindWords(kind: string): string {
  const known = SUBJECT_KINDS.find((one) => one === kind)
  return known === undefined ? plainText(kind, 120).replaceAll("-", " ") : WORDS[known]
}
