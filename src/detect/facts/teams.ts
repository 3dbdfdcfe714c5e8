/**
 * Strangers in Teams who say that they are the help desk, and settings that let strangers in.
 * Source: Office 365 Management Activity API schema, "Microsoft Teams schema"; Microsoft Learn,
 * Set-CsTenantFederationConfiguration, Set-CsExternalAccessPolicy, Set-CsTeamsClientConfiguration.
 */
import { cleanText, latinLook } from "../../lib/fold.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import { isJsonObject, type Json } from "../../model/json.ts"
import { type Fact, type FactContext, isTrue, parameterOf, rawText } from "./fact.ts"

export type ChatMember = { readonly name: string; readonly upn: string; readonly tenant: string }

const textOf = (value: Json | undefined): string => (typeof value === "string" ? cleanText(value) : "")

export function membersOf({ raw }: AuditRecord): readonly ChatMember[] {
  const list: readonly Json[] = Array.isArray(raw.Members) ? raw.Members : []
  return list.flatMap((member) =>
    isJsonObject(member)
      ? [
          {
            name: textOf(member.DisplayName),
            upn: textOf(member.UPN).toLowerCase(),
            tenant: textOf(member.OrganizationId).toLowerCase(),
          },
        ]
      : [],
  )
}

/** What help desks and Microsoft call themselves, in the languages of the suppliers whom thieves pretend to be. */
const HELP_DESK = new RegExp(
  [
    "help[\\s_.-]?desk|service[\\s_.-]?desk|tech(?:nical)?[\\s_.-]?(?:support|team)|support[\\s_.-]?(?:team|desk|center)",
    "(?<![\\p{L}])(?:ict|edv|it)[\\s_.-]?(?:support|help|team|admin|department|abteilung|service|dienst)",
    "technischer (?:support|dienst|kundendienst)|informatik[\\s_.-]?(?:support|dienst|abteilung)",
    "soporte (?:ti|t[eé]cnico|inform[aá]tico)|mesa de ayuda|suporte (?:ti|t[eé]cnico)",
    "(?:assistance|support|service) (?:technique|informatique)|(?:assistenza|supporto|servizio) (?:it|tecnic[ao]|informatic[ao])",
    "microsoft[\\s_.-]?(?:365|security|support|account|teams|office|help|admin|service|protection|defender)",
    "(?<![\\p{L}])(?:office|o|m)[\\s_.-]?365",
    "(?:spam|e-?mail|mail|phishing|account)[\\s_.-]?(?:protection|security|filter)",
    "security[\\s_.-]?(?:team|alert|center|admin|notification)|sys(?:tem)?[\\s_.-]?admin|(?<![\\p{L}])administrator",
    "(?:cyber|it)[\\s_.-]?security",
  ].join("|"),
  "iu",
)

const isForeign = (member: ChatMember, record: AuditRecord, { tenant, own }: FactContext): boolean => {
  const domain = member.upn.slice(member.upn.lastIndexOf("@") + 1)
  if (tenant.acceptedDomains.includes(domain)) return false
  if (member.tenant === "") return member.upn.includes("@") && tenant.acceptedDomains.length > 0
  const home = [
    tenant.id,
    rawText(record, "OrganizationId"),
    rawText(record, "ResourceTenantId"),
    own.mspTenantId,
  ]
  return !home.some((id) => id?.toLowerCase() === member.tenant)
}

/** The stranger of a new chat who calls themselves a help desk. */
export function helpDeskStranger(record: AuditRecord, context: FactContext): ChatMember | undefined {
  if (record.operationKey !== "chatcreated") return undefined
  if (!/^(oneonone|group(chat)?)$/i.test(rawText(record, "CommunicationType"))) return undefined
  const info = record.raw.ParticipantInfo
  if (isJsonObject(info) && info.HasForeignTenantUsers === false) return undefined
  return membersOf(record).find(
    (member) =>
      isForeign(member, record, context) &&
      [member.name, member.upn.split("@")[0] ?? ""].some((name) => HELP_DESK.test(latinLook(name))),
  )
}

/** The stranger who opened a chat with one person, whatever they are called, and that person. */
export function chatFromOutside(
  record: AuditRecord,
  context: FactContext,
): { readonly stranger: ChatMember; readonly whom: ChatMember } | undefined {
  if (record.operationKey !== "chatcreated") return undefined
  if (!/^oneonone$/i.test(rawText(record, "CommunicationType"))) return undefined
  const members = membersOf(record)
  const stranger = members.find(({ upn }) => upn !== "" && upn === record.actor.upn)
  const whom = members.find((member) => !isForeign(member, record, context))
  return stranger === undefined || whom === undefined || !isForeign(stranger, record, context)
    ? undefined
    : { stranger, whom }
}

/** Each cmdlet with the settings that open Teams when they are True. */
const OPENING: Readonly<Record<string, readonly string[]>> = {
  "set-cstenantfederationconfiguration": [
    "AllowFederatedUsers",
    "AllowTeamsConsumer",
    "AllowTeamsConsumerInbound",
    "AllowPublicUsers",
  ],
  "set-csexternalaccesspolicy": [
    "EnableFederationAccess",
    "EnableTeamsConsumerAccess",
    "EnableTeamsConsumerInbound",
    "EnablePublicCloudAccess",
  ],
  "set-csteamsclientconfiguration": ["AllowGuestUser"],
}
/** Settings by their names in the admin center. */
const OPENING_SETTING = /custom apps|sideload|guest|external|federat|unmanaged|consumer/i

function opens(record: AuditRecord): string | undefined {
  const names = Object.hasOwn(OPENING, record.operationKey) ? (OPENING[record.operationKey] ?? []) : []
  const opened = names.find((name) => isTrue(parameterOf(record, name)))
  if (opened !== undefined) return `${opened} is True`
  if (record.operationKey !== "teamstenantsettingchanged") return undefined
  const name = rawText(record, "Name")
  const [before, after] = [rawText(record, "OldValue"), rawText(record, "NewValue")]
  return OPENING_SETTING.test(name) && isTrue(after) && !isTrue(before) ? `${name} is ${after}` : undefined
}

export const TEAMS_FACTS: readonly Fact[] = [
  {
    name: "HelpDeskFromOutside",
    read: (record, context) => {
      const stranger = helpDeskStranger(record, context)
      return stranger === undefined ? undefined : `${stranger.name} <${stranger.upn}>`
    },
  },
  {
    // A tenant costs nothing and has no other domain on its first day.
    name: "StrangerHasTrialTenant",
    read: (record, context) => {
      const upn = (helpDeskStranger(record, context) ?? chatFromOutside(record, context)?.stranger)?.upn
      return upn?.endsWith(".onmicrosoft.com") === true ? upn : undefined
    },
  },
  {
    name: "ChatFromOutside",
    read: (record, context) => chatFromOutside(record, context)?.stranger.upn,
  },
  {
    // For counting.
    name: "PersonInChat",
    forGrouping: true,
    read: (record, context) => chatFromOutside(record, context)?.whom.upn,
  },
  { name: "OpensTeams", read: opens },
]
