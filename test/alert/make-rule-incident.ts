/** Incidents of a rule as its noise is counted by; one field overridden at a time. */
import { incidentId, tenantId } from "../../src/model/ids.ts"
import type { RuleIncident } from "../../src/model/rule-incident.ts"

export const CONTOSO = tenantId("51a7c0de-0000-4000-8000-000000000005")
export const FABRIKAM = tenantId("51a7c0de-0000-4000-8000-000000000006")
export const MINUTE = 60_000
export const POSTED = Date.UTC(2026, 10, 20, 9, 30)

let count = 0

/** Open, and nobody has it. */
export function ruleIncident(over: Partial<RuleIncident> = {}): RuleIncident {
  count += 1
  return {
    id: incidentId(count),
    tenantId: CONTOSO,
    subject: "forwarding:bob@contoso.com",
    state: "new",
    rule: "mailbox-forwarding-outside",
    title: "Mailbox forwards outside",
    level: "high",
    actor: "ada@contoso.com",
    target: "bob@contoso.com",
    postedAt: POSTED,
    ...over,
  }
}

/** Taken after so many minutes and closed as expected so many later. */
export const harmless = (first: number, later: number, over: Partial<RuleIncident> = {}): RuleIncident =>
  ruleIncident({
    state: "expected",
    claimedAt: POSTED + first * MINUTE,
    harmlessAt: POSTED + (first + later) * MINUTE,
    ...over,
  })
