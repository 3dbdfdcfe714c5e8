/** Who was given which right on whose mailbox. */
import { plainText } from "../lib/plain-text.ts"
import { actorName } from "./actor-name.ts"
import type { Describer } from "./describer.ts"
import { parameterOf } from "./facts/fact.ts"
import { readGrant } from "./facts/permissions.ts"
import { capital, mailboxIdentity, mailboxKey, mailboxOf } from "./mailbox-words.ts"

export const describePermission: Describer = (record, context) => {
  const grant = readGrant(record)
  const user = plainText(grant?.user ?? "unknown")
  const shown = user.split("/").at(-1) ?? user
  const kind = grant?.kind ?? "FullAccess"
  const autoMapping = parameterOf(record, "AutoMapping")
  const who = capital(actorName(record, context))
  return {
    subject: `permission:${mailboxKey(record.target)}:${user.toLowerCase()}`,
    object: {
      mailbox: mailboxIdentity(record.target),
      user: grant?.user ?? "unknown",
      accessRights: grant?.accessRights ?? "",
      kind,
      ...(autoMapping === undefined ? {} : { autoMapping }),
    },
    changes: [{ what: kind === "SendAs" ? "May send as this mailbox" : "Has full access", after: shown }],
    sentence:
      kind === "SendAs"
        ? `${who} gave ${shown} the right to send mail as ${plainText(record.target.name)}.`
        : `${who} gave ${shown} full access to ${mailboxOf(record.target)}.`,
  }
}
