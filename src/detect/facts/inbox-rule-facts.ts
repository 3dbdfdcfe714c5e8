/** Facts about inbox rules: what they do with mail, and how they hide it and themselves. */
import type { AuditRecord } from "../../model/audit-record.ts"
import { listed } from "./destinations.ts"
import type { Fact, FactContext } from "./fact.ts"
import { hidingPlace, tellingWord, tidiedWord } from "./hiding-places.ts"
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
/** In scripts that write a word with one sign, one sign is a name. */
const WORD_SIGN = /[\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}]/u

/** Empty, one character, one character over and over, or nothing but punctuation: nobody names an honest rule like that. */
const concealed: RuleFact = ({ name }) => {
  if (name === undefined || WORD_SIGN.test(name)) return undefined
  const characters = new Set(name.toLowerCase().match(/[\p{L}\p{N}]/gu))
  return characters.size > 1 ? undefined : `the rule is named ${JSON.stringify(name)}`
}

/** A rule about one colleague hides the answers of the very person that a thief writes to. */
const oneColleague: RuleFact = ({ senders }) => {
  const [only] = senders
  return senders.length === 1 && only?.place === "inside" ? only.address : undefined
}

export const INBOX_RULE_FACTS: readonly Fact[] = [
  fact("RuleTextsPhone", ({ phone }) => phone),
  fact("RuleForwardsOutside", forwardsOutside),
  fact("RuleForwardsToUnknown", (change) =>
    forwardsOutside(change) === undefined ? listed(change.destinations, "unknown") : undefined,
  ),
  fact("RuleDeletes", ({ deletes }) => (deletes ? "the rule deletes mail" : undefined)),
  fact("RuleHides", hides),
  fact("RuleMarksRead", ({ marksRead }) => (marksRead ? "the rule marks mail as read" : undefined)),
  fact("RuleNameConcealed", concealed),
  fact("RuleHasNoCondition", ({ conditions, complete }) =>
    complete && conditions.length === 0 ? "the rule applies to every message" : undefined,
  ),
  fact("RuleWatchesMoneyOrSecurity", ({ conditions }) =>
    conditions.map(tellingWord).find((word) => word !== undefined),
  ),
  fact("RuleWatchesOneColleague", oneColleague),
  fact("RuleTidiesUp", ({ conditions }) => conditions.map(tidiedWord).find((word) => word !== undefined)),
  fact("RuleOnlyMarksRead", (change) =>
    change.marksRead && change.destinations.length === 0 && !change.deletes && hides(change) === undefined
      ? "the rule marks mail as read and doesn't delete it"
      : undefined,
  ),
  fact("RuleOnlyFiles", (change) =>
    change.destinations.length === 0 && !change.deletes && !change.marksRead && hides(change) === undefined
      ? "the rule neither sends, deletes nor hides mail"
      : undefined,
  ),
]
