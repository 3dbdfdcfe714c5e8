/** Appointments are put back into a calendar: hours later Microsoft's own record says with whose sign-in. */
import type { PracticeRestoreSession } from "../world/veeam-types.ts"
import { tellMailboxWrite } from "./mailbox-write.ts"
import { addRestoreEvent, endRestore, newestRestore, startRestore } from "./restore-session.ts"
import type { Stage, Story } from "./story.ts"

const restore = {
  tenant: "adatum",
  alias: "appointments",
  initiatedBy: "adatum.onmicrosoft.com",
  clientHost: "ADWS05 (via: 192.0.2.17)",
} as const

const FOLDER = "Calendar\\Budget"

const session = (cloud: Stage): PracticeRestoreSession => newestRestore(cloud, restore)

export const putBack: Story = {
  id: "15-put-back",
  title: "Appointments put back",
  description:
    "Adatum's shared calendar is restored. Microsoft records its items as made by the backup's app.",
  steps: [
    {
      says: "Two appointments are put back into the calendar: only the machine is known",
      act: (cloud) => {
        startRestore(cloud, restore)
        for (const item of ["Budget round", "Visit of the auditors"])
          addRestoreEvent(cloud, restore, {
            type: "Restore",
            itemType: "IPM.Appointment",
            folder: FOLDER,
            item,
          })
        endRestore(cloud, restore)
      },
    },
    {
      says: "Microsoft's records arrive: who had signed in to the app that put them there",
      act: (cloud) => {
        for (const { startTime } of session(cloud).events.filter(({ type }) => type === "Restore"))
          tellMailboxWrite(cloud, {
            ...{ tenant: restore.tenant, alias: restore.alias, by: "johanna.lorenz" },
            folder: FOLDER,
            at: startTime + 2_000,
          })
      },
    },
  ],
}
