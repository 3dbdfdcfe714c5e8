/** A hundred and twenty grants within a second: one card that unfolds, and one press that takes all of them back. */
import { createMailbox } from "../world/create-tenant.ts"
import { publish } from "../world/feed.ts"
import { runAs } from "./run-as.ts"
import { customer, INTRUDER_ADDRESS, type Story } from "./story.ts"

const johanna = { tenant: "adatum", alias: "johanna.lorenz", ip: INTRUDER_ADDRESS } as const
const PATIENTS = 120

const aliasOf = (number: number): string => `patient.${String(number).padStart(3, "0")}`
const numbers = Array.from({ length: PATIENTS }, (_, index) => index + 1)

export const burst: Story = {
  id: "14-burst",
  title: "Access to 120 mailboxes at once",
  description:
    "Somebody uses the account of Adatum's administrator to give it all mailboxes of patients. Adatum wants two persons for anything that concerns many.",
  steps: [
    {
      says: "Johanna's account gets full access to 120 mailboxes within a second",
      act: (cloud) => {
        const tenant = customer(cloud, johanna.tenant)
        const { mailboxes } = tenant
        for (const number of numbers)
          if (!mailboxes.some(({ alias }) => alias === aliasOf(number)))
            mailboxes.push(
              createMailbox(johanna.tenant, aliasOf(number), `Patient ${number}`, "SharedMailbox"),
            )
        // The service gathers what happens within minutes and offers it together.
        tenant.feedPaused = true
        for (const number of numbers)
          runAs(cloud, johanna, "Add-MailboxPermission", {
            Identity: `${aliasOf(number)}@adatum.example`,
            User: "johanna.lorenz@adatum.example",
            AccessRights: ["FullAccess"],
            InheritanceType: "All",
          })
        tenant.feedPaused = false
        publish(cloud.world, tenant)
      },
    },
  ],
}
