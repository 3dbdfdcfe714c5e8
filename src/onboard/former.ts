/**
 * What Watchpost told of itself about customers and backup servers that were taken out of the configuration: nobody looks
 * at them any more, so that nothing else would ever close it. Losses stay: they are of what was. Pure.
 */
import { nextState } from "../alert/incident-state.ts"
import { BLIND_SUBJECT, type Incident, SETTING_SUBJECT } from "../model/alert.ts"
import type { TenantId } from "../model/ids.ts"
import { type BlindChange, withLine } from "./blind.ts"
import { backupSubject } from "./blind-backup.ts"

/** Begin the subjects of incidents that last as long as something is looked at. */
export const LASTING_SUBJECTS: readonly string[] = [BLIND_SUBJECT, SETTING_SUBJECT]

/** What the configuration names. */
export type Watched = {
  readonly tenants: ReadonlySet<TenantId>
  readonly servers: readonly string[]
  /** The provider itself. */
  readonly us: TenantId
}

const SERVER_SUBJECT = backupSubject("")

/** Why nobody looks any more at what an incident of `LASTING_SUBJECTS` is about; undefined while somebody does. */
export function formerSentence({ tenantId, subject, alert }: Incident, watched: Watched): string | undefined {
  const { name } = alert.target
  if (tenantId === watched.us && subject.startsWith(SERVER_SUBJECT))
    return watched.servers.includes(subject.slice(SERVER_SUBJECT.length))
      ? undefined
      : `The backup server ${name} is not in the configuration any more.`
  if (watched.tenants.has(tenantId)) return undefined
  // The provider has cards of several customers, too.
  if (tenantId === watched.us && !subject.endsWith(tenantId)) return undefined
  return `${name} is not in the configuration any more.`
}

/** Undefined when it is closed already. */
export function closeFormer(incident: Incident, sentence: string, now: number): BlindChange | undefined {
  const state = nextState(incident.state, "seen-again")
  if (state === undefined) return undefined
  const { alert } = incident
  const rule = { ...alert.rule, title: `No longer watched: ${alert.target.name}` }
  return withLine({ ...incident, state, alert: { ...alert, rule, summary: sentence } }, sentence, now)
}
