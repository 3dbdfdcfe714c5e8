/**
 * Strangers in Teams who say that they are the help desk, and settings that let strangers in.
 * Source: Office 365 Management Activity API schema, "Microsoft Teams schema"; Microsoft Learn,
 * Set-CsTenantFederationConfiguration, Set-CsExternalAccessPolicy, Set-CsTeamsClientConfiguration.
 */
import { cleanText } from "../../lib/fold.ts"
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

/** What help desks and Microsoft call themselves. Letters that only look like others are read as those. */
const HELP_DESK =
  /help[\s_.-]?desk|service[\s_.-]?desk|(?<![\p{L}])it[\s_.-]?(?:support|help|team|admin|department|abteilung|services?)|tech(?:nical)?[\s_.-]?support|support[\s_.-]?(?:team|desk|center)|microsoft[\s_.-]?(?:365|security|support|account|teams|office|help|admin|service|protection|defender)|office[\s_.-]?365|security[\s_.-]?(?:team|alert|center|admin|notification)|sys(?:tem)?[\s_.-]?admin|(?<![\p{L}])administrator/iu

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
      HELP_DESK.test(`${member.name} ${member.upn.split("@")[0] ?? ""}`.normalize("NFKC")),
  )
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
      const upn = helpDeskStranger(record, context)?.upn
      return upn?.endsWith(".onmicrosoft.com") === true ? upn : undefined
    },
  },
  { name: "OpensTeams", read: opens },
]
