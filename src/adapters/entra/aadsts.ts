/**
 * What a refused sign-in means and who must act, by the AADSTS number.
 * Source: Microsoft Entra authentication and authorization error codes. The numbers may change:
 * an unknown one is still reported with its number and Microsoft's page for it.
 */

/** `tenant`: the customer's administrator · `operator`: us, in our app registration or settings · `nobody`: wait. */
export type AadstsMeaning = {
  readonly who: "tenant" | "operator" | "nobody"
  readonly noConsent?: true
  readonly sentence: string
}

const tenant = (sentence: string): AadstsMeaning => ({ who: "tenant", sentence })
const consent = (sentence: string): AadstsMeaning => ({ who: "tenant", noConsent: true, sentence })
const operator = (sentence: string): AadstsMeaning => ({ who: "operator", sentence })
const wait = (sentence: string): AadstsMeaning => ({ who: "nobody", sentence })

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
const UNKNOWN_TENANT = "Microsoft does not know this tenant id: correct it in the configuration."

export const AADSTS: Readonly<Record<string, AadstsMeaning>> = {
  "700016": consent(NOT_INSTALLED),
  "7000229": consent(NOT_INSTALLED),
  "65001": consent("Consent for a permission is missing: an administrator must open the consent link again."),
  "65004": consent("The administrator declined the consent: the link must be opened again."),
  "90094": consent("This tenant wants an administrator's consent for our app."),
  "90095": consent("Our app waits for an administrator's approval in this tenant."),
  "90099": consent("Our app is not pre-authorized in this tenant: an administrator must consent to it."),
  "650051": wait("Our app is just being installed in this tenant; Watchpost tries again."),
  "650052": tenant(
    "This tenant has no subscription for the service that is asked (for example no Exchange).",
  ),
  "650056": operator(REGISTRATION),
  "650057": operator(REGISTRATION),
  "500011": tenant("The service that is asked does not exist in this tenant: a license is probably missing."),
  "70001": tenant(APP_DISABLED),
  "7000112": tenant(APP_DISABLED),
  "1000031": tenant("Our app is blocked in this tenant: an administrator must allow it."),
  "90002": tenant(UNKNOWN_TENANT),
  "900023": tenant(UNKNOWN_TENANT),
  "5000224": tenant("This tenant is not available: it may have been deleted."),
  "50194": operator("Our app registration is not multi-tenant: allow accounts in any organization."),
  "700027": wait(
    "Microsoft does not know our certificate (yet): upload it to the app registration if this stays.",
  ),
  "700024": operator("This machine's clock is wrong: our sign-in is outside its time. Set the clock by NTP."),
  "7000215": operator(
    "The client secret of our app registration is wrong: put the secret's value, not its id.",
  ),
  "7000222": operator("The client secret of our app registration expired: make a new one."),
  "53003": tenant(BLOCKED),
  "530032": tenant(BLOCKED),
  "53000": tenant(BLOCKED),
  "500212": tenant(CROSS_TENANT),
  "500213": tenant(CROSS_TENANT),
  "500021": tenant(CROSS_TENANT),
  "50196": wait("Microsoft sees too many identical sign-ins from us and asks to slow down."),
  "90055": wait(BUSY),
  "90024": wait(BUSY),
  "90033": wait(BUSY),
  "50033": wait(BUSY),
  "90012": wait(BUSY),
  "90090": wait(BUSY),
}
