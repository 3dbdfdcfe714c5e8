/** Everything that speaks to the outside, built from configuration and secrets. Nothing is called yet. */
import { createAppTokens } from "./adapters/entra/app-tokens.ts"
import { createConfidentialClient, createTokens, type Tokens } from "./adapters/entra/tokens.ts"
import { createMailboxAdmin } from "./adapters/exchange/mailbox-admin.ts"
import { createCardFinder } from "./adapters/graph/card-finder.ts"
import { createDirectory } from "./adapters/graph/directory.ts"
import { createDirectoryAdmin } from "./adapters/graph/directory-admin.ts"
import { createMailReader } from "./adapters/graph/mail-reader.ts"
import { createHttpClient, type HttpClient } from "./adapters/http/http-client.ts"
import { createActivityFeed } from "./adapters/office365/activity-feed.ts"
import { createTeams, type Teams } from "./adapters/teams/teams.ts"
import { createBackupServer } from "./adapters/veeam/backup-server.ts"
import { createSignedWebhook, type SignedRequest } from "./adapters/webhook/signed-webhook.ts"
import { createWorkflowsWebhook } from "./adapters/webhook/workflows-webhook.ts"
import { cloudFacts } from "./config/clouds.ts"
import type { Config } from "./config/config.ts"
import type { Secrets } from "./config/secrets.ts"
import { connectCredentials } from "./connect-credentials.ts"
import { withWebhooks } from "./message-webhooks.ts"
import { DeliveryError } from "./model/errors.ts"
import { tenantId } from "./model/ids.ts"
import type { ActivityFeed } from "./ports/activity-feed.ts"
import type { BackupServer } from "./ports/backup-server.ts"
import type { CardFinder } from "./ports/card-finder.ts"
import type { ChannelBook } from "./ports/channel-book.ts"
import type { Directory } from "./ports/directory.ts"
import type { Log } from "./ports/log.ts"
import type { MailReader } from "./ports/mail-reader.ts"
import type { Messenger } from "./ports/messenger.ts"
import type { OwnCredential } from "./ports/own-credentials.ts"
import type { SigningKeyBook } from "./ports/signing-key-book.ts"
import type { TenantAdmin } from "./ports/tenant-admin.ts"

export type Outside = {
  readonly feed: ActivityFeed
  readonly admin: TenantAdmin
  readonly directory: Directory
  /** The same with the app that customers let read their accounts. */
  readonly respondDirectory: Directory
  readonly backups: readonly BackupServer[]
  /** What our own apps sign in with. */
  readonly credentials: readonly OwnCredential[]
  readonly mailReader: MailReader
  readonly teams: Teams
  readonly cardFinder: CardFinder
  /** Teams' channels and customers' webhooks alike. */
  readonly messenger: Messenger
  /** The provider's own system; undefined when none is configured. */
  readonly escalationWebhook: ((request: SignedRequest) => Promise<void>) | undefined
}

export type MessageParts = {
  readonly log: Log
  /** Milliseconds UTC. */
  readonly now: () => number
  /** The channels that were bound in chat. */
  readonly linked: ChannelBook["linked"]
  /** Where Teams' signing keys outlive the process. */
  readonly signingKeys: SigningKeyBook
  /** Told of every request to the bot that isn't let in, and why. Must not throw. */
  readonly refused: (why: string, who?: string) => Promise<void>
}

export function connectOutside(config: Config, secrets: Secrets, parts: MessageParts): Outside {
  const { now } = parts
  const { endpoints } = config
  const audiences = cloudFacts(config.cloud).endpoints
  // One for all of Microsoft, so that its limits hold for everything together.
  const http = createHttpClient()
  const tokens = createTokens({
    loginUrl: endpoints.login,
    registrations: {
      monitor: { clientId: config.monitorAppId, credential: secrets.monitor },
      respond: { clientId: config.respondAppId, credential: secrets.respond },
    },
    now,
    http,
  })
  const bot = connectBot(config, secrets)
  const graph = { graphUrl: endpoints.graph, resource: audiences.graph, tokens, http }
  return {
    feed: createActivityFeed({
      manageUrl: endpoints.manage,
      resource: audiences.manage,
      publisherId: config.mspTenantId,
      tokens,
      http,
      now,
    }),
    admin: {
      ...createMailboxAdmin({ exchangeUrl: endpoints.exchange, resource: audiences.exchange, tokens, http }),
      ...createDirectoryAdmin(graph),
    },
    directory: createDirectory(graph),
    respondDirectory: createDirectory({ ...graph, registration: "respond" }),
    mailReader: createMailReader(graph),
    backups: config.veeam.map((server) =>
      createBackupServer({ ...server, password: secrets.veeam[server.name] ?? "", now }),
    ),
    credentials: connectCredentials(config, secrets, { tokens: bot.tokens, http, now }),
    ...connectMessages(config, secrets, { ...parts, http, bot }),
  }
}

/** As whom the bot signs in; neither in practice without a sign-in. */
type OwnBot = {
  readonly client?: ReturnType<typeof createConfidentialClient>
  readonly tokens?: Tokens
}

function connectBot({ bot, endpoints }: Config, secrets: Secrets): OwnBot {
  if (secrets.bot === undefined) return {}
  const client = createConfidentialClient({
    clientId: bot.appId,
    tenantId: bot.tenantId,
    credential: secrets.bot,
    loginUrl: endpoints.login,
  })
  return { client, tokens: createAppTokens(client, tenantId(bot.tenantId)) }
}

type OutwardParts = MessageParts & { readonly http: HttpClient; readonly bot: OwnBot }

function connectMessages(
  config: Config,
  secrets: Secrets,
  parts: OutwardParts,
): Pick<Outside, "teams" | "cardFinder" | "messenger" | "escalationWebhook"> {
  const { http, now } = parts
  const connected = connectTeams(config, parts)
  const post = createWorkflowsWebhook({ addresses: secrets.webhooks ?? {}, http, now })
  const url = config.escalation?.webhookUrl
  const secret = secrets.escalation
  return {
    ...connected,
    messenger: withWebhooks(connected.teams.messenger, post),
    escalationWebhook:
      url === undefined || secret === undefined ? undefined : createSignedWebhook({ url, secret, http, now }),
  }
}

function connectTeams(
  config: Config,
  { log, now, http, bot: own, linked, signingKeys, refused }: OutwardParts,
): Pick<Outside, "teams" | "cardFinder"> {
  const { bot, endpoints } = config
  const teams = createTeams({
    appId: bot.appId,
    tenantId: bot.tenantId,
    client: own.client,
    loginUrl: endpoints.login,
    openIdMetadataUrl: endpoints.botOpenIdMetadata,
    authority: cloudFacts(config.cloud).bot,
    serviceHosts: endpoints.teamsServiceHosts,
    http,
    files: { http, hosts: endpoints.fileHosts },
    signingKeys,
    now,
    log,
    refused,
  })
  return { teams, cardFinder: connectCardFinder(config, own.tokens, linked) }
}

/** A bot without a credential (practice without sign-in) can look nowhere. */
function connectCardFinder(
  config: Config,
  tokens: Tokens | undefined,
  linked: ChannelBook["linked"],
): CardFinder {
  const { bot, endpoints } = config
  if (tokens === undefined) {
    const sentence = "The bot has no credential, so it can't look into a channel."
    return { find: () => Promise.reject(new DeliveryError("ERR_DELIVERY_REFUSED", sentence)) }
  }
  const routed = config.routes.flatMap(({ to }) =>
    to.flatMap((end) => (typeof end === "object" ? [end] : [])),
  )
  const own = config.customers.flatMap(({ channel }) => channel ?? [])
  const channels = [config.triageChannel, ...own, ...routed]
  return createCardFinder({
    graphUrl: endpoints.graph,
    resource: cloudFacts(config.cloud).endpoints.graph,
    tokens,
    botAppId: bot.appId,
    teamOf: async (id) =>
      [...channels, ...(await linked()).map(({ channel }) => channel)].find(
        ({ conversationId }) => conversationId === id,
      )?.teamId,
  })
}
