/** A rule made in Outlook for the desktop: another audit record than PowerShell's, and easily missed. */
import { saveRuleInOutlook } from "./run-as.ts"
import { INTRUDER_ADDRESS, type Story } from "./story.ts"

const emily = { tenant: "adatum", alias: "emily.braun", ip: INTRUDER_ADDRESS } as const

export const outlookRule: Story = {
  id: "03-outlook-rule",
  title: "Outlook rule that forwards outside",
  description: "Made in Outlook itself, so that it looks different in the audit log.",
  steps: [
    {
      says: "Emily's Outlook saves a rule that forwards her mail outside",
      act: (cloud) =>
        saveRuleInOutlook(cloud, emily, {
          name: "Patient updates",
          forwardTo: ["emily.braun@free-mail.example"],
        }),
    },
  ],
}
