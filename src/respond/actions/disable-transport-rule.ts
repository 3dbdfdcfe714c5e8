/** Switches one mail-flow rule off, and leaves it as evidence. Follows Get-, Disable- and Enable-TransportRule (Exchange PowerShell reference). */
import { RemediationError } from "../../model/errors.ts"
import type { JsonObject } from "../../model/json.ts"
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { child, same, text, texts, withoutSidecars } from "../cmdlet-rows.ts"
import { orMissing, type Reach } from "../reach.ts"
import { identityIn } from "../subject.ts"

export const disableTransportRule: Action = {
  name: "disable-transport-rule",
  label: "Disable this mail-flow rule",
  reversibility:
    "Can be undone: the rule stays, switched off. It is the whole organization's: all mail flows without it. Mail that it sent away can't be called back.",
  undoable: true,
  read,
  pin: (subject, before) => ({ ...subject, transportRuleGuid: text(before, "guid") ?? "" }),
  plan: (_subject, before) => (isOn(before) ? [ruleCall("Disable-TransportRule", before)] : []),
  anchor: () => undefined,
  isDone: (_subject, after) => !isOn(after),
  asks: () => "A mail-flow rule is the whole organization's: all mail will flow without it.",
  describe,
  live: (before) => [
    { label: `Mail-flow rule "${text(before, "name") ?? "unknown"}"`, value: stateOf(before) },
    ...Object.entries(TARGETS).flatMap(([key, label]) => {
      const value = texts(rowOf(before), key).join(", ")
      return value === "" ? [] : [{ label, value }]
    }),
  ],
  inverse: (_subject, before) =>
    isOn(before)
      ? [ruleCall("Enable-TransportRule", before, { Mode: text(rowOf(before), "Mode") ?? "Enforce" })]
      : [],
}

const TARGETS = {
  BlindCopyTo: "Copies in secret to",
  CopyTo: "Copies to",
  RedirectMessageTo: "Redirects to",
  AddToRecipients: "Adds to the recipients",
} as const

const ruleCall = (cmdlet: string, before: Snapshot, more: JsonObject = {}) => ({
  cmdlet,
  parameters: { Identity: text(before, "guid") ?? "", ...more, Confirm: false },
})

const rowOf = (snapshot: Snapshot): JsonObject => child(snapshot, "rule") ?? {}

/** A blank is no "off". */
const isOn = (snapshot: Snapshot): boolean =>
  text(snapshot, "guid") !== undefined && !same(text(rowOf(snapshot), "State") ?? "", "Disabled")

const stateOf = (snapshot: Snapshot): string => {
  if (text(snapshot, "guid") === undefined) return "not there"
  return isOn(snapshot) ? "on" : "off"
}

/** By its GUID once it is known: somebody may give another rule the same name meanwhile. */
async function read(subject: Subject, reach: Reach): Promise<Snapshot> {
  const name = identityIn(subject, "ruleName", "mail-flow rule")
  const identity = subject.transportRuleGuid || name
  const rows = (await orMissing(reach.rows("Get-TransportRule", { Identity: identity }))) ?? []
  if (rows.length > 1) throw new RemediationError(`Several mail-flow rules are called "${name}".`)
  const [rule] = rows
  if (rule === undefined) return { name, guid: null, rule: null }
  return { name: text(rule, "Name") ?? name, guid: text(rule, "Guid") ?? name, rule: withoutSidecars(rule) }
}

function describe(before: Snapshot, after: Snapshot): string {
  const rule = `The mail-flow rule "${text(after, "name") ?? "unknown"}"`
  if (isOn(after)) return `${rule} is still on.`
  if (text(after, "guid") === undefined) return `${rule} isn't there any more.`
  return isOn(before) ? `${rule} is switched off: read back, it is off.` : `${rule} is off.`
}
