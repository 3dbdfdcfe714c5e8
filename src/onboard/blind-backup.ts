/**
 * "We can't read the backup server vb365-01": while that lasts, a restore raises no alert. It is an incident of our own,
 * told in the triage channel alone, and closes itself with the next complete reading. Pure.
 */
import { nextState } from "../alert/incident-state.ts"
import { durationText, instantText, localTimeText } from "../lib/time-text.ts"
import { MINUTE } from "../lib/time-units.ts"
import { type Alert, BLIND_SUBJECT, type Incident } from "../model/alert.ts"
import type { BackupStatus } from "../ports/backup-book.ts"
import { type BlindChange, SAME_STATE_QUIET_MS, withLine } from "./blind.ts"
import { type Ourselves, ownAlert } from "./own-alert.ts"

export type BackupLook = {
  readonly status: BackupStatus
  readonly us: Ourselves
  /** When this process began to look, milliseconds UTC: what was wrong before it may be over. */
  readonly startedAt: number
  readonly now: number
}

/** Backup servers are restarted and updated; that is over sooner. */
const BLIND_AFTER_MS = 15 * MINUTE

const RULE_NAME = "backup-server-blind"

export const backupSubject = (server: string): string => `${BLIND_SUBJECT}backup:${server}`

const readAtOf = ({ reading }: BackupStatus): number => reading?.readAt ?? 0

/** The alert of a server that can't be read; undefined while it is, or may soon be. The same blindness makes the same alert. */
export function backupAlert({ status, us, startedAt, now }: BackupLook): Alert | undefined {
  const { server, trouble } = status
  const readAt = readAtOf(status)
  if (trouble === undefined || now - Math.max(readAt, startedAt) < BLIND_AFTER_MS) return undefined
  return ownAlert([us.id, RULE_NAME, server, readAt], {
    tenantId: us.id,
    target: { kind: "other", id: server, name: server },
    operation: "Reading restore sessions",
    happenedAt: readAt === 0 ? startedAt : readAt,
    subject: backupSubject(server),
    level: "high",
    rule: {
      id: RULE_NAME,
      name: RULE_NAME,
      title: `We can't read the backup server ${server}`,
      level: "high",
      techniques: [],
      why: "While restore sessions can't be read, nobody is told when mail is taken out of the backup.",
      falsePositives: [],
      question: "Is somebody working on this server right now?",
      actions: [],
    },
    object: { server, readAt: String(readAt), trouble },
    summary: summaryOf(status, us),
  })
}

function summaryOf(status: BackupStatus, us: Ourselves): string {
  const readAt = readAtOf(status)
  const last = readAt === 0 ? "It was never read" : `It was read last at ${instantText(readAt, us.timeZone)}`
  return `${last}. ${status.trouble ?? ""}`.trim()
}

/** What the look changes in an open incident; undefined when the card already says it. */
export function changeBlindBackup(incident: Incident, look: BackupLook): BlindChange | undefined {
  const { status, us, now } = look
  if (readAtOf(status) > Number(incident.alert.object.readAt)) return close(incident, look)
  const { trouble } = status
  if (trouble === undefined || trouble === incident.alert.object.trouble) return undefined
  // A reason that is worded otherwise each time must not edit the card each time.
  if (now - (incident.history.at(-1)?.at ?? 0) < SAME_STATE_QUIET_MS) return undefined
  const object = { ...incident.alert.object, trouble }
  const alert = { ...incident.alert, object, summary: summaryOf(status, us) }
  return withLine({ ...incident, alert }, trouble, now)
}

function close(incident: Incident, { status, us, now }: BackupLook): BlindChange | undefined {
  const state = nextState(incident.state, "seen-again")
  if (state === undefined) return undefined
  const { alert } = incident
  const line = `Read again at ${localTimeText(readAtOf(status), us.timeZone)}, after ${durationText(now - alert.happenedAt)}.`
  const summary = `${line} Sessions of that time were read now; what was deleted meanwhile is missing.`
  const rule = { ...alert.rule, title: `We could not read the backup server ${status.server}` }
  return withLine({ ...incident, state, alert: { ...alert, rule, summary } }, line, now)
}
