/** How mail may leave: by forwarding of itself, and by programs that sign in with a password alone (SMTP AUTH). Pure. */
import { andList } from "../lib/list-text.ts"
import { mailboxName } from "./exchange-rows.ts"
import { type Check, fewOf, type Judged, NOT_SAID } from "./posture-check.ts"
import type { PostureReads, Read } from "./posture-rows.ts"

type Rows<Name extends keyof PostureReads> =
  PostureReads[Name] extends Read<infer Row> ? readonly Row[] : never
type Domain = Rows<"remoteDomains">[number]
type Policy = Rows<"spamPolicies">[number]
type Rule = Rows<"spamRules">[number]

/**
 * An outbound spam policy allows forwarding outside: the default one everybody's, another one that of the people whom its
 * rule names. Remote domains may stop it all the same, and what stops it wins. Mail-flow rules may, too; they aren't looked at.
 * Source: Microsoft Defender for Office 365, "Control automatic external email forwarding".
 */
export function forwardingCheck(
  reads: Pick<PostureReads, "spamPolicies" | "spamRules" | "remoteDomains">,
): Check {
  return { title: "Forwarding to outside", weight: 10, ...forwardingOf(reads) }
}

function forwardingOf({
  spamPolicies,
  spamRules,
  remoteDomains,
}: Pick<PostureReads, "spamPolicies" | "spamRules" | "remoteDomains">): Judged {
  if ("problem" in spamPolicies) return { state: "unknown", now: spamPolicies.problem }
  const byDefault = spamPolicies.rows.find(({ IsDefault }) => IsDefault === true)
  const mode = byDefault?.AutoForwardingMode?.toLowerCase()
  if (mode === undefined || !["on", "off", "automatic"].includes(mode))
    return { state: "unknown", now: NOT_SAID }
  const others = spamPolicies.rows.filter((one) => one !== byDefault && isOn(one))
  const to = "problem" in remoteDomains ? undefined : reachable(remoteDomains.rows)
  if (to?.length === 0 && (mode === "on" || others.length > 0))
    return { state: "good", now: "not allowed: the settings for remote domains stop it" }
  if (mode === "on") return { ...allowed("everybody", to), run: offFor(byDefault) }
  if (others.length === 0) return { state: "good", now: mode === "off" ? "not allowed" : AUTOMATIC }
  if ("problem" in spamRules) return { state: "unknown", now: `Not for everybody. ${spamRules.problem}` }
  const meant = others.flatMap((policy) => spamRules.rows.flatMap((rule) => peopleOf(policy, rule)))
  if (meant.length === 0)
    return { state: "good", now: "not allowed; a policy that would allow it is for nobody" }
  return { ...allowed(andList(meant), to), run: offFor(others[0]) }
}

/** Since 2021 the same as "off", for everybody. Source: the same page. */
const AUTOMATIC = "not allowed: “Automatic”, as Microsoft sets it, means off"

const isOn = ({ AutoForwardingMode }: Policy): boolean => AutoForwardingMode?.toLowerCase() === "on"

function allowed(who: string, to: readonly string[] | undefined): Judged {
  const where = to === undefined ? "outside" : `to ${fewOf(to)}`
  return {
    state: "bad",
    now: `ALLOWED for ${who}: a rule or a setting of one mailbox sends its mail ${where}`,
  }
}

const offFor = (policy: Policy | undefined): string =>
  `Set-HostedOutboundSpamFilterPolicy -Identity "${nameOf(policy)}" -AutoForwardingMode Off`

/**
 * Whoever administers the customer's tenant chooses the name, and a technician pastes the line into a shell where both are
 * signed in: within quotes, PowerShell runs what `$` begins, and every kind of quote ends them. Others are typed by hand.
 */
function nameOf(policy: Policy | undefined): string {
  const name = policy?.Name || policy?.Identity || ""
  return /^[\p{L}\p{N}][\p{L}\p{N} ._@()-]{0,63}$/u.test(name) ? name : "NAME"
}

/** For whom a policy is: nobody, where its rule is off or another policy's. Several conditions of a rule must all hold. */
function peopleOf(policy: Policy, rule: Rule): readonly string[] {
  const names = [policy.Name, policy.Identity].flatMap((name) => name?.toLowerCase() || [])
  const isOfPolicy = names.includes(rule.HostedOutboundSpamFilterPolicy?.toLowerCase() ?? "")
  if (!isOfPolicy || rule.State?.toLowerCase() === "disabled") return []
  const parts = [
    ...(rule.From?.length ? [fewOf(rule.From)] : []),
    ...(rule.FromMemberOf?.length ? [`members of ${fewOf(rule.FromMemberOf)}`] : []),
    ...(rule.SenderDomainIs?.length ? [`addresses of ${fewOf(rule.SenderDomainIs)}`] : []),
  ]
  return [parts.join(", if also ") || "people whom its rule names"]
}

/** Domains that mail may forward itself to, where not all are: `*` stands for those that no other row names. */
function reachable(domains: readonly Domain[]): readonly string[] | undefined {
  const rest = domains.find(({ DomainName }) => DomainName === "*")
  if (rest?.AutoForwardEnabled !== false) return undefined
  return domains
    .filter(({ AutoForwardEnabled }) => AutoForwardEnabled !== false)
    .map(({ DomainName }) => DomainName || "a domain without a name")
}

/**
 * The organization's switch holds for every mailbox that says nothing itself.
 * Source: "Enable or disable authenticated client SMTP submission (SMTP AUTH) in Exchange Online".
 */
export function smtpCheck({
  transport,
  clientAccess,
}: Pick<PostureReads, "transport" | "clientAccess">): Check {
  return { title: "Sending by password (SMTP AUTH)", weight: 5, ...smtpOf(transport, clientAccess) }
}

function smtpOf(transport: PostureReads["transport"], clientAccess: PostureReads["clientAccess"]): Judged {
  if ("problem" in transport) return { state: "unknown", now: transport.problem }
  const isOff = transport.rows[0]?.SmtpClientAuthenticationDisabled
  if (typeof isOff !== "boolean") return { state: "unknown", now: NOT_SAID }
  if (!isOff)
    return {
      state: "bad",
      now: `ALLOWED for every mailbox where it isn't switched off${countOff(clientAccess)}: there a stolen password may be enough to send mail`,
      run: "Set-TransportConfig -SmtpClientAuthenticationDisabled $true, once nothing needs it",
    }
  if ("problem" in clientAccess)
    return { state: "unknown", now: `Off, but perhaps not for all. ${clientAccess.problem}` }
  const excepted = clientAccess.rows.filter((row) => row.SmtpClientAuthenticationDisabled === false)
  if (excepted.length === 0) return { state: "good", now: "off" }
  return {
    state: "bad",
    now: `off, but ALLOWED for ${excepted.length} of ${clientAccess.rows.length}: ${fewOf(excepted.map(mailboxName))}`,
    run: "Set-CASMailbox -Identity NAME -SmtpClientAuthenticationDisabled $null, once nothing needs it",
  }
}

function countOff(clientAccess: PostureReads["clientAccess"]): string {
  if ("problem" in clientAccess) return ""
  const off = clientAccess.rows.filter((row) => row.SmtpClientAuthenticationDisabled === true).length
  return ` (${off} of ${clientAccess.rows.length} are)`
}
