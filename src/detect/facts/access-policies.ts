/**
 * Conditional access: what a change of a policy, of the networks that are trusted or of the security defaults takes away.
 * Policies are written as JSON, in the words of Graph or, in older records, of the portal (`State`, `Conditions`, `Controls`).
 * Source: Microsoft Graph reference, conditionalAccessPolicy, ipNamedLocation.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { isJsonObject, type Json } from "../../model/json.ts"
import { targetObject } from "./directory-record.ts"
import { type Fact, isFalse, isTrue } from "./fact.ts"
import { leavesOf, objectsIn, unwrapJson } from "./json-values.ts"
import { valuesOf } from "./modified-values.ts"

type Policy = {
  readonly state: "on" | "report" | "off" | undefined
  readonly excluded: ReadonlySet<string>
  readonly included: ReadonlySet<string>
  readonly controls: ReadonlySet<string>
  /** All controls are asked for, not any of them. */
  readonly all: boolean
}

const CHANGED = /^(update conditional access policy|update policy)$/
const DELETED = /^delete (conditional access )?policy$/

/** What the policy no longer does, in words. Changes of a policy that wasn't in force take nothing away. */
export function weakenedPolicy(record: AuditRecord): readonly string[] {
  if (!CHANGED.test(record.operationKey) || isSecurityDefaults(record)) return []
  return record.modified.flatMap(({ name, oldValue, newValue }) => {
    if (!/policy/i.test(name)) return []
    const [before, after] = [readPolicy(oldValue), readPolicy(newValue)]
    if (before === undefined || after === undefined || before.state === "off" || before.state === "report")
      return []
    return differences(before, after)
  })
}

function differences(before: Policy, after: Policy): readonly string[] {
  const lost = (list: ReadonlySet<string>, other: ReadonlySet<string>): readonly string[] =>
    [...list].filter((one) => !other.has(one))
  const excluded = lost(after.excluded, before.excluded).length
  const controls = lost(before.controls, after.controls)
  return [
    ...(after.state === "off" ? ["it is switched off"] : []),
    ...(after.state === "report" ? ["it only reports"] : []),
    ...(excluded === 0 ? [] : [`${excluded} more ${excluded === 1 ? "exception" : "exceptions"}`]),
    ...(lost(before.included, after.included).length > 0 ? ["it applies to fewer"] : []),
    ...(controls.length === 0 ? [] : [`it no longer asks for ${controls.join(", ")}`]),
    ...(before.all && !after.all && after.controls.size > 1 ? ["one of its controls is enough"] : []),
  ]
}

function readPolicy(text: string): Policy | undefined {
  const objects = objectsIn(unwrapJson(text))
  if (objects.length === 0) return undefined
  const collect = (key: RegExp): ReadonlySet<string> =>
    new Set(
      objects.flatMap((object) =>
        Object.entries(object).flatMap(([name, value]) =>
          key.test(name) && typeof value === "object" ? leavesOf(value).map((leaf) => `${name} ${leaf}`) : [],
        ),
      ),
    )
  return {
    state: readState(objects),
    excluded: collect(/^exclude/i),
    included: collect(/^include/i),
    controls: controlsOf(objects),
    all: objects.some(({ operator }) => typeof operator === "string" && /^and$/i.test(operator)),
  }
}

function readState(objects: readonly Json[]): Policy["state"] {
  for (const object of objects) {
    if (!isJsonObject(object)) continue
    const state = String(object.state ?? object.State ?? "").toLowerCase()
    if (state === "enabled") return "on"
    if (state === "disabled") return "off"
    if (/report/.test(state)) return "report"
  }
  return undefined
}

const controlsOf = (objects: readonly Json[]): ReadonlySet<string> =>
  new Set(
    objects.flatMap((object) =>
      isJsonObject(object)
        ? leavesOf(object.builtInControls ?? object.Control).map((control) => control.toLowerCase())
        : [],
    ),
  )

/** Where no policy was ever written, the defaults ask everybody for multifactor authentication. */
export const isSecurityDefaults = (record: AuditRecord): boolean =>
  record.operationKey === "update security defaults" ||
  (record.operationKey === "update policy" && /security defaults/i.test(targetObject(record).name ?? ""))

function switchesDefaultsOff(record: AuditRecord): boolean {
  if (!isSecurityDefaults(record)) return false
  return record.modified.some(({ oldValue, newValue }) => wasOn(oldValue) && isOff(newValue))
}

const flags = (text: string): readonly string[] => [
  ...valuesOf(text),
  ...objectsIn(unwrapJson(text)).flatMap((object) => leavesOf(object.isEnabled ?? object.IsEnabled)),
]
const wasOn = (text: string): boolean => flags(text).some((value) => isTrue(value))
const isOff = (text: string): boolean => flags(text).some((value) => isFalse(value))

const NETWORKS = /^(set company information|(add|update) named location)$/
const ADDRESS =
  /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7})(?:\/\d{1,3})?(?![\w.:])/gi

/** Networks from which less is asked for since this change. */
export function trustedNetworks(record: AuditRecord): readonly string[] {
  if (!NETWORKS.test(record.operationKey)) return []
  const isLocation = record.operationKey.endsWith("named location")
  return record.modified.flatMap(({ name, oldValue, newValue }) => {
    if (!isLocation && !/^StrongAuthenticationPolicy$/i.test(name.trim())) return []
    const [before, after] = [addressesIn(oldValue), addressesIn(newValue)]
    if (!isLocation) return after.filter((one) => !before.includes(one))
    if (!isTrusted(newValue)) return []
    return after.filter((one) => !isTrusted(oldValue) || !before.includes(one))
  })
}

const addressesIn = (text: string): readonly string[] => [...new Set(text.match(ADDRESS) ?? [])]
const isTrusted = (text: string): boolean =>
  objectsIn(unwrapJson(text)).some((object) => isTrue(String(object.isTrusted ?? object.IsTrusted ?? "")))

const listed = (parts: readonly string[]): string | undefined =>
  parts.length === 0 ? undefined : parts.join(", ")

export const ACCESS_POLICY_FACTS: readonly Fact[] = [
  { name: "WeakensAccessPolicy", read: (record) => listed(weakenedPolicy(record)) },
  {
    name: "DeletesAccessPolicy",
    read: (record) =>
      DELETED.test(record.operationKey) ? (targetObject(record).name ?? record.target.name) : undefined,
  },
  { name: "TrustsNetwork", read: (record) => listed(trustedNetworks(record)) },
  {
    name: "SwitchesSecurityDefaultsOff",
    read: (record) => (switchesDefaultsOff(record) ? "security defaults are off" : undefined),
  },
]
