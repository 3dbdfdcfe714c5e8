/** What ordinary users and guests may do since a policy changed. Other settings have words of their own. */
import { actorName } from "./actor-name.ts"
import { describeSetting } from "./describe-setting.ts"
import type { Describer } from "./describer.ts"
import { partsText } from "./directory-words.ts"
import { loosened } from "./facts/authorization.ts"
import { capital } from "./mailbox-words.ts"

export const describePolicy: Describer = (record, context) => {
  const told = describeSetting("policy")(record, context)
  const parts = loosened(record)
  if (parts.length === 0) return told
  return {
    ...told,
    subject: "policy:authorization",
    sentence: `${capital(actorName(record, context))} loosened what users may do: ${partsText(parts)}.`,
  }
}
