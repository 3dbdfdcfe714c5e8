/** A sweep rule, which empties an inbox of one sender's mail again and again. */
import { plainText } from "../lib/plain-text.ts"
import { actorName } from "./actor-name.ts"
import type { Describer } from "./describer.ts"
import { parameterOf } from "./facts/fact.ts"
import { doerOf } from "./facts/people.ts"
import type { SweepRule } from "./facts/sweep-rules.ts"

/** The record names a mailbox only where it is another one than that of whoever made the rule. */
export const describeSweepRule =
  (rule: SweepRule): Describer =>
  (record, context) => {
    const owner = parameterOf(record, "Mailbox") || (record.actor.upn ?? record.actor.id)
    const name = plainText(rule.name)
    const sender = plainText(rule.sender) || "a sender whom the record doesn't name"
    return {
      subject: `inbox-rule:${owner.toLowerCase()}:sweep:${rule.name.toLowerCase()}`,
      object: { mailbox: owner, ruleName: rule.name, ...doerOf(record) },
      changes: [
        { what: "Mail of", after: sender },
        { what: "Moves to", after: plainText(rule.folder) },
      ],
      sentence: `A sweep rule "${name}" in ${plainText(owner)}'s mailbox moves all mail of ${sender} to "${plainText(rule.folder)}" (set by ${actorName(record, context)}).`,
    }
  }
