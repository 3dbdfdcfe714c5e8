/** A month of a small customer; one part overridden at a time. */
import { monthOf } from "../../src/lib/month.ts"
import type { Incident } from "../../src/model/alert.ts"
import { incidentId, remediationId } from "../../src/model/ids.ts"
import type { Remediation } from "../../src/model/remediation.ts"
import { measureMonth } from "../../src/report/measure-month.ts"
import type { ReportInput } from "../../src/report/report-input.ts"
import { CONTOSO, makeAlert, makeIncident } from "../adapters/sqlite/make-rows.ts"

export const ZONE = "Europe/Berlin"
export const DAY = 86_400_000
export const MINUTE = 60_000

export const OCTOBER = (() => {
  const month = monthOf("2026-10", ZONE)
  if (month === undefined) throw new Error("October is a month")
  return month
})()

/** Incident `number` on that day of October at noon; posted a minute after it was published. */
export function incidentOn(day: number, number: number, over: Partial<Incident> = {}): Incident {
  const happenedAt = OCTOBER.from + (day - 1) * DAY + DAY / 2
  const times = {
    happenedAt,
    publishedAt: happenedAt + MINUTE,
    fetchedAt: happenedAt + MINUTE,
    postedAt: happenedAt + 2 * MINUTE,
  }
  return { ...makeIncident({ alert: makeAlert({ happenedAt }), times }), id: incidentId(number), ...over }
}

export const fixOf = (incident: Incident, over: Partial<Remediation> = {}): Remediation => ({
  id: remediationId(incident.id),
  tenantId: CONTOSO,
  incidentId: incident.id,
  action: "stop-forwarding",
  state: "verified",
  requestedBy: "Kim Vega",
  requestedAt: incident.times.fetchedAt,
  subject: {},
  finishedAt: (incident.times.postedAt ?? 0) + 10 * MINUTE,
  ...over,
})

type Parts = Partial<ReportInput> & { readonly incidents?: readonly Incident[] }

export function makeReportInput({ incidents = [], ...over }: Parts = {}): ReportInput {
  const { fixes = [], told = new Set(incidents.map(({ id }) => id)) } = over
  return {
    tenant: { displayName: "Contoso", timeZone: ZONE, acceptedDomains: ["contoso.example"] },
    mspName: "Northwind",
    month: OCTOBER,
    figures: measureMonth({ month: OCTOBER, zone: ZONE, incidents, fixes, told }),
    fixes,
    told,
    restores: [],
    backup: { isRead: true, doubts: [] },
    admins: { tally: [] },
    records: 12_345,
    coverage: {
      isWatched: true,
      sentence: "complete",
      complete: { from: OCTOBER.from, to: OCTOBER.to },
      holes: [],
    },
    now: OCTOBER.to + DAY,
    ...over,
  }
}
