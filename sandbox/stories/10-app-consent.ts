/** A phishing page asks for consent instead of a password: the app reads the mail from now on, whatever the password is. */
import { consentAs } from "./run-in-directory.ts"
import { INTRUDER_ADDRESS, type Story } from "./story.ts"

export const appConsent: Story = {
  id: "10-app-consent",
  title: "Consent to a stranger's app",
  description: "Lee at Adatum clicks a link and allows an app to read mail and files in Lee's name.",
  steps: [
    {
      says: 'Lee allows the app "Document Viewer Plus" to read mail and files',
      act: (cloud) =>
        consentAs(
          cloud,
          { tenant: "adatum", alias: "lee.gu", ip: INTRUDER_ADDRESS },
          "Document Viewer Plus",
          ["Mail.ReadWrite", "Files.ReadWrite.All", "offline_access"],
        ),
    },
  ],
}
