/**
 * Who may talk to the bot, and with which token the bot talks back.
 * Wraps the SDK's authentication: every failure becomes one error, tokens of the Emulator are refused,
 * and connectors lose their own retries, because a retried "create conversation" posts an alert twice.
 */
import { AsyncLocalStorage } from "node:async_hooks"
import type { Activity } from "botbuilder"
import { ConfigurationBotFrameworkAuthentication } from "botbuilder"
import type {
  AuthenticateRequestResult,
  ClaimsIdentity,
  ConnectorClient,
  ConnectorFactory,
} from "botframework-connector"
import { MsalServiceClientCredentialsFactory } from "botframework-connector"

import { type BotAuthority, cloudFacts } from "../../config/clouds.ts"
import { ConfigError } from "../../model/errors.ts"
import type { Log } from "../../ports/log.ts"
import type { SigningKeyBook } from "../../ports/signing-key-book.ts"
import { createHttpClient, type HttpClient } from "../http/http-client.ts"
import { KEYS_WITHIN_MS, keepSigningKeys } from "./signing-keys.ts"

type SdkMsalApp = ConstructorParameters<typeof MsalServiceClientCredentialsFactory>[1]

/** What is used of msal's ConfidentialClientApplication: the SDK is typed for an older msal, but calls only this. */
export type TokenClient = {
  acquireTokenByClientCredential(request: {
    scopes: string[]
    skipCache?: boolean
  }): Promise<{ accessToken: string; expiresOn: Date | null } | null>
}

export type AuthenticationOptions = {
  readonly appId: string
  readonly tenantId: string
  /** Missing only in practice without an app id. */
  readonly client: TokenClient | undefined
  readonly loginUrl: string
  readonly openIdMetadataUrl: string
  /** Of the cloud that Teams is in; the commercial one unless told. */
  readonly authority?: BotAuthority
  readonly http?: HttpClient
  /** How long each answer about Microsoft's signing keys may take, milliseconds; 5 s unless told. */
  readonly keysWithinMs?: number
  /** Where those keys outlive the process; missing: nowhere. */
  readonly signingKeys?: SigningKeyBook
  /** Milliseconds UTC. */
  readonly now: () => number
  readonly log: Log
}

/** The request's token was not accepted. Says nothing more: the details would help only an attacker. */
export class NotAuthenticated extends Error {
  override name = "NotAuthenticated"
}

/**
 * Every value is set: the SDK switches all of its defaults off as soon as one of them is given,
 * and a half-set configuration refuses everybody or, worse, asks the wrong place.
 */
const settings = (options: AuthenticationOptions, authority: BotAuthority) => ({
  MicrosoftAppId: options.appId,
  MicrosoftAppTenantId: options.tenantId,
  MicrosoftAppType: "SingleTenant",
  ValidateAuthority: false,
  ToChannelFromBotLoginUrl: `${options.loginUrl}/${options.tenantId}`,
  ToChannelFromBotOAuthScope: authority.scope,
  ToBotFromChannelTokenIssuer: authority.issuer,
  ToBotFromChannelOpenIdMetadataUrl: options.openIdMetadataUrl,
  ToBotFromEmulatorOpenIdMetadataUrl: options.openIdMetadataUrl,
  OAuthUrl: authority.tokenService,
})

export class TeamsAuthentication extends ConfigurationBotFrameworkAuthentication {
  readonly #authenticated: boolean
  readonly #issuer: string

  /** Throws ConfigError when there is an app id but nothing to get its tokens with. */
  constructor(options: AuthenticationOptions) {
    if (options.appId !== "" && options.client === undefined)
      throw new ConfigError([`The bot ${options.appId} has no secret or certificate.`])
    const authority = options.authority ?? cloudFacts("commercial").bot
    super(
      settings(options, authority),
      new MsalServiceClientCredentialsFactory(options.appId, options.client as unknown as SdkMsalApp),
    )
    const { openIdMetadataUrl: metadataUrl, keysWithinMs: withinMs = KEYS_WITHIN_MS, now, log } = options
    const http = options.http ?? createHttpClient()
    keepSigningKeys({ metadataUrl, withinMs, http, book: options.signingKeys, now, log })
    this.#authenticated = options.appId !== ""
    this.#issuer = authority.issuer
  }

  /** Throws NotAuthenticated and nothing else: a wrong signature is otherwise an error 500 with details. */
  override async authenticateRequest(activity: Activity, header: string): Promise<AuthenticateRequestResult> {
    const result = await withoutConsole(() => super.authenticateRequest(activity, header)).catch((cause) => {
      throw new NotAuthenticated("The token of the request was not accepted.", { cause })
    })
    if (this.#authenticated) refuseOtherTokens(result.claimsIdentity, this.#issuer, activity.serviceUrl)
    if (result.connectorFactory === undefined) throw new NotAuthenticated("No connector for this request.")
    return { ...result, connectorFactory: withoutRetries(result.connectorFactory) }
  }

  override createConnectorFactory(identity: ClaimsIdentity): ConnectorFactory {
    return withoutRetries(super.createConnectorFactory(identity))
  }
}

/**
 * The SDK also accepts Emulator tokens, which are not tied to a service URL, and tokens that never end. Only the Bot
 * Connector is let in.
 */
function refuseOtherTokens(identity: ClaimsIdentity, issuer: string, serviceUrl: string): void {
  const claim = (type: string): unknown => identity.getClaimValue(type)
  const ends = claim("exp") !== null && claim("exp") !== undefined
  if (ends && claim("iss") === issuer && claim("serviceurl") === serviceUrl) return
  throw new NotAuthenticated("The token is not of the Bot Connector service.")
}

type Pipeline = {
  readonly client?: { readonly pipeline?: { removePolicy(policy: { name: string }): unknown } }
}

/** The SDK takes a "no retry" option and ignores it; the policy has to be taken out of the pipeline. */
function withoutRetries(factory: ConnectorFactory): ConnectorFactory {
  return {
    async create(serviceUrl: string, audience?: string): Promise<ConnectorClient> {
      const client = await factory.create(serviceUrl, audience)
      const pipeline = (client as unknown as Pipeline).client?.pipeline
      if (pipeline === undefined)
        throw new Error("The connector of botbuilder has no pipeline to take retries out of.")
      pipeline.removePolicy({ name: "defaultRetryPolicy" })
      return client
    },
  }
}

const silenced = new AsyncLocalStorage<true>()
let installed = false

/**
 * The SDK writes public keys and stack traces of refused requests to the console. While it checks a token its
 * console.error is dropped, for that request only; the refusal itself is logged by the caller.
 */
function withoutConsole<T>(run: () => Promise<T>): Promise<T> {
  if (!installed) {
    const original = console.error
    console.error = (...words: unknown[]) => {
      if (silenced.getStore() === undefined) original.apply(console, words)
    }
    installed = true
  }
  return silenced.run(true, run)
}
