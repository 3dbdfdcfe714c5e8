/**
 * Mail-flow rules: they act on everybody's mail and no mailbox shows them.
 * Source: Microsoft Learn, New-TransportRule, Set-TransportRule, Enable-TransportRule.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { type Destination, listed, readDestinations } from "./destinations.ts"
import { type Fact, type FactContext, isFalse, isTrue, parameterOf } from "./fact.ts"
import { tellingWord } from "./hiding-places.ts"

export type TransportRule = {
  /** The rule's name, or what the record calls it by. */
  readonly name: string
  /** In the order of the parameters; empty when the rule sends mail nowhere else. */
  readonly sends: readonly { readonly how: SendParameter; readonly to: readonly Destination[] }[]
  readonly deletes: boolean
  /** -1 lets mail past the spam filter. */
  readonly spamLevel?: string
  readonly hidesFromAudit: boolean
  /** Words, people and other things that it waits for. */
  readonly conditions: readonly string[]
  readonly enables: boolean
  /** It was made switched off. */
  readonly isOff: boolean
  /** The header by which it lets mail past a protection; missing when it sets none of these. */
  readonly skips?: string
  /** It holds mail back, so that its recipients don't see it. */
  readonly holdsBack: boolean
}

const SEND_PARAMETERS = ["BlindCopyTo", "CopyTo", "RedirectMessageTo", "AddToRecipients"] as const
export type SendParameter = (typeof SEND_PARAMETERS)[number]

/** Headers that tell Exchange not to look at links and attachments, or that the mail is no spam. */
const SKIPPING = /^x-ms-exchange-organization-(skipsafelinksprocessing|skipsafeattachmentprocessing|scl)$/i
const NO_SPAM = "-1"

function skippingHeader(record: AuditRecord): string | undefined {
  const header = parameterOf(record, "SetHeaderName")?.trim() ?? ""
  const value = parameterOf(record, "SetHeaderValue")?.trim() ?? ""
  if (!SKIPPING.test(header)) return undefined
  return /-scl$/i.test(header) && value !== NO_SPAM ? undefined : `${header} is ${value || "set"}`
}

const CONDITION = /(words|patterns|from|sentto|anyof|contains|matches)/i

/**
 * Undefined when the record changes no mail-flow rule, removes one or switches it off. A new one that is still off counts:
 * the record that switches it on no longer says what it does.
 */
export function readTransportRule(record: AuditRecord, context: FactContext): TransportRule | undefined {
  const [, verb] = /^(new|set|enable)-transportrule$/.exec(record.operationKey) ?? []
  if (verb === undefined) return undefined
  const isOff =
    isFalse(parameterOf(record, "Enabled")) || /^disabled$/i.test(parameterOf(record, "State") ?? "")
  if (isOff && verb !== "new") return undefined
  const sends = SEND_PARAMETERS.map((how) => ({
    how,
    to: readDestinations(parameterOf(record, how), record, context),
  }))
  const spamLevel = parameterOf(record, "SetSCL")
  return {
    name: parameterOf(record, "Name") || parameterOf(record, "Identity") || record.target.name,
    sends: sends.filter(({ to }) => to.length > 0),
    deletes: isTrue(parameterOf(record, "DeleteMessage")),
    ...(spamLevel ? { spamLevel } : {}),
    hidesFromAudit: /^DoNotAudit$/i.test(parameterOf(record, "SetAuditSeverity") ?? ""),
    conditions: Object.entries(record.parameters)
      .filter(([key, value]) => CONDITION.test(key) && !/^exceptif/i.test(key) && value !== "")
      .map(([, value]) => value),
    enables: verb === "enable",
    isOff,
    ...skipsOf(record),
    holdsBack: isTrue(parameterOf(record, "Quarantine")),
  }
}

function skipsOf(record: AuditRecord): Pick<TransportRule, "skips"> {
  const skips = skippingHeader(record)
  return skips === undefined ? {} : { skips }
}

type RuleFact = (rule: TransportRule) => string | undefined

const fact = (name: string, read: RuleFact): Fact => ({
  name,
  read: (record, context) => {
    const rule = readTransportRule(record, context)
    return rule === undefined ? undefined : read(rule)
  },
})

const everybody = ({ sends }: TransportRule): readonly Destination[] => sends.flatMap(({ to }) => to)

export const TRANSPORT_RULE_FACTS: readonly Fact[] = [
  fact("TransportSends", (rule) =>
    everybody(rule).length === 0
      ? undefined
      : everybody(rule)
          .map(({ address }) => address)
          .join(", "),
  ),
  fact("TransportSendsOutside", (rule) => listed(everybody(rule), "outside")),
  fact("TransportSendsInsideOnly", (rule) =>
    everybody(rule).length > 0 && everybody(rule).every(({ place }) => place === "inside")
      ? listed(everybody(rule), "inside")
      : undefined,
  ),
  fact("TransportDeletes", ({ deletes }) => (deletes ? "the rule deletes mail" : undefined)),
  fact("TransportOnlyDeletes", (rule) =>
    rule.deletes && everybody(rule).length === 0 ? "the rule deletes mail" : undefined,
  ),
  fact("TransportHidesFromAudit", ({ hidesFromAudit }) =>
    hidesFromAudit ? "SetAuditSeverity is DoNotAudit" : undefined,
  ),
  fact("TransportWatchesMoneyOrSecurity", ({ conditions }) =>
    conditions.map(tellingWord).find((word) => word !== undefined),
  ),
  fact("TransportIsOff", ({ isOff }) => (isOff ? "the rule was made switched off" : undefined)),
  fact("TransportSwitchedOn", ({ enables, name }) => (enables ? name : undefined)),
  fact("TransportSkipsProtection", ({ skips }) => skips),
  fact("TransportHoldsBack", ({ holdsBack }) =>
    holdsBack ? "the rule puts mail into quarantine" : undefined,
  ),
  {
    name: "TransportTakenAway",
    read: (record) =>
      /^(remove|disable)-transportrule$/.test(record.operationKey)
        ? parameterOf(record, "Identity") || record.target.name
        : undefined,
  },
  fact("TransportSkipsSpamFilter", ({ spamLevel }) =>
    spamLevel?.trim() === "-1" ? "SetSCL is -1" : undefined,
  ),
]
