/**
 * The configuration file's grammar. Each message completes the sentence "<path> must be …",
 * so that one mistake reads as one sentence wherever it stands.
 */
import { z } from "zod"
import { LONGEST_APPROVAL_MINUTES } from "../model/approval.ts"
import { CONTENT_TYPES } from "../model/audit-record.ts"
import { AUTOMATIC_FIXES, AUTOMATIC_LEVELS, WITHIN_MINUTES } from "../model/automatic.ts"
import { STAFF_ROLES } from "../model/person.ts"
import { APPROVAL_CASES, WORDS_WANTED } from "../model/protection.ts"
import { KEEPINGS, type Keeping } from "../model/storage-policy.ts"
import { CLOUDS } from "./clouds.ts"
import { EscalationFile, NamedChannel, QuietHoursFile, RouteFile, TimeOfDay } from "./routing-schema.ts"
import {
  Channel,
  country,
  domain,
  guid,
  line,
  list,
  matching,
  networkRange,
  section,
  shortName,
  url,
  whole,
  yesNo,
} from "./schema-parts.ts"

const signInName = matching(
  "a sign-in name like kim@contoso.com",
  /^[^\s@]{1,64}@[^\s@]{3,255}$/,
).toLowerCase()

/** What a customer's section leaves out is as in the general one. */
const Policy = section({
  secondPerson: list(z.enum(APPROVAL_CASES, { error: `one of ${APPROVAL_CASES.join(", ")}` })).optional(),
  approvalMinutes: whole(1, LONGEST_APPROVAL_MINUTES).optional(),
  ask: z.enum(WORDS_WANTED, { error: `one of ${WORDS_WANTED.join(", ")}` }).optional(),
})

/** What Watchpost may run by itself. No general section: each customer is asked. */
const Automatic = section({
  fixes: list(z.enum(AUTOMATIC_FIXES, { error: `one of ${AUTOMATIC_FIXES.join(", ")}` })).min(1, {
    error: `a list of at least one of ${AUTOMATIC_FIXES.join(", ")}`,
  }),
  level: z.enum(AUTOMATIC_LEVELS, { error: `one of ${AUTOMATIC_LEVELS.join(", ")}` }).default("critical"),
  withinMinutes: whole(60, 720).default(WITHIN_MINUTES),
})

const account = "a sign-in name or an object id"
const accountName = z.union([guid, signInName], { error: account })

const windowsAccount = matching("", /^[^\\\s]{1,64}\\[^\\]{1,104}$/).toLowerCase()
const operator = z.union([windowsAccount, signInName], {
  error: "an account like NORTHWIND\\kim or kim@northwind.com",
})
const Machine = section({
  name: line("a computer's name"),
  person: line("whose computer it is, best as a sign-in name"),
})
const WorkHours = section({ from: TimeOfDay, to: TimeOfDay, weekend: yesNo.default(false) })

const Customer = section({
  name: shortName,
  displayName: line("the customer's full name").optional(),
  tenantId: guid,
  timeZone: line("an IANA time zone like Europe/Vienna"),
  domains: list(domain).default([]),
  countries: list(country).default([]),
  networks: list(networkRange).default([]),
  vips: list(signInName).default([]),
  breakGlass: list(accountName).default([]),
  workHours: WorkHours.optional(),
  machines: list(Machine).default([]),
  restoreOperators: list(operator).default([]),
  policy: Policy.default({}),
  automatic: Automatic.optional(),
  contentTypes: list(z.enum(CONTENT_TYPES, { error: `one of ${CONTENT_TYPES.join(", ")}` }))
    .min(1, { error: "a list of at least one content type" })
    .default([...CONTENT_TYPES]),
  channel: Channel.optional(),
  webhook: yesNo.default(false),
  monthlyReport: yesNo.optional(),
  canRespond: yesNo.default(false),
  canary: yesNo.optional(),
})

const scope = "all, or a list of customers' short names"
const Technician = section({
  name: line("the technician's name"),
  objectId: guid,
  upn: signInName.optional(),
  role: z.enum(STAFF_ROLES, { error: `one of ${STAFF_ROLES.join(", ")}` }).default("technician"),
  customers: z.union([z.literal("all"), z.array(z.string())], { error: scope }).default("all"),
})

const Contact = section({
  name: line("the contact's name"),
  objectId: guid,
  upn: signInName.optional(),
  customer: line("a customer's short name"),
  tenantId: guid.optional(),
})

const fingerprint = "a SHA-256 fingerprint of 64 hexadecimal digits (colons are fine)"
const Organization = section({
  name: line("an organization's name, office name or id, as the server shows it"),
  customer: line("a customer's short name"),
})
const Veeam = section({
  name: shortName,
  baseUrl: url,
  username: line("a user like VB365\\svc-watchpost"),
  certificateSha256: z
    .string({ error: fingerprint })
    .transform((text) => text.replaceAll(":", "").toLowerCase())
    .refine((text) => /^[0-9a-f]{64}$/.test(text), { error: fingerprint })
    .optional(),
  organizations: list(Organization).default([]),
})

const AuditMails = section({
  mailbox: signInName.optional(),
  sender: signInName,
  timeZone: line("an IANA time zone like Europe/Vienna"),
})

/** A customer's, or a backup server's own. */
const Site = section({
  name: shortName,
  customer: line("a customer's short name").optional(),
  server: line("the name of a backup server below veeam").optional(),
  timeZone: line("an IANA time zone like Europe/Vienna").optional(),
  sessionLine: matching("a log line with {id} in it", /^[^{}]*\{id\}[^{}]*$/).optional(),
})

/** What isn't given is the default of that kind. */
const kept = (keep: readonly Keeping[] = KEEPINGS) =>
  section({
    keep: z.enum(keep, { error: `one of ${keep.join(", ")}` }).optional(),
    days: whole(1, 3_650).optional(),
  })

const Storage = section({
  mailItems: kept().optional(),
  signIns: kept().optional(),
  files: kept().optional(),
  // What a mailbox was like before a change is read from earlier changes: they can't be compact.
  changes: kept(["whole", "compressed"]).optional(),
})

const host = matching("a host, with a port if it has one", /^[a-z0-9.-]+(?::\d{1,5})?$/i).toLowerCase()

/** What isn't given is the cloud's own. */
const Endpoints = section({
  login: url.optional(),
  manage: url.optional(),
  exchange: url.optional(),
  graph: url.optional(),
  botOpenIdMetadata: url.optional(),
  teamsServiceHosts: list(host).min(1, { error: "a list of at least one host" }).optional(),
  fileHosts: list(host).optional(),
})

export const ConfigFile = section({
  practice: yesNo.default(false),
  cloud: z.enum(CLOUDS, { error: `one of ${CLOUDS.join(", ")}` }).default("commercial"),
  listen: section({ host: line("an address to listen on"), port: whole(0, 65_535) })
    .partial()
    .default({}),
  metrics: section({ port: whole(0, 65_535) }).optional(),
  publicUrl: url.optional(),
  monthlyReport: yesNo.default(false),
  canary: yesNo.default(true),
  database: line("a file name").default("data/watchpost.db"),
  storage: Storage.prefault({}),
  msp: section({ tenantId: guid, name: line("your company's name"), domains: list(domain).default([]) }),
  bot: section({
    appId: z.union([z.literal(""), guid], { error: "a GUID like 8a1c5d3e-2f4b-4c6d-9e8f-0a1b2c3d4e5f" }),
    tenantId: guid.optional(),
  }),
  apps: section({ monitor: guid, respond: guid.optional() }),
  rules: list(line("a folder of rules")).default([]),
  triage: Channel,
  channels: list(NamedChannel).default([]),
  routes: list(RouteFile).default([]),
  escalation: EscalationFile.optional(),
  quietHours: QuietHoursFile.optional(),
  customers: list(Customer).min(1, { error: "a list of at least one customer" }),
  policy: Policy.default({}),
  technicians: list(Technician).min(1, { error: "a list of at least one technician" }),
  contacts: list(Contact).default([]),
  veeam: list(Veeam).default([]),
  sharedAccounts: list(
    line("an account's name without its domain, like admin or svc-*").toLowerCase(),
  ).default([]),
  sites: list(Site).default([]),
  auditMails: AuditMails.optional(),
  anonymizers: list(networkRange).default([]),
  poll: section({ feedSeconds: whole(1, 3600), backupSeconds: whole(1, 3600), sweepSeconds: whole(1, 3600) })
    .partial()
    .default({}),
  endpoints: Endpoints.prefault({}),
})
export type ConfigFile = z.infer<typeof ConfigFile>
