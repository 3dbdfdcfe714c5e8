/** Mail that was let out of quarantine. One person lets many out in one sitting: they are one subject. */
import { plainText } from "../lib/plain-text.ts"
import { actorName } from "./actor-name.ts"
import { changesOf } from "./describe-change.ts"
import type { Describer } from "./describer.ts"
import { rawText } from "./facts/fact.ts"
import { readQuarantine, releasedTo } from "./facts/quarantine.ts"
import { capital } from "./mailbox-words.ts"

export const describeQuarantine: Describer = (record, context) => {
  const { actor } = record
  const did = readQuarantine(record) === "exported" ? "exported a message from" : "released a message from"
  const to = plainText(releasedTo(record))
  return {
    subject: `quarantine:${(actor.upn ?? actor.id).toLowerCase()}`,
    object: {
      message: rawText(record, "NetworkMessageId") || record.target.id,
      ...(actor.upn === undefined ? {} : { user: actor.upn }),
    },
    changes: [...changesOf(record), ...(to === "" ? [] : [{ what: "Released to", after: to }])],
    sentence: `${capital(actorName(record, context))} ${did} quarantine${to === "" ? "" : ` to ${to}`}.`,
  }
}
