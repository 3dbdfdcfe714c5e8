/**
 * Takes all rights that one person has on one folder of a mailbox. What everybody has (Default, Anonymous) can't be
 * removed, only set to none. Follows Get-, Add-, Set- and Remove-MailboxFolderPermission (Exchange PowerShell reference).
 */
import { RemediationError } from "../../model/errors.ts"
import type { JsonObject } from "../../model/json.ts"
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { same, splitRights, text, texts } from "../cmdlet-rows.ts"
import { findRecipient, shownNamesOf } from "../find-recipient.ts"
import { orMissing, type Reach } from "../reach.ts"
import { identityIn, mailboxNameOf, mailboxOf } from "../subject.ts"

export const removeFolderPermission: Action = {
  name: "remove-folder-permission",
  label: "Remove this folder right",
  reversibility:
    "Can be undone: the same rights are given again. What was read meanwhile can't be taken back.",
  undoable: true,
  read,
  pin: (subject, before) => ({ ...subject, holder: text(before, "holder") ?? subject.holder ?? "" }),
  plan: (subject, before) => (rights(before).length === 0 ? [] : [removal(subject, before)]),
  anchor: mailboxOf,
  isDone: (_subject, after) => rights(after).length === 0,
  describe,
  live: (before) => [
    {
      label: `Rights of ${text(before, "grantee") ?? "the person"} on ${text(before, "folder") ?? "the folder"}`,
      value: rights(before).join(", ") || "none",
    },
  ],
  inverse: (subject, before) => (rights(before).length === 0 ? [] : [grant(subject, before)]),
}

/** The rights that the person has on the folder now; "None" is no right. */
const rights = (snapshot: Snapshot): readonly string[] => texts(snapshot, "rights")

/** What can't be removed. The names are the same in every language. */
const isEverybody = (user: string): boolean => same(user, "Default") || same(user, "Anonymous")

const folderOf = (subject: Subject): string => {
  const folder = identityIn(subject, "folder", "folder")
  return `${mailboxOf(subject)}:${folder.startsWith("\\") ? folder : `\\${folder}`}`
}

function removal(subject: Subject, before: Snapshot) {
  const common = { Identity: folderOf(subject), User: text(before, "holder") ?? "" }
  return isEverybody(common.User)
    ? {
        cmdlet: "Set-MailboxFolderPermission",
        parameters: { ...common, AccessRights: ["None"], Confirm: false },
      }
    : {
        cmdlet: "Remove-MailboxFolderPermission",
        parameters: { ...common, SendNotificationToUser: false, Confirm: false },
      }
}

function grant(subject: Subject, before: Snapshot) {
  const User = text(before, "holder") ?? ""
  const flags = texts(before, "sharingFlags")
  return {
    cmdlet: isEverybody(User) ? "Set-MailboxFolderPermission" : "Add-MailboxFolderPermission",
    parameters: {
      Identity: folderOf(subject),
      User,
      AccessRights: rights(before),
      ...(flags.length === 0 ? {} : { SharingPermissionFlags: flags }),
      Confirm: false,
    },
  }
}

async function read(subject: Subject, reach: Reach): Promise<Snapshot> {
  const grantee = identityIn(subject, "user", "person who was given rights")
  const folder = { Identity: folderOf(subject) }
  // A folder that is gone has no rights on it.
  const rows = (await orMissing(reach.rows("Get-MailboxFolderPermission", folder, mailboxOf(subject)))) ?? []
  const holder = subject.holder || grantee
  // Default and Anonymous are no recipients.
  const person = isEverybody(holder) ? undefined : await findRecipient(holder, reach)
  const mine = rowOf(rows, holder, person)
  const held = mine === undefined ? [] : splitRights(texts(mine, "AccessRights"))
  return {
    mailbox: mailboxNameOf(subject),
    folder: subject.folder ?? "",
    grantee,
    // An address means one person; the name in the row may be that of several.
    holder: text(person ?? {}, "PrimarySmtpAddress") ?? text(mine ?? {}, "User") ?? holder,
    rights: held.filter((right) => !same(right, "None")),
    sharingFlags: mine === undefined ? [] : splitRights(texts(mine, "SharingPermissionFlags")),
  }
}

/** Rows often show a display name: it is compared with everything that the person is known by. Two of them mean two people. */
function rowOf(
  rows: readonly JsonObject[],
  holder: string,
  person: JsonObject | undefined,
): JsonObject | undefined {
  const names = person === undefined ? new Set<string>() : shownNamesOf(person)
  const isTheirs = (name: string): boolean =>
    same(name, holder) || (!isEverybody(name) && names.has(name.toLowerCase()))
  const [row, ...others] = rows.filter((one) => isTheirs(text(one, "User") ?? ""))
  if (others.length === 0) return row
  throw new RemediationError(`Several people called ${holder} have rights on this folder; choose by hand.`)
}

function describe(before: Snapshot, after: Snapshot): string {
  const grantee = text(after, "grantee") ?? "The person"
  const place = `the folder ${text(after, "folder") ?? ""} of ${text(after, "mailbox") ?? "the mailbox"}`
  if (rights(after).length > 0) return `${grantee} still has ${rights(after).join(", ")} on ${place}.`
  return rights(before).length === 0
    ? `${grantee} has no rights on ${place}.`
    : `${grantee} no longer has any rights on ${place}: read back, they are gone.`
}
