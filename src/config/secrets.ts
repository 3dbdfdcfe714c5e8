/** Secrets, read once from the environment. No other module reads the environment. */

/**
 * A certificate (preferred) or a client secret of one app registration. `endsAt`: from then on Microsoft doesn't take it
 * any more, milliseconds UTC; a certificate says it itself, of a secret it is there only where the environment says it.
 */
export type Credential = { readonly endsAt?: number } & (
  | { readonly kind: "secret"; readonly secret: string }
  | { readonly kind: "certificate"; readonly privateKeyPem: string; readonly thumbprintSha256: string }
)

export type Secrets = {
  readonly bot: Credential | undefined
  readonly monitor: Credential
  readonly respond: Credential
  /** Passwords of the Veeam servers, by the server's name in the configuration. */
  readonly veeam: Readonly<Record<string, string>>
  /** Addresses of customers' webhooks, by the customer's short name: whoever has one can post. */
  readonly webhooks?: Readonly<Record<string, string>>
  /** What each site sends with, by its name. */
  readonly sites?: Readonly<Record<string, string>>
  /** Signs what goes to the provider's own system. */
  readonly escalation?: string
}

/** Every text that may never reach a log. */
export function secretTexts(secrets: Secrets): readonly string[] {
  const credentials = [secrets.bot, secrets.monitor, secrets.respond].filter((one) => one !== undefined)
  return [
    ...credentials.map((one) => (one.kind === "secret" ? one.secret : one.privateKeyPem)),
    ...Object.values(secrets.veeam),
    ...Object.values(secrets.webhooks ?? {}).flatMap(addressTexts),
    ...Object.values(secrets.sites ?? {}),
    ...(secrets.escalation === undefined ? [] : [secrets.escalation]),
  ]
}

/** Of a secret address also what an error may quote of it: its path, and the values of its query. */
function addressTexts(address: string): readonly string[] {
  const url = URL.parse(address)
  if (url === null) return [address]
  const values = [...url.searchParams.values()].filter((value) => value.length >= SHORTEST_QUOTED)
  return [address, `${url.pathname}${url.search}`, ...values].filter((text) => text.length >= SHORTEST_QUOTED)
}

/** Shorter texts (a version, a verb) stand in every log. */
const SHORTEST_QUOTED = 8
