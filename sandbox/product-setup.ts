/** What an operator would write for the practice cloud: the configuration file and the secrets. */
import { join } from "node:path"
import type { PracticeCloud } from "./cloud.ts"
import type { VeeamTls } from "./services/veeam-tls.ts"
import { VEEAM_SENDER } from "./stories/audit-mail.ts"
import { BOT_APP_ID, MONITOR_APP_ID, MSP_NAME, RESPOND_APP_ID } from "./world/create-world.ts"
import type { PracticeChannel, PracticePerson, PracticeTenant } from "./world/types.ts"

export type ProductSetup = {
  readonly configText: string
  readonly environment: Readonly<Record<string, string>>
}

export type SetupOptions = {
  readonly folder: string
  /** HTTPS before the backup server; without it the product reads it as it is, over plain HTTP on loopback. */
  readonly veeam?: Pick<VeeamTls, "baseUrl" | "certificateSha256">
  readonly sweepSeconds?: number
  /** Short name of the customer that lets fixes run by themselves; missing: none does. */
  readonly automatic?: string
}

/** Only addresses and credentials differ from real life; there is no switch that the product could act on. */
export function productSetup(cloud: PracticeCloud, options: SetupOptions): ProductSetup {
  const { world, endpoints } = cloud
  const config = {
    practice: true,
    listen: { port: 0 },
    publicUrl: endpoints.public,
    monthlyReport: true,
    database: join(options.folder, "watchpost.db"),
    msp: { tenantId: world.mspTenantId, name: MSP_NAME },
    bot: { appId: BOT_APP_ID, tenantId: world.mspTenantId },
    apps: { monitor: MONITOR_APP_ID, respond: RESPOND_APP_ID },
    policy: { secondPerson: ["vip"] },
    triage: channelConfig(cloud, (channel) => channel.kind === "triage"),
    customers: world.tenants.map((tenant) => ({
      ...customerConfig(cloud, tenant),
      ...(tenant.name === options.automatic ? BY_ITSELF : {}),
    })),
    technicians: world.people.filter((person) => person.kind === "technician").map(technicianConfig),
    contacts: world.people
      .filter((person) => person.kind === "contact")
      .map((person) => contactConfig(cloud, person)),
    veeam: [veeamConfig(cloud, options)],
    sites: [
      ...world.tenants.map(({ name }) => ({ name: `${name}-office`, customer: name })),
      { name: "vb365-01", server: "vb365-01" },
    ],
    auditMails: { mailbox: world.auditMailbox.address, sender: VEEAM_SENDER, timeZone: "UTC" },
    poll: {
      feedSeconds: 1,
      backupSeconds: 1,
      ...(options.sweepSeconds === undefined ? {} : { sweepSeconds: options.sweepSeconds }),
    },
    endpoints: {
      login: endpoints.login,
      manage: endpoints.manage,
      exchange: endpoints.exchange,
      graph: endpoints.graph,
      botOpenIdMetadata: endpoints.botOpenIdMetadata,
      teamsServiceHosts: [new URL(endpoints.teamsServiceUrl).host],
      fileHosts: [new URL(cloud.url).host],
    },
  }
  return { configText: JSON.stringify(config, null, 2), environment: secrets(cloud) }
}

const veeamConfig = ({ world, endpoints }: PracticeCloud, { veeam }: SetupOptions): object => ({
  name: "vb365-01",
  username: world.veeam.username,
  baseUrl: veeam?.baseUrl ?? endpoints.veeam,
  ...(veeam === undefined ? {} : { certificateSha256: veeam.certificateSha256 }),
})

function secrets(cloud: PracticeCloud): Record<string, string> {
  const secretOf = (appId: string): string =>
    cloud.world.apps.find((app) => app.appId === appId)?.secret ?? ""
  return {
    WATCHPOST_BOT_SECRET: secretOf(BOT_APP_ID),
    WATCHPOST_MONITOR_SECRET: secretOf(MONITOR_APP_ID),
    WATCHPOST_RESPOND_SECRET: secretOf(RESPOND_APP_ID),
    WATCHPOST_VEEAM_PASSWORD_VB365_01: cloud.world.veeam.password,
    WATCHPOST_SITE_TOKEN_VB365_01: cloud.world.veeam.serverToken,
    ...Object.fromEntries(
      Object.entries(cloud.world.veeam.siteTokens).map(([name, token]) => [
        `WATCHPOST_SITE_TOKEN_${name.toUpperCase()}_OFFICE`,
        token,
      ]),
    ),
  }
}

/** Two persons for a VIP, and for whatever concerns many. */
const CAREFUL = {
  vips: ["enrico.cattaneo@adatum.example"],
  policy: { secondPerson: ["vip", "bulk"] },
}

const BY_ITSELF = { automatic: { fixes: ["stop-forwarding", "disable-inbox-rule"], level: "high" } }

const customerConfig = (cloud: PracticeCloud, tenant: PracticeTenant): object => ({
  tenantId: tenant.id,
  name: tenant.name,
  displayName: tenant.displayName,
  timeZone: "Europe/Berlin",
  // People practise at any hour.
  workHours: { from: "00:00", to: "23:59", weekend: true },
  domains: [tenant.initialDomain],
  canRespond: true,
  ...(tenant.name === "adatum" ? CAREFUL : {}),
  contentTypes: ["Audit.Exchange", "Audit.AzureActiveDirectory", "Audit.SharePoint", "Audit.General"],
  channel: channelConfig(
    cloud,
    (channel) => channel.customerTenantId === tenant.id && channel.kind === "customer",
  ),
})

/** The first is the one who may also allow fixes again. */
const technicianConfig = (person: PracticePerson, index: number): object => ({
  objectId: person.objectId,
  name: person.name,
  upn: person.upn,
  role: index === 0 ? "operator" : "approver",
})

const contactConfig = (cloud: PracticeCloud, person: PracticePerson): object => ({
  objectId: person.objectId,
  name: person.name,
  customer: cloud.world.tenants.find((tenant) => tenant.id === person.tenantId)?.name,
})

function channelConfig(
  cloud: PracticeCloud,
  matches: (channel: PracticeChannel) => boolean,
): object | undefined {
  const channel = cloud.world.channels.find(matches)
  return (
    channel && {
      conversationId: channel.id,
      serviceUrl: cloud.endpoints.teamsServiceUrl,
      teamId: channel.groupId,
    }
  )
}
