/** Finds mailboxes and contacts by any of the identities that Exchange accepts, and Get-Recipient. */
import type { PracticeContact } from "../world/exchange-types.ts"
import type { PracticeMailbox, PracticeTenant } from "../world/types.ts"
import { type Cmdlet, notFound, type Row } from "./cmdlet.ts"

const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase()

/** An internal recipient's old-style name, which inbox rules show instead of an address. */
export const legacyDn = (mailbox: PracticeMailbox): string =>
  `/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${mailbox.guid.replaceAll("-", "")}-${mailbox.alias}`

/** The directory path that audit records of Outlook on the web name a mailbox by. */
export const canonicalPath = (tenant: PracticeTenant, mailbox: PracticeMailbox): string =>
  `EURPR04A009.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/${tenant.initialDomain}/${mailbox.alias}`

export const objectIdOf = (tenant: PracticeTenant, mailbox: PracticeMailbox): string =>
  tenant.users.find((user) => same(user.upn, mailbox.upn))?.objectId ?? mailbox.guid

const identities = (tenant: PracticeTenant, mailbox: PracticeMailbox): string[] => [
  mailbox.upn,
  mailbox.alias,
  mailbox.guid,
  mailbox.displayName,
  `${mailbox.alias}@${tenant.initialDomain}`,
  canonicalPath(tenant, mailbox),
  legacyDn(mailbox),
  objectIdOf(tenant, mailbox),
]

export const findMailbox = (tenant: PracticeTenant, identity: string): PracticeMailbox | undefined => {
  const bare = identity.trim().replace(/^(?:smtp|upn):/i, "")
  return tenant.mailboxes.find((mailbox) => identities(tenant, mailbox).some((each) => same(each, bare)))
}

/** Throws "couldn't be found". */
export const needMailbox = (tenant: PracticeTenant, identity: string): PracticeMailbox => {
  const mailbox = findMailbox(tenant, identity)
  if (mailbox === undefined) throw notFound(identity)
  return mailbox
}

export const findContact = (tenant: PracticeTenant, identity: string): PracticeContact | undefined => {
  const bare = identity.trim().replace(/^smtp:/i, "")
  return tenant.contacts.find((each) => same(each.name, bare) || same(each.externalEmailAddress, bare))
}

const mailboxRow = (tenant: PracticeTenant, mailbox: PracticeMailbox): Row => ({
  Identity: mailbox.displayName,
  Name: mailbox.displayName,
  Alias: mailbox.alias,
  DisplayName: mailbox.displayName,
  PrimarySmtpAddress: mailbox.upn,
  RecipientType: "UserMailbox",
  RecipientTypeDetails: mailbox.type,
  ExternalEmailAddress: null,
  ExternalDirectoryObjectId: objectIdOf(tenant, mailbox),
  Guid: mailbox.guid,
})

const contactRow = (contact: PracticeContact): Row => ({
  Identity: contact.name,
  Name: contact.name,
  Alias: contact.name.replaceAll(" ", ""),
  DisplayName: contact.name,
  PrimarySmtpAddress: contact.externalEmailAddress,
  RecipientType: "MailContact",
  RecipientTypeDetails: "MailContact",
  ExternalEmailAddress: `SMTP:${contact.externalEmailAddress}`,
  ExternalDirectoryObjectId: null,
})

/** Without an identity it returns everybody, as the real one does. */
export const getRecipient: Cmdlet = {
  allowed: ["Identity", "ResultSize", "RecipientTypeDetails"],
  run: ({ tenant, parameters }) => {
    const identity = parameters.text("Identity")
    if (identity === undefined) {
      const mailboxes = tenant.mailboxes.map((each) => mailboxRow(tenant, each))
      return { rows: [...mailboxes, ...tenant.contacts.map(contactRow)] }
    }
    const mailbox = findMailbox(tenant, identity)
    if (mailbox !== undefined) return { rows: [mailboxRow(tenant, mailbox)] }
    const contact = findContact(tenant, identity)
    if (contact === undefined) throw notFound(identity)
    return { rows: [contactRow(contact)] }
  },
}
