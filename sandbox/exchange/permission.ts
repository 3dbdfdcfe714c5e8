/** Mailbox permissions (FullAccess …) and recipient permissions (SendAs): get, add, remove. Source: the cmdlets' pages. */
import type { PracticeMailbox, PracticePermission } from "../world/types.ts"
import { type Cmdlet, CmdletFailure, type CmdletRun, notFound, type Row } from "./cmdlet.ts"
import { findMailbox, needMailbox } from "./recipient.ts"

const MAILBOX_RIGHTS = [
  "FullAccess",
  "SendAs",
  "ExternalAccount",
  "DeleteItem",
  "ReadPermission",
  "ChangePermission",
  "ChangeOwner",
] as const

/** A security id that stays the same for one user. */
const sidOf = (user: string): string => {
  let sum = 7
  for (const letter of user.toLowerCase()) sum = (sum * 31 + letter.charCodeAt(0)) % 4_000_000_000
  return `S-1-5-21-1408172001-2208172002-3008172003-${sum}`
}

/** Several rights come joined in one element, as the service sends them. */
const rightsCell = (rights: readonly string[]): string[] => [rights.join(", ")]

const mailboxRow = (
  mailbox: PracticeMailbox,
  user: string,
  sid: string,
  permission: PracticePermission,
): Row => ({
  Identity: mailbox.displayName,
  User: user,
  "AccessRights@odata.type": "#Collection(String)",
  AccessRights: rightsCell(permission.accessRights),
  Deny: permission.deny,
  InheritanceType: permission.inheritance ?? "All",
  IsInherited: permission.inherited,
  UserSid: sid,
  PrimarySmtpAddress: "",
})

const SELF: PracticePermission = {
  user: "NT AUTHORITY\\SELF",
  accessRights: ["FullAccess", "ReadPermission"],
  inherited: false,
  deny: false,
}

const recipientRow = (mailbox: PracticeMailbox, permission: PracticePermission): Row => ({
  Identity: mailbox.displayName,
  Trustee: permission.user,
  AccessControlType: permission.deny ? "Deny" : "Allow",
  "AccessRights@odata.type": "#Collection(String)",
  AccessRights: rightsCell(permission.accessRights),
  IsInherited: permission.inherited,
  InheritanceType: "None",
  TrusteeSidString: sidOf(permission.user),
})

/** The identity is required: a call without one is an error, not everything. The mailbox's own entry comes twice. */
export const getMailboxPermission: Cmdlet = {
  allowed: ["Identity", "User", "ResultSize"],
  run: ({ tenant, parameters }) => {
    const mailbox = needMailbox(tenant, parameters.required("Identity"))
    const self = mailboxRow(mailbox, SELF.user, "S-1-5-10", SELF)
    const rows = mailbox.permissions.map((each) => mailboxRow(mailbox, each.user, sidOf(each.user), each))
    return { rows: [self, self, ...rows] }
  },
}

export const getRecipientPermission: Cmdlet = {
  allowed: ["Identity", "Trustee", "ResultSize", "AccessRights"],
  run: ({ tenant, parameters }) => {
    const identity = parameters.text("Identity")
    const mailboxes = identity === undefined ? tenant.mailboxes : [needMailbox(tenant, identity)]
    return {
      rows: mailboxes.flatMap((mailbox) =>
        mailbox.recipientPermissions.map((each) => recipientRow(mailbox, each)),
      ),
    }
  },
}

type Kind = {
  readonly userParameter: "User" | "Trustee"
  readonly rights: readonly string[]
  readonly list: (mailbox: PracticeMailbox) => PracticePermission[]
  readonly toRow: (mailbox: PracticeMailbox, permission: PracticePermission) => Row
  /** The service's warning when an entry to be removed isn't there. */
  readonly absent: (mailbox: PracticeMailbox, user: string) => string
}

const MAILBOX: Kind = {
  userParameter: "User",
  rights: MAILBOX_RIGHTS,
  list: (mailbox) => mailbox.permissions,
  toRow: (mailbox, permission) => mailboxRow(mailbox, permission.user, sidOf(permission.user), permission),
  absent: (mailbox, user) =>
    `Can't remove the access control entry on the object "${mailbox.displayName}" for the user account "${user}" because the ACE doesn't exist on the object.`,
}

const RECIPIENT: Kind = {
  userParameter: "Trustee",
  rights: ["SendAs"],
  list: (mailbox) => mailbox.recipientPermissions,
  toRow: recipientRow,
  absent: (mailbox, user) =>
    `Can't remove the access control entry on the object "${mailbox.displayName}" for the user account "${user}" because the ACE isn't present.`,
}

type Wanted = {
  readonly mailbox: PracticeMailbox
  readonly user: string
  readonly rights: readonly string[]
  /** How folders inherit it: another one is another entry. */
  readonly inheritance: string
}

const readRights = (kind: Kind, given: readonly string[]): string[] =>
  given.map((text) => {
    const known = kind.rights.find((each) => each.toLowerCase() === text.trim().toLowerCase())
    if (known !== undefined) return known
    throw new CmdletFailure(
      "bad-value",
      `Cannot process argument transformation on parameter 'AccessRights'. Cannot convert value "${text}" to type "Microsoft.Exchange.Management.RecipientTasks.MailboxRights". Specify one of the following enumerator names and try again: ${kind.rights.join(", ")}`,
    )
  })

/** A user outside the tenant's mailboxes can't be given anything; one who left can still be removed. */
const readWanted = (kind: Kind, run: CmdletRun, mustExist: boolean): Wanted => {
  const { tenant, parameters } = run
  const mailbox = needMailbox(tenant, parameters.required("Identity"))
  const identity = parameters.required(kind.userParameter)
  const user = findMailbox(tenant, identity)?.upn
  if (user === undefined && mustExist) throw notFound(identity)
  const rights = readRights(kind, parameters.list("AccessRights"))
  if (rights.length === 0) parameters.required("AccessRights")
  return { mailbox, user: user ?? identity, rights, inheritance: parameters.text("InheritanceType") ?? "All" }
}

const entryOf = (kind: Kind, wanted: Wanted): PracticePermission | undefined =>
  kind
    .list(wanted.mailbox)
    .find(
      (each) =>
        each.user.toLowerCase() === wanted.user.toLowerCase() &&
        (each.inheritance ?? "All") === wanted.inheritance &&
        !each.inherited &&
        !each.deny,
    )

const add =
  (kind: Kind): Cmdlet["run"] =>
  (run) => {
    const wanted = readWanted(kind, run, true)
    const entry = entryOf(kind, wanted)
    const end = { touched: wanted.mailbox, objectId: wanted.mailbox.guid }
    if (entry !== undefined && wanted.rights.every((right) => entry.accessRights.includes(right))) {
      const warning = `The appropriate access control entry is already present on the object "${wanted.mailbox.displayName}" for account "${wanted.user}".`
      return { ...end, rows: [kind.toRow(wanted.mailbox, entry)], warnings: [warning] }
    }
    const { user, inheritance } = wanted
    const made = entry ?? { user, inheritance, accessRights: [], inherited: false, deny: false }
    made.accessRights = [...new Set([...made.accessRights, ...wanted.rights])]
    if (entry === undefined) kind.list(wanted.mailbox).push(made)
    return { ...end, rows: [kind.toRow(wanted.mailbox, made)] }
  }

const remove =
  (kind: Kind): Cmdlet["run"] =>
  (run) => {
    const wanted = readWanted(kind, run, false)
    const entry = entryOf(kind, wanted)
    const end = { touched: wanted.mailbox, objectId: wanted.mailbox.guid }
    if (entry === undefined || !wanted.rights.some((right) => entry.accessRights.includes(right))) {
      return { ...end, warnings: [kind.absent(wanted.mailbox, wanted.user)] }
    }
    entry.accessRights = entry.accessRights.filter((right) => !wanted.rights.includes(right))
    const list = kind.list(wanted.mailbox)
    if (entry.accessRights.length === 0) list.splice(list.indexOf(entry), 1)
    return end
  }

const MAILBOX_PARAMETERS = ["Identity", "User", "AccessRights", "InheritanceType", "AutoMapping", "Deny"]
const RECIPIENT_PARAMETERS = ["Identity", "Trustee", "AccessRights"]

export const addMailboxPermission: Cmdlet = { allowed: MAILBOX_PARAMETERS, run: add(MAILBOX) }
export const removeMailboxPermission: Cmdlet = { allowed: MAILBOX_PARAMETERS, run: remove(MAILBOX) }
export const addRecipientPermission: Cmdlet = { allowed: RECIPIENT_PARAMETERS, run: add(RECIPIENT) }
export const removeRecipientPermission: Cmdlet = { allowed: RECIPIENT_PARAMETERS, run: remove(RECIPIENT) }
