/** Everything that speaks to the outside, built from configuration and secrets. Nothing is called yet. */
import { createConfidentialClient, createTokens } from "./adapters/entra/tokens.ts"
import { createMailboxAdmin } from "./adapters/exchange/mailbox-admin.ts"
import { createDirectory } from "./adapters/graph/directory.ts"
import { createHttpClient } from "./adapters/http/http-client.ts"
import { createActivityFeed } from "./adapters/office365/activity-feed.ts"
import { createTeams, type Teams } from "./adapters/teams/teams.ts"
import { createBackupServer } from "./adapters/veeam/backup-server.ts"
import { cloudFacts } from "./config/clouds.ts"
import type { Config } from "./config/config.ts"
import type { Secrets } from "./config/secrets.ts"
import type { ActivityFeed } from "./ports/activity-feed.ts"
import type { BackupServer } from "./ports/backup-server.ts"
import type { Directory } from "./ports/directory.ts"
import type { Log } from "./ports/log.ts"
import type { MailboxAdmin } from "./ports/mailbox-admin.ts"

export type Outside = {
  readonly feed: ActivityFeed
  readonly admin: MailboxAdmin
  readonly directory: Directory
  readonly backups: readonly BackupServer[]
  readonly teams: Teams
}

export function connectOutside(config: Config, secrets: Secrets, log: Log, now: () => number): Outside {
  const { endpoints } = config
  const audiences = cloudFacts(config.cloud).endpoints
  const http = createHttpClient()
  const tokens = createTokens({
    loginUrl: endpoints.login,
    registrations: {
      monitor: { clientId: config.monitorAppId, credential: secrets.monitor },
      respond: { clientId: config.respondAppId, credential: secrets.respond },
    },
    now,
  })
  return {
    feed: createActivityFeed({
      manageUrl: endpoints.manage,
      resource: audiences.manage,
      publisherId: config.mspTenantId,
      tokens,
      http,
      now,
    }),
    admin: createMailboxAdmin({
      exchangeUrl: endpoints.exchange,
      resource: audiences.exchange,
      tokens,
      http,
    }),
    directory: createDirectory({ graphUrl: endpoints.graph, resource: audiences.graph, tokens }),
    backups: config.veeam.map((server) =>
      createBackupServer({ ...server, password: secrets.veeam[server.name] ?? "", now }),
    ),
    teams: connectTeams(config, secrets, log),
  }
}

function connectTeams(config: Config, secrets: Secrets, log: Log): Teams {
  const { bot, endpoints } = config
  const client =
    secrets.bot === undefined
      ? undefined
      : createConfidentialClient({
          clientId: bot.appId,
          tenantId: bot.tenantId,
          credential: secrets.bot,
          loginUrl: endpoints.login,
        })
  return createTeams({
    appId: bot.appId,
    tenantId: bot.tenantId,
    client,
    loginUrl: endpoints.login,
    openIdMetadataUrl: endpoints.botOpenIdMetadata,
    authority: cloudFacts(config.cloud).bot,
    serviceHosts: endpoints.teamsServiceHosts,
    log,
  })
}
