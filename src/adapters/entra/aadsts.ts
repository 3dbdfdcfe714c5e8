/**
 * What a refused sign-in means and who must act, by the AADSTS number.
 * Source: Microsoft Entra authentication and authorization error codes. The numbers may change:
 * an unknown one is still reported with its number and Microsoft's page for it.
 */
import type { ErrorCode } from "../../model/errors.ts"

/** `tenant`: the customer's administrator · `operator`: us, in our app registration or settings · `nobody`: wait. */
export type AadstsMeaning = {
  readonly who: "tenant" | "operator" | "nobody"
  readonly code: Extract<
    ErrorCode,
    | "ERR_TENANT_NO_CONSENT"
    | "ERR_TENANT_REFUSED"
    | "ERR_TENANT_GONE"
    | "ERR_CONFIG_INVALID"
    | "ERR_UPSTREAM_THROTTLED"
    | "ERR_UPSTREAM_UNAVAILABLE"
  >
  /** What is wrong and who must do what. */
  readonly sentence: string
}

const consent = (sentence: string): AadstsMeaning => ({
  who: "tenant",
  code: "ERR_TENANT_NO_CONSENT",
  sentence,
})
const blocked = (sentence: string): AadstsMeaning => ({ who: "tenant", code: "ERR_TENANT_REFUSED", sentence })
const gone = (sentence: string): AadstsMeaning => ({ who: "operator", code: "ERR_TENANT_GONE", sentence })
const operator = (sentence: string): AadstsMeaning => ({
  who: "operator",
  code: "ERR_CONFIG_INVALID",
  sentence,
})
const wait = (sentence: string): AadstsMeaning => ({
  who: "nobody",
  code: "ERR_UPSTREAM_UNAVAILABLE",
  sentence,
})

const NOT_INSTALLED =
  "Our app is not installed in this tenant: an administrator must open the admin consent link once."
const APP_DISABLED =
  "The customer disabled our enterprise application: an administrator must enable it again."
const BLOCKED =
  "Conditional Access in this tenant blocks our app: an administrator must exclude our service principal."
const CROSS_TENANT =
  "A cross-tenant or tenant restriction policy blocks our app: an administrator must allow it."
const REGISTRATION =
  "Our app registration does not ask for this permission: add it to the registration and consent again."
const BUSY = "Microsoft's sign-in service has a temporary problem; Watchpost tries again."
const UNKNOWN_TENANT =
  "Microsoft does not know this tenant id: the operator must correct it in the configuration."
const NO_LICENSE =
  "This tenant does not have the service that is asked, probably for want of a license: an administrator must add it, or the operator take the customer out of the configuration." /** Only sign-ins of people meet these; Watchpost signs in as an app, so that its settings are then wrong. */
const person = (what: string): AadstsMeaning =>
  operator(`${what}: the operator must let the partner account sign in again, or use the app alone.`)
const MFA = person("A partner account has to prove itself with a second factor")
const SESSION_OVER = person("The partner account's sign-in has ended or was revoked")
const NOT_A_MEMBER = operator(
  "The partner account is not known in this tenant: the operator must correct the delegated admin relationship's groups.",
)
const PROVIDER_BLOCKED =
  "A policy of this tenant asks for a proof that service providers can't give: an administrator must exclude service providers from it."

export const AADSTS: Readonly<Record<string, AadstsMeaning>> = {
  "700016": consent(NOT_INSTALLED),
  "7000229": consent(NOT_INSTALLED),
  "65001": consent("Consent for a permission is missing: an administrator must open the consent link again."),
  "65004": consent("The administrator declined the consent: the link must be opened again."),
  "90094": consent("This tenant wants consent for our app: an administrator must open the consent link."),
  "90095": consent("Our app waits for approval in this tenant: an administrator must approve the request."),
  "90099": consent("Our app is not pre-authorized in this tenant: an administrator must consent to it."),
  "650051": wait("Our app is just being installed in this tenant; Watchpost tries again."),
  "650052": blocked(NO_LICENSE),
  "650056": operator(REGISTRATION),
  "650057": operator(REGISTRATION),
  "500011": blocked(NO_LICENSE),
  "500014": blocked(NO_LICENSE),
  "70001": consent(APP_DISABLED),
  "7000112": consent(APP_DISABLED),
  "1000031": blocked("Our app is blocked in this tenant: an administrator must allow it."),
  "90002": gone(UNKNOWN_TENANT),
  "900023": gone(UNKNOWN_TENANT),
  "5000224": gone(
    "This tenant is not available and may have been deleted: the operator must ask the customer, and take it out of the configuration if it is gone.",
  ),
  "50194": operator("Our app registration is not multi-tenant: allow accounts in any organization."),
  "700027": wait(
    "Microsoft does not know our certificate (yet): upload it to the app registration if this stays.",
  ),
  "700024": operator("This machine's clock is wrong: our sign-in is outside its time. Set the clock by NTP."),
  "7000215": operator(
    "The client secret of our app registration is wrong: put the secret's value, not its id.",
  ),
  "7000222": operator("The client secret of our app registration expired: make a new one."),
  "53003": blocked(BLOCKED),
  "530032": blocked(BLOCKED),
  "53000": blocked(BLOCKED),
  "500212": blocked(CROSS_TENANT),
  "500213": blocked(CROSS_TENANT),
  "500021": blocked(CROSS_TENANT),
  "50072": MFA,
  "50074": MFA,
  "50076": MFA,
  "50078": MFA,
  "50079": MFA,
  "50158": blocked(PROVIDER_BLOCKED),
  "50177": blocked(PROVIDER_BLOCKED),
  "50020": NOT_A_MEMBER,
  "50034": NOT_A_MEMBER,
  "90072": NOT_A_MEMBER,
  "530034": operator(
    "Microsoft sees a risk in the partner account: the operator must secure that account at once.",
  ),
  "50132": SESSION_OVER,
  "50133": SESSION_OVER,
  "50173": SESSION_OVER,
  "70008": SESSION_OVER,
  "700082": SESSION_OVER,
  "70043": SESSION_OVER,
  "50053": person("The partner account is locked"),
  "50055": person("The partner account's password has expired"),
  "50057": person("The partner account is disabled"),
  "50196": {
    who: "nobody",
    code: "ERR_UPSTREAM_THROTTLED",
    sentence: "Microsoft sees too many identical sign-ins from us; Watchpost slows down and tries again.",
  },
  "90055": wait(BUSY),
  "90024": wait(BUSY),
  "90033": wait(BUSY),
  "50033": wait(BUSY),
  "90012": wait(BUSY),
  "90090": wait(BUSY),
}
