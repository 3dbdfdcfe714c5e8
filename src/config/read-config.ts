/** The configuration file → Config, or every mistake in it at once, each with its line and what would be right. */
import type { Channel } from "../model/delivery.ts"
import { ConfigError } from "../model/errors.ts"
import { type TenantId, tenantId } from "../model/ids.ts"
import type { Person } from "../model/person.ts"
import { DEFAULT_POLICY, type Policy } from "../model/protection.ts"
import { DEFAULT_STORAGE, type RecordKind, type StoragePolicy } from "../model/storage-policy.ts"
import { type CloudEndpoints, cloudFacts } from "./clouds.ts"
import type { Config, CustomerConfig, SiteConfig } from "./config.ts"
import { checkAcrossFields } from "./config-checks.ts"
import { issueProblems, type Problem, toldProblems } from "./config-problems.ts"
import { ConfigFile } from "./config-schema.ts"
import { knownKeys } from "./known-keys.ts"
import { escalationOf, quietHoursOf, routesOf } from "./read-routing.ts"
import { withTellingNames } from "./telling-names.ts"
import { readYaml } from "./yaml-source.ts"

/** `path` only names the file in messages. Throws ConfigError with one line for each mistake, in the file's order. */
export function parseConfig(text: string, path: string): Config {
  const source = readYaml(text)
  if (source.problems.length > 0) throw new ConfigError(toldProblems(source.problems, path))
  const parsed = ConfigFile.safeParse(source.value)
  const problems: readonly Problem[] = [
    ...(parsed.error?.issues ?? []).flatMap((issue) => issueProblems(issue, source, knownKeys)),
    ...checkAcrossFields(source.value).map(({ path: at, ...mistake }) => ({
      ...mistake,
      line: source.lineOf(at),
    })),
  ]
  if (problems.length > 0 || !parsed.success) throw new ConfigError(toldProblems(problems, path))
  return buildConfig(parsed.data)
}

function buildConfig(file: ConfigFile): Config {
  const mspTenantId = tenantId(file.msp.tenantId)
  const people = buildPeople(file, mspTenantId)
  return {
    practice: file.practice,
    listen: {
      host: file.practice ? "127.0.0.1" : (file.listen.host ?? "127.0.0.1"),
      port: file.listen.port ?? 3978,
    },
    ...(file.metrics === undefined ? {} : { metricsPort: file.metrics.port }),
    ...(file.publicUrl === undefined ? {} : { publicUrl: file.publicUrl }),
    database: file.database,
    storage: storageOf(file),
    ruleFolders: file.rules,
    mspTenantId,
    mspName: file.msp.name,
    mspDomains: file.msp.domains,
    bot: { appId: file.bot.appId, tenantId: tenantId(file.bot.tenantId ?? file.msp.tenantId) },
    monitorAppId: file.apps.monitor,
    respondAppId: file.apps.respond ?? file.apps.monitor,
    triageChannel: channel(file.triage, mspTenantId),
    routes: routesOf(file, (one) => channel(one, mspTenantId)),
    ...escalationOf(file, people),
    ...quietHoursOf(file),
    customers: file.customers.map((customer) => buildCustomer(customer, file, mspTenantId)),
    people,
    veeam: file.veeam.map(({ certificateSha256, organizations, ...server }) => ({
      ...server,
      organizations: organizations.flatMap(({ name, customer }) =>
        idsOf(file, customer).map((id) => ({ organization: name, tenantId: id })),
      ),
      ...(certificateSha256 === undefined ? {} : { certificateSha256 }),
    })),
    sites: file.sites.flatMap((site) => buildSite(site, file, mspTenantId)),
    sharedAccounts: file.sharedAccounts,
    ...auditMailsOf(file),
    anonymizers: file.anonymizers,
    poll: {
      feedSeconds: file.poll.feedSeconds ?? 60,
      backupSeconds: file.poll.backupSeconds ?? 60,
      sweepSeconds: file.poll.sweepSeconds ?? 120,
    },
    cloud: file.cloud,
    endpoints: endpointsOf(file),
  }
}

function storageOf({ storage: given }: ConfigFile): StoragePolicy {
  const kept = (kind: RecordKind): StoragePolicy[RecordKind] => {
    const { keep = DEFAULT_STORAGE[kind].keep, days = DEFAULT_STORAGE[kind].days } = given[kind] ?? {}
    return { keep, days }
  }
  return {
    mailItems: kept("mailItems"),
    signIns: kept("signIns"),
    files: kept("files"),
    changes: kept("changes"),
  }
}

function endpointsOf({ cloud, endpoints: given }: ConfigFile): CloudEndpoints {
  const own = cloudFacts(cloud).endpoints
  return {
    login: given.login ?? own.login,
    manage: given.manage ?? own.manage,
    exchange: given.exchange ?? own.exchange,
    graph: given.graph ?? own.graph,
    botOpenIdMetadata: given.botOpenIdMetadata ?? own.botOpenIdMetadata,
    teamsServiceHosts: given.teamsServiceHosts ?? own.teamsServiceHosts,
    fileHosts: given.fileHosts ?? own.fileHosts,
  }
}

const channel = (file: ConfigFile["triage"], mspTenantId: TenantId): Channel => ({
  conversationId: file.conversationId,
  serviceUrl: file.serviceUrl,
  teamsTenantId: file.teamsTenantId === undefined ? mspTenantId : tenantId(file.teamsTenantId),
  ...(file.teamId === undefined ? {} : { teamId: file.teamId }),
})

type PolicyFile = ConfigFile["policy"]

/** The customer's own word before the general one. */
const policyOf = (own: PolicyFile, general: PolicyFile): Policy => ({
  secondPerson: own.secondPerson ?? general.secondPerson ?? DEFAULT_POLICY.secondPerson,
  approvalMinutes: own.approvalMinutes ?? general.approvalMinutes ?? DEFAULT_POLICY.approvalMinutes,
  ask: own.ask ?? general.ask ?? DEFAULT_POLICY.ask,
})

function buildCustomer(
  file: ConfigFile["customers"][number],
  general: Pick<ConfigFile, "policy" | "monthlyReport" | "canary">,
  mspTenantId: TenantId,
): CustomerConfig {
  return {
    id: tenantId(file.tenantId),
    name: file.name,
    displayName: file.displayName ?? file.name,
    acceptedDomains: file.domains,
    countries: file.countries,
    networks: file.networks,
    vips: file.vips,
    timeZone: file.timeZone,
    contentTypes: [...new Set(file.contentTypes)],
    canRespond: file.canRespond,
    canary: file.canary ?? general.canary,
    breakGlass: file.breakGlass,
    ...(file.workHours === undefined ? {} : { workHours: file.workHours }),
    machines: file.machines,
    restoreOperators: file.restoreOperators,
    policy: policyOf(file.policy, general.policy),
    ...(file.channel === undefined ? {} : { channel: channel(file.channel, mspTenantId) }),
    ...(file.automatic === undefined ? {} : { automatic: file.automatic }),
    ...(file.webhook ? { hasWebhook: true } : {}),
    ...((file.monthlyReport ?? general.monthlyReport) ? { monthlyReport: true } : {}),
  }
}

function auditMailsOf({ auditMails }: ConfigFile): Pick<Config, "auditMails"> {
  if (auditMails === undefined) return {}
  const { mailbox, ...source } = auditMails
  return { auditMails: { ...source, ...(mailbox === undefined ? {} : { mailbox }) } }
}

function buildSite(
  { name, customer, server, timeZone, sessionLine }: ConfigFile["sites"][number],
  file: ConfigFile,
  mspTenantId: TenantId,
): readonly SiteConfig[] {
  if (customer !== undefined) return idsOf(file, customer).map((id) => ({ name, tenantId: id }))
  if (server === undefined) return []
  const spelling = {
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(sessionLine === undefined ? {} : { sessionLine }),
  }
  return [{ name, tenantId: mspTenantId, server, ...spelling }]
}

/** None for a name that no customer has, which is a mistake that is told elsewhere. */
const idsOf = (file: ConfigFile, name: string): readonly TenantId[] =>
  file.customers.filter((customer) => customer.name === name).map((customer) => tenantId(customer.tenantId))

function buildPeople(file: ConfigFile, mspTenantId: TenantId): readonly Person[] {
  const idOf = (name: string): readonly TenantId[] => idsOf(file, name)
  const technicians = file.technicians.map(
    (one): Person => ({
      objectId: one.objectId,
      homeTenantId: mspTenantId,
      name: one.name,
      ...signInName(one.upn),
      role: one.role,
      scope: one.customers === "all" ? "all" : one.customers.flatMap(idOf),
    }),
  )
  const contacts = file.contacts.flatMap((one): readonly Person[] =>
    idOf(one.customer).map((customer) => ({
      objectId: one.objectId,
      homeTenantId: one.tenantId === undefined ? customer : tenantId(one.tenantId),
      name: one.name,
      ...signInName(one.upn),
      role: "contact",
      scope: [customer],
    })),
  )
  return withTellingNames([...technicians, ...contacts])
}

const signInName = (upn: string | undefined): Pick<Person, "upn"> => (upn === undefined ? {} : { upn })
