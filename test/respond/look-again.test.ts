/** A fix that was accepted and not seen is looked at once more by itself: one reading, and no call. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { technicianActions } from "../../src/card/buttons.ts"
import { undoOf } from "../../src/model/action.ts"
import { customer, words } from "../card/make-incident.ts"
import { type Case, callerOf, KIM, NOW } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"
import { EVIL, FORWARD, slowReplica } from "./slow-replica.ts"
import { ALL_DONE, LYNNE, rows, secure, takenOver, told } from "./taken-over.ts"

const MINUTES = 60_000
const LATER = NOW + 5 * MINUTES

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const { mailbox, lagging, accepted, forwardCase } = slowReplica(() => rig)
const offered = async (one: Case) => technicianActions(await one.incident(), true, NOW)
const written = () => rig.sent.filter((body) => body.includes('"Set-Mailbox"')).length
const results = async (one: Case) => (await one.trail()).filter(({ kind }) => kind === "result")

describe("a fix that was accepted and wasn't seen", () => {
  it("is proven some minutes later without another call, and can be taken back", async () => {
    const one = await forwardCase()
    const run = await accepted(one)
    expect(run.result).toContain("Watchpost looks once more in 5 minutes")
    expect((await one.incident()).state).toBe("failed")

    const wakes = rig.wakes()
    const later = await rig.resume(one, LATER)

    expect(rig.wakes()).toBe(wakes + 1)
    expect(later.leaves).toBeUndefined()
    expect(later).toMatchObject({
      ...{ id: run.id, state: "verified", finishedAt: LATER },
      result: expect.stringContaining("no longer forwards to drop@evil.example"),
    })
    expect(written()).toBe(1)
    expect(await one.incident()).toMatchObject({ state: "fixed" })
    expect((await one.incident()).history.at(-1)).toMatchObject({ at: LATER, what: later.result })
    expect((await results(one)).map(({ what }) => what)).toEqual([run.result, later.result])
    await rig.undo(one, FORWARD)
    expect(mailbox().forwardingSmtpAddress).toBe(EVIL)
  })

  it("isn't looked at before its time", async () => {
    const one = await forwardCase()
    await accepted(one)
    const asked = rig.sent.length

    await rig.resume(one, LATER - 1)

    expect(rig.sent).toHaveLength(asked)
  })

  it("is told once that it still isn't seen; the way back and the next press stay as they were", async () => {
    const one = await forwardCase()
    const run = await accepted(one)
    const lag = lagging()

    const later = await rig.resume(one, LATER)
    const asked = rig.sent.length
    await rig.resume(one, LATER + 60 * MINUTES)

    expect(later).toMatchObject({ state: "failed", leaves: "unsure", after: run.after })
    expect(later.result).toMatch(/^Looked at once more: .*still forwards to drop@evil\.example/)
    expect(later.result).toContain("press again")
    expect(rig.sent).toHaveLength(asked)
    expect(written()).toBe(1)
    expect((await one.incident()).state).toBe("failed")
    expect(await offered(one)).toEqual(expect.arrayContaining([FORWARD, undoOf(FORWARD)]))
    lag.times = 0
    expect(await rig.fix(one, FORWARD)).toMatchObject({ state: "verified", before: run.before })
  })

  it("doesn't take for its own what somebody set up since: the card shows it, the next press finds it", async () => {
    const one = await forwardCase()
    await accepted(one)
    mailbox().forwardingSmtpAddress = "smtp:other@evil.example"

    await rig.resume(one, LATER)

    expect(JSON.stringify((await one.incident()).live)).toContain("other@evil.example")
    expect(JSON.stringify((await one.store.trail.read(1, 100)).at(-1)?.data)).toContain("other@evil.example")
    const again = await rig.fix(one, FORWARD)
    expect(again).toMatchObject({
      state: "verified",
      before: { forwardingSmtpAddress: "smtp:other@evil.example" },
    })
  })

  it("says so where it couldn't be read, and is left to people", async () => {
    const one = await forwardCase()
    await accepted(one)
    rig.trouble({ service: "exchange", kind: "status", status: 503, match: '"Get-Mailbox"', times: 99 })

    const later = await rig.resume(one, LATER)

    expect(later).toMatchObject({ state: "failed", leaves: "unsure" })
    expect(later.result).toContain("It couldn't be looked at once more: ")
    expect(later.lookAt).toBeUndefined()
  })

  it("isn't looked at any more once somebody pressed again, or took it back", async () => {
    for (const next of [rig.fix, rig.undo]) {
      const one = await forwardCase()
      await accepted(one)
      await next(one, FORWARD)
      const asked = rig.sent.length

      await rig.resume(one, LATER)

      expect(rig.sent).toHaveLength(asked)
    }
  })

  it("is left to the press that comes while it is read", async () => {
    const one = await forwardCase()
    const run = await accepted(one)
    const lag = lagging()
    const { store } = one
    const looked: typeof store.journal.looked = async (...given) => {
      await one.press(callerOf(KIM), await one.button(FORWARD))
      return store.journal.looked(...given)
    }
    const racing = { ...one, store: { ...store, journal: { ...store.journal, looked } } }

    await rig.resume(racing, LATER)

    const [first, second] = await rows(one)
    expect(first).toMatchObject({ state: "failed", result: run.result })
    expect(second?.state).toBe("requested")
    expect((await one.incident()).state).toBe("working")
    lag.times = 0
    expect((await rig.resume(one, LATER)).state).toBe("verified")
  })

  it("is looked at after the start where the process died before the look was written", async () => {
    const one = await forwardCase()
    await accepted(one)
    const { journal } = one.store
    const looked = async () => {
      throw new Error("killed")
    }
    await rig.resume({ ...one, store: { ...one.store, journal: { ...journal, looked } } }, LATER)
    expect((await one.incident()).state).toBe("failed")

    expect((await rig.resume(one, LATER + 60 * MINUTES)).state).toBe("verified")
  })

  it("is looked at after the start where the process was stopped while it read", async () => {
    const one = await forwardCase()
    const run = await accepted(one)
    const stop = new AbortController()
    rig.beforeWrite(() => stop.abort())
    await rig.resume(one, LATER, stop.signal)
    expect(await rows(one)).toMatchObject([{ state: "failed", result: run.result, lookAt: LATER }])

    expect((await rig.resume(one, LATER)).state).toBe("verified")
  })

  it("makes the incident fixed, whatever an earlier press of another fix had left", async () => {
    const one = await takenOver(rig)
    rig.trouble({ service: "graph", kind: "status", status: 403, match: "revokeSignInSessions", times: 1 })
    await rig.fix(one, "revoke-sessions")
    const lag = lagging()
    await secure(rig, one)
    lag.times = 0
    expect((await one.incident()).state).toBe("failed")

    await rig.resume(one, LATER)

    expect((await one.incident()).state).toBe("fixed")
  })

  it("tells the customer when it is done", async () => {
    const one = await forwardCase()
    await accepted(one)
    await rig.resume(one, LATER)

    expect(words(customer({ incident: await one.incident() }))).toContain("no longer forwards")
  })
})

describe("taking a fix back that was accepted and wasn't seen", () => {
  it("is proven later, and then the fix doesn't stand any more", async () => {
    const one = await forwardCase()
    mailbox().forwardingSmtpAddress = EVIL
    await rig.fix(one, FORWARD)
    const lag = lagging(99, null)
    const undo = await rig.undo(one, FORWARD)
    lag.times = 0
    expect(undo.state).toBe("failed")

    await rig.resume(one, LATER)

    expect((await rows(one)).map(({ state }) => state)).toEqual(["undone", "verified"])
    expect((await one.incident()).state).toBe("claimed")
    expect((await one.incident()).standing).toEqual([])
  })
})

describe("a fix that nobody can tell anything of", () => {
  const trouble = (match: string, service: "exchange" | "graph" = "exchange") =>
    rig.trouble({ service, kind: "status", status: 503, match, times: 99 })
  /** What is read before the calls is answered; `act` happens right before the first one. */
  const beforeCalls = (one: Case, act: () => void): Case => {
    const { journal } = one.store
    const intend: typeof journal.intend = async (...given) => {
      await journal.intend(...given)
      act()
    }
    return { ...one, store: { ...one.store, journal: { ...journal, intend } } }
  }

  it("is looked at once more where Microsoft didn't answer the call", async () => {
    const one = await forwardCase()
    mailbox().forwardingSmtpAddress = EVIL
    trouble('"Set-Mailbox"')
    const run = await rig.fix(one, FORWARD)
    mailbox().forwardingSmtpAddress = null

    const later = await rig.resume(one, LATER)

    expect(run.result).toMatch(/^Microsoft didn't answer 3 times: .* looks once more in 5 minutes/)
    expect(later.state).toBe("verified")
  })

  it("is looked at once more where it couldn't be read back", async () => {
    const one = await forwardCase()
    mailbox().forwardingSmtpAddress = EVIL
    const run = await rig.fix(
      beforeCalls(one, () => trouble('"Get-Mailbox"')),
      FORWARD,
    )
    rig.cloud.faults.splice(0)

    const later = await rig.resume(one, LATER)

    expect(run.result).toMatch(/^It isn't known whether .* looks once more in 5 minutes/)
    expect(later.state).toBe("verified")
  })

  it("isn't where nothing was sent: that is over", async () => {
    const one = await forwardCase()
    trouble('"Get-Mailbox"')

    const run = await rig.fix(one, FORWARD)

    expect(run).toMatchObject({ state: "failed", result: expect.stringContaining("Nothing was changed") })
    expect(run.lookAt).toBeUndefined()
  })

  it("of a password says that nobody learns it, because it isn't kept that long", async () => {
    const one = await rig.incident("reset-password", { user: LYNNE })
    const run = await rig.fix(
      beforeCalls(one, () => trouble("GET", "graph")),
      "reset-password",
    )
    rig.cloud.faults.splice(0)

    const later = await rig.resume(one, LATER)

    expect(run.result).toContain("It isn't known whether")
    expect(later).toMatchObject({ state: "verified", result: expect.stringContaining("Nobody learns") })
  })
})

describe("a step of “Secure account” that was accepted and wasn't seen", () => {
  it("makes the incident fixed once it is seen, as the others were", async () => {
    const one = await takenOver(rig)
    const lag = lagging()
    await secure(rig, one)
    lag.times = 0
    expect(await told(one)).toContain(`${FORWARD} failed`)

    await rig.resume(one, LATER)

    expect(await told(one)).toEqual(ALL_DONE)
    expect((await one.incident()).state).toBe("fixed")
  })

  it("leaves the incident as people left it where another step failed", async () => {
    const one = await takenOver(rig)
    const lag = lagging()
    rig.trouble({ service: "exchange", kind: "status", status: 403, match: '"Disable-InboxRule"', times: 99 })
    await secure(rig, one)
    lag.times = 0
    await one.press(callerOf(KIM), await one.button("not-a-threat"), { inputs: { reason: "A drill." } })
    expect((await one.incident()).state).toBe("not-a-threat")

    await rig.resume(one, LATER)

    expect(await told(one)).toContain(`${FORWARD} verified`)
    expect((await one.incident()).state).toBe("not-a-threat")
  })
})
