/** What the trail says when Microsoft's own record of one of our acts arrives: proof from outside, or a warning. Pure. */
import { durationText } from "../lib/time-text.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import type { Canary } from "../model/canary.ts"
import type { LinkedRecord } from "../model/remediation.ts"
import type { TrailNote } from "../model/trail-entry.ts"

/**
 * `now` is milliseconds UTC. A record of our app that no fix explains is told as what it may be:
 * somebody who got hold of our app's secret.
 */
export function ownRecordNote(record: AuditRecord, link: LinkedRecord, now: number): TrailNote {
  const { fix } = link
  const act = `${record.operation} on ${record.target.name}`
  return {
    at: now,
    kind: "own-record",
    who: "watchpost",
    tenantId: record.tenantId,
    ...(fix === undefined ? {} : { incidentId: fix.incidentId }),
    what:
      fix === undefined
        ? `The audit log says that our app ran ${act}, and no fix of ours explains it`
        : `The audit log confirms ${act}: it is our ${fix.action} of incident ${fix.incidentId}`,
    data: {
      recordId: record.id,
      happenedAt: record.happenedAt,
      appId: record.actor.appId ?? null,
      remediationId: fix?.id ?? null,
      action: fix?.action ?? null,
    },
  }
}

/** `now` is milliseconds UTC: when the record arrived. */
export const canaryNote = (record: AuditRecord, { at, marker }: Canary, now: number): TrailNote => ({
  at: now,
  kind: "own-record",
  who: "watchpost",
  tenantId: record.tenantId,
  what: `Proved end to end: the canary that was written into the audit log came back as a record after ${durationText(now - at)}`,
  data: { recordId: record.id, happenedAt: record.happenedAt, marker, writtenDownAt: at, tookMs: now - at },
})
