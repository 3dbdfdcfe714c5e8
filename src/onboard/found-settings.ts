/**
 * What mailboxes and inbox rules are set to, written as the change that would set it today: so that what was there before
 * anybody watched is judged by the same rules as what happens now. Pure. Source: Microsoft Learn, Get-Mailbox, Get-InboxRule,
 * Set-Mailbox, New-InboxRule.
 */
import { canonicalHash } from "../lib/canonical-json.ts"
import { foldName } from "../lib/fold.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import type { FoundSetting } from "../model/first-sweep.ts"
import { recordId, type TenantId } from "../model/ids.ts"
import type { Json, JsonObject } from "../model/json.ts"
import { isExchanges, type MailboxRow, mailboxName, ruleRows } from "./exchange-rows.ts"

/** Where a recipient that Exchange writes without an address leads to; undefined when nobody knows. */
export type LeadsTo = (recipient: string) => string | undefined

/** As records call it: by the sign-in name. */
const nameOf = (row: MailboxRow): string => row.UserPrincipalName || mailboxName(row)

const namesOf = (row: MailboxRow): readonly string[] => [
  ...new Set(
    [
      row.UserPrincipalName,
      row.PrimarySmtpAddress,
      row.Alias,
      row.Name,
      row.DisplayName,
      row.ExchangeGuid,
    ].flatMap((name) => (name ? [name.toLowerCase()] : [])),
  ),
]

/** A recipient of the tenant, who may be a contact outside; it wins when both are set. Source: Set-Mailbox, ForwardingSmtpAddress. */
export const forwardingRecipient = ({ ForwardingAddress }: MailboxRow): string | undefined =>
  ForwardingAddress || undefined

/** Undefined when the mailbox forwards to nobody. */
export function foundForwarding(row: MailboxRow, leadsTo: LeadsTo): FoundSetting | undefined {
  const recipient = forwardingRecipient(row)
  const address = row.ForwardingSmtpAddress || undefined
  if (recipient === undefined && address === undefined) return undefined
  return {
    operation: "Set-Mailbox",
    mailbox: nameOf(row),
    names: namesOf(row),
    parameters: {
      Identity: nameOf(row),
      ...(recipient === undefined
        ? { ForwardingSmtpAddress: address ?? "" }
        : { ForwardingAddress: leadsTo(recipient) ?? recipient }),
      DeliverToMailboxAndForward: row.DeliverToMailboxAndForward === true ? "True" : "False",
    },
  }
}

const SENDS = ["ForwardTo", "ForwardAsAttachmentTo", "RedirectTo"] as const

/** Recipients of rules that are shown without an address, each once: `"Kim" [EX:/o=…]`. */
export const rulesRecipients = (rules: readonly JsonObject[]): readonly string[] => [
  ...new Set(rules.flatMap((rule) => SENDS.flatMap((key) => textsOf(rule[key]).flatMap(withoutAddress)))),
]

const withoutAddress = (target: string): readonly string[] => {
  const name = /\[EX:([^\]]+)\]/i.exec(target)?.[1]
  return name === undefined ? [] : [name]
}

/** Rules of one mailbox that are on, without Exchange's own. `rules` are rows of Get-InboxRule. */
export const foundRules = (
  row: MailboxRow,
  rules: readonly JsonObject[],
  leadsTo: LeadsTo,
): readonly FoundSetting[] =>
  rules
    .filter((rule) =>
      ruleRows([rule]).every(
        (known) => known.Enabled !== false && !isExchanges(known) && known.Name !== null,
      ),
    )
    .map((rule) => ({
      operation: "New-InboxRule",
      mailbox: nameOf(row),
      names: namesOf(row),
      parameters: { ...parametersOf(rule, leadsTo), Mailbox: nameOf(row) },
    }))

/** What Get-InboxRule tells besides what New-InboxRule takes. `Identity` stays: it holds the rule's id. */
const NOT_TAKEN =
  /^(?:description|enabled|priority|mailboxownerid|isvalid|inerror|error|errortype|supportedbytask|ruleidentity|objectstate|stopprocessingrules)$/i

const parametersOf = (rule: JsonObject, leadsTo: LeadsTo): Record<string, string> =>
  Object.fromEntries(
    Object.entries(rule).flatMap(([name, value]) => {
      if (NOT_TAKEN.test(name) || name.includes("@")) return []
      const sends = SENDS.some((one) => one === name)
      const texts = sends ? textsOf(value).map((target) => addressOf(target, leadsTo)) : textsOf(value)
      return texts.length === 0 ? [] : [[name, texts.join("; ")]]
    }),
  )

/** `"x@y" [SMTP:x@y]` is x@y; who has no address is looked up, and stays a name where nobody knows. */
function addressOf(target: string, leadsTo: LeadsTo): string {
  const [, name = "", kind = "", address = ""] = /^"?([^"]*?)"? \[(SMTP|EX):([^\]]*)\]$/i.exec(target) ?? []
  if (address === "") return target
  return kind.toUpperCase() === "SMTP" ? address : (leadsTo(address) ?? name)
}

/** What is switched off, empty or of another form says nothing. */
function textsOf(value: Json | undefined): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf)
  if (typeof value === "string") return value === "" || /^false$/i.test(value) ? [] : [value]
  if (value === true) return ["True"]
  return []
}

/** The record of the change that would set it. The same thing makes the same record, whenever it is found (`at`, milliseconds UTC). */
export function foundRecord(found: FoundSetting, tenantId: TenantId, at: number): AuditRecord {
  const { operation, mailbox, parameters } = found
  const id = canonicalHash([tenantId, operation, mailbox.toLowerCase(), { ...parameters }]).slice(0, 32)
  return {
    tenantId,
    id: recordId(`found ${id}`),
    source: "Audit.Exchange",
    recordType: 1,
    workload: "Exchange",
    operation,
    operationKey: foldName(operation),
    happenedAt: at,
    outcome: "succeeded",
    actor: { kind: "unknown", id: "unknown" },
    target: { kind: "mailbox", id: mailbox, name: mailbox },
    parameters,
    modified: [],
    extended: {},
    operationProperties: {},
    raw: { Operation: operation, RecordType: 1, Workload: "Exchange" },
  }
}
