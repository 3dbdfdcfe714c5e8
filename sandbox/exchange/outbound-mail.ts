/**
 * Get-HostedOutboundSpamFilterPolicy and -Rule, Get-RemoteDomain and Get-TransportConfig: what mail may leave, and how.
 * Source: the cmdlets' pages. Only Get-RemoteDomain knows -ResultSize; Get-TransportConfig takes nothing in the cloud.
 */
import { practiceGuid } from "../world/practice-id.ts"
import type { PracticeTenant } from "../world/types.ts"
import { type Cmdlet, CmdletFailure, notFound, type Row } from "./cmdlet.ts"

/** All rows, or the one that goes by the name. */
function oneOrAll<Item extends { readonly name: string }>(
  items: readonly Item[],
  identity: string | undefined,
): readonly Item[] {
  if (identity === undefined) return items
  const found = items.filter(({ name }) => name.toLowerCase() === identity.toLowerCase())
  if (found.length === 0) throw notFound(identity)
  return found
}

const named = (tenant: PracticeTenant, kind: string, name: string): Row => ({
  Identity: name,
  Name: name,
  "Guid@data.type": "System.Guid",
  "Guid@odata.type": "#Guid",
  Guid: practiceGuid(`${kind} ${tenant.name} ${name}`),
})

export const getSpamPolicy: Cmdlet = {
  allowed: ["Identity"],
  run: ({ tenant, parameters }) => ({
    rows: oneOrAll(tenant.outboundMail.spamPolicies, parameters.text("Identity")).map((policy) => ({
      ...named(tenant, "spam policy", policy.name),
      Enabled: true,
      IsDefault: policy.isDefault,
      AutoForwardingMode: policy.autoForwardingMode,
      RecipientLimitExternalPerHour: 0,
      RecipientLimitInternalPerHour: 0,
      RecipientLimitPerDay: 0,
      ActionWhenThresholdReached: "BlockUserForToday",
      BccSuspiciousOutboundMail: false,
      NotifyOutboundSpam: false,
    })),
  }),
}

const orNull = (list: readonly string[]): readonly string[] | null => (list.length === 0 ? null : list)

const STATES = ["enabled", "disabled"]

export const getSpamRule: Cmdlet = {
  allowed: ["Identity", "State"],
  run: ({ tenant, parameters }) => {
    const state = parameters.text("State")?.toLowerCase()
    if (state !== undefined && !STATES.includes(state))
      throw new CmdletFailure("bad-value", "Cannot process argument transformation on parameter 'State'.")
    const rules = oneOrAll(tenant.outboundMail.spamRules, parameters.text("Identity"))
    const wanted = rules.filter(({ enabled }) => state === undefined || enabled === (state === "enabled"))
    return {
      rows: wanted.map((rule, priority) => ({
        ...named(tenant, "spam rule", rule.name),
        State: rule.enabled ? "Enabled" : "Disabled",
        Priority: priority,
        HostedOutboundSpamFilterPolicy: rule.policy,
        From: orNull(rule.from),
        FromMemberOf: orNull(rule.fromMemberOf),
        SenderDomainIs: orNull(rule.senderDomainIs),
        ExceptIfFrom: null,
        ExceptIfFromMemberOf: null,
        ExceptIfSenderDomainIs: null,
      })),
    }
  },
}

export const getRemoteDomain: Cmdlet = {
  allowed: ["Identity", "ResultSize"],
  run: ({ tenant, parameters }) => ({
    rows: oneOrAll(tenant.outboundMail.remoteDomains, parameters.text("Identity")).map((domain) => ({
      ...named(tenant, "remote domain", domain.name),
      DomainName: domain.domainName,
      IsInternal: false,
      AllowedOOFType: "External",
      AutoReplyEnabled: true,
      AutoForwardEnabled: domain.autoForwardEnabled,
    })),
  }),
}

export const getTransportConfig: Cmdlet = {
  allowed: [],
  run: ({ tenant }) => ({
    rows: [
      {
        Identity: "Transport Settings",
        Name: "Transport Settings",
        MaxSendSize: "35 MB (36,700,160 bytes)",
        SmtpClientAuthenticationDisabled: tenant.outboundMail.smtpAuthDisabled,
      },
    ],
  }),
}
