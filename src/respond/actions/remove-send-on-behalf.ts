/** Takes back the right to send on behalf of a mailbox. Follows Set-Mailbox, GrantSendOnBehalfTo (Exchange PowerShell reference). */
import { RemediationError } from "../../model/errors.ts"
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { same, text, texts } from "../cmdlet-rows.ts"
import { findRecipient, namesOf, sameRecipient } from "../find-recipient.ts"
import type { Reach } from "../reach.ts"
import { readMailbox } from "../read-mailbox.ts"
import { identityIn, mailboxNameOf, mailboxOf } from "../subject.ts"

export const removeSendOnBehalf: Action = {
  name: "remove-send-on-behalf",
  label: "Remove send on behalf",
  reversibility: "Can be undone: the same person may send on behalf again. Mail that was sent stays sent.",
  undoable: true,
  read,
  pin: (subject, before) => ({ ...subject, holder: text(before, "holder") ?? subject.holder ?? "" }),
  plan: (subject, before) => change(subject, before, "remove"),
  anchor: mailboxOf,
  isDone: (_subject, after) => text(after, "holder") === undefined,
  describe,
  live: (before) => [
    {
      label: `Send on behalf for ${text(before, "grantee") ?? "the person"}`,
      value: text(before, "holder") === undefined ? "not granted" : "granted",
    },
  ],
  inverse: (subject, before) => change(subject, before, "add"),
}

/** Edits the list by one entry; writing a whole list could take a right from somebody else. */
function change(subject: Subject, before: Snapshot, verb: "add" | "remove") {
  const holder = text(before, "holder")
  if (holder === undefined) return []
  const edit = { "@odata.type": "#Exchange.GenericHashTable", [verb]: holder }
  const parameters = { Identity: mailboxOf(subject), GrantSendOnBehalfTo: edit, Confirm: false }
  return [{ cmdlet: "Set-Mailbox", parameters }]
}

async function read(subject: Subject, reach: Reach): Promise<Snapshot> {
  const grantee = identityIn(subject, "user", "person who may send on behalf")
  const row = await readMailbox(subject, reach)
  const names = texts(row, "GrantSendOnBehalfTo")
  const holder = subject.holder
    ? names.find((name) => same(name, subject.holder ?? ""))
    : await holderOf(names, grantee, (name) => findRecipient(name, reach))
  return { mailbox: mailboxNameOf(subject), grantee, holder: holder ?? null, all: names }
}

/** The list shows people by whatever name Exchange likes: the same text, else the same recipient. */
async function holderOf(
  names: readonly string[],
  grantee: string,
  resolve: (name: string) => ReturnType<typeof findRecipient>,
): Promise<string | undefined> {
  const exact = names.find((name) => same(name, grantee))
  if (exact !== undefined || names.length === 0) return exact
  const person = await resolve(grantee)
  if (person === undefined) return nobodyOrRefuse(grantee, names)
  for (const name of names) {
    if (name.includes("@") && namesOf(person).has(name.toLowerCase())) return name
    const other = await resolve(name)
    if (other !== undefined && sameRecipient(person, other)) return name
  }
  return undefined
}

/** "May not" is said only when every name is an address that differs; else a deleted account could hide here. */
function nobodyOrRefuse(grantee: string, names: readonly string[]): undefined {
  if ([grantee, ...names].every((name) => name.includes("@"))) return undefined
  throw new RemediationError(
    `Exchange doesn't know ${grantee}, and it isn't clear who of those who may send on behalf is meant; take it back by hand.`,
  )
}

function describe(before: Snapshot, after: Snapshot): string {
  const grantee = text(after, "grantee") ?? "The person"
  const mailbox = text(after, "mailbox") ?? "the mailbox"
  if (text(after, "holder") !== undefined) return `${grantee} may still send on behalf of ${mailbox}.`
  return text(before, "holder") === undefined
    ? `${grantee} may not send on behalf of ${mailbox}.`
    : `${grantee} may no longer send on behalf of ${mailbox}: read back, the right is gone.`
}
