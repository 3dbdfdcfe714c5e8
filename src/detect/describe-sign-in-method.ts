/** How an account proves itself besides its password, and what changed of it. */
import type { Act } from "../model/act.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { actorName } from "./actor-name.ts"
import { describeChange } from "./describe-change.ts"
import type { Describer } from "./describer.ts"
import { MAX_PARTS, partsText, userObject, whoseAccount } from "./directory-words.ts"
import { targetUser } from "./facts/directory-record.ts"
import { addedMethods, addsAccessPass, readMfaOff, SOME_METHOD } from "./facts/sign-in-methods.ts"
import { capital } from "./mailbox-words.ts"

export const describeSignInMethod: Describer = (record, context) => {
  const who = capital(actorName(record, context))
  const words = tellOff(record, who) ?? tellPass(record, who) ?? tellAdded(record, who)
  if (words === undefined) return describeChange("sign-in-method")(record, context)
  return {
    subject: `sign-in-method:${targetUser(record).toLowerCase()}`,
    object: userObject(record),
    ...words,
  }
}

/** The record may say that there is one more, and not which. */
const isNamed = ([first, ...more]: readonly string[]): boolean => first !== SOME_METHOD || more.length > 0

type Words = Pick<Act, "changes" | "sentence">

function tellOff(record: AuditRecord, who: string): Words | undefined {
  const off = readMfaOff(record)
  if (off === undefined) return undefined
  const methods = off.startsWith("all methods")
  return {
    changes: [
      methods
        ? { what: "Methods of multifactor authentication", after: "none" }
        : { what: "Multifactor authentication required", before: "yes", after: "no" },
    ],
    sentence: methods
      ? `${who} took all methods of multifactor authentication from ${whoseAccount(record)}.`
      : `${who} switched multifactor authentication off for ${whoseAccount(record)}.`,
  }
}

function tellPass(record: AuditRecord, who: string): Words | undefined {
  if (!addsAccessPass(record)) return undefined
  return {
    changes: [{ what: "Temporary access pass", before: "none", after: "made" }],
    sentence: `${who} made a temporary access pass for ${whoseAccount(record)}: whoever has it signs in without password and second factor.`,
  }
}

function tellAdded(record: AuditRecord, who: string): Words | undefined {
  const added = addedMethods(record)
  if (added.length === 0) return undefined
  return {
    changes: added
      .slice(0, MAX_PARTS)
      .map((method) => ({ what: "New sign-in method", before: "not there", after: method })),
    sentence: `${who} added a way to sign in to ${whoseAccount(record)}${isNamed(added) ? `: ${partsText(added)}` : ""}.`,
  }
}
