/** Settings of an organization for mail that leaves it. Part of the practice world. */
export type PracticeOutboundMail = {
  /** Outbound spam policies; the default one holds where no rule names another. */
  spamPolicies: { name: string; isDefault: boolean; autoForwardingMode: "Automatic" | "On" | "Off" }[]
  /** For whom a policy is; an empty list is no condition. */
  spamRules: {
    name: string
    policy: string
    enabled: boolean
    from: string[]
    fromMemberOf: string[]
    senderDomainIs: string[]
  }[]
  /** `*` stands for all domains that no other names. */
  remoteDomains: { name: string; domainName: string; autoForwardEnabled: boolean }[]
  smtpAuthDisabled: boolean
}

/** As a new organization has it. Source: the pages of the Get- cmdlets, defaults; SMTP AUTH is off since 2020. */
export const createOutboundMail = (): PracticeOutboundMail => ({
  spamPolicies: [{ name: "Default", isDefault: true, autoForwardingMode: "Automatic" }],
  spamRules: [],
  remoteDomains: [{ name: "Default", domainName: "*", autoForwardEnabled: true }],
  smtpAuthDisabled: true,
})
