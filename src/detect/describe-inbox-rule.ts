/** What a change of an inbox rule did, in one sentence and as a list of changes. */
import { andList } from "../lib/list-text.ts"
import { plainText } from "../lib/plain-text.ts"
import type { Change } from "../model/alert.ts"
import { actorName } from "./actor-name.ts"
import { describeSweepRule } from "./describe-sweep-rule.ts"
import type { Describer } from "./describer.ts"
import type { Destination } from "./facts/destinations.ts"
import { type RuleChange, readRuleChange } from "./facts/inbox-rule.ts"
import { doerOf } from "./facts/people.ts"
import { readSweepRule } from "./facts/sweep-rules.ts"
import { mailboxIdentity, mailboxKey, mailboxOf } from "./mailbox-words.ts"

export const describeInboxRule: Describer = (record, context) => {
  const sweep = readSweepRule(record)
  if (sweep !== undefined) return describeSweepRule(sweep)(record, context)
  const change = readRuleChange(record, context)
  const destination = change?.destinations.find(({ place }) => place === "outside")
  const label = change?.name === undefined ? "without a recorded name" : `"${plainText(change.name)}"`
  const effects = change === undefined ? [] : effectsOf(change)
  const isNew = record.operationKey === "new-inboxrule"
  return {
    subject: `inbox-rule:${mailboxKey(record.target)}:${(change?.name ?? change?.id ?? "unknown").toLowerCase()}`,
    object: {
      mailbox: mailboxIdentity(record.target),
      ruleName: change?.name ?? "",
      ...(change?.id === undefined ? {} : { ruleId: change.id }),
      ...(destination === undefined ? {} : { destination: destination.address }),
      ...doerOf(record),
    },
    changes: change === undefined ? [] : changesOf(change, isNew),
    sentence: `A ${isNew ? "new" : "changed"} inbox rule ${label} in ${mailboxOf(record.target)} ${sentenceOf(effects)} (set by ${actorName(record, context)}).`,
  }
}

function effectsOf({ destinations, deletes, folders, marksRead, phone }: RuleChange): readonly string[] {
  const away = destinations.filter(({ place }) => place !== "inside")
  return [
    ...(away.length > 0 ? [`forwards mail to ${away.map(nameOf).join(", ")}`] : []),
    ...(phone === undefined ? [] : [`tells the phone ${plainText(phone)} of mail`]),
    ...(deletes ? ["deletes mail"] : []),
    ...(folders.length > 0 ? [`moves mail to "${plainText(folders.join(", "))}"`] : []),
    ...(marksRead ? ["marks mail as read"] : []),
  ]
}

/** A name that only Exchange can resolve may be anybody. */
const nameOf = ({ address, place }: Destination): string =>
  place === "unknown" ? `${plainText(address)} (perhaps outside the organization)` : plainText(address)

const sentenceOf = (effects: readonly string[]): string =>
  effects.length === 0 ? "was set" : andList(effects)

/** Only of a new rule is the state before known without having read it. */
function changesOf(change: RuleChange, isNew: boolean): readonly Change[] {
  const rows: readonly (readonly [string, string])[] = [
    ["Forwards to", change.destinations.map(({ address }) => plainText(address)).join(", ")],
    ["Tells the phone", plainText(change.phone ?? "")],
    ["Deletes", change.deletes ? "yes" : ""],
    ["Moves to", plainText(change.folders.join(", "))],
    ["Marks as read", change.marksRead ? "yes" : ""],
    ["Only mail with", plainText(change.conditions.join("; "))],
  ]
  return rows
    .filter(([, after]) => after !== "")
    .map(([what, after]) => (isNew ? { what, before: "no such rule", after } : { what, after }))
}
