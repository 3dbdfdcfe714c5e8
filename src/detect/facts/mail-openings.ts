/**
 * Ways for mail in and out that were opened: senders let past the filters, automatic forwarding allowed, connectors, journals,
 * and old protocols that know no second factor. An empty value closes such a way and says nothing.
 * Source: Microsoft Learn, New-TenantAllowBlockListItems, Set-HostedContentFilterPolicy, Set-HostedConnectionFilterPolicy,
 * Set-RemoteDomain, Set-HostedOutboundSpamFilterPolicy, New-InboundConnector, New-JournalRule, Set-CASMailbox,
 * Set-TransportConfig.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { type Destination, ownDomains, readDestinations } from "./destinations.ts"
import { type Fact, type FactContext, isFalse, isTrue, listOf, parameterOf } from "./fact.ts"

/** Lists of those who pass, by the cmdlets that hold them. */
const PASS_LISTS: readonly (readonly [cmdlet: RegExp, parameters: readonly string[]])[] = [
  [/^(new|set)-hostedcontentfilterpolicy$/, ["AllowedSenders", "AllowedSenderDomains"]],
  [/^(new|set)-hostedconnectionfilterpolicy$/, ["IPAllowList"]],
  [/^(new|set)-antiphishpolicy$/, ["ExcludedSenders", "ExcludedDomains"]],
  [/^(new|set)-safelinkspolicy$/, ["DoNotRewriteUrls"]],
]

/** Mail for a practice attack, or for a mailbox that collects attacks, passes every filter. */
const OVERRIDES = /^(new|set)-(exo)?(phishsimoverriderule|secopsoverride(rule|policy))$/
const OVERRIDDEN = [
  "Domains",
  "SenderDomainIs",
  "SenderIpRanges",
  "SentTo",
  "AddSenderDomainIs",
  "AddSenderIpRanges",
  "AddSentTo",
]

function overriddenSenders(record: AuditRecord): readonly string[] {
  const entries = OVERRIDDEN.flatMap((name) => listOf((parameterOf(record, name) ?? "").replaceAll(",", ";")))
  return entries.length > 0 || record.operationKey.startsWith("set-") ? entries : ["unknown"]
}

/** Who may pass the filters by this record, as given. */
function allowedSenders(record: AuditRecord): readonly string[] {
  if (/^(new|set)-tenantallowblocklist(items|spoofitems)$/.test(record.operationKey)) {
    const allows =
      isTrue(parameterOf(record, "Allow")) || /^allow$/i.test(parameterOf(record, "Action") ?? "")
    const entries = [parameterOf(record, "Entries"), parameterOf(record, "SpoofedUser")].flatMap(listOf)
    return allows ? (entries.length > 0 ? entries : ["unknown"]) : []
  }
  if (OVERRIDES.test(record.operationKey)) return overriddenSenders(record)
  const [, names = []] = PASS_LISTS.find(([cmdlet]) => cmdlet.test(record.operationKey)) ?? []
  const entries = names.flatMap((name) => listOf((parameterOf(record, name) ?? "").replaceAll(",", ";")))
  return entries.filter((entry) => !/^@?\{?\s*remove/i.test(entry))
}

/** Domains where anybody can have an address, and patterns that mean everybody. */
const ANYBODY =
  /(^|[@.])(gmail\.com|googlemail\.com|outlook\.com|hotmail\.com|live\.com|yahoo\.com|icloud\.com|gmx\.(de|net)|web\.de|proton\.me|protonmail\.com)$|^\*$|^(\*\.)?[a-z]{2,4}$|\/([0-9]|1[0-9])$/i

/** The customer's own domain on such a list lets everybody in who writes it as the sender. */
function allowsAnybody(record: AuditRecord, context: FactContext): string | undefined {
  const own = ownDomains(record, context)
  return allowedSenders(record).find((entry) => {
    const domain = entry.slice(entry.lastIndexOf("@") + 1).toLowerCase()
    return ANYBODY.test(entry.trim()) || (!entry.includes("@") && own.includes(domain))
  })
}

function opensForwarding(record: AuditRecord): string | undefined {
  const { operationKey } = record
  if (/^(new|set)-remotedomain$/.test(operationKey))
    return isTrue(parameterOf(record, "AutoForwardEnabled")) ? "AutoForwardEnabled is True" : undefined
  if (/^(new|set)-hostedoutboundspamfilterpolicy$/.test(operationKey))
    return /^on$/i.test(parameterOf(record, "AutoForwardingMode")?.trim() ?? "")
      ? "AutoForwardingMode is On"
      : undefined
  return undefined
}

const LEGACY_ON = ["PopEnabled", "ImapEnabled"]
const BASIC = /^AllowBasicAuth(\w+)$/i

/** Protocols that a policy lets in with a password alone. */
function basicProtocols(record: AuditRecord): string | undefined {
  const names = Object.entries(record.parameters).flatMap(([name, value]) => {
    const protocol = BASIC.exec(name)?.[1]
    return protocol !== undefined && isTrue(value) ? [protocol] : []
  })
  return names.length === 0 ? undefined : `${names.join(" and ")} with a password alone`
}

/** The protocol that was opened again; undefined when none was. */
export function openedProtocol(record: AuditRecord): string | undefined {
  const { operationKey } = record
  if (/^(new|set)-authenticationpolicy$/.test(operationKey)) return basicProtocols(record)
  if (operationKey === "set-organizationconfig")
    return isFalse(parameterOf(record, "OAuth2ClientProfileEnabled"))
      ? "Outlook with a password alone"
      : undefined
  if (!/^set-(casmailbox|casmailboxplan|transportconfig)$/.test(operationKey)) return undefined
  if (isFalse(parameterOf(record, "SmtpClientAuthenticationDisabled"))) return "SMTP with a password"
  if (operationKey === "set-transportconfig") return undefined
  const opened = LEGACY_ON.filter((name) => isTrue(parameterOf(record, name)))
  return opened.length === 0
    ? undefined
    : opened.map((name) => name.replace("Enabled", "").toUpperCase()).join(" and ")
}

const isConnectorChange = (operationKey: string): boolean =>
  /^(new|set)-(inbound|outbound)connector$/.test(operationKey)

/** Where a journal rule delivers what it copies. One that is switched off says nothing. */
export function journalDestinations(record: AuditRecord, context: FactContext): readonly Destination[] {
  if (!/^(new|set)-journalrule$/.test(record.operationKey) || isFalse(parameterOf(record, "Enabled")))
    return []
  return readDestinations(parameterOf(record, "JournalEmailAddress"), record, context)
}

export const MAIL_OPENING_FACTS: readonly Fact[] = [
  {
    name: "AllowsSenders",
    read: (record) => allowedSenders(record).join(", ") || undefined,
  },
  { name: "AllowsAnybody", read: allowsAnybody },
  { name: "OpensAutoForwarding", read: opensForwarding },
  {
    // Devices and strangers hand mail in without signing in, under any of the customer's own addresses.
    name: "OpensDirectSend",
    read: (record) =>
      record.operationKey === "set-organizationconfig" && isFalse(parameterOf(record, "RejectDirectSend"))
        ? "RejectDirectSend is False"
        : undefined,
  },
  {
    name: "ChangesConnector",
    read: (record) =>
      isConnectorChange(record.operationKey)
        ? parameterOf(record, "Name") || parameterOf(record, "Identity") || record.target.name
        : undefined,
  },
  {
    name: "SwitchesConnectorOff",
    read: (record) =>
      isConnectorChange(record.operationKey) && isFalse(parameterOf(record, "Enabled"))
        ? "Enabled is False"
        : undefined,
  },
  {
    name: "JournalsElsewhere",
    read: (record, context) =>
      journalDestinations(record, context)
        .filter(({ place }) => place !== "inside")
        .map(({ address }) => address)
        .join(", ") || undefined,
  },
  { name: "OpensLegacyProtocol", read: openedProtocol },
  {
    name: "OpensLegacyProtocolForAll",
    read: (record) => (record.operationKey === "set-casmailbox" ? undefined : openedProtocol(record)),
  },
]
