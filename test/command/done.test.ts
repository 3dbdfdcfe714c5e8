/** "What was fixed": what was done for a customer, as the customer may read it, from a real store. */
import { describe, expect, it } from "vitest"
import type { LinkedFile } from "../../src/command/file-links.ts"
import type { FixName } from "../../src/model/action.ts"
import type { Alert, HistoryLine, Incident } from "../../src/model/alert.ts"
import type { IncidentId, RemediationId, TenantId } from "../../src/model/ids.ts"
import type { RemediationState } from "../../src/model/remediation.ts"
import type { Store } from "../../src/ports/store.ts"
import { judged } from "../adapters/sqlite/make-judged.ts"
import { makeNote } from "../adapters/sqlite/make-rows.ts"
import { chat } from "./ask.ts"
import { ALEX, CONTOSO, CONTOSO_CHANNEL, FABRIKAM, NOW } from "./make.ts"

const DAY = 86_400_000
const CONTACT = { conversationId: CONTOSO_CHANNEL, objectId: ALEX, teamsTenantId: CONTOSO } as const
const KIM = "Kim Vega (51a7c0de-0000-4000-8000-000000000007)"

type Run = {
  readonly action?: FixName
  readonly state?: Exclude<RemediationState, "requested" | "intended" | "overtaken">
  readonly undoes?: RemediationId
  readonly approvedBy?: string
  readonly at?: number
}

/** A run that ended, and the line about it that its incident keeps. */
async function run(
  store: Store,
  tenantId: TenantId,
  incidentId: IncidentId,
  over: Run,
): Promise<RemediationId> {
  const { action = "stop-forwarding", state = "verified", at = NOW - DAY, undoes, approvedBy } = over
  const { remediation } = await store.journal.request(
    {
      ...{ tenantId, incidentId, action, requestedBy: KIM, requestedAt: at - 4_000, subject: {} },
      ...(undoes === undefined ? {} : { undoes }),
      ...(approvedBy === undefined ? {} : { approvedBy }),
    },
    makeNote({ tenantId, incidentId, kind: "click" }),
  )
  await store.journal.intend(remediation.id, { before: {}, plan: [] }, makeNote({ kind: "intent" }))
  await store.journal.finish(remediation.id, { state, finishedAt: at }, makeNote({ kind: "result" }))
  await write(store, incidentId, { at, who: "Watchpost for Kim Vega", what: "done", customerSafe: true })
  return remediation.id
}

const write = (store: Store, id: IncidentId, line: HistoryLine): Promise<Incident | undefined> =>
  store.incidents.change(id, (incident) => ({
    incident: { ...incident, history: [...incident.history, line] },
    notes: [],
  }))

const OLD: Partial<Alert> = { happenedAt: NOW - 60 * DAY }

describe("what was fixed", () => {
  it("goes into a file with a time that can be sorted", async () => {
    const files: LinkedFile[] = []
    const offer = (one: LinkedFile): string => {
      files.push(one)
      return "https://watch.northwind.example/files/1/2"
    }
    const { ask, store } = await chat([], { files: { offer } })
    await run(store, CONTOSO, await judged(store, CONTOSO, {}), {})

    await ask("what was fixed", CONTACT)
    await ask("export that as csv", CONTACT)

    expect(files[0]?.body.toString()).toMatch(
      /Time \(UTC\),When,About,By,Result\r\n2026-11-20T10:00:00.000Z,"20 Nov 2026, 11:00 CET: Stop forwarding",/,
    )
  })

  it("tells a contact each fix with when, who, about what and how it ended, newest first", async () => {
    const { ask, store } = await chat([])
    const id = await judged(store, CONTOSO, {}, { happenedAt: NOW - DAY })
    await run(store, CONTOSO, id, { approvedBy: "Lee Ito (51a7c0de-0000-4000-8000-000000000017)" })
    await run(store, CONTOSO, id, { action: "disable-sign-in", state: "failed", at: NOW - 3_600_000 })

    const text = await ask("what was fixed this month", CONTACT)

    expect(text).toContain("For Contoso Ltd only, this month: 2 fixes, newest first.")
    expect(text).toContain("20 Nov 2026, 11:00 CET: Stop forwarding")
    expect(text).toContain("Kim Vega, approved by Lee Ito")
    expect(text).toContain("done and checked")
    expect(text).toContain("did not work")
    expect(text).toContain(`Incident ${id}: `)
    expect(text).not.toContain("51a7c0de")
    expect(text.indexOf("Block sign-in")).toBeLessThan(text.indexOf("Stop forwarding"))
  })

  it("goes by when it was done, not by when the incident happened", async () => {
    const { ask, store } = await chat([])
    const id = await judged(store, CONTOSO, {}, OLD)
    const fix = await run(store, CONTOSO, id, { at: NOW - 40 * DAY })
    await run(store, CONTOSO, id, { undoes: fix, at: NOW - 2 * DAY })

    const [month, before] = [
      await ask("what was fixed", CONTACT),
      await ask("what was fixed in october", CONTACT),
    ]

    expect(month).toContain("this month: 1 taken back.")
    expect(month).toContain("Undo: stop forwarding")
    expect(before).toContain(": 1 fix.")
    expect(before).toContain("done, taken back later")
  })

  it("tells what was closed; why is for technicians alone", async () => {
    const { ask, store } = await chat([])
    const id = await judged(store, CONTOSO, {})
    const [at, who] = [NOW - DAY, "Kim Vega"]
    const what = "closed this as not a threat: their new scanner"
    await write(store, id, { at, who, what, customerSafe: false, kind: "not-a-threat" })
    await write(store, id, { at: at + 1, who, what: "opened this again", customerSafe: true, kind: "reopen" })
    await write(store, id, { at, who, what: "a note of ours", customerSafe: false, kind: "note" })

    const [told, ours] = [await ask("what was closed", CONTACT), await ask("what was closed at contoso")]

    expect(told).toContain("1 closed without a fix, 1 opened again")
    expect(told).toContain("Closed: not a threat")
    expect(told).not.toMatch(/scanner|a note of ours/)
    expect(ours).toContain("their new scanner")
    expect(ours).not.toContain("a note of ours")
  })

  it("leaves out what was only read, skipped, or refused before anything was called", async () => {
    const { ask, store } = await chat([])
    const id = await judged(store, CONTOSO, {})
    await run(store, CONTOSO, id, { action: "keep-evidence" })
    await run(store, CONTOSO, id, { action: "reset-password", state: "unapproved" })
    await run(store, CONTOSO, id, { action: "revoke-sessions", state: "skipped" })

    expect(await ask("what was fixed", CONTACT)).toContain("nothing was fixed, taken back or closed.")
  })

  it("makes one thing of many of one fix from one press", async () => {
    const { ask, store } = await chat([])
    const incidentId = await judged(store, CONTOSO, {})
    const base = { tenantId: CONTOSO, incidentId, action: "stop-forwarding", requestedBy: KIM } as const
    const runs = await store.journal.requestAll(
      ["a", "b", "c"].map((part) => ({ ...base, part, requestedAt: NOW - DAY, subject: {} })),
      makeNote({ kind: "click" }),
    )
    for (const [index, { id }] of runs.entries()) {
      const state = index === 0 ? "failed" : "verified"
      await store.journal.finish(id, { state, finishedAt: NOW - DAY }, makeNote({ kind: "result" }))
    }
    await write(store, incidentId, { at: NOW - DAY, who: "Watchpost", what: "2 of 3", customerSafe: true })

    const text = await ask("what was fixed", CONTACT)

    expect(text).toContain(": 1 fix.")
    expect(text).toContain("1 did not work; 2 done and checked")
  })

  it("tells a customer nothing of another's, and of what is for technicians alone", async () => {
    const { ask, store } = await chat([])
    const [blind, other] = [
      await judged(store, CONTOSO, { subject: "blind:contoso" }),
      await judged(store, FABRIKAM, {}),
    ]
    await run(store, CONTOSO, blind, {})
    await run(store, FABRIKAM, other, { action: "disable-sign-in" })

    const all = await ask("what was fixed")

    expect(await ask("what was fixed", CONTACT)).toContain("nothing was fixed")
    expect(await ask("what was fixed at fabrikam", CONTACT)).toContain("I can't answer")
    expect(all).toContain("For all customers, this month: 2 fixes")
    expect(all).toMatch(/Fabrikam GmbH.*Contoso Ltd|Contoso Ltd.*Fabrikam GmbH/s)
  })

  it("tells a customer of a fix for what was there before anybody watched, and not how the rest was judged", async () => {
    const { ask, store } = await chat([])
    const id = await judged(store, CONTOSO, {}, { wasThere: true })
    const other = await judged(store, CONTOSO, {}, { wasThere: true })
    const what = "closed this as expected: theirs"
    await run(store, CONTOSO, id, {})
    await write(store, other, { at: NOW - DAY, who: "Kim", what, customerSafe: false, kind: "expected" })

    expect(await ask("what was fixed", CONTACT)).toContain("this month: 1 fix.")
    expect(await ask("what was fixed at contoso")).toContain("1 fix, 1 closed without a fix")
  })

  it.each([
    "what did you do this month",
    "What did you do for us this month?",
    "what have you fixed this month",
    "what did our provider do this month",
    "what has been fixed?",
    "was wurde behoben",
    "was wurde diesen Monat erledigt",
    "Was habt ihr diesen Monat gemacht?",
  ])("understands “%s”", async (question) => {
    const { ask } = await chat([])

    expect(await ask(question, CONTACT)).toContain("nothing was fixed, taken back or closed.")
  })

  it("takes a customer in German, too", async () => {
    const { ask } = await chat([])

    expect(await ask("Was habt ihr bei contoso diesen Monat gemacht?")).toContain(
      "For Contoso Ltd only, diesen monat: nothing was fixed",
    )
  })

  it("still takes “what did ada do” for a person", async () => {
    const { ask } = await chat([])

    expect(await ask("what did ada do this month", CONTACT)).not.toContain("What was done")
  })
})
