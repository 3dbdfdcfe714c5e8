/** One fix for everything that a burst's card stands for: shown first, many journal rows from one press, taken back alike. */
import { describe, expect, it } from "vitest"
import type { Remediation, RemediationState } from "../../src/model/remediation.ts"
import { withOutcome } from "../../src/respond/outcome.ts"
import { createBulkPlanner } from "../../src/respond/run-plan-bulk.ts"
import { createFakeExchange } from "../fakes/mailbox-admin.ts"
import { BOXES, BULK, burst, confirm, goOn, planIn, press, rows, SAM } from "./make-bulk.ts"
import { type Case, CONTOSO, callerOf, KIM, NOW, UNPROTECTED } from "./make-case.ts"
import { runnerOf } from "./make-runner.ts"

/** Ends every unfinished run as told, the way the runner does. */
async function end(one: Case, stateOf: (index: number) => RemediationState = () => "verified") {
  const open = (await rows(one)).filter(({ state }) => state === "requested")
  const ended: Remediation[] = []
  for (const [index, run] of open.entries()) {
    const note = { at: NOW, kind: "result", who: "watchpost", what: "ended", data: {} } as const
    await one.store.journal.intend(
      run.id,
      { before: { held: ["FullAccess"] }, plan: [] },
      { ...note, kind: "intent" },
    )
    await one.store.journal.finish(
      run.id,
      { state: stateOf(index), finishedAt: NOW, result: `Ended ${index}.` },
      note,
    )
    ended.push({ ...run, state: stateOf(index), finishedAt: NOW, result: `Ended ${index}.` })
  }
  await one.store.incidents.change(one.incidentId, (incident) => ({
    incident: ended.reduce((told, run) => withOutcome(told, run, ended), incident),
    notes: [],
  }))
}

/** The runner stopped these before their first call, as the directory said whose they are. */
async function stop(one: Case, which: (index: number) => boolean): Promise<void> {
  const result = "It concerns an account for emergencies."
  for (const [index, run] of (await rows(one)).entries()) {
    const end = which(index)
      ? ({ state: "unapproved", plan: [], result } as const)
      : { state: "verified" as const }
    const note = { at: NOW, kind: "result", who: "watchpost", what: "ended", data: {} } as const
    if (run.state === "requested") await one.store.journal.finish(run.id, { ...end, finishedAt: NOW }, note)
  }
  await runnerOf(one.store, createFakeExchange([])).reconcile()
}

describe("fix-all", () => {
  it("asks one question for all that the runner stopped, and a second person runs those and no others", async () => {
    const one = await burst({}, UNPROTECTED, 60)
    await confirm(one, "fix-all")

    await stop(one, (index) => index % 2 === 0)

    const { approval, state } = await one.incident()
    expect(state).toBe("claimed")
    expect(approval).toMatchObject({
      ...{ action: "fix-all", title: "Remove all 30", by: KIM.name },
      why: ["It concerns an account for emergencies."],
    })
    await press(one, "approve", SAM)
    const again = (await rows(one)).filter((run) => run.state === "requested")
    expect(again).toHaveLength(30)
    expect(again.every(({ approvedBy }) => approvedBy?.startsWith(SAM.name))).toBe(true)
    await end(one)
    expect((await one.incident()).state).toBe("fixed")
  })

  it("asks the same way where it is taken back, and the incident stays fixed", async () => {
    const one = await burst({}, UNPROTECTED, 60)
    await confirm(one, "fix-all")
    await end(one)
    await confirm(one, "undo-remove-mailbox-permission")

    await stop(one, () => true)

    const { approval, state } = await one.incident()
    expect([state, approval?.action]).toEqual(["fixed", "undo-remove-mailbox-permission"])
    await press(one, "approve", SAM)
    expect((await rows(one)).filter((run) => run.state === "requested")).toHaveLength(60)
  })

  it("shows how many and what before it does anything", async () => {
    const one = await burst()

    const shown = JSON.stringify(await press(one, "fix-all"))

    expect(shown).toContain("Remove all 120")
    expect(shown).toContain("“Remove this permission” is run 120 times")
    expect(shown).toContain("box0@contoso.example, box100@contoso.example")
    expect(shown).toContain("… and 112 more")
    expect(await rows(one)).toEqual([])
  })

  it("makes one row for each from one press, in one transaction, and spends the button", async () => {
    const one = await burst()
    const button = await one.button("fix-all")
    const plan = planIn(await one.press(callerOf(KIM), button))

    await one.press(callerOf(KIM), button, { inputs: { plan } })
    await one.press(callerOf(KIM), button, { inputs: { plan } })

    const made = await rows(one)
    expect(made).toHaveLength(BOXES)
    expect(new Set(made.map(({ subject }) => subject.mailbox)).size).toBe(BOXES)
    expect(new Set(made.map((run) => run.press))).toEqual(new Set([made[0]?.id]))
    expect((await one.incident()).state).toBe("working")
    expect((await one.incident()).history.at(-1)?.what).toBe("asked for “Remove all 120”")
  })

  it("waits for a second person where the policy says so for many, and runs for them what was shown", async () => {
    const one = await burst({}, BULK)

    await confirm(one, "fix-all")
    expect(await rows(one)).toEqual([])
    expect((await one.incident()).approval).toMatchObject({
      ...{ action: "fix-all", title: "Remove all 120" },
      by: "Kim Vega",
      why: ["It concerns 120 things at once."],
    })
    expect((await one.incident()).history.at(-1)?.what).toBe(
      "asked for “Remove all 120”, which needs a second person",
    )
    await press(one, "approve")
    expect(await rows(one)).toEqual([])
    await press(one, "approve", SAM)

    const made = await rows(one)
    expect(made).toHaveLength(BOXES)
    expect(
      made.every(
        ({ requestedBy, approvedBy }) => requestedBy.startsWith("Kim") && approvedBy?.startsWith("Sam"),
      ),
    ).toBe(true)
  })

  it("runs for the second person what was shown: what goes on meanwhile is a card of its own", async () => {
    const one = await burst({}, BULK)
    await confirm(one, "fix-all")
    await goOn(one)
    expect((await one.incident()).count).toBe(BOXES)
    expect(await one.store.incidents.list({ tenants: [CONTOSO], limit: 10 })).toHaveLength(2)

    await press(one, "approve", SAM)

    expect((await rows(one)).map(({ subject }) => subject.mailbox)).not.toContain("box500@contoso.example")
    expect(await rows(one)).toHaveLength(BOXES)
  })

  it("doesn't begin when something joined the card in the moment of the press", async () => {
    let joins = false
    const one: Case = await burst({
      planBulk: async (incident, action, person) => {
        const deps = { store: one.store, protectionOf: () => UNPROTECTED, now: () => NOW }
        const plan = await createBulkPlanner(deps)(incident, action, person)
        if (joins) await goOn(one)
        return plan
      },
    })
    const plan = planIn(await press(one, "fix-all"))
    joins = true

    const reply = await press(one, "fix-all", KIM, { plan })

    expect(JSON.stringify(reply)).toContain("Something joined this card just now")
    expect(await rows(one)).toEqual([])
    expect(await one.incident()).toMatchObject({ state: "new", count: BOXES + 1 })
  })

  it("does nothing where it would do only a part", async () => {
    const one = await burst({}, UNPROTECTED, 501)

    const reply = await press(one, "fix-all")

    expect(JSON.stringify(reply)).toContain("it concerns 501 things, and a card fixes 500 at most")
    expect(await rows(one)).toEqual([])
  })

  it("refuses whoever is among those whom it concerns", async () => {
    const kim = { ...KIM, upn: "box77@contoso.example" }
    const one = await burst({ people: [kim] })

    const reply = await press(one, "fix-all", kim)

    expect(reply).toEqual({
      text: "Some of it concerns your own account, so nothing was done; ask a colleague.",
    })
  })

  it("is fixed with one line of history when all are proven, and failed when one isn't", async () => {
    const [good, bad] = [await burst(), await burst()]
    await confirm(good, "fix-all")
    await confirm(bad, "fix-all")

    await end(good)
    await end(bad, (index) => (index === 3 ? "failed" : "verified"))

    expect(await good.incident()).toMatchObject({
      state: "fixed",
      standing: [{ action: "remove-mailbox-permission", part: "all", undoable: true }],
    })
    expect((await good.incident()).history.slice(-2).map(({ what }) => what)).toEqual([
      "asked for “Remove all 120”",
      "“Remove this permission”: 120 of 120 done",
    ])
    expect((await bad.incident()).state).toBe("failed")
    expect((await bad.incident()).history.at(-1)).toMatchObject({
      what: "“Remove this permission”: 119 of 120 done",
      customerSafe: false,
    })
  })

  it("asks again only for what isn't done yet", async () => {
    const one = await burst()
    await confirm(one, "fix-all")
    await end(one, (index) => (index === 3 ? "failed" : "verified"))

    const again = JSON.stringify(await press(one, "fix-all"))
    await confirm(one, "fix-all")
    await end(one)

    expect(again).toContain("Remove 1 now")
    expect(await rows(one)).toHaveLength(BOXES + 1)
    expect((await one.incident()).state).toBe("fixed")
  })

  it("is taken back whole by one press, each by a run of its own", async () => {
    const one = await burst()
    await confirm(one, "fix-all")
    await end(one)

    const shown = JSON.stringify(await press(one, "undo-remove-mailbox-permission"))
    await confirm(one, "undo-remove-mailbox-permission")
    const made = (await rows(one)).filter(({ undoes }) => undoes !== undefined)
    await end(one)

    expect(shown).toContain("Undo all 120")
    expect(made).toHaveLength(BOXES)
    expect(await one.incident()).toMatchObject({ state: "claimed", standing: [] })
  })
})
