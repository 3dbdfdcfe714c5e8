/** Raw audit records as rules see them: normalized, with facts, and with the field names of SigmaHQ's rules. */
import { readFacts } from "../detect/facts/all-facts.ts"
import { domainsOfRecord } from "../detect/facts/destinations.ts"
import { projectEvent } from "../detect/project-event.ts"
import { sigmahqEvent } from "../detect/sigmahq-event.ts"
import { tenantId } from "../model/ids.ts"
import { normalizeRecord } from "../normalize/normalize-record.ts"
import type { SigmaEvent } from "../sigma/event.ts"

const ANY_TENANT = tenantId("unknown")

/** Own domains are taken from the record, as nothing else is known of its tenant. */
export function auditEvent(raw: unknown, line: number): SigmaEvent | { readonly problem: string } {
  const written =
    typeof raw === "object" && raw !== null && "OrganizationId" in raw ? String(raw.OrganizationId) : ""
  const id = written === "" ? ANY_TENANT : tenantId(written)
  const result = normalizeRecord(raw, { tenantId: id, source: "File", position: line })
  if ("rejected" in result) return { problem: `this isn't an audit record: ${result.rejected.reason}` }
  const { record } = result
  const facts = readFacts(record, {
    tenant: { id, name: id, displayName: id, acceptedDomains: domainsOfRecord(record), timeZone: "UTC" },
    own: { appIds: [], technicians: {} },
  })
  return sigmahqEvent(record, projectEvent(record, facts))
}
