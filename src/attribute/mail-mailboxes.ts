/**
 * Whose mailbox an item was of, where the backup server names only its display name: Veeam's audit mail about the same item
 * in the same minute names the address. Pure.
 */
import type { AuditMail, RestoreEvidence } from "../model/restore-evidence.ts"
import type { RestoreEvent } from "../ports/backup-server.ts"

/** An audit mail tells the minute. */
const MAIL_MS = 90_000

/** A mail about another mailbox's item of the same name is about something else. */
export const isMailAbout = (mail: AuditMail, event: RestoreEvent): boolean =>
  event.itemName === mail.itemName &&
  Math.abs(event.startedAt - mail.at) <= MAIL_MS &&
  mayBe(mail.mailbox.toLowerCase(), event)

const mayBe = (address: string, { mailbox = "", mailboxCandidates }: RestoreEvent): boolean =>
  mailbox === ""
    ? mailboxCandidates === undefined || mailboxCandidates.some((one) => one.toLowerCase() === address)
    : mailbox.toLowerCase() === address

/** Two mails that name two mailboxes decide nothing. */
export function withMailMailboxes(
  events: readonly RestoreEvent[],
  evidence: readonly RestoreEvidence[],
): readonly RestoreEvent[] {
  const mails = evidence.filter((one) => one.kind === "audit-mail")
  if (mails.length === 0) return events
  // As many mails as items: only those of the same name are looked at.
  const byItem = Map.groupBy(mails, ({ itemName }) => itemName)
  return events.map((event) => {
    if (event.mailbox !== undefined && event.mailbox !== "") return event
    const [address, ...others] = new Set(
      (byItem.get(event.itemName) ?? []).flatMap((mail) =>
        isMailAbout(mail, event) ? mail.mailbox.toLowerCase() || [] : [],
      ),
    )
    if (address === undefined || others.length > 0) return event
    const { mailboxCandidates: _, ...known } = event
    return { ...known, mailbox: address }
  })
}
