/**
 * Microsoft's clouds: where each service is, for whom its tokens are made out, and who signs what Teams sends.
 * GCC is a part of the commercial cloud except for the audit feed and Teams' connector. China isn't served by the feed.
 *
 * Sources, by column: `manage`: Office 365 Management Activity API reference, "Activity API operations" (plans and
 * roots) · `login`: Microsoft Entra authentication in national clouds · `graph`: Microsoft Graph national cloud
 * deployments · `exchange`: Office 365 US Government GCC High and DoD endpoints, row "Exchange Online" ·
 * `bot`: Azure Bot Service, "Configure Bot Framework bots for US Government customers" (GCC High and DoD), and
 * "Authenticate requests from the Bot Connector service" (commercial) ·
 * `teamsServiceHosts`: Teams, "Send proactive messages", service URLs of each cloud · `fileHosts`: Teams, "Send and
 * receive files through a bot": a person's OneDrive; not offered in GCC High and DoD.
 */
export const CLOUDS = ["commercial", "gcc", "gcc-high", "dod"] as const
export type Cloud = (typeof CLOUDS)[number]

/** Base URLs without a trailing slash. Each is also the audience of the tokens for it. */
export type CloudEndpoints = {
  readonly login: string
  readonly manage: string
  readonly exchange: string
  readonly graph: string
  readonly botOpenIdMetadata: string
  readonly teamsServiceHosts: readonly string[]
  /** Where files of personal chats go; a host with a dot before it stands for all below it. Empty: none can be offered. */
  readonly fileHosts: readonly string[]
}

/** What proves to the bot that Teams speaks, and to Teams that the bot does. Names in tokens, not addresses. */
export type BotAuthority = {
  /** Who issues the tokens that Teams sends. */
  readonly issuer: string
  /** For whom the bot's own tokens are made out. */
  readonly scope: string
  /** The Bot Framework's token service; the SDK wants it told, Watchpost doesn't use it. */
  readonly tokenService: string
}

type CloudFacts = { readonly endpoints: CloudEndpoints; readonly bot: BotAuthority }

const COMMERCIAL: CloudFacts = {
  endpoints: {
    login: "https://login.microsoftonline.com",
    manage: "https://manage.office.com",
    exchange: "https://outlook.office365.com",
    graph: "https://graph.microsoft.com",
    botOpenIdMetadata: "https://login.botframework.com/v1/.well-known/openidconfiguration",
    teamsServiceHosts: ["smba.trafficmanager.net"],
    fileHosts: [".sharepoint.com"],
  },
  bot: {
    issuer: "https://api.botframework.com",
    scope: "https://api.botframework.com",
    tokenService: "https://api.botframework.com",
  },
}

const GCC: CloudFacts = {
  endpoints: {
    ...COMMERCIAL.endpoints,
    manage: "https://manage-gcc.office.com",
    // Teams of a company in the commercial cloud that serves GCC customers is reached as ever.
    teamsServiceHosts: ["smba.infra.gcc.teams.microsoft.com", "smba.trafficmanager.net"],
  },
  bot: COMMERCIAL.bot,
}

const GOVERNMENT_BOT_METADATA = "https://login.botframework.azure.us/v1/.well-known/openidconfiguration"

const GCC_HIGH: CloudFacts = {
  endpoints: {
    login: "https://login.microsoftonline.us",
    manage: "https://manage.office365.us",
    exchange: "https://outlook.office365.us",
    graph: "https://graph.microsoft.us",
    botOpenIdMetadata: GOVERNMENT_BOT_METADATA,
    teamsServiceHosts: ["smba.infra.gov.teams.microsoft.us"],
    fileHosts: [],
  },
  bot: {
    issuer: "https://api.botframework.us",
    scope: "https://api.botframework.us",
    tokenService: "https://tokengcch.botframework.azure.us",
  },
}

const DOD: CloudFacts = {
  endpoints: {
    login: "https://login.microsoftonline.us",
    manage: "https://manage.protection.apps.mil",
    exchange: "https://webmail.apps.mil",
    graph: "https://dod-graph.microsoft.us",
    botOpenIdMetadata: GOVERNMENT_BOT_METADATA,
    teamsServiceHosts: ["smba.infra.dod.teams.microsoft.us"],
    fileHosts: [],
  },
  bot: {
    issuer: "https://api.botframework.us",
    scope: "https://api.botframework.us",
    tokenService: "https://apiDoD.botframework.azure.us",
  },
}

const FACTS: Readonly<Record<Cloud, CloudFacts>> = {
  commercial: COMMERCIAL,
  gcc: GCC,
  "gcc-high": GCC_HIGH,
  dod: DOD,
}

export const cloudFacts = (cloud: Cloud): CloudFacts => FACTS[cloud]

/** The cloud that a value of the configuration names; the commercial one when it names none. */
export const cloudNamed = (name: unknown): Cloud => CLOUDS.find((cloud) => cloud === name) ?? "commercial"
