/** Several fixes from one press: one transaction, one button, one count. */
import { describe, expect, it } from "vitest"
import { sqliteJournal } from "../../../src/adapters/sqlite/journal.ts"
import type { FixName } from "../../../src/model/action.ts"
import { DeniedError } from "../../../src/model/errors.ts"
import type { IncidentId } from "../../../src/model/ids.ts"
import { CLICK, INTENT, RESULT } from "./make-journal.ts"
import { CONTOSO, NOW } from "./make-rows.ts"
import { openIncident, openRaw, openTemporaryStore } from "./temporary-store.ts"

const STEP = { before: {}, plan: [] }

const wanted = (incidentId: IncidentId, action: FixName, part = "all") => ({
  ...{ tenantId: CONTOSO, incidentId, action, part },
  ...{ requestedBy: "Kim", requestedAt: NOW, subject: { account: "bob@contoso.example" } },
})

async function openJournal() {
  const { store, path } = openTemporaryStore()
  const incident = await openIncident(store)
  const three = (["disable-sign-in", "revoke-sessions", "remove-oauth-grant"] as const).map((fix) =>
    wanted(incident, fix),
  )
  const clicks = async () => (await store.trail.read(1, 100)).filter(({ kind }) => kind === "click").length
  return { journal: store.journal, store, path, incident, three, clicks }
}

describe("requestAll()", () => {
  it("makes all runs in their order with one trail entry, and each knows the press", async () => {
    const { journal, incident, three, clicks } = await openJournal()

    const made = await journal.requestAll(three, CLICK)

    expect(await journal.unfinished()).toEqual(made)
    expect(await journal.ofIncident(incident)).toEqual(made)
    expect(made.map(({ action }) => action)).toEqual(three.map(({ action }) => action))
    expect(new Set(made.map(({ press }) => press))).toEqual(new Set([made[0]?.id]))
    expect(await clicks()).toBe(1)
  })

  it("holds the same fix of several things apart by their part", async () => {
    const { journal, incident } = await openJournal()

    const made = await journal.requestAll(
      [wanted(incident, "remove-oauth-grant", "one"), wanted(incident, "remove-oauth-grant", "two")],
      CLICK,
    )

    expect(made).toHaveLength(2)
  })

  it("leaves out what is unfinished or verified, and writes nothing when nothing is left", async () => {
    const { journal, three, clicks } = await openJournal()
    const [first] = await journal.requestAll(three.slice(0, 2), CLICK)
    if (first === undefined) throw new Error("nothing was made")
    await journal.intend(first.id, STEP, INTENT)
    await journal.finish(first.id, { state: "verified", finishedAt: NOW + 20 }, RESULT)

    expect(await journal.requestAll(three.slice(0, 2), CLICK)).toEqual([])
    const rest = await journal.requestAll(three, CLICK)

    expect(rest.map(({ action }) => action)).toEqual(["remove-oauth-grant"])
    expect(await clicks()).toBe(2)
  })

  it("keeps a skipped one with its reason, over at once", async () => {
    const { journal, incident } = await openJournal()

    const [made] = await journal.requestAll(
      [{ ...wanted(incident, "reset-password"), skipped: "Reset it on premises." }],
      CLICK,
    )

    expect(made).toMatchObject({ state: "skipped", result: "Reset it on premises.", finishedAt: NOW })
    expect(await journal.ofIncident(incident)).toEqual([made])
    expect(await journal.unfinished()).toEqual([])
  })

  it("spends the button once for all, and makes nothing with a spent one", async () => {
    const { store, incident, three } = await openJournal()
    const buttons = await store.incidents.buttons(incident, "technician", "19:x", ["secure-account"], NOW + 1)
    const button = buttons.get("secure-account")
    await store.journal.requestAll(three.slice(0, 1), CLICK, button)

    await expect(store.journal.requestAll(three, CLICK, button)).rejects.toThrow(DeniedError)

    expect(await store.journal.ofIncident(incident)).toHaveLength(1)
  })

  it("counts one press once for the limit of an hour, and the next press beyond it is refused", async () => {
    const { path, incident, three } = await openJournal()
    const journal = sqliteJournal(openRaw(path), 1)
    const made = await journal.requestAll(three, CLICK)
    for (const { id } of made) await journal.intend(id, STEP, INTENT)
    const [other] = await journal.requestAll([wanted(incident, "stop-forwarding")], CLICK)
    if (other === undefined) throw new Error("nothing was made")

    await expect(journal.intend(other.id, STEP, INTENT)).rejects.toThrow("limit of 1 changes an hour")
    // What was begun a year ahead of us was begun while the clock was wrong.
    openRaw(path).exec("UPDATE remediation SET intended_at = intended_at + 365 * 86400000")
    await journal.intend(other.id, STEP, INTENT)
  })
})
