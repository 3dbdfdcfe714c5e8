/**
 * Protection of mail taken away or weakened. A record says what was given, not what was there before, so that only values
 * that are weak in themselves count.
 * Source: Microsoft Learn, Exchange PowerShell, "Policy and compliance" and "Antispam and antimalware" cmdlets.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { type Fact, isFalse, isTrue, parameterOf } from "./fact.ts"

/** What protects: policies, the rules that say for whom, and alerts that would tell. */
const PROTECTION =
  /^(remove|disable|set)-(antiphish(rule|policy)|safelinks(rule|policy)|safeattachment(rule|policy)|malwarefilter(rule|policy)|hostedcontentfilter(rule|policy)|hostedoutboundspamfilter(rule|policy)|dlp(compliance)?(rule|policy)|(eop|atp)protectionpolicyrule|atpbuiltinprotectionrule|teamsprotectionpolicy(rule)?|protectionalert|activityalert|atppolicyforo365)$/

const MUST_BE_ON = (
  "Enabled|Enable|EnableSafeLinksForEmail|EnableSafeLinksForTeams|EnableSafeLinksForOffice|ScanUrls|ZapEnabled|" +
  "SpamZapEnabled|PhishZapEnabled|EnableFileFilter|EnableMailboxIntelligence|EnableMailboxIntelligenceProtection|" +
  "EnableOrganizationDomainsProtection|EnableTargetedUserProtection|EnableTargetedDomainsProtection|" +
  "EnableSpoofIntelligence|EnableUnauthenticatedSender|EnableATPForSPOTeamsODB|EnableSafeDocs|HonorDmarcPolicy"
).split("|")
const MUST_BE_OFF = ["AllowClickThrough", "AllowSafeDocsOpen", "Disabled"]
/** People and domains that a rule no longer protects. */
const EXCEPTIONS = ["ExceptIfSentTo", "ExceptIfSentToMemberOf", "ExceptIfRecipientDomainIs"]
const WEAK_ACTION = /^(allow|noaction|addxheader|modifysubject)$/i
const WEAK_MODE = /^(disable|disabled|testwithoutnotifications)$/i

/** What got weaker, as text; undefined when nothing did. */
function weakenedProtection(record: AuditRecord): string | undefined {
  const [, verb] = PROTECTION.exec(record.operationKey) ?? []
  if (verb === undefined) return undefined
  return verb === "set" ? weakValue(record) : `${verb}d`
}

function weakValue(record: AuditRecord): string | undefined {
  const off = MUST_BE_ON.find((name) => isFalse(parameterOf(record, name)))
  if (off !== undefined) return `${off} is False`
  const on = MUST_BE_OFF.find((name) => isTrue(parameterOf(record, name)))
  if (on !== undefined) return `${on} is True`
  const spared = EXCEPTIONS.find((name) => (parameterOf(record, name) ?? "") !== "")
  if (spared !== undefined) return `${spared} is ${parameterOf(record, spared)}`
  const weak = Object.entries(record.parameters).find(
    ([name, value]) =>
      (/action$/i.test(name) && WEAK_ACTION.test(value)) || (/^mode$/i.test(name) && WEAK_MODE.test(value)),
  )
  return weak === undefined ? undefined : `${weak[0]} is ${weak[1]}`
}

/** Which kind of protection, in the words of the portal. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/antiphish/, "anti-phishing"],
  [/safelinks/, "Safe Links"],
  [/safeattachment/, "Safe Attachments"],
  [/malware/, "anti-malware"],
  [/hostedcontent/, "anti-spam"],
  [/hostedoutbound/, "outbound spam"],
  [/dlp/, "data loss prevention"],
  [/alert/, "alert"],
  [/atppolicy/, "Safe Documents and files"],
  [/teamsprotection/, "Teams protection"],
]

export const protectionName = (operationKey: string): string =>
  NAMES.find(([pattern]) => pattern.test(operationKey))?.[1] ?? "mail protection"

export const MAIL_PROTECTION_FACTS: readonly Fact[] = [
  { name: "WeakensMailProtection", read: weakenedProtection },
  {
    name: "SwitchesExternalTagOff",
    read: (record) =>
      record.operationKey === "set-externalinoutlook" && isFalse(parameterOf(record, "Enabled"))
        ? "Enabled is False"
        : undefined,
  },
  {
    name: "DisablesDkim",
    read: (record) =>
      record.operationKey === "set-dkimsigningconfig" && isFalse(parameterOf(record, "Enabled"))
        ? parameterOf(record, "Identity") || record.target.name
        : undefined,
  },
]
