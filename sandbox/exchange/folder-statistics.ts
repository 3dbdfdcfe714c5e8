/**
 * Get-MailboxFolderStatistics: a mailbox's folders with their ids. Names are in the owner's language, types never are.
 * Source: the cmdlet's page.
 */
import { practiceHex } from "../world/practice-id.ts"
import type { PracticeFolder, PracticeMailbox } from "../world/types.ts"
import type { Cmdlet, Row } from "./cmdlet.ts"
import { needMailbox } from "./recipient.ts"

/** What other cmdlets take instead of a path. */
export const folderId = (mailbox: PracticeMailbox, folder: PracticeFolder): string =>
  Buffer.from(practiceHex(`folder ${mailbox.guid} ${folder.path}`, 52), "hex").toString("base64")

const toRow = (mailbox: PracticeMailbox, folder: PracticeFolder): Row => ({
  Name: folder.path.slice(1),
  Identity: `${mailbox.alias}${folder.path}`,
  FolderPath: folder.path.replaceAll("\\", "/"),
  FolderId: folderId(mailbox, folder),
  FolderType: folder.type,
  ItemsInFolder: 0,
})

/** A scope has the folder and those below it, which have the type User Created. */
export const getFolderStatistics: Cmdlet = {
  allowed: ["Identity", "FolderScope", "ResultSize"],
  run: ({ tenant, parameters }) => {
    const mailbox = needMailbox(tenant, parameters.required("Identity"))
    const scope = parameters.text("FolderScope")
    const top = mailbox.folders.find(({ type }) => type === scope)
    const inScope = mailbox.folders.filter(
      ({ path, type }) =>
        scope === undefined || type === scope || (top !== undefined && path.startsWith(`${top.path}\\`)),
    )
    return { rows: inScope.map((folder) => toRow(mailbox, folder)) }
  },
}
