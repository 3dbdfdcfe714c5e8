/** What changed on a backup server: evidence that is gone, or will not be kept or told any more, and who may restore. */
import { plainText } from "../lib/plain-text.ts"
import { restoreSubject } from "../model/act.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import type { Describer } from "./describer.ts"
import { parameterOf } from "./facts/fact.ts"

export const isBackupChange = ({ source, raw }: AuditRecord): boolean =>
  source === "Veeam.Restore" && raw.BackupChange !== undefined

const WHAT: Readonly<Record<string, readonly [what: string, sentence: string]>> = {
  "session-deleted": [
    "Restore session",
    "A restore session was deleted on $, though the server should still have it.",
  ],
  history: ["Sessions are kept", "The backup server $ keeps its restore sessions for a shorter time now."],
  "audit-mail": ["Audit mails", "The backup server $ tells fewer people of restores than before."],
  "audit-items": [
    "Watched no more",
    "The backup server $ tells nobody any more when data of some is restored.",
  ],
  "restore-roles": ["Restore operators", "Who may restore what in the Restore Portal of $ was changed."],
  "server-replaced": [
    "Installation",
    "Another installation answers as $: what the old one knew of restores is gone with it.",
  ],
}

export const describeBackupChange: Describer = (record) => {
  const read = (name: string): string => plainText(parameterOf(record, name) ?? "")
  const [kind, server, session] = [read("kind"), read("server"), read("session")]
  const [what, sentence] = WHAT[kind] ?? ["Setting", "The backup server $ was changed."]
  return {
    subject: session === "" ? `policy:backup server ${server} ${kind}` : restoreSubject(session),
    object: { session, server },
    changes: [{ what, before: read("before"), after: read("after") || "gone" }],
    sentence: sentence.replace("$", server),
  }
}
