import { describe, expect, it } from "vitest"
import { HOUR } from "../../../src/lib/time-units.ts"
import { DeniedError, IntegrityError, RemediationError } from "../../../src/model/errors.ts"
import { buttonId, recordId, remediationId } from "../../../src/model/ids.ts"
import { CLICK, endAs, INTENT, makeRequest, openJournal, RESULT, STEP } from "./make-journal.ts"
import { CONTOSO, FABRIKAM, makeBatch, makeNote, NOW } from "./make-rows.ts"
import { openRaw } from "./temporary-store.ts"

describe("request()", () => {
  it("makes one run for two presses, and one trail entry", async () => {
    const { journal, incident, kindsInTrail } = await openJournal()

    const first = await journal.request(makeRequest(incident), CLICK)
    const second = await journal.request(makeRequest(incident, "Lee"), CLICK)

    expect(first).toMatchObject({ created: true, remediation: { state: "requested", requestedBy: "Kim" } })
    expect(second).toEqual({ created: false, remediation: first.remediation })
    expect(await kindsInTrail()).toEqual(["click"])
  })

  it.each([
    { end: "verified", again: false },
    { end: "failed", again: true },
    { end: "already-done", again: true },
  ] as const)("after a run that ended as $end: makes another one = $again", async ({ end, again }) => {
    const { journal, incident } = await openJournal()
    const { remediation } = await journal.request(makeRequest(incident), CLICK)
    await journal.intend(remediation.id, STEP, INTENT)
    await journal.finish(remediation.id, endAs(end), RESULT)

    const { created } = await journal.request(makeRequest(incident), CLICK)

    expect(created).toBe(again)
  })
})

describe("request() with a button", () => {
  it("spends it in the same transaction: it makes no second run, and the card gets another one", async () => {
    const { journal, store, incident, kindsInTrail } = await openJournal()
    const buttonNow = async () => {
      const args = [incident, "technician", "19:triage@thread.tacv2", ["stop-forwarding"], NOW + 1] as const
      return (await store.incidents.buttons(...args)).get("stop-forwarding") ?? buttonId("")
    }
    const button = await buttonNow()
    expect(await buttonNow()).toBe(button)
    const { remediation } = await journal.request(makeRequest(incident), CLICK, button)
    await journal.finish(remediation.id, endAs("failed"), RESULT)

    await expect(journal.request(makeRequest(incident), CLICK, button)).rejects.toThrow(DeniedError)

    expect(await journal.unfinished()).toEqual([])
    expect(await kindsInTrail()).toEqual(["click", "result"])
    expect((await store.incidents.button(button))?.spentAt).toBe(CLICK.at)
    expect(await buttonNow()).not.toBe(button)
  })

  it("keeps who approved it beside who asked", async () => {
    const { journal, incident } = await openJournal()

    await journal.request({ ...makeRequest(incident), approvedBy: "Sam" }, CLICK)

    expect(await journal.ofIncident(incident)).toMatchObject([{ requestedBy: "Kim", approvedBy: "Sam" }])
  })
})

describe("finish()", () => {
  it("keeps what was there before an earlier run, and never replaces what this one found itself", async () => {
    const { journal, incident } = await openJournal()
    const { remediation: found } = await journal.request(makeRequest(incident), CLICK)
    await journal.finish(found.id, { ...endAs("verified"), before: { earlier: true } }, RESULT)
    const { remediation: called } = await journal.request({ ...makeRequest(incident), part: "two" }, CLICK)
    await journal.intend(called.id, STEP, INTENT)
    await journal.finish(called.id, { ...endAs("verified"), before: { earlier: true } }, RESULT)

    const rows = await journal.ofIncident(incident)
    expect(rows.map(({ before }) => before)).toEqual([{ earlier: true }, STEP.before])
  })
})

describe("request() of an undo", () => {
  it("stands beside the fix, and its end marks the fix as undone, so that the fix may be asked for again", async () => {
    const { journal, incident } = await openJournal()
    const { remediation: fix } = await journal.request(makeRequest(incident), CLICK)
    await journal.intend(fix.id, STEP, INTENT)
    await journal.finish(fix.id, endAs("verified"), RESULT)
    const undo = await journal.request({ ...makeRequest(incident), undoes: fix.id }, CLICK)
    await journal.intend(undo.remediation.id, STEP, INTENT)

    await journal.finish(undo.remediation.id, endAs("verified"), RESULT)

    const rows = await journal.ofIncident(incident)
    expect(rows.map(({ state, undoes }) => [state, undoes])).toEqual([
      ["undone", undefined],
      ["verified", fix.id],
    ])
    expect((await journal.request(makeRequest(incident), CLICK)).created).toBe(true)
  })

  it("marks what a failed fix left as undone, too, and keeps what was known of it", async () => {
    const { journal, incident } = await openJournal()
    const { remediation: fix } = await journal.request(makeRequest(incident), CLICK)
    await journal.intend(fix.id, STEP, INTENT)
    await journal.finish(fix.id, { ...endAs("failed"), leaves: "some" }, RESULT)
    const { remediation: undo } = await journal.request({ ...makeRequest(incident), undoes: fix.id }, CLICK)

    await journal.finish(undo.id, endAs("verified"), RESULT)

    expect((await journal.ofIncident(incident))[0]).toMatchObject({ state: "undone", leaves: "some" })
  })

  it("leaves the fix standing when it failed", async () => {
    const { journal, incident } = await openJournal()
    const { remediation: fix } = await journal.request(makeRequest(incident), CLICK)
    await journal.intend(fix.id, STEP, INTENT)
    await journal.finish(fix.id, endAs("verified"), RESULT)
    const { remediation: undo } = await journal.request({ ...makeRequest(incident), undoes: fix.id }, CLICK)

    await journal.finish(undo.id, endAs("failed"), RESULT)

    expect((await journal.ofIncident(incident))[0]?.state).toBe("verified")
    expect((await journal.request(makeRequest(incident), CLICK)).created).toBe(false)
  })

  it("keeps a plan that is a request to Microsoft Graph as it was", async () => {
    const { journal, incident } = await openJournal()
    const { remediation } = await journal.request(makeRequest(incident), CLICK)
    const call = {
      method: "PATCH",
      path: "/users/7",
      body: { accountEnabled: false },
      recordedAs: ["x"],
    } as const

    await journal.intend(remediation.id, { before: {}, plan: [call] }, INTENT)

    expect((await journal.ofIncident(incident))[0]?.plan).toEqual([call])
  })
})

describe("intend(), finish()", () => {
  it("keep snapshot, plan and result, each with its trail entry", async () => {
    const { journal, incident, kindsInTrail } = await openJournal()
    const { remediation } = await journal.request(makeRequest(incident), CLICK)

    await journal.intend(remediation.id, STEP, INTENT)
    expect(await journal.unfinished()).toEqual([{ ...remediation, ...STEP, state: "intended" }])
    await journal.finish(remediation.id, endAs("verified"), RESULT)

    expect(await journal.unfinished()).toEqual([])
    expect(await journal.ofIncident(incident)).toEqual([{ ...remediation, ...STEP, ...endAs("verified") }])
    expect(await kindsInTrail()).toEqual(["click", "intent", "result"])
  })

  it("refuse a run that is finished or unknown, and write nothing", async () => {
    const { journal, incident, kindsInTrail } = await openJournal()
    const { remediation } = await journal.request(makeRequest(incident), CLICK)
    await journal.finish(remediation.id, endAs("failed"), RESULT)

    await expect(journal.finish(remediation.id, endAs("verified"), RESULT)).rejects.toThrow(RemediationError)
    await expect(journal.intend(remediation.id, STEP, INTENT)).rejects.toThrow(RemediationError)
    await expect(journal.intend(remediationId(9), STEP, INTENT)).rejects.toThrow(RemediationError)

    expect(await journal.ofIncident(incident)).toMatchObject([{ state: "failed" }])
    expect(await kindsInTrail()).toEqual(["click", "result"])
  })

  it("write no intent that the trail can't take", async () => {
    const { journal, incident, path } = await openJournal()
    const { remediation } = await journal.request(makeRequest(incident), CLICK)
    openRaw(path).exec(
      "CREATE TRIGGER full BEFORE INSERT ON trail BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    )

    await expect(journal.intend(remediation.id, STEP, INTENT)).rejects.toThrow("disk full")

    expect(await journal.unfinished()).toEqual([remediation])
  })

  it("stop when the end of the trail was cut off, while watching goes on", async () => {
    const { journal, store, incident, path } = await openJournal()
    const { remediation } = await journal.request(makeRequest(incident), CLICK)
    openRaw(path).exec("DROP TRIGGER trail_no_delete; DELETE FROM trail WHERE seq = 2")

    await expect(journal.intend(remediation.id, STEP, INTENT)).rejects.toThrow(IntegrityError)
    await expect(
      journal.request({ ...makeRequest(incident), action: "disable-inbox-rule" }, CLICK),
    ).rejects.toThrow(IntegrityError)

    expect(await store.trail.append(makeNote())).toMatchObject({ seq: 3 })
  })
})

describe("unfinished()", () => {
  it("gives the oldest first", async () => {
    const { journal, incident } = await openJournal()
    await journal.request(makeRequest(incident), CLICK)
    await journal.request({ ...makeRequest(incident), action: "remove-mailbox-permission" }, CLICK)

    const actions = (await journal.unfinished()).map((run) => run.action)

    expect(actions).toEqual(["stop-forwarding", "remove-mailbox-permission"])
  })
})

describe("since()", () => {
  it("gives runs that may have changed something, not those that called nothing", async () => {
    const { journal, incident } = await openJournal()
    const { remediation } = await journal.request(makeRequest(incident), CLICK)
    expect(await journal.since(CONTOSO, 0)).toEqual([])
    await journal.intend(remediation.id, STEP, INTENT)
    const { subject } = makeRequest(incident)
    const about = { id: remediation.id, incidentId: incident, tenantId: CONTOSO, subject }
    const ours = { ...about, action: "stop-forwarding", records: [] }
    const round = { from: NOW + 10, plan: STEP.plan }
    expect(await journal.since(CONTOSO, NOW + 10)).toEqual([
      { ...ours, rounds: [{ ...round, to: NOW + 10 + HOUR }] },
    ])

    await journal.finish(remediation.id, endAs("failed"), RESULT)

    expect(await journal.since(CONTOSO, NOW + 20)).toEqual([
      { ...ours, rounds: [{ ...round, to: NOW + 20 }] },
    ])
    expect(await journal.since(CONTOSO, NOW + 21)).toEqual([])
    expect(await journal.since(FABRIKAM, 0)).toEqual([])
  })

  it("keeps which records its calls left, each once, also when they come again", async () => {
    const { journal, store, incident } = await openJournal()
    const { remediation } = await journal.request(makeRequest(incident), CLICK)
    await journal.intend(remediation.id, STEP, INTENT)
    const left = { id: recordId("one"), happenedAt: NOW + 12, call: "0.0 set-mailbox" }
    const fixRecords = [{ ...left, fix: remediation.id }]
    const nothing = () => ({ incidents: [] })

    await store.records.saveBatch({ ...makeBatch(), fixRecords }, nothing)
    await store.records.saveBatch({ ...makeBatch(), fixRecords }, nothing)

    expect(await journal.since(CONTOSO, 0)).toMatchObject([{ records: [left] }])
  })

  it("keeps every plan that was sent: after a death in between a later one holds what was left", async () => {
    const { journal, incident } = await openJournal()
    const { remediation } = await journal.request(makeRequest(incident), CLICK)
    const second = { cmdlet: "Enable-InboxRule", parameters: { Identity: "1" } }
    await journal.intend(remediation.id, { ...STEP, plan: [...STEP.plan, second] }, INTENT)
    await journal.intend(remediation.id, { ...STEP, plan: [second] }, { ...INTENT, at: NOW + 2 * HOUR })
    await journal.finish(remediation.id, { ...endAs("verified"), finishedAt: NOW + 2 * HOUR + 5 }, RESULT)

    const [fix] = await journal.since(CONTOSO, 0)

    // A process that died at once sent nothing in the hours until the next one began.
    expect(fix?.rounds).toEqual([
      { from: NOW + 10, to: NOW + 10 + HOUR, plan: [...STEP.plan, second] },
      { from: NOW + 2 * HOUR, to: NOW + 2 * HOUR + 5, plan: [second] },
    ])
  })
})
