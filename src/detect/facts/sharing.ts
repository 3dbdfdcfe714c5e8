/**
 * Sharing rules that were loosened, and people who were made administrators of a site.
 * Source: Office 365 Management Activity API schema, "SharePoint sharing schema"; Microsoft Learn, Set-SPOTenant.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { type Fact, rawText } from "./fact.ts"
import { type ChangedValues, changedValues, valuesOf } from "./modified-values.ts"

const isOn = (values: readonly string[]): boolean =>
  values.some((value) => /^(true|enabled|on|1)$/i.test(value))

/** From nothing outside to links that need no sign-in. */
const CAPABILITIES = [
  "disabled",
  "existingexternalusersharingonly",
  "externalusersharingonly",
  "externaluserandguestsharing",
]
const rank = ([value = ""]: readonly string[]): number => CAPABILITIES.indexOf(value.toLowerCase())

/** A domain list may be one text with commas or blanks. */
const domainsOf = (values: readonly string[]): readonly string[] =>
  values.flatMap((value) => value.toLowerCase().split(/[\s,;]+/)).filter((domain) => domain.includes("."))

const switchedOn = ({ before, after }: ChangedValues): boolean => isOn(after) && !isOn(before)
const switchedOff = ({ before, after }: ChangedValues): boolean => isOn(before) && !isOn(after)

/** Each setting with what makes it weaker. A change back towards strict alerts nobody. */
const WEAKER: Readonly<Record<string, (change: ChangedValues) => boolean>> = {
  ShareWithGuests: switchedOn,
  ShareUsingAnonymousLinks: switchedOn,
  AllowEveryoneExceptExternalUsersClaim: switchedOn,
  RequireAcceptingAccountMatchInvitedAccount: switchedOff,
  PreventExternalUsersFromResharing: switchedOff,
  SharingCapability: ({ before, after }) => rank(after) > rank(before),
  OneDriveSharingCapability: ({ before, after }) => rank(after) > rank(before),
  AllowDomainList: ({ before, after }) => {
    const [old, now] = [domainsOf(before), domainsOf(after)]
    if (old.length === 0 && now.length === 0) return switchedOff({ before, after })
    return now.length === 0 || (old.length > 0 && now.some((domain) => !old.includes(domain)))
  },
  DenyDomainList: ({ before, after }) => {
    const now = domainsOf(after)
    return domainsOf(before).some((domain) => !now.includes(domain))
  },
}

const shown = (values: readonly string[]): string => values.join(", ") || "none"

function weakened(record: AuditRecord): string | undefined {
  if (record.operationKey !== "sharingpolicychanged") return undefined
  for (const [name, isWeaker] of Object.entries(WEAKER)) {
    const change = changedValues(record, name)
    if (change !== undefined && isWeaker(change)) {
      return `${name}: ${shown(change.before)} → ${shown(change.after)}`
    }
  }
  return undefined
}

/** Who became administrator of the site: people in words, else what the property holds. */
export function newSiteAdmin(record: AuditRecord): string | undefined {
  if (record.operationKey !== "sitecollectionadminadded") return undefined
  const property = record.modified.find(({ name }) => /^siteadmin$/i.test(name.trim()))
  const named = [rawText(record, "TargetUserOrGroupName"), ...valuesOf(property?.newValue ?? "")]
  return named.map(withoutClaim).find((name) => name !== "")
}

/** `i:0#.f|membership|anna@contoso.com` is a claim about anna@contoso.com. */
const withoutClaim = (name: string): string => (name.split("|").at(-1) ?? name).trim()

/** A OneDrive belongs to the one whose name is its address: `/personal/anna_contoso_com`. */
function isOwner(record: AuditRecord, name: string): boolean {
  const site = (rawText(record, "SiteUrl") || record.target.id).toLowerCase()
  const personal = /\/personal\/([^/]+)/.exec(site)?.[1]
  return personal !== undefined && personal === name.toLowerCase().replace(/[^a-z0-9]/g, "_")
}

const isSelf = ({ actor }: AuditRecord, name: string): boolean =>
  [actor.upn, actor.id.toLowerCase()].includes(name.toLowerCase())

const SITE_ACCESS = /^(deviceaccess|networkaccess)policychanged$/
/** From strict to open, as far as the words of the portal and of the cmdlets tell. */
const ACCESS = [/block/i, /limit|protectionlevel/i, /allowfull|full/i]
const accessRank = ([value = ""]: readonly string[]): number =>
  ACCESS.findIndex((pattern) => pattern.test(value))

/** Computers that nobody manages, or networks from anywhere, are let in since this change. */
function loosensAccess(record: AuditRecord): string | undefined {
  if (!SITE_ACCESS.test(record.operationKey)) return undefined
  for (const { name } of record.modified) {
    const change = changedValues(record, name)
    if (change === undefined) continue
    const ranks = [accessRank(change.before), accessRank(change.after)] as const
    const isLooser = ranks[0] >= 0 && ranks[1] > ranks[0]
    if (isLooser || switchedOff(change)) return `${name}: ${shown(change.before)} → ${shown(change.after)}`
  }
  return undefined
}

/** The person outside for whom a file was shared by name. */
function sharedWith(record: AuditRecord): string | undefined {
  if (!/^(addedtosecurelink|sharinginvitationcreated)$/.test(record.operationKey)) return undefined
  const name = withoutClaim(rawText(record, "TargetUserOrGroupName"))
  return /^guest$/i.test(rawText(record, "TargetUserOrGroupType")) || /#ext#/i.test(name) ? name : undefined
}

export const SHARING_FACTS: readonly Fact[] = [
  { name: "LoosensSiteAccess", read: loosensAccess },
  { name: "SharesFileOutside", read: sharedWith },
  { name: "WeakensSharing", read: weakened },
  {
    name: "AddsSiteAdmin",
    read: (record) => {
      const name = newSiteAdmin(record)
      return name === undefined || isOwner(record, name) ? undefined : name
    },
  },
  {
    // Into one's own team site that is how sites are made; into somebody's OneDrive it is how files are read unasked.
    name: "OpensSomebodysOneDrive",
    read: (record) => {
      const name = newSiteAdmin(record)
      if (name === undefined || isOwner(record, name) || !isSelf(record, name)) return undefined
      return /\/personal\//i.test(record.target.id) ? record.target.id : undefined
    },
  },
]
