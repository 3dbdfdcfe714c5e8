/** A mailbox is opened in the backup and mail is saved to somebody's desktop. Microsoft 365 sees nothing of it. */
import { addRestoreEvent, endRestore, startRestore } from "./restore-session.ts"
import type { Story } from "./story.ts"

/** Through a provider's gateway the backup server knows the customer and the machine, never the person. */
const restore = {
  tenant: "fabrikam",
  alias: "henrietta.moss",
  initiatedBy: "fabrikam.onmicrosoft.com",
  clientHost: "FABWS07 (via: 192.0.2.17)",
} as const

export const restoreStory: Story = {
  id: "06-restore",
  title: "Mail saved from a backup",
  description:
    "Somebody at Fabrikam opens the managing partner's mailbox in the backup and saves mail to a desktop.",
  steps: [
    {
      says: "A restore session is opened on Henrietta's mailbox",
      act: (cloud) => startRestore(cloud, restore),
    },
    {
      says: "The folder Partners is opened",
      act: (cloud) => addRestoreEvent(cloud, restore, { type: "View", item: "Partners", itemType: "Folder" }),
    },
    {
      says: "Two mails are saved to a desktop",
      act: (cloud) => {
        const target = "C:\\Users\\joni.sherman\\Desktop"
        const mail = { type: "Save", itemType: "IPM.Note", target } as const
        addRestoreEvent(cloud, restore, { ...mail, item: "Merger timetable" })
        addRestoreEvent(cloud, restore, { ...mail, item: "Fees of the partners" })
      },
    },
    { says: "The restore session is closed", act: (cloud) => endRestore(cloud, restore) },
  ],
}
