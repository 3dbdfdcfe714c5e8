/**
 * Switches off every inbox rule of a mailbox that is on, hidden ones too, except Exchange's own; for an account that was
 * taken over. Which of them a thief made can't be told: rules carry no date. They stay in the mailbox as evidence.
 * Follows Get-, Disable- and Enable-InboxRule (Exchange PowerShell reference).
 */
import type { JsonObject } from "../../model/json.ts"
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { objects, said, text, texts, withoutSidecars } from "../cmdlet-rows.ts"
import { everyRule, isExchanges, isOnlyOutlooks } from "../find-inbox-rule.ts"
import type { Reach } from "../reach.ts"
import { mailboxNameOf, mailboxOf } from "../subject.ts"

export const disableInboxRules: Action = {
  name: "disable-inbox-rules",
  label: "Switch inbox rules off",
  reversibility:
    "Can be undone: the rules stay in the mailbox, switched off. " +
    "Side effect that can't be undone: Exchange deletes this mailbox's Outlook-only (client-side) rules when a rule is changed from outside.",
  undoable: true,
  read,
  pin: (subject) => subject,
  plan: (_subject, before) => rulesOn(before).map((rule) => ruleCall("Disable-InboxRule", rule)),
  anchor: mailboxOf,
  isDone: (_subject, after) => rulesOn(after).length === 0,
  asks: (_subject, before) => {
    const lost = texts(before, "clientSide")
    return lost.length === 0 || rulesOn(before).length === 0
      ? undefined
      : `Exchange will delete the rules of this mailbox that only Outlook runs (${lost.join(", ")}). This can't be undone.`
  },
  describe,
  live: (before) =>
    objects(before, "rules").map((rule) => ({
      label: `Inbox rule ${nameOf(rule)} (${text(rule, "Identity")?.slice(-6) ?? ""})`,
      value: isOn(rule) ? "on" : "off",
    })),
  inverse: (_subject, before) => rulesOn(before).map((rule) => ruleCall("Enable-InboxRule", rule)),
}

const ruleCall = (cmdlet: string, rule: JsonObject) => ({
  cmdlet,
  parameters: { Identity: text(rule, "Identity") ?? "", Confirm: false, Force: true },
  // One that Exchange doesn't touch, or that is gone, leaves no other one on.
  mayComeLast: true,
})

/** A blank is no "off". */
const isOn = (rule: JsonObject): boolean => said(rule, "Enabled") !== false

const rulesOn = (snapshot: Snapshot): readonly JsonObject[] => objects(snapshot, "rules").filter(isOn)

const nameOf = (rule: JsonObject): string => {
  const name = text(rule, "Name")
  return name === undefined ? "without a name" : `"${name}"`
}

async function read(subject: Subject, reach: Reach): Promise<Snapshot> {
  const mailbox = mailboxOf(subject)
  const rows = await everyRule(mailbox, reach)
  const own = rows.filter((row) => text(row, "Identity") !== undefined && !isExchanges(row))
  return {
    mailbox: mailboxNameOf(subject),
    clientSide: own.filter(isOnlyOutlooks).map(nameOf),
    rules: own.filter((row) => !isOnlyOutlooks(row)).map(withoutSidecars),
  }
}

function describe(before: Snapshot, after: Snapshot): string {
  const mailbox = text(after, "mailbox") ?? "the mailbox"
  const still = rulesOn(after)
  if (still.length > 0) return `Still on in the mailbox of ${mailbox}: ${still.map(nameOf).join(", ")}.`
  const left = texts(after, "clientSide")
  const outlooks =
    left.length === 0
      ? ""
      : ` Left as they are, because Exchange can't show them whole (mostly rules that only Outlook runs); look at them there: ${left.join(", ")}.`
  const off = rulesOn(before)
  return off.length === 0
    ? `No inbox rule of ${mailbox} is on, read with hidden ones.${outlooks}`
    : `${off.length} inbox ${off.length === 1 ? "rule" : "rules"} of ${mailbox} switched off: read back, with hidden ones, none is on. They were: ${off.map(nameOf).join(", ")}.${outlooks}`
}
