import { describe, expect, it } from "vitest"
import { mergeAlerts } from "../../src/alert/merge-alerts.ts"
import type { Alert, Incident } from "../../src/model/alert.ts"
import { alertId, incidentId, recordId, tenantId } from "../../src/model/ids.ts"

const CONTOSO = tenantId("7a4be0d7-3d5e-4ee4-8a6c-51f7e0c0d102")
const FABRIKAM = tenantId("c2f9f5a3-91b5-4a0e-8b38-2a6d1e3f4b03")
const NOW = Date.UTC(2026, 2, 4, 14, 9)

const makeAlert = (id: string, fields: Partial<Alert> = {}): Alert => ({
  id: alertId(id),
  tenantId: CONTOSO,
  rule: {
    id: "5d0f2c8e-58f1-4a0b-9a0e-1b2c3d4e5f60",
    name: "mailbox-forwarding-outside",
    title: "Mailbox forwards to an outside address",
    level: "high",
    techniques: ["T1114.003"],
    why: "Mail leaves the organization unseen.",
    falsePositives: [],
    question: "Did the owner ask for it?",
    actions: ["stop-forwarding"],
  },
  level: "high",
  actor: { kind: "user", id: "joe@contoso.example" },
  actorName: "joe@contoso.example",
  target: { kind: "mailbox", id: "joe@contoso.example", name: "joe@contoso.example" },
  object: {},
  operation: "Set-Mailbox",
  summary: `summary of ${id}`,
  changes: [],
  happenedAt: NOW - 60_000,
  count: 1,
  recordIds: [recordId(`record of ${id}`)],
  subject: "forwarding joe",
  ...fields,
})

const channel = {
  conversationId: "19:triage@thread.tacv2",
  serviceUrl: "https://smba.example.test/",
  teamsTenantId: CONTOSO,
}
const context = {
  now: NOW,
  fetchedAt: NOW - 1_000,
  publishedAt: NOW - 2_000,
  watchedSince: NOW - 3_600_000,
  channelsFor: () => [{ face: "technician" as const, channel }],
}

const merge = (alerts: readonly Alert[], open: readonly Incident[] = []) => mergeAlerts(alerts, open, context)

const opened = (alert: Alert, fields: Partial<Incident> = {}): Incident => {
  const incident = merge([alert]).incidents[0]?.incident
  if (incident === undefined) throw new Error("nothing was opened")
  return { ...incident, id: incidentId(41), ...fields }
}

describe("mergeAlerts()", () => {
  it("pages nobody for content that was there before the tenant was watched", () => {
    const history = { ...context, watchedSince: context.publishedAt + 1 }

    expect(mergeAlerts([makeAlert("a")], [], history).incidents).toEqual([])
  })

  it("pages nobody for what is only informational, also where an incident is open", () => {
    const own = { ...makeAlert("b"), level: "informational" as const }

    expect(merge([own]).incidents).toEqual([])
    expect(merge([own], [opened(makeAlert("a"))]).incidents).toEqual([])
  })

  it("goes by when it happened where nothing tells when it became available", () => {
    const { publishedAt: _unknown, ...unpublished } = context
    const alert = makeAlert("a")
    const since = (watchedSince: number) =>
      mergeAlerts([alert], [], { ...unpublished, watchedSince }).incidents

    expect(since(alert.happenedAt + 1)).toEqual([])
    expect(since(alert.happenedAt)).toHaveLength(1)
  })

  it("opens a new incident with its times, channels and one trail note", () => {
    const [write, ...others] = merge([makeAlert("a")]).incidents

    expect(others).toEqual([])
    expect(write?.incident).toMatchObject({
      state: "new",
      level: "high",
      count: 1,
      alertIds: ["a"],
      times: { happenedAt: NOW - 60_000, publishedAt: NOW - 2_000, fetchedAt: NOW - 1_000 },
      history: [{ at: NOW, who: "Watchpost", what: "Mailbox forwards to an outside address" }],
    })
    expect(write?.incident).not.toHaveProperty("id")
    expect(write?.channels).toEqual([{ face: "technician", channel }])
    expect(write?.notes).toEqual([
      expect.objectContaining({
        kind: "alert",
        tenantId: CONTOSO,
        what: "summary of a",
        data: expect.objectContaining({
          rule: "mailbox-forwarding-outside",
          level: "high",
          recordIds: ["record of a"],
        }),
      }),
    ])
  })

  it("raises the counter of the open incident instead of opening another", () => {
    const open = opened(makeAlert("a"), { state: "claimed" })

    const [write] = merge([makeAlert("b", { count: 3 })], [open]).incidents

    expect(write?.incident).toMatchObject({ id: 41, state: "claimed", count: 4, alertIds: ["a", "b"] })
    expect(write?.newAlerts.map((alert) => alert.id)).toEqual(["b"])
    expect(write?.incident.times).toEqual(open.times)
  })

  it("takes the higher level and never lowers it", () => {
    const open = opened(makeAlert("a"))

    const raised = merge([makeAlert("b", { level: "critical" })], [open]).incidents[0]?.incident
    const kept = merge([makeAlert("c", { level: "low" })], [open]).incidents[0]?.incident

    expect(raised).toMatchObject({ level: "critical", alert: { id: "b" } })
    expect(kept).toMatchObject({ level: "high", alert: { id: "a" } })
  })

  it("describes the newest among equally severe alerts, whatever their order", () => {
    const older = makeAlert("a", { happenedAt: NOW - 9_000 })
    const newer = makeAlert("b", { happenedAt: NOW - 3_000 })

    expect(merge([newer, older]).incidents[0]?.incident.alert.id).toBe("b")
    expect(merge([older], [opened(newer)]).incidents[0]?.incident.alert.id).toBe("b")
  })

  it.each(["fixed", "not-a-threat"] as const)(
    "opens a new incident when the same happens after it was %s",
    (state) => {
      const closed = opened(makeAlert("a"), { state })

      const [write] = merge([makeAlert("b")], [closed]).incidents

      expect(write?.incident).not.toHaveProperty("id")
      expect(write?.incident).toMatchObject({ state: "new", count: 1, alertIds: ["b"] })
      expect(write?.incident.history[0]?.what).toContain("incident 41")
    },
  )

  it("keeps subjects apart, and the same subject of two customers", () => {
    const { incidents } = merge([
      makeAlert("a"),
      makeAlert("b", { subject: "forwarding ann" }),
      makeAlert("c", { tenantId: FABRIKAM }),
    ])

    expect(incidents.map((write) => [write.incident.tenantId, write.incident.subject])).toEqual([
      [CONTOSO, "forwarding joe"],
      [CONTOSO, "forwarding ann"],
      [FABRIKAM, "forwarding joe"],
    ])
  })

  it.each([
    ["two rules of one name", { ruleId: "11" }, { ruleId: "12" }],
    ["full access and the right to send", { kind: "FullAccess" }, { kind: "SendAs" }],
  ])("keeps %s apart, because one fix mends only one of them", (_what, one, other) => {
    const alerts = [makeAlert("a", { object: one }), makeAlert("b", { object: other })]
    const open = opened(makeAlert("z", { object: other }))

    expect(merge(alerts).incidents).toHaveLength(2)
    expect(
      merge(alerts, [open]).incidents.map((write) => [write.incident.id, write.incident.alertIds]),
    ).toEqual([
      [41, ["z", "b"]],
      [undefined, ["a"]],
    ])
  })

  it("joins an alert that doesn't tell the rule's id", () => {
    const open = opened(makeAlert("a", { object: { ruleId: "11" } }))

    expect(merge([makeAlert("b", { object: {} })], [open]).incidents[0]?.incident.id).toBe(41)
  })

  it("takes an app from everybody who let it in, as soon as a second one did", () => {
    const consent = (user: string): Partial<Alert> => ({
      subject: "application:1",
      actor: { kind: "user", id: user, upn: user },
      object: { appId: "1", consentType: "Principal", user, userId: `id of ${user}` },
    })
    const open = opened(makeAlert("a", consent("joe@contoso.example")))
    const joined = merge([makeAlert("b", consent("ann@contoso.example"))], [open]).incidents[0]?.incident

    expect(open.alert.object).toMatchObject({ consentType: "Principal", user: "joe@contoso.example" })
    expect(joined).toMatchObject({ id: 41, alert: { object: { appId: "1", consentType: "AllPrincipals" } } })
    expect(joined?.alert.object).not.toHaveProperty("userId")
  })

  it("doesn't join another customer's incident of the same subject", () => {
    const open = opened(makeAlert("a", { tenantId: FABRIKAM }))

    expect(merge([makeAlert("b")], [open]).incidents[0]?.incident).not.toHaveProperty("id")
  })

  it("ignores alerts that the incident already counts, so that a replay changes nothing", () => {
    const alert = makeAlert("a")

    expect(merge([alert], [opened(alert)])).toEqual({ incidents: [] })
    expect(merge([alert, alert]).incidents[0]?.incident.count).toBe(1)
  })

  it("gives the same answer for the same alerts in another order", () => {
    const alerts = [makeAlert("a"), makeAlert("b"), makeAlert("c", { subject: "other", happenedAt: NOW - 1 })]

    expect(merge(alerts.toReversed())).toEqual(merge(alerts))
  })

  it("shows a burst as one line, so that what people did stays visible", () => {
    const first = merge([makeAlert("b")], [opened(makeAlert("a"))]).incidents[0]?.incident
    const again = merge([makeAlert("c")], [{ ...opened(makeAlert("a")), ...first, id: incidentId(41) }])

    expect(again.incidents[0]?.incident.history.map((line) => line.what)).toEqual([
      "Mailbox forwards to an outside address",
      "Seen again: 3 times in all",
    ])
  })
})

describe("a restore that goes on", () => {
  it("is told as that: each thing is a record of its own", () => {
    const [first, next] = ["a", "b"].map((id) => makeAlert(id, { subject: "restore:ses-1" }))
    if (first === undefined || next === undefined) throw new Error("there are two")

    const [{ incident } = {}] = merge([next], [opened(first)]).incidents

    expect(incident?.history.at(-1)?.what).toBe("The restore goes on: 2 things in all")
  })
})

describe("an alert that has grown", () => {
  const was = makeAlert("a", { count: 2 })
  const grown = makeAlert("a", { count: 5, level: "critical", lastAt: NOW + 60_000 })
  const before = new Map([[was.id, was]])

  it("stays with its open incident, which counts what came and shows it as it is", () => {
    const [opened] = merge([was]).incidents
    const open: Incident = { ...(opened?.incident as Omit<Incident, "id">), id: incidentId(7) }

    const [changed, ...others] = mergeAlerts([grown], [open], context, before).incidents

    expect(others).toEqual([])
    expect(changed?.newAlerts).toEqual([])
    expect(changed?.incident).toMatchObject({
      id: 7,
      count: 5,
      level: "critical",
      alertIds: [grown.id],
      alert: { count: 5 },
    })
    expect(changed?.notes).toHaveLength(1)
  })

  it("changes nothing of a closed incident, and opens a new one only when the act went on after it was closed", () => {
    const [opened] = merge([was]).incidents
    const incident = opened?.incident as Omit<Incident, "id">
    const closedAt = (at: number): Incident => ({
      ...incident,
      id: incidentId(7),
      state: "fixed",
      history: [{ at, who: "Kim", what: "Fixed.", customerSafe: true }],
    })

    expect(mergeAlerts([grown], [closedAt(NOW + 60_000)], context, before).incidents).toEqual([])
    const [again] = mergeAlerts([grown], [closedAt(NOW)], context, before).incidents
    expect(again?.incident).toMatchObject({ state: "new", count: 5, alertIds: [grown.id] })
    expect(again?.incident).not.toHaveProperty("id")
  })
})
