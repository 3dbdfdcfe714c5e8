/** The brake and the hourly limit: no fix gets past them, also one that is running already. */
import { describe, expect, it } from "vitest"
import { sqliteJournal } from "../../../src/adapters/sqlite/journal.ts"
import { DeniedError } from "../../../src/model/errors.ts"
import type { IncidentId } from "../../../src/model/ids.ts"
import type { Journal } from "../../../src/ports/journal.ts"
import { CONTOSO, FABRIKAM, makeNote, NOW } from "./make-rows.ts"
import { openIncident, openRaw, openTemporaryStore } from "./temporary-store.ts"

const HOUR = 3_600_000
const FREEZE = { by: "Kim Vega", at: NOW, reason: "stolen laptop" }
const NOTE = makeNote({ kind: "command" })
const STEP = { before: {}, plan: [{ cmdlet: "Set-Mailbox", parameters: {} }] }

const ACTIONS = ["stop-forwarding", "disable-inbox-rule", "remove-mailbox-permission"] as const

const request = (
  journal: Journal,
  incidentId: IncidentId,
  action: (typeof ACTIONS)[number] = "stop-forwarding",
) =>
  journal.request(
    { tenantId: CONTOSO, incidentId, action, requestedBy: "Kim", requestedAt: NOW, subject: {} },
    makeNote({ kind: "click" }),
  )

describe("sqliteBrake()", () => {
  it("freezes once and releases once, each with one trail entry", async () => {
    const { store } = openTemporaryStore()

    expect(await store.brake.frozen()).toBeUndefined()
    expect(await store.brake.freeze(FREEZE, NOTE)).toBe(true)
    expect(await store.brake.freeze({ ...FREEZE, by: "Lee" }, NOTE)).toBe(false)
    expect(await store.brake.frozen()).toEqual(FREEZE)
    expect(await store.brake.release({ by: "Lee", at: NOW }, NOTE)).toBe(true)
    expect(await store.brake.release({ by: "Lee", at: NOW }, NOTE)).toBe(false)
    expect(await store.brake.frozen()).toBeUndefined()
    expect(await store.brake.freeze(FREEZE, NOTE)).toBe(true)
    expect(await store.trail.read(0, 9)).toHaveLength(3)
  })

  it("stops what is asked for, and what was asked for before", async () => {
    const { store } = openTemporaryStore()
    const incident = await openIncident(store)
    const { remediation } = await request(store.journal, incident)
    await store.brake.freeze(FREEZE, NOTE)

    await expect(request(store.journal, incident, "disable-inbox-rule")).rejects.toThrow(
      "All fixes are frozen by Kim Vega (stolen laptop).",
    )
    await expect(store.journal.intend(remediation.id, STEP, makeNote())).rejects.toBeInstanceOf(DeniedError)
    await store.brake.release({ by: "Kim Vega", at: NOW }, NOTE)
    await store.journal.intend(remediation.id, STEP, makeNote())
  })

  it("stops one customer's fixes alone, and is released by that customer's name", async () => {
    const { store } = openTemporaryStore()
    const incident = await openIncident(store)
    const { remediation } = await request(store.journal, incident)
    const ofContoso = { ...FREEZE, customer: { id: CONTOSO, name: "Contoso Ltd" } }
    await store.brake.freeze({ ...FREEZE, customer: { id: FABRIKAM, name: "Fabrikam GmbH" } }, NOTE)
    await request(store.journal, incident, "disable-inbox-rule")

    expect(await store.brake.freeze(ofContoso, NOTE)).toBe(true)
    expect(await store.brake.freeze(ofContoso, NOTE)).toBe(false)
    expect(await store.brake.frozen(CONTOSO)).toEqual(ofContoso)
    expect(await store.brake.frozen()).toBeUndefined()
    await expect(request(store.journal, incident, "remove-mailbox-permission")).rejects.toThrow(
      "All fixes of Contoso Ltd are frozen by Kim Vega (stolen laptop). An operator allows them again with “unfreeze Contoso Ltd”.",
    )
    await expect(store.journal.intend(remediation.id, STEP, makeNote())).rejects.toBeInstanceOf(DeniedError)
    expect(await store.brake.release({ by: "Lee", at: NOW }, NOTE)).toBe(false)
    expect(await store.brake.release({ by: "Lee", at: NOW, tenant: CONTOSO }, NOTE)).toBe(true)
    await store.journal.intend(remediation.id, STEP, makeNote())
  })

  it("tells the brake of all before a customer's own, which goes on when that one is released", async () => {
    const { store } = openTemporaryStore()
    const ofContoso = { ...FREEZE, customer: { id: CONTOSO, name: "Contoso Ltd" } }
    await store.brake.freeze(ofContoso, NOTE)
    await store.brake.freeze(FREEZE, NOTE)

    expect(await store.brake.frozen(CONTOSO)).toEqual(FREEZE)
    expect(await store.brake.frozen(FABRIKAM)).toEqual(FREEZE)
    expect(await store.brake.all()).toEqual([FREEZE, ofContoso])
    await store.brake.release({ by: "Lee", at: NOW }, NOTE)
    expect(await store.brake.frozen(CONTOSO)).toEqual(ofContoso)
  })

  it("still lets a run that was stopped come to its end", async () => {
    const { store } = openTemporaryStore()
    const { remediation } = await request(store.journal, await openIncident(store))
    await store.brake.freeze(FREEZE, NOTE)
    await store.journal.finish(
      remediation.id,
      { state: "failed", result: "Frozen.", finishedAt: NOW },
      makeNote(),
    )

    expect(await store.journal.unfinished()).toEqual([])
  })
})

describe("the hourly limit", () => {
  it("stops the next change of a tenant until the hour is over; the same run may go on", async () => {
    const { store, path } = openTemporaryStore()
    const incident = await openIncident(store)
    const journal = sqliteJournal(openRaw(path), 2)
    const runs = await Promise.all(ACTIONS.map((action) => request(journal, incident, action)))
    const [first, second, third] = runs.map(({ remediation }) => remediation.id)
    if (first === undefined || second === undefined || third === undefined) throw new Error("three runs")
    await journal.intend(first, STEP, makeNote({ at: NOW }))
    await journal.intend(second, STEP, makeNote({ at: NOW }))

    await expect(journal.intend(third, STEP, makeNote({ at: NOW + 1 }))).rejects.toThrow(
      "This customer's limit of 2 changes an hour is used up",
    )
    await journal.intend(second, STEP, makeNote({ at: NOW + 2 }))
    await journal.intend(third, STEP, makeNote({ at: NOW + HOUR + 3 }))
  })
})
