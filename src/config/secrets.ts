/** Secrets, read once from the environment. No other module reads the environment. */

/** A certificate (preferred) or a client secret of one app registration. */
export type Credential =
  | { readonly kind: "secret"; readonly secret: string }
  | { readonly kind: "certificate"; readonly privateKeyPem: string; readonly thumbprintSha256: string }

export type Secrets = {
  readonly bot: Credential | undefined
  readonly monitor: Credential
  readonly respond: Credential
  /** Passwords of the Veeam servers, by the server's name in the configuration. */
  readonly veeam: Readonly<Record<string, string>>
}
