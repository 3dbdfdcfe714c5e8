/** What a mail-flow rule does with everybody's mail. */
import { plainText } from "../lib/plain-text.ts"
import type { Change } from "../model/alert.ts"
import { actorName, actorObject } from "./actor-name.ts"
import { changesOf } from "./describe-change.ts"
import type { Describer } from "./describer.ts"
import { listed } from "./facts/destinations.ts"
import { readTransportRule, type SendParameter, type TransportRule } from "./facts/transport-rules.ts"
import { capital } from "./mailbox-words.ts"

const WORDS: Readonly<Record<SendParameter, readonly [verb: string, change: string]>> = {
  BlindCopyTo: ["copies mail in secret to", "Copies in secret to"],
  CopyTo: ["copies mail to", "Copies to"],
  RedirectMessageTo: ["redirects mail to", "Redirects to"],
  AddToRecipients: ["adds to the recipients", "Adds to the recipients"],
}

export const describeTransportRule: Describer = (record, context) => {
  const rule = readTransportRule(record, context)
  const name = plainText(rule?.name ?? record.target.name)
  const isNew = record.operationKey === "new-transportrule"
  const what = rule === undefined ? [] : effectsOf(rule)
  const verb = isNew ? "made" : record.operationKey === "enable-transportrule" ? "switched on" : "changed"
  return {
    subject: `transport-rule:${name.toLowerCase()}`,
    object: { ruleName: rule?.name ?? record.target.id, ...actorObject(record) },
    changes: rule === undefined ? changesOf(record) : rowsOf(rule),
    sentence: `${capital(actorName(record, context))} ${verb} the mail-flow rule "${name}"${what.length === 0 ? "" : `, which ${listText(what)}`}.`,
  }
}

const listText = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`

function effectsOf(rule: TransportRule): readonly string[] {
  return [
    ...rule.sends.map(({ how, to }) => {
      const outside = listed(to, "outside") === undefined ? "" : " outside the organization"
      return `${WORDS[how][0]} ${to.map(({ address }) => plainText(address)).join(", ")}${outside}`
    }),
    ...(rule.deletes ? ["deletes mail"] : []),
    ...(rule.spamLevel?.trim() === "-1" ? ["lets mail past the spam filter"] : []),
    ...(rule.hidesFromAudit ? ["leaves no trace in reports"] : []),
  ]
}

function rowsOf(rule: TransportRule): readonly Change[] {
  const rows: readonly (readonly [string, string])[] = [
    ...rule.sends.map(
      ({ how, to }) => [WORDS[how][1], to.map(({ address }) => plainText(address)).join(", ")] as const,
    ),
    ["Deletes", rule.deletes ? "yes" : ""],
    ["Spam level", plainText(rule.spamLevel ?? "")],
    ["Shown in reports", rule.hidesFromAudit ? "no" : ""],
    ["Only mail with", plainText(rule.conditions.join("; "))],
  ]
  return rows.filter(([, after]) => after !== "").map(([what, after]) => ({ what, after }))
}
