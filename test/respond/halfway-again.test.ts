/** What failed halfway and is pressed, taken back or taken up once more: nothing is forgotten, and nothing is called twice. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { incidentId, remediationId } from "../../src/model/ids.ts"
import { ACTIONS } from "../../src/respond/actions/catalogue.ts"
import { isSeen, leftBehind } from "../../src/respond/half-done.ts"
import { undoing } from "../../src/respond/undo.ts"
import { lynnesRules, RULES } from "./lynnes-rules.ts"
import { type Case, CONTOSO } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"
import { EVIL, FORWARD, slowReplica } from "./slow-replica.ts"
import { secure, takenOver, told } from "./taken-over.ts"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const { mailbox, lagging, accepted, forwardCase } = slowReplica(() => rig)
const { states, makeRules, spoil, rulesCase } = lynnesRules(() => rig)
const written = () => rig.sent.filter((body) => body.includes('"Set-Mailbox"')).length

/** The process dies right after `step` of the journal, where `isIt`. */
function dying(one: Case, step: "intend" | "finish", isIt: (given: unknown) => boolean): Case {
  const { journal } = one.store
  const intend: typeof journal.intend = async (...given) => {
    await journal.intend(...given)
    if (step === "intend" && isIt(given)) throw new Error("killed")
  }
  const finish: typeof journal.finish = async (...given) => {
    if (step === "finish" && isIt(given)) throw new Error("killed")
    await journal.finish(...given)
  }
  return { ...one, store: { ...one.store, journal: { ...journal, intend, finish } } }
}

describe("a fix of several calls", () => {
  it("is taken back whole after half a fix, half a way back, and the fix again", async () => {
    makeRules("a", "b", "c")
    spoil("c")
    const one = await rulesCase()
    await rig.fix(one, RULES)
    spoil("b")
    await rig.undo(one, RULES)
    expect(states()).toEqual(["a true", "b false", "c true"])

    const again = await rig.fix(one, RULES)
    expect(again.state).toBe("verified")
    await rig.undo(one, RULES)

    expect(states()).toEqual(["a true", "b true", "c true"])
  })
})

describe("taking back what wasn't seen", () => {
  it("isn't called again where the first try has arrived by now", async () => {
    const one = await forwardCase()
    await accepted(one)
    const lag = lagging(99, null)
    expect((await rig.undo(one, FORWARD)).state).toBe("failed")
    lag.times = 0
    const calls = written()

    expect((await rig.undo(one, FORWARD)).state).toBe("already-done")
    expect(written()).toBe(calls)
  })

  it("isn't called again by a restart that finds it done", async () => {
    const one = await forwardCase()
    await accepted(one)
    await rig.undo(
      dying(one, "finish", () => true),
      FORWARD,
    )
    const calls = written()

    expect((await rig.resume(one)).state).toBe("verified")
    expect(written()).toBe(calls)
    expect(mailbox().forwardingSmtpAddress).toBe(EVIL)
  })
})

describe("a step of “Secure account”", () => {
  it("isn't stopped by what the card showed, which its press has shown anew", async () => {
    const one = await takenOver(rig)
    const off = [{ label: "Forwarding", value: "off" }]
    await one.store.incidents.change(one.incidentId, (incident) => ({
      incident: { ...incident, live: { at: 0, lines: off, found: [{ action: FORWARD, lines: off }] } },
      notes: [],
    }))

    await secure(rig, one)

    expect(await told(one)).toContain(`${FORWARD} verified`)
  })

  it("goes on after a restart with the rule that the thief made meanwhile, too", async () => {
    const one = await takenOver(rig)
    await secure(
      rig,
      dying(one, "intend", (given) => JSON.stringify(given).includes("Disable-InboxRule")),
    )
    expect(await told(one)).toContain(`${RULES} intended`)
    makeRules("z")

    await rig.resume(one)

    expect(await told(one)).toContain(`${RULES} verified`)
    expect(states()).toContain("z false")
  })
})

describe("leftBehind() and isSeen()", () => {
  const action = ACTIONS[FORWARD]
  const subject = { mailbox: "joe@contoso.example" }
  const before = { mailbox: "joe@contoso.example", forwardingSmtpAddress: EVIL }
  const after = { mailbox: "joe@contoso.example" }
  const sent = action.plan(subject, before)

  it("stay unsure of what was unsure before, though all that this run sent is seen", () => {
    expect(leftBehind(action, subject, sent, { after })).toBe("some")
    expect(leftBehind(action, subject, sent, { after, earlier: "unsure" })).toBe("unsure")
  })

  it("miss nothing where nothing was sent, also where nothing could be planned any more", () => {
    const undo = undoing(action, {
      ...{ id: remediationId(1), tenantId: CONTOSO, incidentId: incidentId(1), action: FORWARD },
      ...{ state: "verified", requestedBy: "Kim", requestedAt: 0, subject, before, after },
    })
    const others = { ...before, forwardingSmtpAddress: "smtp:other@evil.example" }

    expect(isSeen(undo, subject, [], others)).toBe(true)
    expect(isSeen(undo, subject, sent, others)).toBe(false)
  })
})
