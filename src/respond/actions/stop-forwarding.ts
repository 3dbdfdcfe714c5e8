/**
 * Stops mailbox forwarding: clears both addresses and the "keep a copy" switch.
 * Follows Set-Mailbox (Exchange PowerShell reference): when both addresses are set, ForwardingSmtpAddress is ignored
 * and ForwardingAddress wins, so clearing one alone may leave mail going out.
 */
import { CHANGE_NAMES } from "../../model/act.ts"
import { CmdletError, RemediationError } from "../../model/errors.ts"
import type { JsonObject } from "../../model/json.ts"
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { flag, text, withoutPrefix } from "../cmdlet-rows.ts"
import { findRecipient } from "../find-recipient.ts"
import type { Reach } from "../reach.ts"
import { readMailbox } from "../read-mailbox.ts"
import { mailboxNameOf, mailboxOf } from "../subject.ts"

export const stopForwarding: Action = {
  name: "stop-forwarding",
  label: "Stop forwarding",
  reversibility:
    "Can be undone: the addresses are kept. Mail that was already forwarded can't be called back.",
  undoable: true,
  read,
  pin: (subject) => subject,
  plan: (subject, before) => (isOff(before) ? [] : [setForwarding(subject, CLEARED)]),
  anchor: mailboxOf,
  isDone: (_subject, after) => isOff(after),
  unlike,
  describe,
  live: (before) => [
    { label: CHANGE_NAMES.forwarding, value: destinations(before).join(" and ") || "off" },
    ...(isOff(before)
      ? []
      : [
          {
            label: CHANGE_NAMES.keepsCopy,
            value: flag(before, "deliverToMailboxAndForward") ? "yes" : "no",
          },
        ]),
  ],
  inverse: (subject, before) =>
    isOff(before)
      ? []
      : [
          setForwarding(subject, {
            ForwardingSmtpAddress: smtpAddress(before) ?? null,
            ForwardingAddress: text(before, "forwardingAddress") ?? null,
            DeliverToMailboxAndForward: flag(before, "deliverToMailboxAndForward"),
          }),
        ],
}

const CLEARED = { ForwardingSmtpAddress: null, ForwardingAddress: null, DeliverToMailboxAndForward: false }

const setForwarding = (subject: Subject, values: JsonObject) => ({
  cmdlet: "Set-Mailbox",
  parameters: { Identity: mailboxOf(subject), ...values, Confirm: false },
})

const isOff = (snapshot: Snapshot): boolean =>
  smtpAddress(snapshot) === undefined && text(snapshot, "forwardingAddress") === undefined

function smtpAddress(snapshot: Snapshot): string | undefined {
  const address = text(snapshot, "forwardingSmtpAddress")
  return address === undefined ? undefined : withoutPrefix(address)
}

async function read(subject: Subject, reach: Reach): Promise<Snapshot> {
  const row = await readMailbox(subject, reach)
  const forwardingAddress = text(row, "ForwardingAddress")
  return {
    mailbox: mailboxNameOf(subject),
    exchangeGuid: text(row, "ExchangeGuid") ?? null,
    forwardingSmtpAddress: text(row, "ForwardingSmtpAddress") ?? null,
    forwardingAddress: forwardingAddress ?? null,
    forwardingAddressLeadsTo:
      forwardingAddress === undefined ? null : await resolveAddress(forwardingAddress, reach),
    deliverToMailboxAndForward: flag(row, "DeliverToMailboxAndForward"),
    syncedFromOnPremises: flag(row, "IsDirSynced"),
  }
}

/** A recipient of the tenant may be a mail contact that points outside. Unresolved stays unresolved: it stops no fix. */
async function resolveAddress(address: string, reach: Reach): Promise<string | null> {
  try {
    const recipient = await findRecipient(address, reach)
    if (recipient === undefined) return null
    const leadsTo = text(recipient, "ExternalEmailAddress") ?? text(recipient, "PrimarySmtpAddress")
    return leadsTo === undefined ? null : withoutPrefix(leadsTo)
  } catch (error) {
    if (error instanceof CmdletError || error instanceof RemediationError) return null
    throw error
  }
}

/** The address that wins comes first. */
function destinations(snapshot: Snapshot): readonly string[] {
  const recipient = text(snapshot, "forwardingAddress")
  const leadsTo = text(snapshot, "forwardingAddressLeadsTo")
  const named = recipient === undefined || leadsTo === undefined ? recipient : `${recipient} (${leadsTo})`
  return [named, smtpAddress(snapshot)].filter((address) => address !== undefined)
}

/** Clearing takes all of it away: also what somebody had set before, which the records don't name. */
function unlike({ told = "" }: Subject, before: Snapshot): string | undefined {
  const known = [told, ...told.split(", ")].map((one) => one.toLowerCase())
  const isTold = (...names: readonly (string | undefined)[]): boolean =>
    names.some((name) => name !== undefined && known.includes(name.toLowerCase()))
  const recipient = text(before, "forwardingAddress")
  const address = smtpAddress(before)
  const isRecipientTold =
    recipient === undefined || isTold(recipient, text(before, "forwardingAddressLeadsTo"))
  return isRecipientTold && (address === undefined || isTold(address))
    ? undefined
    : `Mail goes to ${destinations(before).join(" and ")}, which isn't only what the records tell.`
}

function describe(before: Snapshot, after: Snapshot): string {
  const mailbox = text(after, "mailbox") ?? "the mailbox"
  const still = destinations(after)
  if (still.length > 0) return `${mailbox} still forwards to ${still.join(" and ")}.`
  const was = destinations(before)
  const synced = flag(after, "syncedFromOnPremises")
    ? " The account comes from an on-premises directory, which may set it again."
    : ""
  return was.length === 0
    ? `${mailbox} doesn't forward: both forwarding addresses are empty.${synced}`
    : `${mailbox} no longer forwards to ${was.join(" and ")}: read back, both forwarding addresses are empty.${synced}`
}
