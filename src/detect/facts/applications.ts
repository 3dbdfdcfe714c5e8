/**
 * Apps as things: their secrets and certificates, their owners, their coming into being.
 * Source: Microsoft Learn, "Microsoft Entra audit activity reference", category ApplicationManagement.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import type { Json } from "../../model/json.ts"
import { readAppRoleGrant } from "./app-roles.ts"
import { readConsent } from "./consents.ts"
import { actingObject, type DirectoryObject, newValue, targetObject } from "./directory-record.ts"
import { type Fact, isTrue } from "./fact.ts"
import { changedValues } from "./modified-values.ts"

export type Credential = {
  readonly id: string
  readonly kind: "secret" | "certificate"
  readonly name: string
}

/** `[KeyIdentifier=<guid>,KeyType=Password,KeyUsage=Verify,DisplayName=Data collection]` */
function readCredential(text: string): Credential | undefined {
  const read = (name: string): string => new RegExp(`${name}=([^,\\]]*)`, "i").exec(text)?.[1]?.trim() ?? ""
  const id = read("KeyIdentifier")
  if (id === "") return undefined
  return {
    id: id.toLowerCase(),
    kind: /^(password|symmetric)$/i.test(read("KeyType")) ? "secret" : "certificate",
    name: read("DisplayName"),
  }
}

const CREDENTIAL_OPERATIONS =
  /^((add|update) (application|service principal)( - certificates and secrets management)?|add service principal credentials)$/

/** A record of these says by its name alone that keys changed. */
const ONLY_CREDENTIALS = /(certificates and secrets management|service principal credentials)$/

/** Keys that were added and that the record doesn't describe in a way that can be read: details were left out or masked. */
function undescribedCredential(record: AuditRecord): string | undefined {
  if (!ONLY_CREDENTIALS.test(record.operationKey)) return undefined
  const change = changedValues(record, "KeyDescription")
  const isRead = [...(change?.before ?? []), ...(change?.after ?? [])].some(readCredential)
  return isRead || change?.after.length === 0 ? undefined : "a key that the record doesn't describe"
}

export type CredentialChange = {
  readonly added: readonly Credential[]
  readonly removed: readonly Credential[]
}

/** A key whose identifier was there before is not new, whatever else of it changed. */
export function readCredentialChange(record: AuditRecord): CredentialChange | undefined {
  if (!CREDENTIAL_OPERATIONS.test(record.operationKey)) return undefined
  const change = changedValues(record, "KeyDescription")
  if (change === undefined) return undefined
  const [before, after] = [change.before, change.after].map((side) =>
    side.flatMap((text) => readCredential(text) ?? []),
  )
  const without = (
    list: readonly Credential[] = [],
    other: readonly Credential[] = [],
  ): readonly Credential[] => list.filter(({ id }) => !other.some((one) => one.id === id))
  return { added: without(after, before), removed: without(before, after) }
}

/** Microsoft's first apps have reserved ids that nobody is given. */
const RESERVED = /^0{6}[0-9a-f]{2}-0000-0(?:000|ff1)-c[0e]00-0{12}$/

/** Services of Microsoft that write to every directory. Source: Microsoft Learn, "Verify first-party Microsoft applications in sign-in reports". */
const SERVICES = [
  "01cb2876-7ebd-4aa4-9cc9-d28bd4d359a9", // Device Registration Service
  "ef5d5c69-a5df-46bb-acaf-426f161a21a2", // managed identities
  "98db8bd6-0cc0-4e67-9de5-f187f1cd1b41", // Microsoft Substrate Management
  "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe", // Microsoft Teams Services
  "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016", // Microsoft Entra AD Synchronization Service
]

/**
 * By app id alone: anybody can give an app a service's name. A person who works through such an app is still a person.
 */
function actingService(record: AuditRecord): string | undefined {
  if (record.actor.kind !== "application" && record.actor.kind !== "unknown") return undefined
  const { kind, appId } = actingObject(record)
  if (kind === "User" || appId === undefined) return undefined
  return SERVICES.includes(appId) || RESERVED.test(appId) ? appId : undefined
}

const MICROSOFT_HOST =
  /(^|\.)(microsoft|microsoftonline|office|office365|windows|windowsazure|azure|sharepoint|outlook|skype|dynamics|powerbi)\.(com|net)$/i

/**
 * A service principal that is named by an address of Microsoft's. Who registers an app must have proven to own its
 * addresses. Source: Microsoft Learn, "Restrictions on identifier URIs of Microsoft Entra applications".
 */
function microsoftName(record: AuditRecord): string | undefined {
  if (record.operationKey !== "add service principal") return undefined
  const listed = Array.isArray(record.raw.Target) ? record.raw.Target : []
  const targets = listed.flatMap((item: Json) =>
    typeof item === "object" && item !== null && "ID" in item && String(item.Type) === "4"
      ? [String(item.ID)]
      : [],
  )
  return [newValue(record, "TargetId.ServicePrincipalNames"), ...targets]
    .flatMap((names) => names.split(";"))
    .find((name) => MICROSOFT_HOST.test(/^https:\/\/([^/:?#]+)/i.exec(name.trim())?.[1] ?? ""))
}

/** The app that a record is about: of consents and grants the client, else the target. */
export function concernedApp(record: AuditRecord): DirectoryObject {
  const consent = readConsent(record)
  const client = consent ?? readAppRoleGrant(record)
  if (client === undefined) return ownedApp(record) ?? targetObject(record)
  const { appId, servicePrincipalId, appName } = client
  return {
    kind: "ServicePrincipal",
    ...(servicePrincipalId === undefined ? {} : { id: servicePrincipalId }),
    ...(appName === undefined ? {} : { name: appName }),
    ...(appId === undefined ? {} : { appId }),
  }
}

/** Where an owner is added, the target is the new owner and the app stands in the properties. */
function ownedApp(record: AuditRecord): DirectoryObject | undefined {
  if (!OWNERS.includes(record.operationKey) || targetObject(record).kind !== "User") return undefined
  const kind = record.operationKey.endsWith("application") ? "Application" : "ServicePrincipal"
  const [id, name, appId] = ["ObjectID", "DisplayName", "AppId"].map((part) =>
    newValue(record, `${kind}.${part}`),
  )
  return {
    kind,
    ...(id ? { id: id.toLowerCase() } : {}),
    ...(name ? { name } : {}),
    ...(appId ? { appId: appId.toLowerCase() } : {}),
  }
}

const appEvidence = (record: AuditRecord): string => concernedApp(record).name ?? record.target.name

const CREATIONS = ["add service principal", "add application"]
const OWNERS = ["add owner to application", "add owner to service principal"]

const MANAGED = [...CREATIONS, ...OWNERS, "update application"]
const PEOPLE = ["user", "guest", "partner"]

const opensToOtherTenants = (record: AuditRecord): boolean => {
  const change = changedValues(record, "AvailableToOtherTenants")
  return (
    change?.after.some((value) => isTrue(value)) === true && !change.before.some((value) => isTrue(value))
  )
}

/**
 * Where rclone waits for its token unless told otherwise. It copies whole libraries of files elsewhere.
 * Source: rclone's manual, "Microsoft OneDrive", "Getting your own Client ID and Key".
 */
const COPYING_TOOL = /^http:\/\/(?:localhost|127\.0\.0\.1):53682(?:\/|$)/i

/** An app got the return address of a tool that copies files away. */
function getsAddressOfCopyingTool(record: AuditRecord): string | undefined {
  if (!ADDRESSED.includes(record.operationKey)) return undefined
  const change = changedValues(record, "AppAddress")
  const addresses = (side: readonly string[] = []): readonly string[] =>
    side.map((text) => /"Address"\s*:\s*"([^"]+)"/i.exec(text)?.[1] ?? text)
  const isOfTool = (address: string): boolean => COPYING_TOOL.test(address)
  return addresses(change?.after).some(isOfTool) && !addresses(change?.before).some(isOfTool)
    ? "its return address is that of rclone, which copies files"
    : undefined
}

const ADDRESSED: readonly string[] = ["add application", "update application"]

export const APPLICATION_FACTS: readonly Fact[] = [
  {
    name: "AddsAppCredential",
    read: (record) => {
      const added = readCredentialChange(record)?.added ?? []
      return added.length === 0
        ? undescribedCredential(record)
        : added.map(({ kind, name, id }) => `${kind} ${name || id}`).join(", ")
    },
  },
  {
    // A new key in the place of an old one, in one step.
    name: "ReplacesAppCredential",
    read: (record) => {
      const change = readCredentialChange(record)
      const isSwap =
        change !== undefined && change.added.length > 0 && change.removed.length >= change.added.length
      return isSwap ? `${change.removed.length} taken away` : undefined
    },
  },
  {
    name: "ConcernsOwnApplication",
    read: (record, { own }) => {
      const { appId } = concernedApp(record)
      return appId !== undefined && own.appIds.includes(appId) ? appId : undefined
    },
  },
  {
    name: "ConcernsMicrosoftApp",
    read: (record) => {
      const { appId } = concernedApp(record)
      return appId !== undefined && RESERVED.test(appId) ? appId : microsoftName(record)
    },
  },
  { name: "ActedByMicrosoftService", read: actingService },
  {
    name: "CreatesApp",
    read: (record) => (CREATIONS.includes(record.operationKey) ? appEvidence(record) : undefined),
  },
  {
    name: "AddsAppOwner",
    read: (record) => (OWNERS.includes(record.operationKey) ? appEvidence(record) : undefined),
  },
  {
    name: "OpensAppToOtherTenants",
    read: (record) =>
      record.operationKey === "update application" && opensToOtherTenants(record)
        ? appEvidence(record)
        : undefined,
  },
  { name: "AppOfCopyingTool", read: getsAddressOfCopyingTool },
  {
    // Microsoft's services and apps add apps all day; a person doing so is worth a look.
    name: "PersonManagesApp",
    read: ({ operationKey, actor }) =>
      MANAGED.includes(operationKey) && PEOPLE.includes(actor.kind) ? actor.id : undefined,
  },
]
