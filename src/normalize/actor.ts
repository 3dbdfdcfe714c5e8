/** Who acted. The same service account is spelled in several ways, and the record's own user type can't be trusted alone. */
import { cleanText } from "../lib/fold.ts"
import { GUID_PATTERN } from "../lib/guid.ts"
import { createMemo } from "../lib/remembered.ts"
import type { Actor } from "../model/audit-record.ts"
import { tenantId } from "../model/ids.ts"
import type { JsonObject } from "../model/json.ts"
import { textOf } from "./parameters.ts"

/** Microsoft's own actors whose names nobody else can have: users are named in a domain that the customer has proven to own. */
const MICROSOFT: readonly RegExp[] = [
  /^nt (authority|service)\\/i,
  /@([a-z0-9-]+\.)*prod\.outlook\.com$/i,
  /^microsoft\\serviceoperator$/i,
  /^sharepoint\\system$/i,
  /^app@sharepoint$/i,
  /^fim_password_service@support\.onmicrosoft\.com$/i,
]

/**
 * Plain words that Microsoft's services use as their name. An app can be given such a name by anybody, so that they count
 * for nothing in Exchange administration, where Microsoft's actors carry one of the forms above.
 */
const MICROSOFT_WORDS: readonly RegExp[] = [
  /^s-1-5-(18|19|20)$/i,
  /^(certificate|threatintel|system release|ffoservicepartneruser|dlpagent)$/i,
  /^(securitycompliance(alerts|insights)|airinvestigation)$/i,
  /^microsoft teams sync$/i,
  /^(servicehost|w3wp|microsoft\.exchange\.[a-z0-9_.]+)$/i,
]

/** Source: Office 365 Management Activity API schema, enum UserType; Graph writes the names. */
const USER_TYPES: Readonly<Record<string, number>> = {
  regular: 0,
  reserved: 1,
  admin: 2,
  dcadmin: 3,
  system: 4,
  application: 5,
  serviceprincipal: 6,
  custompolicy: 7,
  systempolicy: 8,
  partnertechnician: 9,
  guest: 10,
}

/** Delegated administrators, as Exchange and Entra write them. Source: Microsoft Learn, granular delegated admin privileges (GDAP). */
const PARTNER_PATH = new RegExp(`\\\\tenant:\\s*(${GUID_PATTERN}),\\s*object:\\s*(${GUID_PATTERN})$`, "i")
const PARTNER_USER = /^user_([0-9a-f]{32})@[^@]+\.onmicrosoft\.com$/i
/** Visitors of SharePoint who came through a link and signed in nowhere; the hash is the link's or the tenant's. */
const VISITOR = /^(urn:spo:(tenant)?anon#|anonymous$)/i
/** How SharePoint writes its users: a guest with the address, a member as the claim with which they signed in. */
const SHAREPOINT_NAME = /^(urn:spo:guest#|i:0#\.f\|membership\|)/i
const PRINCIPAL = new RegExp(`^(?:ServicePrincipal_)?${GUID_PATTERN}$`, "i")
const UPN = /^[^\s@\\/:"<>]+@[^\s@\\/:"<>]+\.[^\s@\\/:"<>]+$/

export function readActor(raw: JsonObject): Actor {
  const { UserId, UserKey, UserType, RecordType } = raw
  // Everything that a person's identity is read from.
  const key = JSON.stringify([UserId, UserKey, UserType, RecordType])
  const identity = identities(key, () => readIdentity(raw))
  const appId = readAppId(raw)
  return appId === undefined ? identity : { ...identity, appId }
}

const identities = createMemo<Actor>()

function readIdentity(raw: JsonObject): Actor {
  const id = cleanText(textOf(raw.UserId)) || "unknown"
  const upn = readUpn(id)
  return { id, ...kindOf(id, raw), ...(upn === undefined ? {} : { upn }) }
}

/** The lower-cased user principal name that a text is; undefined for everything else. */
export const readUpn = (text: string): string | undefined => upns(text, () => ({ upn: findUpn(text) })).upn

const upns = createMemo<{ readonly upn: string | undefined }>()

function findUpn(text: string): string | undefined {
  const candidate = text.replace(SHAREPOINT_NAME, "")
  return UPN.test(candidate) ? candidate.toLowerCase() : undefined
}

function readAppId(raw: JsonObject): string | undefined {
  const context = raw.AppAccessContext
  const nested =
    typeof context === "object" && context !== null && "ClientAppId" in context ? context.ClientAppId : ""
  const id = textOf(raw.AppId) || textOf(raw.ClientAppId) || textOf(nested)
  return id === "" ? undefined : id.toLowerCase()
}

function kindOf(id: string, raw: JsonObject): Pick<Actor, "kind" | "partner"> {
  const type = userType(raw)
  const partner = readPartner(id) ?? readPartner(cleanText(textOf(raw.UserKey)))
  if (partner !== undefined) return { kind: "partner", partner }
  const names = isExchangeAdmin(raw) ? MICROSOFT : [...MICROSOFT, ...MICROSOFT_WORDS]
  if (names.some((pattern) => pattern.test(id))) return { kind: "microsoft" }
  // Microsoft's user type 3 is set by the service itself; a customer can't give it to anybody.
  if (type === 3) return { kind: "microsoft" }
  if (type === 9) return { kind: "partner", partner: { objectId: textOf(raw.UserKey).toLowerCase() } }
  if (type === 10 || /#EXT#@/i.test(id) || /^urn:spo:guest#/i.test(id)) return { kind: "guest" }
  if (VISITOR.test(id)) return { kind: "unknown" }
  if (/^ServicePrincipal_/i.test(id) || type === 5 || type === 6) return { kind: "application" }
  if (readUpn(id) !== undefined || /^[^\\/]+\\[^\\/]+$/.test(id)) return { kind: "user" }
  if (PRINCIPAL.test(id) || /^(unknown|not available|not-found|user|serviceprincipal)$/i.test(id))
    return { kind: "unknown" }
  return { kind: type === 0 || type === 2 ? "user" : "unknown" }
}

function readPartner(text: string): Actor["partner"] {
  const path = PARTNER_PATH.exec(text)
  if (path?.[1] !== undefined && path[2] !== undefined) {
    return { tenantId: tenantId(path[1]), objectId: path[2].toLowerCase() }
  }
  const hex = PARTNER_USER.exec(text)?.[1]?.toLowerCase()
  if (hex === undefined) return undefined
  return { objectId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5") }
}

const isExchangeAdmin = (raw: JsonObject): boolean => /^(1|exchangeadmin)$/i.test(textOf(raw.RecordType))

function userType(raw: JsonObject): number | undefined {
  const text = textOf(raw.UserType).toLowerCase()
  if (/^\d+$/.test(text)) return Number(text)
  return Object.hasOwn(USER_TYPES, text) ? USER_TYPES[text] : undefined
}
