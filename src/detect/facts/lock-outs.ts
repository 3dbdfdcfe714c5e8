/**
 * A policy of Conditional Access that lets nobody in: everybody, every app, always blocked. Whoever takes over a tenant keeps
 * its owners out this way.
 * Source: Microsoft Graph reference, conditionalAccessPolicy, conditionalAccessConditionSet, conditionalAccessGrantControls.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { isJsonObject, type Json, type JsonObject } from "../../model/json.ts"
import type { Fact } from "./fact.ts"
import { leavesOf, objectsIn, unwrapJson } from "./json-values.ts"

const CHANGE = /^(add|update) conditional access policy$/

/** Conditions under which a block is everyday work: old protocols, countries, risky sign-ins, strange devices. */
const NARROWING = [
  "locations",
  "platforms",
  "devices",
  "deviceStates",
  "signInRiskLevels",
  "userRiskLevels",
  "servicePrincipalRiskLevels",
  "insiderRiskLevels",
  "authenticationFlows",
]

const inner = (object: JsonObject, name: string): JsonObject => {
  const value = object[name]
  return isJsonObject(value) ? value : {}
}

const holds = (value: Json | undefined, wanted: string): boolean =>
  leavesOf(value).some((leaf) => leaf.toLowerCase() === wanted)

/** In force, for all users and apps, and for nothing less than all clients. */
function blocksAll(policy: JsonObject): boolean {
  const conditions = inner(policy, "conditions")
  const clients = leavesOf(conditions.clientAppTypes)
  return (
    holds(policy.state, "enabled") &&
    holds(inner(policy, "grantControls").builtInControls, "block") &&
    holds(inner(conditions, "users").includeUsers, "all") &&
    holds(inner(conditions, "applications").includeApplications, "all") &&
    clients.every((client) => client.toLowerCase() === "all") &&
    NARROWING.every((name) => leavesOf(conditions[name]).length === 0)
  )
}

const anyBlocksAll = (text: string): boolean => objectsIn(unwrapJson(text)).some(blocksAll)

function locksOut(record: AuditRecord): string | undefined {
  if (!CHANGE.test(record.operationKey)) return undefined
  const locks = record.modified.some(
    ({ oldValue, newValue }) => anyBlocksAll(newValue) && !anyBlocksAll(oldValue),
  )
  return locks ? "everybody is blocked from everything" : undefined
}

export const LOCK_OUT_FACTS: readonly Fact[] = [{ name: "LocksEverybodyOut", read: locksOut }]
