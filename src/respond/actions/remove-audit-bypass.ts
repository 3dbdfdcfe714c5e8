/** Has mailbox auditing record again what an account does. Follows Get- and Set-MailboxAuditBypassAssociation (Exchange PowerShell reference). */
import { RemediationError } from "../../model/errors.ts"
import type { Action, Snapshot } from "../action-contract.ts"
import { flag, said, text } from "../cmdlet-rows.ts"
import { mailboxNameOf, mailboxOf } from "../subject.ts"

export const removeAuditBypass: Action = {
  name: "remove-audit-bypass",
  label: "Record this account again",
  reversibility:
    "Isn't taken back from here: an account that isn't recorded leaves no trace. What it did meanwhile isn't recorded.",
  undoable: false,
  read: async (subject, reach) => {
    const identity = subject.bypassGuid || mailboxOf(subject)
    const [row, ...others] = await reach.rows("Get-MailboxAuditBypassAssociation", { Identity: identity })
    if (row === undefined || others.length > 0) {
      throw new RemediationError(
        `Exchange doesn't find exactly one account called ${mailboxNameOf(subject)}.`,
      )
    }
    return {
      account: mailboxNameOf(subject),
      guid: text(row, "Guid") ?? identity,
      // A blank is no "no".
      bypassed: said(row, "AuditBypassEnabled") !== false,
    }
  },
  pin: (subject, before) => ({ ...subject, bypassGuid: text(before, "guid") ?? "" }),
  plan: (_subject, before) =>
    isBypassed(before)
      ? [
          {
            cmdlet: "Set-MailboxAuditBypassAssociation",
            parameters: { Identity: text(before, "guid") ?? "", AuditBypassEnabled: false, Confirm: false },
          },
        ]
      : [],
  anchor: () => undefined,
  isDone: (_subject, after) => !isBypassed(after),
  describe: (before, after) => {
    const account = text(after, "account") ?? "the account"
    if (isBypassed(after)) return `What ${account} does is still not recorded.`
    return isBypassed(before)
      ? `What ${account} does is recorded again: read back, the exception is gone.`
      : `What ${account} does is recorded.`
  },
  live: (before) => [{ label: "Recorded by mailbox auditing", value: isBypassed(before) ? "no" : "yes" }],
  inverse: () => [],
}

const isBypassed = (snapshot: Snapshot): boolean => flag(snapshot, "bypassed")
