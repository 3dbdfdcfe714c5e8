/** What must never become one card, though it is of one kind and close together. */
import { describe, expect, it } from "vitest"
import { toldTogether } from "../../src/alert/bursts.ts"
import { type Alert, burstSubject, type Incident } from "../../src/model/alert.ts"
import type { Actor } from "../../src/model/audit-record.ts"
import { alertId } from "../../src/model/ids.ts"
import { FABRIKAM, NOW } from "../respond/make-case.ts"
import { asOpen, grant, grants, merge, rule } from "./make-bursts.ts"

const MIA: Actor = { kind: "user", id: "mia.holm@contoso.example" }
const byMia = (index: number, fields: Partial<Alert> = {}): Alert => grant(index, { actor: MIA, ...fields })

describe("a burst", () => {
  it("never takes what a second person did to one of its things in the same moment", () => {
    const writes = merge([...grants(4), byMia(2)])

    const [burst] = writes.filter(({ incident }) => incident.subject === burstSubject(grant(0)))
    expect(burst?.incident).toMatchObject({ count: 3 })
    expect(writes.filter(({ incident }) => incident.alertIds.includes(byMia(2).id))).toMatchObject([
      { incident: { subject: grant(2).subject, count: 2 } },
    ])
  })

  it("begins with none of one's cards on which something else stands, too: its fix would run for that as well", () => {
    const one = asOpen(merge([grant(1)])[0], 7)
    const two = asOpen(merge([grant(2), byMia(2, { happenedAt: NOW - 120_000 })])[0], 8)
    const third = grant(3, { sameBy: [grant(1).subject, grant(2).subject] })

    expect(merge([third], [one, two])[0]?.incident).toMatchObject({ id: 7, count: 2 })
    expect(merge([third], [two, { ...one, alertIds: [...one.alertIds, alertId("other")] }])).toMatchObject([
      { incident: { subject: third.subject, count: 1 } },
    ])
  })

  it("begins with none that a second person's act joins in the same moment", () => {
    const [one, two] = [1, 2].map((index) => asOpen(merge([grant(index)])[0], index))
    const third = grant(3, { sameBy: [grant(1).subject, grant(2).subject] })

    const writes = merge(
      [byMia(2), third],
      [one, two].flatMap((incident) => incident ?? []),
    )

    expect(writes.map(({ incident }) => [incident.id, incident.subject])).toEqual([
      [2, grant(2).subject],
      [1, burstSubject(third)],
    ])
  })

  it("counts no card of another time, though it is about something that was near", () => {
    const cards = [1, 2].map((index) => asOpen(merge([grant(index)])[0], index))
    const later = cards.map((card) => ({
      ...card,
      alert: { ...card.alert, happenedAt: NOW + 5 * 3_600_000 },
    }))
    const third = grant(3, { sameBy: [grant(1).subject, grant(2).subject] })

    expect(merge([third], later)[0]?.incident).toMatchObject({ subject: third.subject, count: 1 })
    expect(merge([third], cards)[0]?.incident).toMatchObject({ subject: burstSubject(third) })
  })

  it("shows nothing of what was read of its first thing alone", () => {
    const live = { at: NOW, lines: [{ label: "Full access", value: "ben" }] }
    const cards = [1, 2].map((index) => ({ ...asOpen(merge([grant(index)])[0], index), live }))
    const third = grant(3, { sameBy: [grant(1).subject, grant(2).subject] })

    expect(merge([third], cards)[0]?.incident).toMatchObject({ id: 2, live: { at: NOW, lines: [] } })
  })

  it("counts no card on which somebody else did it, and never meets a card of another customer", () => {
    const third = grant(3, { sameBy: [grant(1).subject, grant(2).subject] })
    const cards = [1, 2].map((index) => asOpen(merge([grant(index)])[0], index))
    const mias = [byMia(1), grant(2)].map((alert, index) => asOpen(merge([alert])[0], index + 1))
    const others = { ...third, tenantId: FABRIKAM }
    const burst = asOpen(merge(grants(30))[0], 7)

    expect(merge([third], mias)[0]?.incident.subject).toBe(third.subject)
    expect(merge([others], cards)[0]?.incident.subject).toBe(third.subject)
    expect(merge([grant(99)], [burst])[0]?.incident.id).toBe(7)
    expect(merge([grant(99, { tenantId: FABRIKAM })], [burst])).toMatchObject([
      { incident: { tenantId: FABRIKAM, subject: grant(99).subject } },
    ])
  })

  it("takes no card of one thing that was done again hours later, with which it would last for hours", () => {
    const again = grant(2, { id: alertId("again"), happenedAt: NOW + 5 * 3_600_000 })
    const near = grant(5, { happenedAt: NOW + 5 * 3_600_000 + 1 })

    expect(merge([...grants(4), again, near]).map(({ incident }) => incident.subject)).toEqual([
      burstSubject(grant(0)),
      grant(2).subject,
      near.subject,
    ])
  })

  it("begins with no card that the customer has answered for", () => {
    const customerAnswer = { answer: "unknown" as const, by: "Anna", at: NOW }
    const cards = [1, 2].map((index) => ({ ...asOpen(merge([grant(index)])[0], index), customerAnswer }))
    const third = grant(3, { sameBy: [grant(1).subject, grant(2).subject] })

    expect(merge([third], cards)[0]?.incident).toMatchObject({ subject: third.subject, count: 1 })
  })

  it.each(["unknown", "Not Available", "anonymous", "ServicePrincipal"])(
    "is none of several apps or visitors that the record calls %j alike",
    (id) => {
      for (const kind of ["application", "user"] as const)
        expect(merge(grants(8, () => ({ actor: { kind, id } })))).toHaveLength(8)
    },
  )

  it("is none of principals by their numbers, of sign-ins, or of what is told about several customers", () => {
    const unknown = { kind: "unknown" as const, id: "7c9d2f10-3b4a-4c5d-8e6f-102938475610" }

    expect(merge(grants(8, () => ({ actor: unknown })))).toHaveLength(8)
    for (const kind of ["sign-in", "customers"])
      expect(merge(grants(8, (index) => ({ subject: `${kind}:${index}` })))).toHaveLength(8)
  })

  it("of whoever did it and of another is one of five only: a card of three would lose the other's fix", () => {
    const upn = "admin@contoso.example"
    const ofEach = { ...rule("sessions"), actions: ["disable-sign-in", "claim"] } as const
    const own = (index: number): Partial<Alert> => ({
      ...{ rule: ofEach, actor: { kind: "user", id: upn, upn } },
      object: { user: index === 0 ? "anna@contoso.example" : upn },
    })

    expect(merge(grants(3, own))).toHaveLength(3)
    expect(merge(grants(3, () => own(1)))).toHaveLength(1)
    const known = [1, 2].map((index) => asOpen(merge([grant(index, own(0))])[0], index))
    const third = grant(3, { ...own(1), sameBy: [grant(1).subject, grant(2).subject] })
    expect(merge([third], known)[0]?.incident.subject).toBe(third.subject)
  })

  it("is none of what Microsoft's services found: it is about as many people", () => {
    const agent = { kind: "microsoft" as const, id: "DlpAgent" }

    expect(merge(grants(8, () => ({ actor: agent })))).toHaveLength(8)
  })

  it("that goes on for longer than a day is two, also when all of it comes at once", () => {
    const day = grants(30, (index) => ({ happenedAt: NOW + index * 3_500_000 }))

    expect(merge(day).map(({ incident }) => incident.count)).toEqual([25, 5])
  })

  it("takes nothing more while somebody has snoozed it: that is what they have seen of it", () => {
    const first = asOpen(merge(grants(30))[0], 7)
    const snoozed: Incident = { ...first, snoozed: { until: NOW + 3_600_000, by: "Kim" } }

    expect(merge([grant(99)], [snoozed])[0]?.incident).toMatchObject({ subject: grant(99).subject, count: 1 })
  })

  it("that somebody closed is named by the card on which one of its acts goes on", () => {
    const closed: Incident = {
      ...asOpen(merge(grants(3))[0], 7),
      state: "expected",
      history: [{ at: NOW, who: "Kim", what: "Expected.", customerSafe: true, kind: "expected" }],
    }
    const was = grant(1)
    const now = { ...was, lastAt: NOW + 60_000, count: 2 }

    const writes = merge([now], [closed], new Map(), new Map([[was.id, was]]))

    expect(writes).toMatchObject([
      { incident: { subject: was.subject, history: [{ kind: "opened-again" }] } },
    ])
    expect(writes[0]?.incident.history[0]?.what).toContain("incident 7")
  })
})

describe("toldTogether()", () => {
  it("tells what pages nobody apart from what does, and each of Microsoft's alerts by itself", () => {
    const quiet = grants(3, (index) => ({ id: alertId(`quiet ${index}`), level: "informational" }))
    const theirs = grants(8, (index) => ({ subject: `microsoft-alert:${index}` }))

    expect(toldTogether([...grants(3), ...quiet]).map(({ level, count }) => [level, count])).toEqual([
      ["high", 3],
      ["informational", 3],
    ])
    expect(toldTogether(theirs)).toHaveLength(8)
  })
})

describe("Microsoft's alert about somebody", () => {
  const theirs = grant(0, {
    id: alertId("alr_theirs"),
    rule: { ...rule("microsoft-alert"), actions: ["claim"] },
    actor: { kind: "microsoft", id: "SecurityComplianceAlerts" },
    subject: "microsoft-alert:1",
    happenedAt: NOW - 3_000_000,
  })
  const ours = grants(2, () => ({ alsoAbout: [theirs.subject] }))

  it("takes one thing that it may be about, never two: each keeps its own fix", () => {
    const known = asOpen(merge([theirs])[0], 7)

    for (const writes of [merge([theirs, ...ours]), merge(ours, [known])])
      expect(writes.map(({ incident }) => [incident.subject, incident.count])).toEqual([
        [ours[0]?.subject, 2],
        [ours[1]?.subject, 1],
      ])
  })
})
