/**
 * Get-, Add-, Set- and Remove-MailboxFolderPermission. An identity is `mailbox:\\folder` or `mailbox:<id>`; rows show display names.
 * Source: the cmdlets' pages.
 */
import type { PracticeFolder, PracticeMailbox } from "../world/types.ts"
import { type Cmdlet, CmdletFailure, type CmdletRun, notFound, type Row } from "./cmdlet.ts"
import { folderId } from "./folder-statistics.ts"
import { findMailbox, needMailbox } from "./recipient.ts"

type Place = { readonly mailbox: PracticeMailbox; readonly folder: PracticeFolder }
type Entry = PracticeFolder["permissions"][number]

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
const EVERYBODY = ["Default", "Anonymous"]

const placeOf = ({ tenant, parameters }: CmdletRun): Place => {
  const identity = parameters.required("Identity")
  const colon = identity.indexOf(":")
  const mailbox = needMailbox(tenant, colon < 0 ? identity : identity.slice(0, colon))
  const named = identity.slice(colon + 1)
  const folder = mailbox.folders.find((one) => same(one.path, named) || folderId(mailbox, one) === named)
  if (colon < 0 || folder === undefined) throw notFound(identity)
  return { mailbox, folder }
}

/** The name that rows show: a person's display name. */
const shownName = ({ tenant }: CmdletRun, user: string): string =>
  EVERYBODY.find((one) => same(one, user)) ?? findMailbox(tenant, user)?.displayName ?? user

const toRow = ({ folder }: Place, entry: Entry): Row => ({
  Identity: entry.user,
  FolderName: folder.path.slice(1),
  User: entry.user,
  "AccessRights@odata.type": "#Collection(String)",
  AccessRights: entry.accessRights,
  SharingPermissionFlags: entry.sharingFlags.length === 0 ? null : entry.sharingFlags.join(", "),
})

const entryOf = (run: CmdletRun, { folder }: Place): Entry | undefined => {
  const name = shownName(run, run.parameters.required("User"))
  return folder.permissions.find((one) => same(one.user, name))
}

/** Source: a public capture of the refusal for a person without an entry. */
const noEntry = (user: string): CmdletFailure =>
  new CmdletFailure("no-entry", `There is no existing permission entry found for user: ${user}.`)

const ended = ({ mailbox, folder }: Place) => ({
  touched: mailbox,
  objectId: `${mailbox.upn}:${folder.path}`,
})

const RIGHTS = ["Identity", "User", "AccessRights", "SharingPermissionFlags", "SendNotificationToUser"]

export const getFolderPermission: Cmdlet = {
  allowed: ["Identity", "User", "ResultSize"],
  run: (run) => {
    const place = placeOf(run)
    return { rows: place.folder.permissions.map((entry) => toRow(place, entry)) }
  },
}

export const addFolderPermission: Cmdlet = {
  allowed: RIGHTS,
  run: (run) => {
    const place = placeOf(run)
    const user = run.parameters.required("User")
    if (entryOf(run, place) !== undefined) {
      throw new CmdletFailure("refused", `An existing permission entry was found for user: ${user}.`)
    }
    if (findMailbox(run.tenant, user) === undefined) throw notFound(user)
    const entry = {
      user: shownName(run, user),
      accessRights: run.parameters.list("AccessRights"),
      sharingFlags: run.parameters.list("SharingPermissionFlags"),
    }
    place.folder.permissions.push(entry)
    return { ...ended(place), rows: [toRow(place, entry)] }
  },
}

export const setFolderPermission: Cmdlet = {
  allowed: RIGHTS,
  run: (run) => {
    const place = placeOf(run)
    const entry = entryOf(run, place)
    if (entry === undefined) throw noEntry(run.parameters.required("User"))
    entry.accessRights = run.parameters.list("AccessRights")
    return ended(place)
  },
}

export const removeFolderPermission: Cmdlet = {
  allowed: ["Identity", "User", "SendNotificationToUser"],
  run: (run) => {
    const place = placeOf(run)
    const user = run.parameters.required("User")
    const entry = entryOf(run, place)
    if (entry === undefined) throw noEntry(user)
    if (EVERYBODY.includes(entry.user)) {
      throw new CmdletFailure("refused", `The permission entry of ${entry.user} can't be removed.`)
    }
    place.folder.permissions = place.folder.permissions.filter((one) => one !== entry)
    return ended(place)
  },
}
