/** Everyday changes that look like trouble to a careless rule. Nothing of this may page anybody. */
import { adminRecord, OUTLOOK_WEB_APP_ID } from "../exchange/admin-record.ts"
import { Parameters } from "../exchange/cmdlet.ts"
import { emit } from "../world/feed.ts"
import { runAs } from "./run-as.ts"
import { customer, mailboxOf, OFFICE_ADDRESS, type Stage, type Story } from "./story.ts"

const alex = { tenant: "adatum", alias: "alex.wilber", ip: OFFICE_ADDRESS } as const
const Identity = "alex.wilber@adatum.example"

/** Exchange's own maintenance sets a mailbox. Source: public records of the service host's actor. */
function maintainMailbox(cloud: Stage): void {
  const { world } = cloud
  const tenant = customer(cloud, "adatum")
  const { guid } = mailboxOf(tenant, "christie.cline")
  const parameters = new Parameters({
    Identity: guid,
    ForwardingSmtpAddress: "smtp:probe@monitoring.example",
  })
  const actor = { kind: "user", upn: "", ip: "", appId: OUTLOOK_WEB_APP_ID } as const
  const event = { at: world.now(), operation: "Set-Mailbox", objectId: guid, parameters }
  const record = {
    ...adminRecord(tenant, actor, event),
    UserId: "NT AUTHORITY\\SYSTEM (Microsoft.Exchange.ServiceHost)",
    UserKey: "NT AUTHORITY\\SYSTEM (Microsoft.Exchange.ServiceHost)",
    UserType: 3,
    ClientIP: "",
    AppId: "",
    ExternalAccess: true,
  }
  emit(world, tenant, { contentType: "Audit.Exchange", record })
}

export const quiet: Story = {
  id: "08-quiet",
  title: "An ordinary morning",
  description:
    "Forwarding inside the company, its removal, and Microsoft's own maintenance. No card may appear.",
  steps: [
    {
      says: "Alex forwards his mail to Lee, in the same company",
      act: (cloud) =>
        runAs(cloud, alex, "Set-Mailbox", {
          Identity,
          ForwardingSmtpAddress: "smtp:lee.gu@adatum.example",
          DeliverToMailboxAndForward: true,
        }),
    },
    {
      says: "Alex is back and takes the forwarding off",
      act: (cloud) =>
        runAs(cloud, alex, "Set-Mailbox", {
          Identity,
          ForwardingSmtpAddress: "",
          DeliverToMailboxAndForward: false,
        }),
    },
    { says: "Exchange maintains a mailbox by itself", act: maintainMailbox },
  ],
}
