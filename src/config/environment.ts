/** Every environment variable that Watchpost reads, and what it means. `env.sample` is written from this table. */
export type Environment = Readonly<Record<string, string | undefined>>
export type Variable = { readonly name: string; readonly meaning: string }

const VEEAM_PREFIX = "WATCHPOST_VEEAM_PASSWORD_"
const WEBHOOK_PREFIX = "WATCHPOST_WEBHOOK_"
const SITE_PREFIX = "WATCHPOST_SITE_TOKEN_"

export const VARIABLES: readonly Variable[] = [
  {
    name: "WATCHPOST_BOT_CERTIFICATE_FILE",
    meaning: "PEM file with the bot's private key and certificate. Set this or the secret, not both.",
  },
  { name: "WATCHPOST_BOT_SECRET", meaning: "Client secret of the bot's app registration." },
  {
    name: "WATCHPOST_BOT_SECRET_ENDS",
    meaning:
      "The day on which that secret ends (2027-11-30), where the bot may not read it from the registration.",
  },
  {
    name: "WATCHPOST_MONITOR_CERTIFICATE_FILE",
    meaning: "PEM file with the key and certificate of the Monitor app. Set this or the secret, not both.",
  },
  { name: "WATCHPOST_MONITOR_SECRET", meaning: "Client secret of the Monitor app." },
  {
    name: "WATCHPOST_MONITOR_SECRET_ENDS",
    meaning: "The day on which that secret ends, as above.",
  },
  {
    name: "WATCHPOST_RESPOND_CERTIFICATE_FILE",
    meaning: "PEM file with the key and certificate of the Respond app. Not needed without apps.respond.",
  },
  {
    name: "WATCHPOST_RESPOND_SECRET",
    meaning: "Client secret of the Respond app. Not needed without apps.respond.",
  },
  {
    name: "WATCHPOST_RESPOND_SECRET_ENDS",
    meaning: "The day on which that secret ends, as above.",
  },
  {
    name: `${VEEAM_PREFIX}<NAME>`,
    meaning:
      "Password for one Veeam server. <NAME> is the server's name in the configuration in capitals, with _ for every other character: vb365-01 is VB365_01.",
  },
  {
    name: `${WEBHOOK_PREFIX}<NAME>`,
    meaning:
      "Address of one customer's Workflows webhook (webhook: true). <NAME> is the customer's short name, spelled as above.",
  },
  {
    name: "WATCHPOST_ESCALATION_SECRET",
    meaning:
      "Signs requests to escalation.webhook: at least 24 characters, or whsec_ and base64 (Standard Webhooks).",
  },
  {
    name: `${SITE_PREFIX}<NAME>`,
    meaning:
      "What the machines of one site send Explorer logs with: at least 32 characters. <NAME> is the site's name, spelled as above.",
  },
  {
    name: "WATCHPOST_SHIP_TOKEN",
    meaning: "The site's token, on a machine that runs ship-explorer-logs. Watchpost itself doesn't need it.",
  },
  {
    name: "WATCHPOST_LOG_LEVEL",
    meaning: "How much is logged: debug, info, warn, error or silent. Default: info.",
  },
]

/** `vb365-01` → `WATCHPOST_VEEAM_PASSWORD_VB365_01`. */
export const veeamPasswordVariable = (server: string): string => `${VEEAM_PREFIX}${spelled(server)}`
export const webhookVariable = (customer: string): string => `${WEBHOOK_PREFIX}${spelled(customer)}`

export const siteTokenVariable = (site: string): string => `${SITE_PREFIX}${spelled(site)}`

const spelled = (name: string): string => name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")

/** The text of `env.sample`. */
export function envSample(): string {
  const head = [
    "# Every environment variable that Watchpost reads. Copy what you need; keep the copy out of version control.",
    "# An empty value counts as not set. Prefer certificates: a file can be guarded, a secret can be pasted.",
  ]
  const lines = VARIABLES.flatMap(({ name, meaning }) => ["", `# ${meaning}`, `#${name}=`])
  return `${[...head, ...lines].join("\n")}\n`
}
