/** What a mail-flow rule does with everybody's mail. */
import { andList } from "../lib/list-text.ts"
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

const VERBS: Readonly<Record<string, string>> = {
  "new-transportrule": "made",
  "enable-transportrule": "switched on",
  "disable-transportrule": "switched off",
  "remove-transportrule": "removed",
}

export const describeTransportRule: Describer = (record, context) => {
  const rule = readTransportRule(record, context)
  const name = plainText(rule?.name ?? record.target.name)
  const what = rule === undefined ? [] : effectsOf(rule)
  const verb = VERBS[record.operationKey] ?? "changed"
  return {
    subject: `transport-rule:${name.toLowerCase()}`,
    object: { ruleName: rule?.name ?? record.target.id, ...actorObject(record) },
    changes: rule === undefined ? changesOf(record) : rowsOf(rule),
    sentence: `${capital(actorName(record, context))} ${verb} the mail-flow rule "${name}"${what.length === 0 ? "" : `, which ${andList(what)}`}.`,
  }
}

const skipped = (header: string): string =>
  /-scl /i.test(header)
    ? "lets mail past the spam filter"
    : `lets mail past the check of its ${/links/i.test(header) ? "links" : "attachments"}`

function effectsOf(rule: TransportRule): readonly string[] {
  return [
    ...rule.sends.map(({ how, to }) => {
      const outside = listed(to, "outside") === undefined ? "" : " outside the organization"
      return `${WORDS[how][0]} ${to.map(({ address }) => plainText(address)).join(", ")}${outside}`
    }),
    ...(rule.deletes ? ["deletes mail"] : []),
    ...(rule.spamLevel?.trim() === "-1" ? ["lets mail past the spam filter"] : []),
    ...(rule.skips === undefined ? [] : [skipped(rule.skips)]),
    ...(rule.holdsBack ? ["puts mail into quarantine"] : []),
    ...(rule.hidesFromAudit ? ["leaves no trace in reports"] : []),
  ]
}

function rowsOf(rule: TransportRule): readonly Change[] {
  const rows: readonly (readonly [string, string])[] = [
    ...rule.sends.map(
      ({ how, to }) => [WORDS[how][1], to.map(({ address }) => plainText(address)).join(", ")] as const,
    ),
    ["Deletes", rule.deletes ? "yes" : ""],
    ["Sets the header", plainText(rule.skips ?? "")],
    ["Quarantine", rule.holdsBack ? "yes" : ""],
    ["Spam level", plainText(rule.spamLevel ?? "")],
    ["Shown in reports", rule.hidesFromAudit ? "no" : ""],
    ["Only mail with", plainText(rule.conditions.join("; "))],
  ]
  return rows.filter(([, after]) => after !== "").map(([what, after]) => ({ what, after }))
}
