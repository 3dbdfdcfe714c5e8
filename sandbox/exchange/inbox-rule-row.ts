/** How Get-InboxRule shows a rule. */
import type { PracticeInboxRule, PracticeMailbox, PracticeTenant } from "../world/types.ts"
import type { Row } from "./cmdlet.ts"
import { findMailbox, legacyDn, objectIdOf } from "./recipient.ts"

const ADDRESS_SETTINGS = ["ForwardTo", "RedirectTo", "ForwardAsAttachmentTo"] as const

/** Outside addresses show as SMTP; recipients of the tenant only by their old-style name, without any address. */
const showRecipient = (tenant: PracticeTenant, address: string): string => {
  const bare = address.replace(/^smtp:/i, "")
  const mailbox = findMailbox(tenant, bare)
  return mailbox === undefined
    ? `"${bare}" [SMTP:${bare}]`
    : `"${mailbox.displayName}" [EX:${legacyDn(mailbox)}]`
}

const asList = (value: string | boolean | string[]): string[] =>
  Array.isArray(value) ? value : [String(value)]

const CONDITIONS = /Contains|^From$|^SentTo$|^MyName|^HasAttachment$/

/** One line of English like the service's own; never parsed by anybody who is careful. */
const describeRule = (rule: PracticeInboxRule): string => {
  const entries = Object.entries(rule.settings)
  const conditions = entries.filter(([name]) => CONDITIONS.test(name)).map(([name]) => name)
  const actions = entries.filter(([name]) => !CONDITIONS.test(name)).map(([name]) => name)
  const when = conditions.length === 0 ? "" : `If the message:\r\n\t${conditions.join(" and ")}\r\n`
  return `${when}Take the following actions:\r\n\t${actions.join(" and ")}\r\n`
}

const showSettings = (tenant: PracticeTenant, settings: PracticeInboxRule["settings"]): Row =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]): [string, unknown][] => {
      const isAddress = (ADDRESS_SETTINGS as readonly string[]).includes(name)
      if (isAddress) {
        const list = asList(value).map((each) => showRecipient(tenant, each))
        return [
          [`${name}@odata.type`, "#Collection(String)"],
          [name, list],
        ]
      }
      if (!Array.isArray(value)) return [[name, value]]
      return [
        [`${name}@odata.type`, "#Collection(String)"],
        [name, value],
      ]
    }),
  )

/** `RuleIdentity` is a number of up to 64 bits on the wire; see `services/exchange.ts`. */
export const toRuleRow = (
  tenant: PracticeTenant,
  mailbox: PracticeMailbox,
  rule: PracticeInboxRule,
): Row => ({
  Description: describeRule(rule),
  Enabled: rule.enabled,
  Identity: `${mailbox.guid}\\${rule.ruleId}`,
  InError: false,
  ErrorType: "None",
  Name: rule.name,
  Priority: rule.priority,
  "RuleIdentity@data.type": "System.UInt64",
  "RuleIdentity@odata.type": "#Int64",
  RuleIdentity: rule.ruleId,
  SupportedByTask: rule.clientSide !== true,
  MailboxOwnerId: objectIdOf(tenant, mailbox),
  ForwardTo: null,
  RedirectTo: null,
  ForwardAsAttachmentTo: null,
  DeleteMessage: false,
  MoveToFolder: null,
  MarkAsRead: false,
  StopProcessingRules: false,
  ...showSettings(tenant, rule.settings),
  IsValid: true,
})
