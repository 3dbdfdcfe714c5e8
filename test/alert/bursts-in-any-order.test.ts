/** Random acts of two administrators in random batches, some of them twice, while somebody closes cards in between. */
import { expect, it } from "vitest"
import { isClosed } from "../../src/alert/incident-state.ts"
import { mergeAlerts } from "../../src/alert/merge-alerts.ts"
import { createMemory } from "../../src/detect/memory.ts"
import { type Alert, type Incident, isBurst, subjectsOf } from "../../src/model/alert.ts"
import type { AuditRecord } from "../../src/model/audit-record.ts"
import { type AlertId, incidentId, recordId } from "../../src/model/ids.ts"
import { decideRecords } from "../../src/pipeline.ts"
import { makeContext, makeRecord, parameters } from "../make/make-record.ts"

const START = Date.UTC(2026, 2, 2, 8)
const HOUR = 3_600_000
const RUNS = 20

type Pick = (below: number) => number

/** The same numbers for the same seed. */
function pickFrom(seed: number): Pick {
  let state = seed
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
}

const grant = (pick: Pick, index: number): AuditRecord => {
  const by = ["admin@contoso.example", "mia.holm@contoso.example"][pick(2)] ?? ""
  const box = pick(12)
  return makeRecord({
    Id: recordId(`5c0f9f5e-41d2-4a77-8e0a-${String(index).padStart(12, "0")}`),
    CreationTime: new Date(START + pick(8 * 3600) * 1000).toISOString().slice(0, 19),
    Operation: "Add-MailboxPermission",
    ObjectId: `box${box}`,
    UserId: by,
    Parameters: parameters({
      Identity: `box${box}@contoso.example`,
      User: pick(2) === 0 ? "ben@contoso.example" : by,
      AccessRights: "FullAccess",
    }),
  })
}

function batchesOf(pick: Pick): readonly (readonly AuditRecord[])[] {
  const left = Array.from({ length: 5 + pick(30) }, (_, index) => grant(pick, index))
  const batches: AuditRecord[][] = []
  while (left.length > 0)
    batches.push(
      Array.from({ length: Math.min(left.length, 1 + pick(5)) }).flatMap(() =>
        left.splice(pick(left.length), 1),
      ),
    )
  return [...batches, ...batches.slice(0, 3)]
}

/** What is stored in the end: alerts by id, and incidents. */
function told(pick: Pick) {
  const memory = createMemory()
  const stored = new Map<AlertId, Alert>()
  const incidents = new Map<number, Incident>()
  const context = { now: START, fetchedAt: START, watchedSince: 0, channelsFor: () => [] }
  for (const batch of batchesOf(pick)) {
    const { alerts, memory: kept } = decideRecords(batch, makeContext({ memory }))
    for (const burst of kept.bursts) memory.keepBurst(burst)
    for (const entry of kept.entries) memory.keepEntry(entry)
    const before = new Map(alerts.flatMap(({ id }) => stored.get(id) ?? []).map((was) => [was.id, was]))
    for (const alert of alerts) {
      memory.keepAlert(alert)
      stored.set(alert.id, alert)
    }
    const subjects = new Set(alerts.flatMap(subjectsOf))
    const met = [...incidents.values()].filter(
      ({ state, subject, alertIds }) =>
        (!isClosed(state) && subjects.has(subject)) || alertIds.some((id) => before.has(id)),
    )
    for (const { incident } of mergeAlerts(alerts, met, context, before).incidents) {
      const id = incidentId(incident.id ?? incidents.size + 1)
      incidents.set(id, { ...incident, id })
    }
    const closed = pick(7) === 0 ? incidents.get(1 + pick(incidents.size)) : undefined
    if (closed !== undefined) incidents.set(closed.id, { ...closed, state: "expected" })
  }
  return { stored, incidents: [...incidents.values()] }
}

it("a burst holds one account's acts of one kind without a longer pause, and every alert has one card", () => {
  let bursts = 0
  for (let seed = 1; seed <= RUNS; seed++) {
    const { stored, incidents } = told(pickFrom(seed))
    const holders = incidents.flatMap(({ alertIds }) => alertIds)
    expect(holders.toSorted(), `seed ${seed}`).toEqual([...stored.keys()].toSorted())
    for (const { alertIds, more = [] } of incidents.filter(isBurst)) {
      const alerts = alertIds.flatMap((id) => stored.get(id) ?? [])
      const times = alerts.map(({ happenedAt }) => happenedAt).toSorted((a, b) => a - b)
      const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0))
      bursts += 1
      expect(new Set(alerts.map(({ actor, rule }) => `${actor.id} ${rule.name}`)).size, `seed ${seed}`).toBe(
        1,
      )
      expect(Math.max(...pauses), `seed ${seed}`).toBeLessThanOrEqual(HOUR)
      expect(
        more.reduce((sum, { count }) => sum + count, 0),
        `seed ${seed}`,
      ).toBe(alerts.length)
    }
  }
  expect(bursts).toBeGreaterThan(RUNS)
})
