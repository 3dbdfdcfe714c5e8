/** What our own apps prove themselves with at Microsoft, and when that ends. Never the secret itself. */

/** By the name that the registration has in `docs/onboarding.md`. */
export type OwnApp = "Monitor" | "Respond" | "Bot"
export type CredentialKind = "certificate" | "secret"
/** Who says when it ends: the certificate itself, the app's registration, or the operator. */
export type EndSource = "certificate" | "registration" | "environment"

export type CredentialEnd = {
  readonly app: OwnApp
  readonly kind: CredentialKind
  /** Milliseconds UTC, and who says so; missing: nobody knows. */
  readonly end?: { readonly at: number; readonly source: EndSource }
  /** Why nobody knows, one sentence. */
  readonly problem?: string
}
