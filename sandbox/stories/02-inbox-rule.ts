/** An inbox rule called "." keeps mail about money away from its owner. */
import { runAs } from "./run-as.ts"
import { INTRUDER_ADDRESS, type Story } from "./story.ts"

const patti = { tenant: "contoso", alias: "patti.fern", ip: INTRUDER_ADDRESS } as const

export const inboxRule: Story = {
  id: "02-inbox-rule",
  title: "Rule that deletes invoices",
  description: "A rule named “.” deletes every mail about invoices and payments before Patti sees it.",
  steps: [
    {
      says: "Patti's mailbox gets a rule that deletes mail about money",
      act: (cloud) =>
        runAs(cloud, patti, "New-InboxRule", {
          Name: ".",
          SubjectOrBodyContainsWords: ["invoice", "payment", "bank"],
          DeleteMessage: true,
          MarkAsRead: true,
          StopProcessingRules: true,
        }),
    },
  ],
}
