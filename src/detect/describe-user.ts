/** An account: made, invited, turned from guest to member, given a new password, deleted, signed out. */
import { plainText } from "../lib/plain-text.ts"
import type { Act } from "../model/act.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { actorName } from "./actor-name.ts"
import { describeSetting } from "./describe-setting.ts"
import type { Describer } from "./describer.ts"
import { personName, userObject, whoseAccount } from "./directory-words.ts"
import { FACTS } from "./facts/all-facts.ts"
import { targetUser } from "./facts/directory-record.ts"
import type { FactContext } from "./facts/fact.ts"
import { capital } from "./mailbox-words.ts"

export const describeUser: Describer = (record, context) => {
  const words = tell(record, context)
  if (words === undefined) return describeSetting("user")(record, context)
  return { subject: `user:${targetUser(record).toLowerCase()}`, object: userObject(record), ...words }
}

function tell(record: AuditRecord, context: FactContext): Pick<Act, "changes" | "sentence"> | undefined {
  const holds = (name: string): string | undefined => FACTS.get(name)?.read(record, context)
  const who = capital(actorName(record, context))
  const user = personName(targetUser(record))
  const row = (what: string, after: string) => [{ what, after }]
  const imitated = holds("NameLooksLikeAnother")
  const like = imitated === undefined ? "" : `, a name that is easily taken for ${plainText(imitated)}`
  if (holds("CreatesUser") !== undefined)
    return { changes: row("Account", "made"), sentence: `${who} made the account ${user}${like}.` }
  if (holds("InvitesGuest") !== undefined)
    return { changes: row("Guest", "invited"), sentence: `${who} invited the guest ${user}.` }
  if (holds("GuestBecomesMember") !== undefined)
    return {
      changes: [{ what: "Kind of account", before: "guest", after: "member" }],
      sentence: `${who} turned the guest ${user} into a member, who sees what employees see.`,
    }
  if (holds("ResetsPassword") !== undefined)
    return {
      changes: row("Password", "set by somebody else"),
      sentence: `${who} set a new password for ${user}.`,
    }
  const deleted = holds("DeletesUser")
  if (deleted !== undefined)
    return {
      changes: row("Account", "deleted"),
      sentence: `${who} deleted the account ${plainText(deleted)}.`,
    }
  if (holds("RevokesSessions") !== undefined)
    return {
      changes: row("Sessions", "ended"),
      sentence: `${who} signed ${whoseAccount(record)} out everywhere.`,
    }
  return undefined
}
