/**
 * Lets an address send again that Microsoft stopped because spam came from there.
 * Follows Get- and Remove-BlockedSenderAddress (Exchange PowerShell reference); neither knows -Confirm.
 */
import type { JsonObject } from "../../model/json.ts"
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { flag, said, same, text } from "../cmdlet-rows.ts"
import { readAccount } from "../directory-reads.ts"
import { orMissing, type Reach } from "../reach.ts"
import { readMailbox } from "../read-mailbox.ts"

export const unblockSender: Action = {
  name: "unblock-sender",
  label: "Allow sending again",
  reversibility: "Can't be undone: only Microsoft blocks a sender.",
  undoable: false,
  read,
  pin: (subject, before) => ({
    ...subject,
    account: text(before, "id") ?? "",
    sender: text(before, "sender") ?? "",
  }),
  plan: (_subject, before) =>
    flag(before, "blocked")
      ? [
          {
            cmdlet: "Remove-BlockedSenderAddress",
            parameters: { SenderAddress: text(before, "sender") ?? "" },
          },
        ]
      : [],
  anchor: () => undefined,
  isDone: (_subject, after) => !flag(after, "blocked"),
  describe,
  live: (before) => [
    {
      label: `Sending from ${text(before, "sender") ?? "the mailbox"}`,
      value: flag(before, "blocked") ? "blocked by Microsoft" : "not blocked",
    },
  ],
  asks: (_subject, before) => (flag(before, "blocked") ? FEW_TIMES : undefined),
  notYet,
  inverse: () => [],
}

/** Source: Remove-BlockedSenderAddress, "Note"; the hour: Defender for Office 365, "Remove blocked users from the Restricted entities page". */
const FEW_TIMES =
  "Can't be undone, and Microsoft unblocks an account only a few times: afterwards its support has to."

/** Whoever has the password would go on sending, and use up one of those times. */
function notYet({ firstAt = "" }: Subject, before: Snapshot): string | undefined {
  const changedAt = Date.parse(text(before, "passwordChangedAt") ?? "")
  const isLockedOut = said(before, "enabled") === false || changedAt >= Date.parse(firstAt)
  return isLockedOut
    ? undefined
    : `${text(before, "account") ?? "The account"} can sign in with the password of before, so whoever has it would go on sending: block sign-in or reset the password first.`
}

async function read(subject: Subject, reach: Reach): Promise<Snapshot> {
  const account = await readAccount(subject, reach)
  const sender = subject.sender || addressOf(await readMailbox(subject, reach), account)
  const rows = await orMissing(reach.rows("Get-BlockedSenderAddress", { SenderAddress: sender }))
  const row = rows?.find((one) => same(text(one, "SenderAddress") ?? "", sender))
  return { ...account, sender, blocked: row !== undefined, why: text(row ?? {}, "Reason") ?? null }
}

/** The list holds the address that mail is sent from, which needn't be the sign-in name. */
const addressOf = (mailbox: JsonObject, account: Snapshot): string =>
  text(mailbox, "PrimarySmtpAddress") ?? text(account, "account") ?? ""

function describe(before: Snapshot, after: Snapshot): string {
  const sender = text(after, "sender") ?? "The mailbox"
  if (flag(after, "blocked")) return `${sender} is still blocked from sending.`
  return flag(before, "blocked")
    ? `${sender} may send again: read back, it isn't blocked any more. Microsoft needs up to an hour for it.`
    : `${sender} isn't blocked from sending.`
}
