/** What the trail says of an alert: every one is there, also one that nobody is told of. Pure. */
import type { Alert } from "../model/alert.ts"
import type { RecordId } from "../model/ids.ts"
import type { Mute } from "../model/mute.ts"
import type { TrailNote } from "../model/trail-entry.ts"

export type NoteContext = {
  /** Milliseconds UTC. */
  readonly now: number
  /** SHA-256 of a record of this batch, so that the trail holds what an alert rests on. */
  readonly hashOf?: (id: RecordId) => string | undefined
}

export const quietNote = (alert: Alert, context: NoteContext): TrailNote => {
  const note = noteOf(alert, context)
  return { ...note, what: `Pages nobody: ${note.what}` }
}

export const mutedNote = (alert: Alert, { id }: Pick<Mute, "id">, context: NoteContext): TrailNote => {
  const note = noteOf(alert, context)
  return { ...note, what: `Muted by mute ${id}: ${note.what}`, data: { ...note.data, mute: id } }
}

export function noteOf(alert: Alert, { now, hashOf }: NoteContext): Omit<TrailNote, "incidentId"> {
  const hashes = alert.recordIds.flatMap((id) => {
    const sha256 = hashOf?.(id)
    return sha256 === undefined ? [] : [{ id, sha256 }]
  })
  return {
    at: now,
    kind: "alert",
    who: "watchpost",
    tenantId: alert.tenantId,
    what: alert.summary,
    data: {
      alertId: alert.id,
      rule: alert.rule.name,
      ruleId: alert.rule.id,
      level: alert.level,
      recordIds: alert.recordIds,
      count: alert.count,
      happenedAt: alert.happenedAt,
      ...(hashes.length === 0 ? {} : { records: hashes }),
    },
  }
}
