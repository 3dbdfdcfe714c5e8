/**
 * Closes every way into one mailbox: Outlook on the web, phones, POP, IMAP, Outlook, EWS and sending with a password.
 * Follows Get- and Set-CASMailbox (Exchange PowerShell reference).
 */
import { CmdletError, RemediationError } from "../../model/errors.ts"
import type { JsonObject } from "../../model/json.ts"
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { child, flag, text } from "../cmdlet-rows.ts"
import type { Reach } from "../reach.ts"
import { mailboxNameOf, mailboxOf } from "../subject.ts"

export const blockMailProtocols: Action = {
  name: "block-mail-protocols",
  label: "Switch mail protocols off",
  reversibility: "Can be undone: each protocol gets back the setting that it had.",
  undoable: true,
  read,
  pin: (subject) => subject,
  plan: (subject, before) => (open(before).length === 0 ? [] : [set(subject, CLOSED, open(before))]),
  anchor: mailboxOf,
  isDone: (_subject, after) => open(after).length === 0,
  describe,
  live: (before) => [
    { label: `Ways into ${text(before, "mailbox") ?? "the mailbox"}`, value: waysText(before) },
  ],
  asks: (_subject, before) =>
    open(before).length === 0
      ? undefined
      : "Can be undone. Until then the user's own Outlook, phone and programs get no mail either.",
  inverse: (subject, before) =>
    open(before).length === 0 ? [] : [set(subject, child(before, "protocols") ?? {}, open(before))],
}

/** What closes each of them: @NOTE one of them is a switch that is on when the way is closed. */
const CLOSED = {
  OWAEnabled: false,
  ActiveSyncEnabled: false,
  ImapEnabled: false,
  PopEnabled: false,
  MAPIEnabled: false,
  EwsEnabled: false,
  SmtpClientAuthenticationDisabled: true,
} as const
type Protocol = keyof typeof CLOSED

const NAMES: Readonly<Record<Protocol, string>> = {
  OWAEnabled: "Outlook on the web",
  ActiveSyncEnabled: "phones (ActiveSync)",
  ImapEnabled: "IMAP",
  PopEnabled: "POP",
  MAPIEnabled: "Outlook (MAPI)",
  EwsEnabled: "EWS",
  SmtpClientAuthenticationDisabled: "sending with a password (SMTP)",
}
const PROTOCOLS = Object.keys(CLOSED).filter((name): name is Protocol => name in CLOSED)

/** Those that aren't closed for sure. @NOTE Blank means that the organization's setting decides: that may be open. */
const open = (snapshot: Snapshot): readonly Protocol[] => {
  const values = child(snapshot, "protocols") ?? {}
  return PROTOCOLS.filter((name) => name in values && values[name] !== CLOSED[name])
}

function waysText(snapshot: Snapshot): string {
  const values = child(snapshot, "protocols") ?? {}
  const ways = open(snapshot).map(
    (name) => `${NAMES[name]}${values[name] === null ? " as the organization has it" : ""}`,
  )
  return ways.join(", ") || "closed"
}

/** Only what changes is sent, so that taking it back touches nothing else. */
const set = (subject: Subject, values: JsonObject, names: readonly Protocol[]) => ({
  cmdlet: "Set-CASMailbox",
  parameters: {
    Identity: mailboxOf(subject),
    ...Object.fromEntries(names.map((name) => [name, values[name] ?? null])),
    Confirm: false,
  },
})

/** What this Exchange doesn't know is left alone. */
async function read(subject: Subject, reach: Reach): Promise<Snapshot> {
  const mailbox = mailboxOf(subject)
  const rows = await reach.rows("Get-CASMailbox", { Identity: mailbox }, mailbox)
  const [row] = rows
  if (row === undefined) throw new CmdletError("Exchange doesn't find the mailbox.", { missing: true })
  if (rows.length > 1) {
    throw new RemediationError(`Exchange finds several mailboxes called ${mailboxNameOf(subject)}.`)
  }
  const known = PROTOCOLS.filter((name) => row[name] !== undefined)
  if (known.length === 0) {
    throw new RemediationError(`Exchange doesn't tell how ${mailboxNameOf(subject)} can be reached.`)
  }
  const protocols = known.map((name) => [name, isBlank(row, name) ? null : flag(row, name)] as const)
  return { mailbox: mailboxNameOf(subject), protocols: Object.fromEntries(protocols) }
}

const isBlank = (row: JsonObject, name: Protocol): boolean => row[name] === null || row[name] === ""

function describe(before: Snapshot, after: Snapshot): string {
  const mailbox = text(after, "mailbox") ?? "The mailbox"
  if (open(after).length > 0) return `${mailbox} can still be reached by ${waysText(after)}.`
  return open(before).length === 0
    ? `${mailbox} can't be reached by any protocol.`
    : `${mailbox} can't be reached any more, read back; before it was by ${waysText(before)}.`
}
