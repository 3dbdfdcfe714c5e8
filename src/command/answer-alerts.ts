/** Open incidents, newest first. The customer's face names no addresses and no other customer. */
import { durationText } from "../lib/time-text.ts"
import type { Incident, IncidentState } from "../model/alert.ts"
import type { Face } from "../model/delivery.ts"
import type { TenantId } from "../model/ids.ts"
import type { Tenant } from "../model/tenant.ts"
import type { Answer } from "./answer.ts"

/** Somebody still has to do or decide something. */
export const OPEN_STATES = ["new", "acknowledged", "working", "failed"] as const satisfies IncidentState[]

/** One card holds no more; the answer says when there are more. */
export const MAX_ALERTS = 20

const STATE_WORDS: Readonly<Record<IncidentState, string>> = {
  new: "new",
  acknowledged: "acknowledged",
  working: "fix is running",
  fixed: "fixed",
  failed: "fix failed",
  "not-a-threat": "not a threat",
}

export type AlertsInput = {
  readonly customers: readonly Tenant[]
  /** Newest first; one more than MAX_ALERTS tells that there are more. */
  readonly incidents: readonly Incident[]
  readonly face: Face
  readonly scopeSentence: string
  readonly coverage: readonly string[]
  readonly now: number
}

export function answerAlerts(input: AlertsInput): Answer {
  const visible = input.incidents.filter((incident) => nameOf(input, incident.tenantId) !== undefined)
  const shown = visible.slice(0, MAX_ALERTS)
  const more = visible.length > MAX_ALERTS ? ` The newest ${MAX_ALERTS} are shown; there are more.` : ""
  const count = shown.length === 1 ? "1 open incident" : `${shown.length} open incidents`
  const head = shown.length === 0 ? "No open incident is stored." : `${count}.${more}`
  return {
    title: "Open incidents",
    lines: [`For ${input.scopeSentence}. ${head}`],
    ...(shown.length === 0
      ? {}
      : {
          table: {
            columns: ["No.", "Customer", "Level", "State", "Age", "What"],
            rows: shown.map((incident) => rowOf(incident, input)),
          },
        }),
    coverage: input.coverage,
  }
}

const nameOf = (input: AlertsInput, id: TenantId): string | undefined =>
  input.customers.find((customer) => customer.id === id)?.displayName

function rowOf(incident: Incident, input: AlertsInput): readonly string[] {
  const owner = incident.owner === undefined ? "" : ` by ${incident.owner}`
  const state = `${STATE_WORDS[incident.state]}${input.face === "technician" ? owner : ""}`
  const { rule, target, summary } = incident.alert
  return [
    String(incident.id),
    nameOf(input, incident.tenantId) ?? "",
    incident.level,
    state,
    durationText(input.now - incident.times.happenedAt),
    input.face === "technician" ? summary : `${rule.title}: ${target.name}`,
  ]
}
