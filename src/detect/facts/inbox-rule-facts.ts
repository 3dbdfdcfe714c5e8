/** Facts about inbox rules: what they do with mail, and how they hide it and themselves. */
import type { AuditRecord } from "../../model/audit-record.ts"
import { listed } from "./destinations.ts"
import type { Fact, FactContext } from "./fact.ts"
import { hidingPlace, tellingWord } from "./hiding-places.ts"
import { type RuleChange, readRuleChange } from "./inbox-rule.ts"

type RuleFact = (change: RuleChange) => string | undefined

const fact = (name: string, read: RuleFact): Fact => ({
  name,
  read: (record: AuditRecord, context: FactContext) => {
    const change = readRuleChange(record, context)
    return change === undefined ? undefined : read(change)
  },
})

const forwardsOutside: RuleFact = ({ destinations }) => listed(destinations, "outside")
const hides: RuleFact = ({ folders }) => folders.map(hidingPlace).find((folder) => folder !== undefined)
const concealed: RuleFact = ({ name }) =>
  name !== undefined && !/[\p{L}\p{N}].*[\p{L}\p{N}]/u.test(name)
    ? `the rule is named ${JSON.stringify(name)}`
    : undefined

export const INBOX_RULE_FACTS: readonly Fact[] = [
  fact("RuleForwardsOutside", forwardsOutside),
  fact("RuleForwardsToUnknown", (change) =>
    forwardsOutside(change) === undefined ? listed(change.destinations, "unknown") : undefined,
  ),
  fact("RuleDeletes", ({ deletes }) => (deletes ? "the rule deletes mail" : undefined)),
  fact("RuleHides", hides),
  fact("RuleMarksRead", ({ marksRead }) => (marksRead ? "the rule marks mail as read" : undefined)),
  /** Empty, one character or nothing but punctuation: nobody names an honest rule like that. */
  fact("RuleNameConcealed", concealed),
  fact("RuleHasNoCondition", ({ conditions, complete }) =>
    complete && conditions.length === 0 ? "the rule applies to every message" : undefined,
  ),
  fact("RuleWatchesMoneyOrSecurity", ({ conditions }) =>
    conditions.map(tellingWord).find((word) => word !== undefined),
  ),
]
