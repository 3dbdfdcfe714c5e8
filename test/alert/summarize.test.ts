import { describe, expect, it } from "vitest"
import { mergeAlerts } from "../../src/alert/merge-alerts.ts"
import { type Alert, burstSubject, FLOOD_SUBJECT, type Incident } from "../../src/model/alert.ts"
import { alertId, incidentId } from "../../src/model/ids.ts"
import type { DecisionWrites } from "../../src/ports/record-store.ts"
import { makeAlert as baseAlert, NOW } from "../respond/make-case.ts"

const rule = (name: string) => ({ ...baseAlert().rule, name, title: `Title of ${name}` })

/** A grant of access to mailbox number `index`, by one administrator unless told. */
const grant = (index: number, fields: Partial<Alert> = {}): Alert =>
  baseAlert({
    id: alertId(`alr_${index}_${fields.rule?.name ?? "grant"}_${fields.actor?.id ?? ""}`),
    rule: rule("access-granted"),
    actor: { kind: "user", id: "Admin@contoso.example" },
    subject: `permission:box${index}@contoso.example`,
    target: { kind: "mailbox", id: `box${index}`, name: `box${index}@contoso.example` },
    happenedAt: NOW - 60_000 + index,
    ...fields,
  })

const grants = (count: number, fields: (index: number) => Partial<Alert> = () => ({})): readonly Alert[] =>
  Array.from({ length: count }, (_, index) => grant(index, fields(index)))
const byOthers = (index: number): Partial<Alert> => ({
  actor: { kind: "user", id: `a${index}@contoso.example` },
})

function merge(
  alerts: readonly Alert[],
  open: readonly Incident[] = [],
  recentCounts: ReadonlyMap<string, number> = new Map(),
): DecisionWrites["incidents"] {
  const context = { now: NOW, fetchedAt: NOW, watchedSince: 0, channelsFor: () => [], recentCounts }
  return mergeAlerts(alerts, open, context).incidents
}

const idsOf = (writes: DecisionWrites["incidents"]) =>
  writes.flatMap(({ incident }) => incident.alertIds).toSorted()
const asOpen = (write: DecisionWrites["incidents"][number] | undefined, id: number): Incident => {
  if (write === undefined) throw new Error("nothing was opened")
  return { ...write.incident, id: incidentId(id) }
}

describe("a burst", () => {
  it("of 120 grants by one account is one incident that lists what it stands for, and loses none", () => {
    const alerts = grants(120)

    const writes = merge(alerts)

    expect(writes).toHaveLength(1)
    expect(idsOf(writes)).toEqual(alerts.map(({ id }) => id).toSorted())
    expect(writes[0]?.newAlerts).toHaveLength(120)
    expect(writes[0]?.incident).toMatchObject({ subject: burstSubject(grant(0)), count: 120, level: "high" })
    expect(writes[0]?.incident.more).toMatchObject([{ title: "Title of access-granted", count: 120 }])
    expect(writes[0]?.incident.more?.[0]?.names).toHaveLength(120)
  })

  it("goes on in the same incident when more of it comes, even one alone", () => {
    const first = asOpen(merge(grants(30))[0], 7)

    const writes = merge([grant(99)], [first])

    expect(writes).toHaveLength(1)
    expect(writes[0]?.incident).toMatchObject({ id: 7, count: 31, more: [{ count: 31 }] })
  })

  it("is not joined an hour later, and not once it is closed", () => {
    const first = asOpen(merge(grants(30))[0], 7)
    const old = { ...first, times: { ...first.times, fetchedAt: NOW - 3_600_000 } }

    expect(merge([grant(99)], [old])[0]?.incident.id).toBeUndefined()
    expect(merge([grant(99)], [{ ...first, state: "expected" }])[0]?.incident.id).toBeUndefined()
  })

  it("is not joined while it is being fixed: what is fixed is what somebody was shown", () => {
    const first = asOpen(merge(grants(30))[0], 7)

    expect(merge([grant(99)], [{ ...first, state: "working" }])[0]?.incident.id).toBeUndefined()
  })

  it("is seen over batches: what is new from the tenth on shares a card", () => {
    const before = new Map([[burstSubject(grant(0)), 7]])

    expect(merge(grants(2), [], before)).toHaveLength(2)
    expect(merge(grants(5), [], before)).toMatchObject([
      { incident: { subject: burstSubject(grant(0)), count: 5 } },
    ])
  })

  it("is none below ten: each keeps its own card with its own fix", () => {
    const writes = merge(grants(9))

    expect(writes).toHaveLength(9)
    expect(writes.every(({ incident }) => incident.more === undefined)).toBe(true)
  })
})

describe("a flood", () => {
  it("gives the first ten of a kind their own cards, and one summary tells of the others by kind", () => {
    const alerts = grants(25, byOthers)

    const writes = merge(alerts)

    expect(writes).toHaveLength(11)
    const summary = writes.find(({ incident }) => incident.subject === FLOOD_SUBJECT)
    expect(summary?.incident.more).toMatchObject([{ title: "Title of access-granted", count: 15 }])
    expect(idsOf(writes)).toEqual(alerts.map(({ id }) => id).toSorted())
  })

  it("counts what was opened in batches before", () => {
    const writes = merge(grants(3, byOthers), [], new Map([["access-granted", 9]]))

    expect(writes.map(({ incident }) => incident.subject === FLOOD_SUBJECT)).toEqual([false, true])
    expect(writes[1]?.incident.alertIds).toHaveLength(2)
  })

  it("never hides the first of another kind", () => {
    const other = grant(500, { rule: rule("audit-log-off"), subject: "audit-log" })

    const writes = merge([...grants(40, byOthers), other])

    expect(writes.find(({ incident }) => incident.subject === "audit-log")).toBeDefined()
  })

  it("goes on in its open summary, kind by kind", () => {
    const recent = new Map([
      ["access-granted", 10],
      ["rule-made", 10],
    ])
    const first = asOpen(merge(grants(2, byOthers), [], recent)[0], 8)
    const others = grants(3, (index) => ({
      ...byOthers(index),
      rule: rule("rule-made"),
      subject: `rule:${index}`,
    }))

    const writes = merge(others, [first], recent)

    expect(writes).toHaveLength(1)
    expect(writes[0]?.incident).toMatchObject({
      id: 8,
      more: [{ count: 2 }, { title: "Title of rule-made", count: 3 }],
    })
  })
})
