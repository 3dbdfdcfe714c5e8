/** What each of our own apps signs in with, and who is asked when it ends. The secrets stay in here. */

import type { Tokens } from "./adapters/entra/tokens.ts"
import { createSecretEnd, type SecretEnd } from "./adapters/graph/own-registrations.ts"
import type { HttpClient } from "./adapters/http/http-client.ts"
import { cloudFacts } from "./config/clouds.ts"
import type { Config } from "./config/config.ts"
import type { Credential, Secrets } from "./config/secrets.ts"
import type { OwnApp } from "./model/own-credential.ts"
import type { OwnCredential } from "./ports/own-credentials.ts"

export type CredentialParts = {
  /** The bot's own; missing in practice without a bot. */
  readonly tokens: Tokens | undefined
  readonly http: HttpClient
  /** Milliseconds UTC. */
  readonly now: () => number
}

/** One for each registration: Monitor and Respond may be one and the same. Nothing is called yet. */
export function connectCredentials(
  config: Config,
  secrets: Secrets,
  { tokens, http, now }: CredentialParts,
): readonly OwnCredential[] {
  const secretEnd =
    tokens &&
    createSecretEnd({
      graphUrl: config.endpoints.graph,
      resource: cloudFacts(config.cloud).endpoints.graph,
      home: config.bot.tenantId,
      ...{ tokens, http, now },
    })
  const isShared = config.respondAppId === config.monitorAppId
  const apps: readonly (readonly [OwnApp, string, Credential | undefined])[] = [
    ["Monitor", config.monitorAppId, secrets.monitor],
    ["Respond", config.respondAppId, isShared ? undefined : secrets.respond],
    ["Bot", config.bot.appId, secrets.bot],
  ]
  return apps.flatMap(([app, appId, credential]) =>
    credential === undefined ? [] : [ownCredential(app, { appId, credential, secretEnd })],
  )
}

function ownCredential(
  app: OwnApp,
  {
    appId,
    credential,
    secretEnd,
  }: { readonly appId: string; readonly credential: Credential; readonly secretEnd: SecretEnd | undefined },
): OwnCredential {
  const { kind, endsAt: at } = credential
  const source = kind === "certificate" ? "certificate" : "environment"
  const known = { app, kind, ...(at === undefined ? {} : { end: { at, source } as const }) }
  if (credential.kind === "certificate" || secretEnd === undefined) return known
  const { secret } = credential
  return { ...known, ask: (signal) => secretEnd(appId, secret, signal) }
}
