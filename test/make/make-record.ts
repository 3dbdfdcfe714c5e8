/** Raw records and the context of a decision: valid by default, one field overridden at a time. */
import { RULES_FOLDER, readRules } from "../../src/adapters/files/read-rules.ts"
import { compileRuleSet } from "../../src/detect/rule-set.ts"
import type { AuditRecord } from "../../src/model/audit-record.ts"
import { tenantId } from "../../src/model/ids.ts"
import type { JsonObject } from "../../src/model/json.ts"
import type { OwnIdentity, Tenant } from "../../src/model/tenant.ts"
import { normalizeRecord } from "../../src/normalize/normalize-record.ts"
import type { DecideContext } from "../../src/pipeline.ts"

export const TENANT_ID = tenantId("3f1d6a52-7c0e-4b1d-9d43-6a1f0c2b8e11")

let rules: DecideContext["rules"] | undefined

/** The rules that come with the product, compiled once a test file. */
export function productRules(): DecideContext["rules"] {
  rules ??= compileRuleSet(readRules(RULES_FOLDER))
  return rules
}

/** An Exchange admin record: Anna sets her mailbox to forward outside. */
export const makeRaw = (changed: JsonObject = {}): JsonObject => ({
  CreationTime: "2026-03-02T08:15:30",
  Id: "6b0c9f5e-41d2-4a77-8e0a-0d5b7c3f9a01",
  Operation: "Set-Mailbox",
  OrganizationId: TENANT_ID,
  RecordType: 1,
  ResultStatus: "True",
  UserKey: "1003200100000001",
  UserType: 2,
  Version: 1,
  Workload: "Exchange",
  ClientIP: "203.0.113.24:51344",
  ObjectId: "anna.berg",
  UserId: "Anna.Berg@contoso.example",
  AppId: "00000002-0000-0ff1-ce00-000000000000",
  ExternalAccess: false,
  OrganizationName: "contoso.onmicrosoft.com",
  Parameters: parameters({
    Identity: "anna.berg@contoso.example",
    ForwardingSmtpAddress: "smtp:drop@evil.example",
  }),
  ...changed,
})

/** Parameters as Exchange writes them. */
export const parameters = (named: Readonly<Record<string, string>>): JsonObject[] =>
  Object.entries(named).map(([Name, Value]) => ({ Name, Value }))

/** The normalized form; fails the test when the record is rejected. */
export function makeRecord(changed: JsonObject = {}): AuditRecord {
  const result = normalizeRecord(makeRaw(changed), {
    tenantId: TENANT_ID,
    source: "Audit.Exchange",
    position: 1,
  })
  if ("rejected" in result) throw new Error(result.rejected.reason)
  return result.record
}

export const makeTenant = (changed: Partial<Tenant> = {}): Tenant => ({
  id: TENANT_ID,
  name: "contoso",
  displayName: "Contoso",
  acceptedDomains: ["contoso.example", "contoso.onmicrosoft.com"],
  timeZone: "Europe/Berlin",
  ...changed,
})

export const makeOwn = (changed: Partial<OwnIdentity> = {}): OwnIdentity => ({
  mspTenantId: tenantId("9a4b1c77-5e02-4f3a-8b11-2d6f7c8e9001"),
  appIds: ["5d2f8a10-9b3c-4e6d-a7f1-0c1b2d3e4f50"],
  technicians: { "0b9c8d7e-1f2a-4b3c-8d4e-5f6a7b8c9d01": "Kim Vega" },
  ...changed,
})

export const makeContext = (changed: Partial<DecideContext> = {}): DecideContext => ({
  tenant: makeTenant(),
  source: "Audit.Exchange",
  own: makeOwn(),
  rules: productRules(),
  country: () => undefined,
  recentFixes: [],
  now: Date.UTC(2026, 2, 2, 9),
  ...changed,
})
