/** Raw audit records as rules see them: normalized, with facts, and with the field names of SigmaHQ's rules. */
import { readFacts } from "../detect/facts/all-facts.ts"
import { domainsOfRecord } from "../detect/facts/destinations.ts"
import { projectEvent } from "../detect/project-event.ts"
import { sigmahqEvent } from "../detect/sigmahq-event.ts"
import { normalizeRecord } from "../normalize/normalize-record.ts"
import type { SigmaEvent } from "../sigma/event.ts"
import { fileTenant, NOBODY, organizationOf } from "./file-tenant.ts"

/** Own domains are taken from the record, as nothing else is known of its tenant. */
export function auditEvent(raw: unknown, line: number): SigmaEvent | { readonly problem: string } {
  const id = organizationOf(raw)
  const result = normalizeRecord(raw, { tenantId: id, source: "File", position: line })
  if ("rejected" in result) return { problem: `this isn't an audit record: ${result.rejected.reason}` }
  const { record } = result
  const facts = readFacts(record, {
    tenant: fileTenant(id, domainsOfRecord(record)),
    own: NOBODY,
  })
  return sigmahqEvent(record, projectEvent(record, facts))
}
