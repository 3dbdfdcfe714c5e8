/** People and apps of the directory in sentences and in keys. */
import { andList, andMore } from "../lib/list-text.ts"
import { plainText } from "../lib/plain-text.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { concernedApp } from "./facts/applications.ts"
import {
  actingObject,
  type DirectoryObject,
  isAboutSomebodyElse,
  targetObject,
} from "./facts/directory-record.ts"
import { guestAddress } from "./facts/directory-users.ts"
import { rawText } from "./facts/fact.ts"

/** The best name: a user principal name, a display name, and an id only where there is nothing else. */
export const objectName = (
  { upn, name, appId, id }: DirectoryObject,
  otherwise = "an unnamed object",
): string => personName(upn ?? name ?? appId ?? id ?? otherwise)

/** A guest by the address that people know: `lea_northwind.example#EXT#@…` is lea@northwind.example. */
export const personName = (upn: string): string => plainText(guestAddress(upn) ?? upn)

/** The target's name, or "their own account" for whoever changes that. */
export const whoseAccount = (record: AuditRecord): string =>
  isAboutSomebodyElse(record) ||
  (targetObject(record).upn ?? record.target.name.toLowerCase()) !== record.actor.upn
    ? objectName(targetObject(record), record.target.name)
    : "their own account"

/** What a fix finds the user by. */
export function userObject(record: AuditRecord): Readonly<Record<string, string>> {
  const { upn, id, kind } = targetObject(record)
  const isUser = kind === undefined || kind === "User"
  return {
    ...(upn === undefined ? {} : { user: upn }),
    ...(id === undefined || !isUser ? {} : { userId: id }),
  }
}

/** The app of a record: of a refused sign-in, the one that was signed in to. */
export function appOf(record: AuditRecord): DirectoryObject {
  if (record.operationKey !== "userloginfailed") return concernedApp(record)
  const id = rawText(record, "ApplicationId").toLowerCase() || rawText(record, "ObjectId").toLowerCase()
  return id === "" ? {} : { appId: id }
}

export const appLabel = (app: DirectoryObject): string =>
  app.name === undefined ? `the app ${objectName(app)}` : `the app "${plainText(app.name)}"`

/** One app goes by several ids: the service principal's stands in most records. */
export const appKey = (app: DirectoryObject, otherwise: string): string =>
  (app.kind === "ServicePrincipal" ? (app.id ?? app.appId) : (app.appId ?? app.id)) ??
  (app.name ?? otherwise).toLowerCase()

/** What a fix finds the app by, and who had agreed to it. */
export function appObject(record: AuditRecord, app: DirectoryObject): Readonly<Record<string, string>> {
  const { appId, id, name, kind } = app
  const principal = actingObject(record)
  return {
    ...(appId === undefined ? {} : { appId }),
    ...(name === undefined ? {} : { appName: name }),
    ...(id === undefined ? {} : { [kind === "Application" ? "applicationId" : "servicePrincipalId"]: id }),
    ...(record.actor.upn === undefined ? {} : { user: record.actor.upn }),
    ...(record.actor.upn === undefined || principal.id === undefined ? {} : { userId: principal.id }),
  }
}

/** More parts than this are counted, not named: a record can hold thousands. */
export const MAX_PARTS = 10

/** a, b, c · or ten of them and how many more */
export const shortList = (parts: readonly string[]): string =>
  andMore(parts.slice(0, MAX_PARTS), parts.length)

/** a · a and b · a, b and c · or ten of them and how many more */
export const partsText = (parts: readonly string[]): string =>
  parts.length > MAX_PARTS ? shortList(parts) : andList(parts)
