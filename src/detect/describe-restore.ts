/** What was done with a mailbox's backup. */
import { plainText } from "../lib/plain-text.ts"
import { actorName } from "./actor-name.ts"
import type { Describer } from "./describer.ts"
import { parameterOf } from "./facts/fact.ts"
import { capital, mailboxIdentity, mailboxOf } from "./mailbox-words.ts"

/** What was done with the data, and how the sentence goes on where the record names no destination. */
const RESTORE_WORDS: Readonly<Record<string, readonly [verb: string, elsewhere: string]>> = {
  restore: ["restored", ""],
  save: ["saved", " to a file"],
  export: ["exported", " to a file"],
  send: ["sent", " by mail"],
}

export const describeRestore: Describer = (record, context) => {
  const read = (name: string): string => plainText(parameterOf(record, name) ?? "")
  const [session, item, target] = [read("session"), read("item"), read("target")]
  const what = item === "" ? "data" : `"${item}"`
  const [verb, elsewhere] = RESTORE_WORDS[record.operationKey] ?? ["took", ""]
  return {
    subject: `restore:${session || record.id}`,
    object: {
      session,
      mailbox: mailboxIdentity(record.target),
      item,
      source: read("source"),
      target,
      clientHost: read("clientHost"),
      reason: read("reason"),
    },
    changes: [{ what: record.operation, before: read("source"), after: target || "not recorded" }],
    sentence: `${capital(actorName(record, context))} ${verb} ${what} of ${mailboxOf(record.target)} from the backup${target === "" ? elsewhere : ` to ${target}`}.`,
  }
}
