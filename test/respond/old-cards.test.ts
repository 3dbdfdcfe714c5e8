/** Every button of a card that was drawn when the incident was new, pressed in every state that it can be in by then. */
import { describe, expect, it } from "vitest"
import { type IncidentEvent, nextState } from "../../src/alert/incident-state.ts"
import { customerActions, technicianActions } from "../../src/card/buttons.ts"
import { type ActionName, isFix, isUndo } from "../../src/model/action.ts"
import { INCIDENT_STATES, type Incident, type IncidentState } from "../../src/model/alert.ts"
import { ANNA, CONTOSO_CHANNEL, callerOf, KIM, LEE, makeCase, NOW, TRIAGE } from "./make-case.ts"

/** What each button asks of the incident's life; a note asks for nothing. */
const EVENTS: Readonly<Partial<Record<ActionName, IncidentEvent>>> = {
  "stop-forwarding": "request-fix",
  "undo-stop-forwarding": "request-undo",
  claim: "claim",
  "hand-over": "hand-over",
  snooze: "snooze",
  expected: "expected",
  "not-a-threat": "not-a-threat",
  reopen: "reopen",
  "that-was-us": "customer-expected",
  "we-dont-know-this": "customer-unknown",
}
const BUTTONS: readonly ActionName[] = [
  ...["stop-forwarding", "undo-stop-forwarding", "claim", "hand-over", "snooze", "note"],
  ...["expected", "not-a-threat", "reopen", "that-was-us", "we-dont-know-this"],
] as readonly ActionName[]
const CASES = INCIDENT_STATES.flatMap((state) => BUTTONS.map((action) => [action, state] as const))
/** What forms ask for, filled in. */
const inputs = { plan: "send", reason: "ticket 4711", text: "called them", length: "4h", to: LEE.objectId }

const isCustomers = (action: ActionName): boolean => action.startsWith("that-was") || action.startsWith("we-")

/** A new incident, with a fix that stands where it is fixed. */
async function caseIn(state: IncidentState) {
  const one = await makeCase()
  const standing: Incident["standing"] =
    state === "fixed" ? [{ action: "stop-forwarding", fixedAt: NOW - 60_000, undoable: true }] : []
  return {
    ...one,
    turn: () =>
      one.store.incidents.change(one.incidentId, (current) => ({
        incident: { ...current, state, ...(state === "new" ? {} : { owner: "Somebody Else" }), standing },
        notes: [],
      })),
  }
}

describe("a press on an old card", () => {
  it.each(CASES)(
    "%s, when the incident is %s: does what the table says, or tells how it is",
    async (action, state) => {
      const one = await caseIn(state)
      const [face, place, person] = isCustomers(action)
        ? (["customer", CONTOSO_CHANNEL, callerOf(ANNA, { conversationId: CONTOSO_CHANNEL })] as const)
        : (["technician", TRIAGE, callerOf(KIM)] as const)
      const button = await one.button(action, face, place)
      await one.turn()

      const reply = await one.press(person, button, { inputs: isFix(action) || isUndo(action) ? {} : inputs })

      const event = EVENTS[action]
      const wanted = (event && nextState(state, event)) ?? state
      const after = await one.incident()
      // Nothing was fixed here that could be taken back.
      expect(after.state).toBe(isUndo(action) ? state : wanted)
      expect("card" in reply ? reply.card.summary : reply.text).not.toBe("")
      if ("card" in reply) expect(reply.card.summary).toBe(`${face} ${after.state}`)
      expect((await one.trail()).map(({ kind }) => kind)).toContain("click")
    },
  )
})

describe("what a card offers", () => {
  it.each(INCIDENT_STATES)("works when the incident is %s", async (state) => {
    const one = await caseIn(state)
    await one.turn()
    const incident = await one.incident()

    const offered = [...technicianActions(incident, true, NOW), ...customerActions(incident)]
    const dead = offered.filter((action) => {
      const event = EVENTS[action]
      return event !== undefined && nextState(state, event) === undefined
    })

    expect(offered).not.toEqual([])
    expect(dead).toEqual([])
  })
})
