/** What ordinary users and guests may do since a policy changed. Other policies are told by their changed values. */
import { actorName } from "./actor-name.ts"
import { describeChange } from "./describe-change.ts"
import type { Describer } from "./describer.ts"
import { andList } from "./directory-words.ts"
import { loosened } from "./facts/authorization.ts"
import { capital } from "./mailbox-words.ts"

export const describePolicy: Describer = (record, context) => {
  const told = describeChange("policy")(record, context)
  const parts = loosened(record)
  if (parts.length === 0) return told
  return {
    ...told,
    subject: "policy:authorization",
    sentence: `${capital(actorName(record, context))} loosened what users may do: ${andList(parts)}.`,
  }
}
