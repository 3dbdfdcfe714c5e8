/** What somebody set in a customer's mailboxes before anybody watched: no record of it comes any more. */
import { practiceRuleId } from "./practice-id.ts"
import type { PracticeMailbox, World } from "./types.ts"

/** The customer who has something to be found. */
export const BEFORE_TENANT = "fabrikam"
/** Forwards everything to an address outside. */
export const BEFORE_FORWARDER = "nestor.wilke"
/** Has a rule that takes mail about money out of sight. */
export const BEFORE_HIDER = "pradeep.gupta"

/** Returns the same world, changed. */
export function withWhatWasThere(world: World): World {
  const mailbox = (alias: string): PracticeMailbox => {
    const found = world.tenants
      .find(({ name }) => name === BEFORE_TENANT)
      ?.mailboxes.find((one) => one.alias === alias)
    if (found === undefined) throw new Error(`The practice world has no mailbox ${alias}.`)
    return found
  }
  const forwarder = mailbox(BEFORE_FORWARDER)
  forwarder.forwardingSmtpAddress = "smtp:n.wilke@mail-archive.example"
  forwarder.deliverToMailboxAndForward = true
  // Else it would come back.
  for (const { name, outboundMail } of world.tenants)
    if (name === BEFORE_TENANT)
      for (const policy of outboundMail.spamPolicies) policy.autoForwardingMode = "On"
  mailbox(BEFORE_HIDER).rules.push({
    ruleId: practiceRuleId("before anybody watched"),
    name: "..",
    enabled: true,
    priority: 1,
    hidden: false,
    settings: {
      SubjectOrBodyContainsWords: ["invoice", "payment"],
      MoveToFolder: "RSS Feeds",
      MarkAsRead: true,
    },
  })
  return world
}
