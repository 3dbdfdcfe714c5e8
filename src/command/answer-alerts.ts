/** Open incidents, newest first. The customer's face names no addresses and no other customer. */
import { stateText } from "../alert/state-words.ts"
import { calmLine } from "../card/customer-words.ts"
import { whatSentence } from "../card/incident-text.ts"
import { durationText } from "../lib/time-text.ts"
import { type Incident, type IncidentState, isForTechnicians } from "../model/alert.ts"
import type { Face } from "../model/delivery.ts"
import type { TenantId } from "../model/ids.ts"
import { LEVELS } from "../model/level.ts"
import type { Tenant } from "../model/tenant.ts"
import type { Answer, AnswerRow } from "./answer.ts"

/** Somebody still has to do or decide something. */
export const OPEN_STATES = [
  "new",
  "claimed",
  "working",
  "failed",
  "reopened",
] as const satisfies IncidentState[]

/** So many are read, also of those that a customer isn't told of. */
export const MAX_OPEN = 1_000

export type AlertsInput = {
  readonly customers: readonly Tenant[]
  /** Newest first, at most MAX_OPEN. */
  readonly incidents: readonly Incident[]
  readonly face: Face
  readonly scopeSentence: string
  readonly coverage: string
  readonly now: number
}

export function answerAlerts(input: AlertsInput): Answer {
  const visible = visibleOf(input)
  const count = visible.length === 1 ? "1 open incident" : `${visible.length} open incidents`
  const head =
    visible.length === 0 ? "No open incident is stored." : `${atLeast(input)}${count}, newest first.`
  return {
    title: "Open incidents",
    lines: [`For ${input.scopeSentence}: ${head}`],
    rows: visible.map((incident) => rowOf(incident, input)),
    coverage: input.coverage,
  }
}

const atLeast = ({ incidents }: AlertsInput): string => (incidents.length >= MAX_OPEN ? "at least " : "")

/** What waits longest comes first, with who is on it. */
export function answerBoard(input: AlertsInput): Answer {
  const visible = visibleOf(input).toReversed()
  const [oldest] = visible
  const taken = visible.filter(({ owner }) => owner !== undefined).length
  const levels = LEVELS.toReversed().flatMap((level) => {
    const count = visible.filter((incident) => incident.level === level).length
    return count === 0 ? [] : [`${count} ${level}`]
  })
  const head =
    oldest === undefined
      ? "No open incident is stored."
      : `${atLeast(input)}${visible.length} open: ${levels.join(", ")}. ${taken === 0 ? "None is taken" : `${taken} taken by somebody`}. The oldest is open for ${durationText(input.now - oldest.times.happenedAt)}.`
  return {
    title: "Board",
    lines: [`For ${input.scopeSentence}: ${head}`],
    rows: visible.map((incident) => rowOf(incident, input)),
    coverage: input.coverage,
  }
}

function visibleOf(input: AlertsInput): readonly Incident[] {
  const mayShow = (incident: Incident): boolean => input.face === "technician" || !isForTechnicians(incident)
  return input.incidents.filter(
    (incident) => nameOf(input, incident.tenantId) !== undefined && mayShow(incident),
  )
}

const nameOf = (input: AlertsInput, id: TenantId): string | undefined =>
  input.customers.find((customer) => customer.id === id)?.displayName

function rowOf(incident: Incident, input: AlertsInput): AnswerRow {
  return {
    heading: `Incident ${incident.id} · ${incident.level} · ${nameOf(input, incident.tenantId) ?? ""}`,
    facts: [
      {
        label: "What",
        value: input.face === "technician" ? whatSentence(incident) : calmLine(incident),
      },
      { label: "State", value: stateText(incident, input.face) },
      { label: "Age", value: durationText(input.now - incident.times.happenedAt) },
    ],
  }
}
