/**
 * Switches one inbox rule off, and leaves it in the mailbox as evidence.
 * Follows Get-, Disable- and Enable-InboxRule (Exchange PowerShell reference).
 *
 * @NOTE Only the text `Identity` is used: the number `RuleIdentity` has 64 bits and JSON rounds it.
 */
import type { JsonObject } from "../../model/json.ts"
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { child, flag, said, text, texts, withoutSidecars } from "../cmdlet-rows.ts"
import { everyRule, findInboxRule, isOnlyOutlooks, isSameRule, sendsTo } from "../find-inbox-rule.ts"
import type { Reach } from "../reach.ts"
import { mailboxNameOf, mailboxOf } from "../subject.ts"

export const disableInboxRule: Action = {
  name: "disable-inbox-rule",
  label: "Disable this rule",
  reversibility:
    "Can be undone: the rule stays in the mailbox, switched off. " +
    "Side effect that can't be undone: Exchange deletes this mailbox's Outlook-only (client-side) rules when a rule is changed from outside.",
  undoable: true,
  read,
  pin(subject, before) {
    const ruleIdentity = text(before, "identity")
    return ruleIdentity === undefined ? subject : { ...subject, ruleIdentity }
  },
  plan: (_subject, before) => (isOff(before) ? [] : [ruleCall("Disable-InboxRule", before)]),
  anchor: mailboxOf,
  isDone: (_subject, after) => isOff(after),
  unlike,
  asks: (_subject, before) => {
    const lost = texts(before, "clientSide")
    return lost.length === 0
      ? undefined
      : `Exchange will delete the rules of this mailbox that only Outlook runs (${lost.join(", ")}). This can't be undone.`
  },
  describe,
  live: (before) => [{ label: ruleName(before), value: stateOf(before) }, ...targetsOf(before)],
  inverse: (_subject, before) => (isOff(before) ? [] : [ruleCall("Enable-InboxRule", before)]),
}

/** A rule of the same name may be the owner's own. */
function unlike({ ruleId = "", destination }: Subject, before: Snapshot): string | undefined {
  if (!isSameRule(ruleId, text(before, "identity") ?? ""))
    return `${ruleName(before)} isn't the rule that the records tell, but another one of that name.`
  return destination === undefined || sendsTo(child(before, "rule") ?? {}, destination)
    ? undefined
    : `${ruleName(before)} doesn't send to ${destination} any more.`
}

const ruleCall = (cmdlet: string, before: Snapshot) => ({
  cmdlet,
  parameters: { Identity: text(before, "identity") ?? "", Confirm: false, Force: true },
})

const isOff = (snapshot: Snapshot): boolean =>
  text(snapshot, "identity") === undefined || !flag(snapshot, "enabled")

async function read(subject: Subject, reach: Reach): Promise<Snapshot> {
  const mailbox = mailboxOf(subject)
  const rows = await everyRule(mailbox, reach)
  const rule = findInboxRule(subject, rows)
  const common = {
    mailbox: mailboxNameOf(subject),
    name: subject.ruleName ?? "",
    clientSide: rows.filter((row) => isOnlyOutlooks(row) && row !== rule).map(nameOf),
  }
  if (rule === undefined) return { ...common, identity: null, enabled: false, rule: null }
  return {
    ...common,
    name: text(rule, "Name") ?? common.name,
    identity: text(rule, "Identity") ?? null,
    // A blank is no "off".
    enabled: said(rule, "Enabled") !== false,
    rule: withoutSidecars(rule),
  }
}

const nameOf = (row: JsonObject): string => text(row, "Name") ?? "a rule without a name"

const ruleName = (snapshot: Snapshot): string => {
  const name = text(snapshot, "name")
  return name === undefined ? "Inbox rule without a name" : `Inbox rule "${name}"`
}

const stateOf = (snapshot: Snapshot): string => {
  if (text(snapshot, "identity") === undefined) return "not in the mailbox"
  return flag(snapshot, "enabled") ? "on" : "off"
}

const TARGET_LABELS = {
  ForwardTo: "Forwards to",
  RedirectTo: "Redirects to",
  ForwardAsAttachmentTo: "Forwards as attachment to",
  MoveToFolder: "Moves mail to",
} as const

/** `"x@y" [SMTP:x@y]` is x@y, `"Kim" [SMTP:x@y]` is Kim (x@y), and `"Kim" [EX:…]` is Kim. */
function recipientText(target: string): string {
  const [, name, kind = "", address = ""] = /^"([^"]*)" \[(SMTP|EX):([^\]]*)\]$/i.exec(target.trim()) ?? []
  if (name === undefined) return target
  if (kind.toUpperCase() !== "SMTP") return name
  return name.toLowerCase() === address.toLowerCase() || name === "" ? address : `${name} (${address})`
}

function targetsOf(snapshot: Snapshot): readonly { readonly label: string; readonly value: string }[] {
  const rule = child(snapshot, "rule")
  if (rule === undefined) return []
  const lines = Object.entries(TARGET_LABELS)
    .map(([key, label]) => ({ label, value: texts(rule, key).map(recipientText).join(", ") }))
    .filter((line) => line.value !== "")
  return flag(rule, "DeleteMessage") ? [...lines, { label: "Deletes mail", value: "yes" }] : lines
}

function describe(before: Snapshot, after: Snapshot): string {
  const mailbox = text(after, "mailbox") ?? "the mailbox"
  if (!isOff(after)) return `${ruleName(after)} of ${mailbox} is still on.`
  if (text(after, "identity") === undefined) {
    return `${ruleName(after)} isn't in the mailbox of ${mailbox}: read with hidden rules, it is gone.`
  }
  return isOff(before)
    ? `${ruleName(after)} of ${mailbox} is off.`
    : `${ruleName(after)} of ${mailbox} is switched off: read back, it is off.`
}
