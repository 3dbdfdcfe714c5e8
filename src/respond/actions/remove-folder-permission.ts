/**
 * Takes all rights that one person has on one folder of a mailbox. What everybody has (Default, Anonymous) can't be
 * removed, only set to none. Follows Get-, Add-, Set- and Remove-MailboxFolderPermission (Exchange PowerShell reference).
 */
import { CmdletError } from "../../model/errors.ts"
import type { TenantId } from "../../model/ids.ts"
import type { JsonObject } from "../../model/json.ts"
import type { MailboxAdmin } from "../../ports/mailbox-admin.ts"
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { same, splitRights, text, texts } from "../cmdlet-rows.ts"
import { findRecipient, namesOf } from "../find-recipient.ts"
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

async function read(
  subject: Subject,
  admin: MailboxAdmin,
  tenant: TenantId,
  signal: AbortSignal,
): Promise<Snapshot> {
  const grantee = identityIn(subject, "user", "person who was given rights")
  const call = { cmdlet: "Get-MailboxFolderPermission", parameters: { Identity: folderOf(subject) } }
  const rows = await rowsOf(admin.invoke(tenant, call, mailboxOf(subject), signal))
  const mine = await rowOf(rows, subject.holder || grantee, (name) =>
    findRecipient(name, admin, tenant, signal),
  )
  const held = mine === undefined ? [] : splitRights(texts(mine, "AccessRights"))
  return {
    mailbox: mailboxNameOf(subject),
    folder: subject.folder ?? "",
    grantee,
    holder: (mine === undefined ? undefined : text(mine, "User")) ?? subject.holder ?? grantee,
    rights: held.filter((right) => !same(right, "None")),
    sharingFlags: mine === undefined ? [] : splitRights(texts(mine, "SharingPermissionFlags")),
  }
}

/** A folder that is gone has no rights on it. */
async function rowsOf(
  answer: Promise<{ readonly rows: readonly JsonObject[] }>,
): Promise<readonly JsonObject[]> {
  try {
    return (await answer).rows
  } catch (thrown) {
    if (thrown instanceof CmdletError && thrown.missing) return []
    throw thrown
  }
}

/** Rows often show a display name; an address is compared with everything that the recipient is known by. */
async function rowOf(
  rows: readonly JsonObject[],
  grantee: string,
  resolve: (name: string) => ReturnType<typeof findRecipient>,
): Promise<JsonObject | undefined> {
  const named = (row: JsonObject): string => text(row, "User") ?? ""
  const exact = rows.find((row) => same(named(row), grantee))
  if (exact !== undefined || isEverybody(grantee)) return exact
  const person = await resolve(grantee)
  return person === undefined
    ? undefined
    : rows.find((row) => !isEverybody(named(row)) && namesOf(person).has(named(row).toLowerCase()))
}

function describe(before: Snapshot, after: Snapshot): string {
  const grantee = text(after, "grantee") ?? "The person"
  const place = `the folder ${text(after, "folder") ?? ""} of ${text(after, "mailbox") ?? "the mailbox"}`
  if (rights(after).length > 0) return `${grantee} still has ${rights(after).join(", ")} on ${place}.`
  return rights(before).length === 0
    ? `${grantee} has no rights on ${place}.`
    : `${grantee} no longer has any rights on ${place}: read back, they are gone.`
}
