/** Who restored it? The backup server knows the customer and a machine; the rest comes later, from Microsoft and from the machine. */
import type { PracticeRestoreSession } from "../world/veeam-types.ts"
import { sendExplorerLog } from "./explorer-log.ts"
import { addRestoreEvent, endRestore, newestRestore, startRestore } from "./restore-session.ts"
import { tellSignIn } from "./sign-in.ts"
import { OFFICE_ADDRESS, type Stage, type Story } from "./story.ts"

const restore = {
  tenant: "adatum",
  alias: "ben.young",
  initiatedBy: "adatum.onmicrosoft.com",
  clientHost: "ADWS04 (via: 192.0.2.17)",
} as const
const johanna = { tenant: "adatum", alias: "johanna.lorenz", ip: OFFICE_ADDRESS } as const

const session = (cloud: Stage): PracticeRestoreSession => newestRestore(cloud, restore)

export const whoWasIt: Story = {
  id: "13-who-was-it",
  title: "Who restored it?",
  description:
    "Ben's mail at Adatum is saved from the backup. Watch “Who” and “How sure” on the card while evidence arrives.",
  steps: [
    {
      says: "Mail is saved to a folder that is nobody's: only the machine is known",
      act: (cloud) => {
        startRestore(cloud, restore)
        const mail = { type: "Save", itemType: "IPM.Note", target: "D:\\Handover" } as const
        addRestoreEvent(cloud, restore, { ...mail, item: "Salaries 2027" })
        endRestore(cloud, restore)
      },
    },
    {
      says: "Microsoft tells late that an administrator signed in ten seconds before",
      act: (cloud) => tellSignIn(cloud, johanna, session(cloud).creationTime - 10_000),
    },
    {
      says: "The machine sends the log of its Explorer, in which the same mail stands",
      act: (cloud) =>
        sendExplorerLog(cloud, {
          tenant: "adatum",
          machine: "ADWS04",
          account: "ADWS04\\jlorenz",
          upn: "johanna.lorenz@adatum.example",
          session: session(cloud),
        }),
    },
  ],
}
