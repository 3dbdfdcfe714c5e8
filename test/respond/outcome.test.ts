import { describe, expect, it } from "vitest"
import { remediationId } from "../../src/model/ids.ts"
import type { Remediation } from "../../src/model/remediation.ts"
import { withLook, withOutcome } from "../../src/respond/outcome.ts"
import { CONTOSO, makeCase, NOW } from "./make-case.ts"

const finished = async (fields: Partial<Remediation> = {}) => {
  const one = await makeCase()
  const incident = { ...(await one.incident()), state: "working" as const }
  const remediation: Remediation = {
    id: remediationId(1),
    tenantId: CONTOSO,
    incidentId: one.incidentId,
    action: "stop-forwarding",
    state: "verified",
    requestedBy: "Kim Vega (11111111-aaaa-4aaa-8aaa-000000000001)",
    requestedAt: NOW,
    subject: { mailbox: "joe@contoso.example" },
    finishedAt: NOW + 5_000,
    result: "It is off.",
    ...fields,
  }
  return { incident, remediation }
}

describe("withOutcome()", () => {
  it("tells the same end once, however often a restart tells it", async () => {
    const { incident, remediation } = await finished()

    const once = withOutcome(incident, remediation)

    expect(withOutcome(once, remediation)).toEqual(once)
    expect(once.history.at(-1)).toEqual({
      at: NOW + 5_000,
      who: "Watchpost for Kim Vega",
      what: "It is off.",
      customerSafe: true,
    })
  })

  it("keeps greyed what can't work, and what other fixes found, beside what this one left", async () => {
    const { incident, remediation } = await finished({ after: { mailbox: "joe@contoso.example" } })
    const blocked = [{ action: "reset-password" as const, reason: "Reset it there." }]
    const lines = [{ label: "Sessions count from", value: "yesterday" }]
    const found = [{ action: "revoke-sessions" as const, lines }]
    const live = { at: NOW, lines: [], blocked, found }

    const after = withOutcome({ ...incident, live }, remediation).live
    const ofSeveral = withOutcome({ ...incident, live }, { ...remediation, press: remediationId(1) }).live

    const off = [{ label: "Forwarding", value: "off" }]
    expect(after).toMatchObject({ lines: off, blocked })
    expect(after?.found).toEqual([...found, { action: "stop-forwarding", lines: off }])
    expect(ofSeveral).toEqual(live)
  })

  it("keeps what was only read from the customer", async () => {
    const { incident, remediation } = await finished({ action: "keep-evidence", result: "It is kept." })

    expect(withOutcome(incident, remediation).history.at(-1)).toMatchObject({ customerSafe: false })
  })

  it("leaves the incident working until all that the press asked for is over, then tells how it went", async () => {
    const { incident, remediation } = await finished({ press: remediationId(1), part: "a" })
    const other = (state: Remediation["state"]) => ({
      ...remediation,
      id: remediationId(2),
      part: "b",
      state,
    })
    const stateAfter = (state: Remediation["state"]) =>
      withOutcome(incident, remediation, [remediation, other(state)]).state

    expect(stateAfter("requested")).toBe("working")
    expect(stateAfter("intended")).toBe("working")
    expect(stateAfter("verified")).toBe("fixed")
    expect(stateAfter("already-done")).toBe("fixed")
    expect(stateAfter("failed")).toBe("failed")
    expect(stateAfter("skipped")).toBe("failed")
  })

  it("keeps the words of a failure from the customer, who sees that it failed", async () => {
    const { incident, remediation } = await finished({ state: "failed", result: "The role is missing." })

    const after = withOutcome(incident, remediation)

    expect(after.state).toBe("failed")
    expect(after.history.at(-1)).toMatchObject({ what: "The role is missing.", customerSafe: false })
  })
})

describe("withOutcome() of a fix that stood before", () => {
  const stood = { action: "stop-forwarding", fixedAt: NOW, undoable: true } as const
  const standsAfter = async (
    fields: Partial<Remediation>,
    known: typeof stood & { half?: true; part?: string },
  ) => {
    const { incident, remediation } = await finished(fields)
    return withOutcome({ ...incident, standing: [known] }, remediation).standing
  }
  const failed = { state: "failed", before: {} } as const

  it("doesn't stand as whole any more where there was something to do, and it wasn't done", async () => {
    expect(await standsAfter(failed, stood)).toEqual([])
    expect(await standsAfter({ state: "failed" }, stood)).toEqual([stood])
  })

  it("goes on standing as the half that it was, or as many that it was one of", async () => {
    const [half, many] = [
      { ...stood, half: true },
      { ...stood, part: "all" },
    ] as const

    expect(await standsAfter(failed, half)).toEqual([half])
    expect(await standsAfter({ ...failed, part: "all alr_1" }, many)).toEqual([many])
  })

  it("can still be taken back where nothing had to be done once more", async () => {
    expect(await standsAfter({ state: "already-done" }, stood)).toMatchObject([{ undoable: true }])
  })

  it("leaves the incident as fixed or as open as it was when taking it back fails", async () => {
    const { incident, remediation } = await finished({ state: "failed", undoes: remediationId(9) })
    const stateFrom = (workedFrom: "fixed" | "claimed") =>
      withOutcome({ ...incident, workedFrom }, remediation).state

    expect([stateFrom("fixed"), stateFrom("claimed")]).toEqual(["fixed", "failed"])
  })
})

describe("withLook()", () => {
  const look = async (fields: Partial<Remediation> = {}) => {
    const { incident, remediation } = await finished(fields)
    return { incident: { ...incident, state: "failed" as const }, looked: remediation }
  }
  const later = { id: remediationId(7), state: "failed", action: "disable-inbox-rule" } as const

  it("doesn't make an incident fixed where what was pressed since failed", async () => {
    const { incident, looked } = await look()

    expect(withLook(incident, looked, [looked]).state).toBe("fixed")
    const after = withLook(incident, looked, [looked, { ...looked, ...later }])
    expect(after.state).toBe("failed")
    expect(after.history.at(-1)?.what).toBe("It is off.")
    expect(after.standing).toMatchObject([{ action: "stop-forwarding" }])
  })

  it("doesn't open again what another fix closed since", async () => {
    const { incident, looked } = await look({ state: "failed", result: "Looked at once more: it is on." })
    const rows = [looked, { ...looked, ...later, state: "verified" as const }]

    expect(withLook({ ...incident, state: "fixed" }, looked, rows).state).toBe("fixed")
  })

  it("tells of many of one fix only once all of them are proven", async () => {
    const { incident, looked } = await look({ press: remediationId(1), part: "all alr_1" })
    const second = { ...looked, id: remediationId(2), part: "all alr_2" }

    const some = withLook(incident, looked, [{ ...second, state: "failed" }, looked])
    const all = withLook(incident, looked, [second, looked])

    expect(some).toMatchObject({ state: "failed", history: incident.history })
    expect(all.state).toBe("fixed")
    expect(all.history.at(-1)?.what).toBe("“Stop forwarding”: 2 of 2 done")
  })
})
