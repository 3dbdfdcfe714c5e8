/** An administrator gives one person the whole mailbox of another: right or wrong, somebody should know. */
import { runAs } from "./run-as.ts"
import { OFFICE_ADDRESS, type Story } from "./story.ts"

const megan = { tenant: "contoso", alias: "megan.ortiz", ip: OFFICE_ADDRESS } as const

export const fullAccess: Story = {
  id: "04-full-access",
  title: "Full access to a mailbox",
  description:
    "Megan, the administrator, lets Grady open the mailbox of Isaiah, the managing director. Press “Ask the owner”, and answer as Isaiah in his chat.",
  steps: [
    {
      says: "Grady gets full access to Isaiah's mailbox",
      act: (cloud) =>
        runAs(cloud, megan, "Add-MailboxPermission", {
          Identity: "isaiah.langer@contoso.example",
          User: "grady.archer@contoso.example",
          AccessRights: ["FullAccess"],
          InheritanceType: "All",
          AutoMapping: true,
        }),
    },
  ],
}
