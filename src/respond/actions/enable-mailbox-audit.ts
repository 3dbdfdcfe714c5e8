/**
 * Switches mailbox auditing back on: of one mailbox, with Microsoft's own list of recorded acts, or of the organization
 * when the alert names no mailbox. Follows Set-Mailbox and Set-OrganizationConfig (Exchange PowerShell reference).
 */
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { flag, said, same, splitRights, text, texts } from "../cmdlet-rows.ts"
import type { Reach } from "../reach.ts"
import { readMailbox } from "../read-mailbox.ts"
import { mailboxNameOf, mailboxOf } from "../subject.ts"

export const enableMailboxAudit: Action = {
  name: "enable-mailbox-audit",
  label: "Switch mailbox auditing on",
  reversibility:
    "Isn't taken back from here: without it nobody sees who reads the mail. What happened meanwhile isn't recorded.",
  undoable: false,
  read,
  pin: (subject) => subject,
  plan: (subject, before) => {
    if (isOn(before)) return []
    return text(before, "mailbox") === undefined
      ? [{ cmdlet: "Set-OrganizationConfig", parameters: { AuditDisabled: false, Confirm: false } }]
      : [
          {
            cmdlet: "Set-Mailbox",
            parameters: {
              Identity: mailboxOf(subject),
              AuditEnabled: true,
              DefaultAuditSet: SIGN_IN_TYPES,
              Confirm: false,
            },
          },
        ]
  },
  anchor: (subject) => (isAboutAll(subject) ? undefined : mailboxOf(subject)),
  isDone: (_subject, after) => isOn(after),
  describe: (before, after) => {
    const of = `Mailbox auditing of ${text(after, "mailbox") ?? "the organization"}`
    if (!isOn(after)) return `${of} is still reduced or off.`
    return isOn(before)
      ? `${of} is on.`
      : `${of} is switched on: read back, it is on, with Microsoft's own list of recorded acts.`
  },
  live: (before) => [{ label: "Mailbox auditing", value: isOn(before) ? "on" : "off or reduced" }],
  inverse: () => [],
}

/** For all three Microsoft keeps the list of recorded acts. Source: Set-Mailbox, "DefaultAuditSet". */
const SIGN_IN_TYPES = ["Admin", "Delegate", "Owner"] as const

const isOn = (snapshot: Snapshot): boolean => {
  const kept = texts(snapshot, "defaultSet")
  const whole = SIGN_IN_TYPES.every((type) => kept.some((one) => same(one, type)))
  return flag(snapshot, "enabled") && (text(snapshot, "mailbox") === undefined || whole)
}

/** The record of the organization's switch names the organization, not a mailbox. */
const isAboutAll = (subject: Subject): boolean => subject.scope === "organization"

async function read(subject: Subject, reach: Reach): Promise<Snapshot> {
  if (isAboutAll(subject)) {
    const [row = {}] = await reach.rows("Get-OrganizationConfig", {})
    return { mailbox: null, enabled: said(row, "AuditDisabled") === false, defaultSet: [] }
  }
  const row = await readMailbox(subject, reach)
  return {
    mailbox: mailboxNameOf(subject),
    enabled: flag(row, "AuditEnabled"),
    defaultSet: splitRights(texts(row, "DefaultAuditSet")),
  }
}
