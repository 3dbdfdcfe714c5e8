/**
 * What posture is judged by, of Exchange's answers; only the fields used. What isn't said stays undefined: it is unknown, and
 * never taken for "off". Source: the pages of the cmdlets in the ExchangePowerShell module reference.
 */
import { z } from "zod"
import type { JsonObject } from "../model/json.ts"

const text = z.string().nullish().catch(undefined)
/** Exchange writes some booleans as text. Anything else, also an empty text, says nothing. */
const flag = z
  .union([
    z.boolean(),
    z
      .string()
      .regex(/^(?:true|false)$/i)
      .transform((value) => value.toLowerCase() === "true"),
  ])
  .nullish()
  .catch(undefined)
/** One value comes as a text, several as a list or joined in one text. */
const list = z
  .union([z.string(), z.array(z.string())])
  .transform((value) =>
    [value]
      .flat()
      .flatMap((one) => one.split(","))
      .map((one) => one.trim())
      .filter((one) => one !== ""),
  )
  .nullish()
  .catch(undefined)

const named = {
  Name: text,
  PrimarySmtpAddress: text,
  UserPrincipalName: text,
  DisplayName: text,
  Alias: text,
}

const AuditMailbox = z.object({
  ...named,
  RecipientTypeDetails: text,
  AuditEnabled: flag,
  AuditLogAgeLimit: text,
  AuditOwner: list,
  DefaultAuditSet: list,
})
export type AuditMailbox = z.infer<typeof AuditMailbox>

const ClientAccess = z.object({ ...named, SmtpClientAuthenticationDisabled: flag })

/** Where one part of it is read. */
export type PostureSource<Row> = {
  readonly cmdlet: string
  readonly parameters: JsonObject
  /** The only fields that are wanted where rows may be thousands. */
  readonly select?: readonly string[]
  readonly rowsOf: (rows: readonly JsonObject[]) => readonly Row[]
}

const one = <Row>(cmdlet: string, schema: z.ZodType<Row>): PostureSource<Row> => ({
  cmdlet,
  parameters: {},
  rowsOf: (rows) => rows.map((row) => schema.parse(row)),
})

const every = <Row>(
  cmdlet: string,
  schema: z.ZodType<Row>,
  select: readonly string[],
): PostureSource<Row> => ({ ...one(cmdlet, schema), parameters: { ResultSize: "Unlimited" }, select })

export const POSTURE_SOURCES = {
  log: one("Get-AdminAuditLogConfig", z.object({ UnifiedAuditLogIngestionEnabled: flag })),
  organization: one("Get-OrganizationConfig", z.object({ AuditDisabled: flag })),
  mailboxes: every("Get-Mailbox", AuditMailbox, Object.keys(AuditMailbox.shape)),
  bypass: every(
    "Get-MailboxAuditBypassAssociation",
    z.object({ Name: text, Identity: text, AuditBypassEnabled: flag }),
    ["Name", "Identity", "AuditBypassEnabled"],
  ),
  spamPolicies: one(
    "Get-HostedOutboundSpamFilterPolicy",
    z.object({ Name: text, Identity: text, IsDefault: flag, AutoForwardingMode: text }),
  ),
  spamRules: one(
    "Get-HostedOutboundSpamFilterRule",
    z.object({
      State: text,
      HostedOutboundSpamFilterPolicy: text,
      From: list,
      FromMemberOf: list,
      SenderDomainIs: list,
    }),
  ),
  remoteDomains: one("Get-RemoteDomain", z.object({ DomainName: text, AutoForwardEnabled: flag })),
  transport: one("Get-TransportConfig", z.object({ SmtpClientAuthenticationDisabled: flag })),
  clientAccess: every("Get-CASMailbox", ClientAccess, Object.keys(ClientAccess.shape)),
} as const

/** What was read, or in one sentence why it couldn't be. */
export type Read<Row> = { readonly rows: readonly Row[] } | { readonly problem: string }

type RowOf<Source> = Source extends PostureSource<infer Row> ? Row : never
export type PostureReads = {
  readonly [name in keyof typeof POSTURE_SOURCES]: Read<RowOf<(typeof POSTURE_SOURCES)[name]>>
}
