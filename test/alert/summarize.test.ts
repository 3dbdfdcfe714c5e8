import { describe, expect, it } from "vitest"
import { burstSubject, FLOOD_SUBJECT, type Incident } from "../../src/model/alert.ts"
import { alertId, tenantId } from "../../src/model/ids.ts"
import { NOW } from "../respond/make-case.ts"
import { asOpen, byOthers, grant, grants, idsOf, merge, rule } from "./make-bursts.ts"

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

  it("is not joined by what happened more than an hour after it, and not once it is closed", () => {
    const first = asOpen(merge(grants(30))[0], 7)
    const later = (ms: number) => grant(99, { happenedAt: NOW - 60_000 + 29 + ms })

    expect(merge([later(3_600_000)], [first])[0]?.incident.id).toBe(7)
    expect(merge([later(3_600_001)], [first])[0]?.incident.id).toBeUndefined()
    expect(merge([grant(99)], [{ ...first, state: "expected" }])[0]?.incident.id).toBeUndefined()
  })

  it("takes what arrives late, and never last night's because it is told at the same moment", () => {
    const morning = asOpen(merge(grants(30))[0], 7)
    const lastNight = [201, 202, 203].map((index) => grant(index, { happenedAt: NOW - 9 * 3_600_000 }))
    const [write, ...others] = merge(lastNight, [morning])

    expect(merge([grant(99, { happenedAt: NOW - 3_600_000 })], [morning])[0]?.incident.id).toBe(7)
    expect(write?.incident).toMatchObject({ more: [{ count: 3 }] })
    expect([write?.incident.id, ...others]).toEqual([undefined])
  })

  it("ends with the latest of its acts, also when a late record joins it", () => {
    const first = asOpen(merge(grants(3, (index) => ({ happenedAt: NOW + index * 3_000_000 })))[0], 7)
    const late = asOpen(merge([grant(50, { happenedAt: NOW - 600_000 })], [first])[0], 7)

    const [write] = merge([grant(51, { happenedAt: NOW + 6_000_000 + 3_600_000 })], [late])

    expect(write?.incident).toMatchObject({ id: 7, count: 5 })
  })

  it("is not joined while it is being fixed: what is fixed is what somebody was shown", () => {
    const first = asOpen(merge(grants(30))[0], 7)

    expect(merge([grant(99)], [{ ...first, state: "working" }])[0]?.incident.id).toBeUndefined()
  })

  it("goes on for as long as something joins it within an hour, for a day at most", () => {
    const day = Array.from({ length: 25 }, (_, hour) =>
      grant(100 + hour, { happenedAt: NOW + hour * 3_600_000 }),
    )
    const merged = day.reduce<readonly Incident[]>(
      (open, alert) => {
        const [write] = merge([alert], open)
        return [asOpen(write, write?.incident.id ?? 8), ...open.filter(({ id }) => id !== write?.incident.id)]
      },
      [asOpen(merge(grants(3, () => ({ happenedAt: NOW - 1 })))[0], 7)],
    )

    expect(merged.map(({ id, count }) => [id, count])).toEqual([
      [8, 1],
      [7, 27],
    ])
  })

  it("is not joined while a second person looks at what it stood for, or once the customer has answered for it", () => {
    const first = asOpen(merge(grants(30))[0], 7)
    const approval = {
      action: "fix-all" as const,
      by: "Kim",
      byId: "1",
      at: NOW,
      until: NOW + 1,
      asked: [],
      why: [],
      runs: [],
    }
    const customerAnswer = { answer: "expected" as const, by: "Anna", at: NOW }

    expect(merge([grant(99)], [{ ...first, approval }])[0]?.incident.id).toBeUndefined()
    expect(merge([grant(99)], [{ ...first, customerAnswer }])[0]?.incident.id).toBeUndefined()
  })

  it("is none below three: each keeps its own card with its own fix", () => {
    const writes = merge(grants(2))

    expect(writes).toHaveLength(2)
    expect(writes.every(({ incident }) => incident.more === undefined)).toBe(true)
  })

  it("is none of acts that are more than an hour apart", () => {
    expect(merge(grants(4, (index) => ({ happenedAt: NOW - index * 3_700_000 })))).toHaveLength(4)
  })

  it("never is of two accounts, of two customers, or of somebody whom no record names", () => {
    const other = tenantId("c2f9f5a3-91b5-4a0e-8b38-2a6d1e3f4b03")

    expect(merge(grants(8, byOthers))).toHaveLength(8)
    expect(
      merge([...grants(2), ...grants(2, (index) => ({ tenantId: other, id: alertId(`other ${index}`) }))]),
    ).toHaveLength(4)
    expect(merge(grants(8, () => ({ actor: { kind: "unknown", id: "unknown" } })))).toHaveLength(8)
  })

  it("begins with the third card where one fix does all: the last of them becomes its card", () => {
    const [one, two] = [grant(1), grant(2)].map((alert, index) => asOpen(merge([alert])[0], 7 + index))
    const third = grant(3, { sameBy: [grant(1).subject, grant(2).subject] })

    const writes = merge(
      [third],
      [one, two].flatMap((incident) => incident ?? []),
    )

    expect(writes).toHaveLength(1)
    expect(writes[0]?.incident).toMatchObject({
      id: 8,
      subject: burstSubject(third),
      count: 2,
      more: [{ count: 2, names: ["box2@contoso.example", "box3@contoso.example"] }],
    })
  })

  it("never takes a card on which somebody fixes something, or has fixed it", () => {
    const standing = [{ action: "stop-forwarding" as const, fixedAt: NOW, undoable: true }]
    const third = grant(3, { sameBy: [grant(1).subject, grant(2).subject] })
    const cards = (fields: Partial<Incident>) =>
      [grant(1), grant(2)].map((alert, index) => ({ ...asOpen(merge([alert])[0], 7 + index), ...fields }))

    for (const fields of [{ state: "working" as const }, { standing }, { state: "expected" as const }])
      expect(merge([third], cards(fields))[0]?.incident).toMatchObject({ subject: third.subject, count: 1 })
  })

  it("begins with the fifth where each has a fix of its own, and leaves the cards that are there", () => {
    const ofEach = { ...rule("mfa-off"), actions: ["disable-sign-in", "claim"] } as const
    const off = (index: number, sameBy: readonly string[] = []) => grant(index, { rule: ofEach, sameBy })
    const known = [1, 2, 3].map((index) => asOpen(merge([off(index)])[0], index))
    const sameBy = known.map(({ subject }) => subject)

    expect(merge([4, 5, 6, 7].map((index) => off(index)))).toHaveLength(4)
    expect(merge([off(4, sameBy)], known)).toMatchObject([{ incident: { subject: off(4).subject } }])
    expect(merge([off(4, sameBy), off(5, sameBy)], known)).toMatchObject([
      { incident: { subject: burstSubject(off(4)), count: 2 } },
    ])
  })

  it("begins with the tenth restore, each told by itself, and counts no card that somebody has closed", () => {
    const restore = (index: number, sameBy: readonly string[] = []) =>
      grant(index, { rule: { ...rule("restore"), actions: ["claim"] }, subject: `restore:${index}`, sameBy })
    const known = Array.from({ length: 9 }, (_, index) => asOpen(merge([restore(index)])[0], index + 1))
    const tenth = restore(
      9,
      known.map(({ subject }) => subject),
    )
    const closed = known.map((incident, index) =>
      index === 0 ? { ...incident, state: "expected" as const } : incident,
    )

    expect(merge([tenth], known)).toMatchObject([{ incident: { subject: burstSubject(tenth), count: 1 } }])
    expect(merge([tenth], closed)).toMatchObject([{ incident: { subject: tenth.subject } }])
  })

  it("lists a right with whom it was given to, a rule with its name", () => {
    const writes = merge(grants(3, (index) => ({ object: { user: `helper${index}@contoso.example` } })))

    expect(writes[0]?.incident.more?.[0]?.names[0]).toBe("box0@contoso.example (helper0@contoso.example)")
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

  it("goes on in a new summary after an hour, and while the old one is worked on or answered for", () => {
    const recent = new Map([["access-granted", 10]])
    const first = asOpen(merge(grants(2, byOthers), [], recent)[0], 8)
    const more = grants(1, () => byOthers(9))
    const hourAgo = { ...first.times, fetchedAt: NOW - 3_600_000 }
    const customerAnswer = { answer: "expected" as const, by: "Anna", at: NOW }

    expect(merge(more, [first], recent)[0]?.incident.id).toBe(8)
    for (const fields of [{ times: hourAgo }, { state: "working" as const }, { customerAnswer }])
      expect(merge(more, [{ ...first, ...fields }], recent)[0]?.incident.id).toBeUndefined()
  })

  it("is none of what is told to technicians alone: each is something to look at", () => {
    expect(merge(grants(14, (index) => ({ subject: `setting:${index}` })))).toHaveLength(14)
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
