/**
 * An audit record in the field names of SigmaHQ's own rules for Microsoft 365 (logsource `product: m365`). Those of the
 * services threat_management, threat_detection and exchange are written in the names of the Cloud App Security export,
 * those of the service audit in the API's own; docs/sigma.md has the table.
 * Source: SigmaHQ rules, `rules/cloud/m365`; Office 365 Management Activity API schema, record types 40 and 98.
 */
import type { AuditRecord } from "../model/audit-record.ts"
import type { SigmaEvent } from "../sigma/event.ts"

/** Alerts of the security center, and of its Cloud App Security side. */
const ALERT_TYPES = new Set([40, 98])
/** What the rules call the source of every alert, whatever the record's workload. */
const ALERT_SOURCE = "SecurityComplianceCenter"

/** `event` is the record as our own rules see it; what isn't mapped is asked there. */
export function sigmahqEvent(record: AuditRecord, event: SigmaEvent): SigmaEvent {
  return {
    field: (name) => fieldOf(record, event, name),
    texts: () => event.texts(),
  }
}

function fieldOf(record: AuditRecord, event: SigmaEvent, name: string): unknown {
  const isAlert = ALERT_TYPES.has(record.recordType)
  // A field of that name in the record itself wins: then nothing has to be translated.
  const own = event.field(name)
  if (own !== undefined) return own
  if (name === "eventSource") return isAlert ? ALERT_SOURCE : record.workload
  if (name === "eventName") {
    return isAlert ? (event.field("Name") ?? event.field("AlertDisplayName")) : record.operation
  }
  if (name === "status") return statusOf(record, isAlert)
  if (name === "Payload") return JSON.stringify(record.raw)
  if (name === "RequestType") return event.field("Ext.RequestType")
  return undefined
}

/** An alert tells of something that was found: it has no outcome of its own, and the rules ask for success. */
function statusOf(record: AuditRecord, isAlert: boolean): string | undefined {
  if (record.outcome === "succeeded" || (isAlert && record.outcome === "unknown")) return "success"
  return record.outcome === "unknown" ? undefined : "failure"
}
