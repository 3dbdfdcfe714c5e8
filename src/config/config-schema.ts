/**
 * The configuration file's grammar. Each message completes the sentence "<path> must be …",
 * so that one mistake reads as one sentence wherever it stands.
 */
import { z } from "zod"
import { network } from "../lib/ip-text.ts"
import { CONTENT_TYPES } from "../model/audit-record.ts"
import { KEEPINGS, type Keeping } from "../model/storage-policy.ts"
import { CLOUDS } from "./clouds.ts"

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const DOMAIN = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i
const SHORT_NAME = /^[a-z0-9][a-z0-9-]{0,39}$/

const matching = (what: string, pattern: RegExp) => z.string({ error: what }).regex(pattern, { error: what })

const guid = matching("a GUID like 8a1c5d3e-2f4b-4c6d-9e8f-0a1b2c3d4e5f", GUID).toLowerCase()
const line = (what: string) =>
  z.string({ error: what }).trim().min(1, { error: what }).max(200, { error: what })
const shortName = matching("a short name of a-z, 0-9 and -, like contoso", SHORT_NAME)
const domain = matching("a domain like contoso.com", DOMAIN).toLowerCase()
const country = matching("a country's two letters like AT", /^[A-Za-z]{2}$/).toUpperCase()
const range = "a network like 198.51.100.0/24"
const networkRange = z
  .string({ error: range })
  .trim()
  .refine((text) => network(text) !== undefined, { error: range })
const yesNo = z.boolean({ error: "true or false" })

const url = z
  .string({ error: "an address like https://host.example" })
  .refine((text) => isWebAddress(text), { error: "an address like https://host.example" })
  .transform((text) => text.replace(/\/+$/, ""))

function isWebAddress(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false
  const parsed = new URL(text)
  return parsed.username === "" && parsed.password === "" && parsed.hash === ""
}

const whole = (from: number, to: number) => {
  const what = `a whole number from ${from} to ${to}`
  return z.int({ error: what }).min(from, { error: what }).max(to, { error: what })
}

/** Objects refuse keys they don't know: a misspelled key is a mistake, not a comment. */
const section = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? undefined : `a section with ${Object.keys(shape).join(", ")}`,
  })

const list = <Item extends z.ZodType>(item: Item) => z.array(item, { error: "a list, one - a line" })

const Channel = section({
  conversationId: matching(
    "a channel's conversation id like 19:…@thread.tacv2",
    /^19:[^\s;]{1,200}@thread\.(?:tacv2|skype)$/,
  ),
  serviceUrl: url,
  teamsTenantId: guid.optional(),
  teamId: guid.optional(),
})

const signInName = matching(
  "a sign-in name like kim@contoso.com",
  /^[^\s@]{1,64}@[^\s@]{3,255}$/,
).toLowerCase()

const Customer = section({
  name: shortName,
  displayName: line("the customer's full name").optional(),
  tenantId: guid,
  timeZone: line("an IANA time zone like Europe/Vienna"),
  domains: list(domain).default([]),
  countries: list(country).default([]),
  networks: list(networkRange).default([]),
  vips: list(signInName).default([]),
  contentTypes: list(z.enum(CONTENT_TYPES, { error: `one of ${CONTENT_TYPES.join(", ")}` }))
    .min(1, { error: "a list of at least one content type" })
    .default([...CONTENT_TYPES]),
  channel: Channel.optional(),
  canRespond: yesNo.default(false),
})

const scope = "all, or a list of customers' short names"
const Technician = section({
  name: line("the technician's name"),
  objectId: guid,
  upn: signInName.optional(),
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
const Veeam = section({
  name: shortName,
  baseUrl: url,
  username: line("a user like VB365\\svc-watchpost"),
  certificateSha256: z
    .string({ error: fingerprint })
    .transform((text) => text.replaceAll(":", "").toLowerCase())
    .refine((text) => /^[0-9a-f]{64}$/.test(text), { error: fingerprint })
    .optional(),
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

/** What isn't given is the cloud's own. */
const Endpoints = section({
  login: url.optional(),
  manage: url.optional(),
  exchange: url.optional(),
  graph: url.optional(),
  botOpenIdMetadata: url.optional(),
  teamsServiceHosts: list(
    matching("a host, with a port if it has one", /^[a-z0-9.-]+(?::\d{1,5})?$/i).toLowerCase(),
  )
    .min(1, { error: "a list of at least one host" })
    .optional(),
})

export const ConfigFile = section({
  practice: yesNo.default(false),
  cloud: z.enum(CLOUDS, { error: `one of ${CLOUDS.join(", ")}` }).default("commercial"),
  listen: section({ host: line("an address to listen on"), port: whole(0, 65_535) })
    .partial()
    .default({}),
  database: line("a file name").default("data/watchpost.db"),
  storage: Storage.prefault({}),
  msp: section({ tenantId: guid, name: line("your company's name") }),
  bot: section({
    appId: z.union([z.literal(""), guid], { error: "a GUID like 8a1c5d3e-2f4b-4c6d-9e8f-0a1b2c3d4e5f" }),
    tenantId: guid.optional(),
  }),
  apps: section({ monitor: guid, respond: guid.optional() }),
  rules: list(line("a folder of rules")).default([]),
  triage: Channel,
  customers: list(Customer).min(1, { error: "a list of at least one customer" }),
  technicians: list(Technician).min(1, { error: "a list of at least one technician" }),
  contacts: list(Contact).default([]),
  veeam: list(Veeam).default([]),
  anonymizers: list(networkRange).default([]),
  poll: section({ feedSeconds: whole(1, 3600), backupSeconds: whole(1, 3600) })
    .partial()
    .default({}),
  endpoints: Endpoints.prefault({}),
})
export type ConfigFile = z.infer<typeof ConfigFile>
