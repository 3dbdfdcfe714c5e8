/**
 * How an account proves itself besides its password: the duty to do so, the methods, and passes that replace both.
 * Source: Microsoft Learn, "Microsoft Entra audit activity reference", category UserManagement; MSOnline module,
 * StrongAuthenticationRequirement (states 0 disabled, 1 enabled, 2 enforced) and StrongAuthenticationMethod.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import type { JsonObject } from "../../model/json.ts"
import type { Fact } from "./fact.ts"
import { leavesOf, objectsIn, unwrapJson } from "./json-values.ts"

/** Numbers as records write them. Source: MSOnline module, StrongAuthenticationMethod types in their order. */
const METHODS: Readonly<Record<string, string>> = {
  "0": "calls to a phone",
  "1": "text messages both ways",
  "2": "calls to an office phone",
  "3": "calls to another phone",
  "4": "text messages to another phone",
  "5": "text messages",
  "6": "an authenticator app",
  "7": "codes of an authenticator app",
}

type Sides = { readonly before: readonly JsonObject[]; readonly after: readonly JsonObject[] }

function sidesOf(record: AuditRecord, name: string): Sides | undefined {
  const property = record.modified.find((one) => one.name.trim().toLowerCase() === name.toLowerCase())
  if (property === undefined) return undefined
  return {
    before: objectsIn(unwrapJson(property.oldValue)),
    after: objectsIn(unwrapJson(property.newValue)),
  }
}

const isRequired = (entries: readonly JsonObject[]): boolean => entries.some(({ State }) => Number(State) > 0)

/** What ended, in words; undefined when nothing did. */
export function readMfaOff(record: AuditRecord): string | undefined {
  if (record.operationKey === "disable strong authentication")
    return "multifactor authentication isn't required any more"
  if (record.operationKey !== "update user") return undefined
  const requirement = sidesOf(record, "StrongAuthenticationRequirement")
  if (requirement !== undefined && isRequired(requirement.before) && !isRequired(requirement.after))
    return "multifactor authentication isn't required any more"
  const methods = sidesOf(record, "StrongAuthenticationMethod")
  return methods !== undefined && methods.before.length > 0 && methods.after.length === 0
    ? "all methods of multifactor authentication were taken away"
    : undefined
}

/** Operations that say by their name what was added. Windows Hello isn't among them: every new computer sets it up. */
const TOLD: Readonly<Record<string, string>> = {
  "add fido2 security key": "a security key",
  "add passwordless phone sign-in credential": "an app that signs in without a password",
  "add users strong authentication phone app detail": "an app",
}

/** Of a record that doesn't say which. */
export const SOME_METHOD = "a sign-in method"

/** Methods, phones and devices that weren't there before, in words. */
export function addedMethods(record: AuditRecord): readonly string[] {
  if (/^(user|admin) registered security info$/.test(record.operationKey))
    return [record.extended.resultDescription || SOME_METHOD]
  const told = Object.hasOwn(TOLD, record.operationKey) ? TOLD[record.operationKey] : undefined
  if (told !== undefined) return [told]
  if (record.operationKey !== "update user") return []
  return [...newMethodTypes(record), ...newApps(record), ...newPhones(record)]
}

/** Everybody does this once, when multifactor authentication is introduced. */
function enrollsFirst(record: AuditRecord): boolean {
  const sides = sidesOf(record, "StrongAuthenticationMethod")
  return (
    record.operationKey === "update user" &&
    sides !== undefined &&
    sides.before.length === 0 &&
    sides.after.length > 0
  )
}

function newMethodTypes(record: AuditRecord): readonly string[] {
  const sides = sidesOf(record, "StrongAuthenticationMethod")
  const before = sides?.before.map(({ MethodType }) => String(MethodType)) ?? []
  return (sides?.after ?? [])
    .map(({ MethodType }) => String(MethodType))
    .filter((type) => !before.includes(type))
    .map((type) => (Object.hasOwn(METHODS, type) ? METHODS[type] : undefined) ?? `method ${type}`)
}

/** An entry of the app list is known by its id; versions and times of use change by themselves. */
function newApps(record: AuditRecord): readonly string[] {
  const sides = sidesOf(record, "StrongAuthenticationPhoneAppDetail")
  const idOf = ({ Id, DeviceName, DeviceToken }: JsonObject): string =>
    String(Id ?? DeviceToken ?? DeviceName ?? "")
  const before = sides?.before.map(idOf) ?? []
  return (sides?.after ?? [])
    .filter((app) => !before.includes(idOf(app)))
    .map(({ DeviceName }) =>
      typeof DeviceName === "string" && DeviceName !== "" ? `the app on "${DeviceName}"` : "an app",
    )
}

function newPhones(record: AuditRecord): readonly string[] {
  const sides = sidesOf(record, "StrongAuthenticationUserDetails")
  const before = sides?.before.flatMap(leavesOf) ?? []
  const fresh = (sides?.after ?? [])
    .flatMap(leavesOf)
    .filter((value) => value !== "" && !before.includes(value))
  return fresh.length === 0 ? [] : ["a phone number or address"]
}

/** True when a pass was made in this change: its id wasn't there before. */
export function addsAccessPass(record: AuditRecord): boolean {
  if (record.operationKey === "admin registered security info")
    return /temporary access pass/i.test(Object.values(record.extended).join(" "))
  if (record.operationKey !== "update user") return false
  const sides = sidesOf(record, "SecuredAccessPassData")
  const before = sides?.before.map(({ PassId }) => String(PassId ?? "")) ?? []
  return (sides?.after ?? []).some(
    ({ PassId }) => PassId !== undefined && PassId !== null && !before.includes(String(PassId)),
  )
}

export const SIGN_IN_METHOD_FACTS: readonly Fact[] = [
  { name: "TurnsMfaOff", read: readMfaOff },
  {
    name: "AddsSignInMethod",
    read: (record) => {
      const added = addedMethods(record)
      return added.length === 0 ? undefined : added.join(", ")
    },
  },
  {
    name: "EnrollsFirstMethod",
    read: (record) => (enrollsFirst(record) ? "there was no method before" : undefined),
  },
  {
    name: "AddsAccessPass",
    // The pass itself is a secret, so that nothing of it is shown.
    read: (record) => (addsAccessPass(record) ? "a temporary access pass" : undefined),
  },
]
