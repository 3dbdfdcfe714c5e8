/** A restart in the middle of a fix: what it goes on with, what it leaves to people, and what it says of it. */
import { describe, expect, it } from "vitest"
import { CmdletError, UpstreamError } from "../../src/model/errors.ts"
import type { Safeguard } from "../../src/respond/run-safeguard.ts"
import { createFakeExchange, type FakeExchange } from "../fakes/mailbox-admin.ts"
import { type Case, makeCase, NOW, unguarded } from "./make-case.ts"
import { dyingAtTheEnd, end, forwardingJoe, live, pressFix, runnerOf } from "./make-runner.ts"

const HOUR = 3_600_000
const noAnswer = () => new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Exchange didn't answer.")

/** The intent is written; of the call nobody knows: it is only made when `isSent`. */
async function begun({ isSent = false } = {}): Promise<{ one: Case; exchange: FakeExchange }> {
  const one = await makeCase()
  const exchange = createFakeExchange([forwardingJoe()])
  await pressFix(one)
  if (isSent) await runnerOf(dyingAtTheEnd(one.store), exchange).runOnce(live())
  else {
    const stop = new AbortController()
    exchange.before = (call) => {
      if (call.cmdlet === "Set-Mailbox") stop.abort()
    }
    await runnerOf(one.store, exchange).runOnce(stop.signal)
    exchange.before = () => undefined
  }
  return { one, exchange }
}

const resume = (one: Case, exchange: FakeExchange, hours = 0, safeguard: Safeguard = unguarded) =>
  runnerOf(one.store, exchange, { now: () => NOW + hours * HOUR, safeguard }).runOnce(live())

describe("a fix that a restart goes on with", () => {
  it("never says that nothing was changed when it can't be read any more", async () => {
    const { one, exchange } = await begun({ isSent: true })
    for (let read = 0; read < 3; read += 1) exchange.failNext("Get-Mailbox", "before", noAnswer())

    await resume(one, exchange)

    expect(await end(one)).toMatchObject({
      state: "failed",
      leaves: "unsure",
      result: expect.stringContaining("It isn't known whether the change was made"),
    })
  })

  it("isn't called any more after a day, and can be pressed again", async () => {
    const { one, exchange } = await begun()

    await resume(one, exchange, 24)

    expect(exchange.callsOf("Set-Mailbox")).toEqual([])
    expect(await end(one)).toMatchObject({
      state: "failed",
      result: expect.stringContaining("begun more than 12 hours ago"),
    })
    expect(await end(one)).not.toHaveProperty("lookAt")
    expect((await one.incident()).state).toBe("failed")
  })

  it("doesn't touch what somebody set up meanwhile", async () => {
    const { one, exchange } = await begun()
    const [joe] = exchange.mailboxes
    if (joe !== undefined) joe.ForwardingSmtpAddress = "smtp:assistant@contoso.example"

    await resume(one, exchange)

    expect(exchange.callsOf("Set-Mailbox")).toEqual([])
    expect(await end(one)).toMatchObject({
      state: "failed",
      result: expect.stringMatching(/Somebody changed this after it was begun.*assistant@contoso\.example/),
    })
  })

  it.each([
    ["an account that is protected by now", { forbidden: "No card locks it out.", second: [] }],
    ["what needs a second person by now", { second: ["She is an administrator."] }],
  ])("doesn't touch %s", async (_what, verdict) => {
    const { one, exchange } = await begun()

    await resume(one, exchange, 0, async () => verdict)

    expect(exchange.callsOf("Set-Mailbox")).toEqual([])
    expect((await end(one))?.state).toBe("failed")
  })

  it("is its own doing though a slow replica let it be called again", async () => {
    const { one, exchange } = await begun({ isSent: true })
    const real = exchange.invoke
    let stale = true
    const admin: FakeExchange = {
      ...exchange,
      invoke: async (...given) => {
        const answer = await real(...given)
        if (!stale) return answer
        stale = false
        const row = { ForwardingSmtpAddress: "smtp:drop@evil.example", DeliverToMailboxAndForward: true }
        return { rows: [row], warnings: [] }
      },
    }

    await resume(one, admin)

    expect(await end(one)).toMatchObject({ state: "verified" })
    expect((await one.incident()).standing).toMatchObject([{ undoable: true }])
  })
})

describe("a fix whose answer says less than a clear no", () => {
  it("offers the way back when Exchange did a part of the work and said so", async () => {
    const one = await makeCase()
    const exchange = createFakeExchange([forwardingJoe()])
    exchange.failNext(
      "Set-Mailbox",
      "before",
      new CmdletError("Half of it.", { missing: false, partly: true }),
    )
    await pressFix(one)

    await runnerOf(one.store, exchange).runOnce(live())

    expect(await end(one)).toMatchObject({ state: "failed", leaves: "unsure" })
    expect((await one.incident()).standing).toMatchObject([{ undoable: true, half: true }])
  })

  it("leaves nothing when Exchange was only too busy", async () => {
    const one = await makeCase()
    const exchange = createFakeExchange([forwardingJoe()])
    for (let round = 0; round < 3; round += 1)
      exchange.failNext("Set-Mailbox", "before", new UpstreamError("ERR_UPSTREAM_THROTTLED", "Slow down."))
    await pressFix(one)

    await runnerOf(one.store, exchange).runOnce(live())

    expect((await end(one))?.leaves).toBeUndefined()
    expect((await one.incident()).standing).toBeUndefined()
  })
})
