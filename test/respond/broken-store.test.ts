/**
 * The store takes nothing: the disk is full, or somebody else writes. What can't be written isn't done, and what was done
 * already isn't done twice. Against a real file, whose writes are refused by SQLite itself.
 */
import { describe, expect, it, onTestFinished } from "vitest"
import { openRaw, temporaryPath } from "../adapters/sqlite/temporary-store.ts"
import { createFakeExchange } from "../fakes/mailbox-admin.ts"
import { callerOf, KIM, makeAlert, makeCase, NOW } from "./make-case.ts"
import { end, forwardingJoe, live, runnerOf } from "./make-runner.ts"

const NOTHING_DONE = "Nothing was done: Watchpost can't write its records just now. Press again in a minute."

/** `refuse` has SQLite refuse a kind of write until what it returns is called. */
async function fileCase() {
  const path = temporaryPath()
  const one = await makeCase(makeAlert(), {}, path)
  onTestFinished(() => one.store.close())
  const exchange = createFakeExchange([forwardingJoe()])
  const raw = openRaw(path)
  const refuse = (write: string) => {
    raw.exec(`CREATE TRIGGER full BEFORE ${write} BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`)
    return () => void raw.exec("DROP TRIGGER full")
  }
  const run = () => runnerOf(one.store, exchange).runOnce(live())
  const seen = async () => ({
    incident: await one.incident(),
    runs: await one.store.journal.ofIncident(one.incidentId),
    trail: await one.trail(),
    notices: await one.store.notices.due(NOW, 9),
    mutes: await one.store.mutes.covering((await one.incident()).tenantId, 0),
  })
  return { ...one, exchange, raw, refuse, run, seen }
}

/** Every write that a press for a fix makes, in its order. */
const WRITES = [
  "UPDATE ON button",
  "UPDATE ON incident",
  "UPDATE ON card",
  "INSERT ON trail",
  "INSERT ON remediation",
]

describe("a press while the disk is full", () => {
  it.each(WRITES)("does nothing at all when %s is refused, and works when there is room", async (write) => {
    const one = await fileCase()
    const button = await one.button("stop-forwarding")
    const before = await one.seen()
    const makeRoom = one.refuse(write)

    expect(await one.press(callerOf(KIM), button)).toEqual({ text: NOTHING_DONE })
    await one.run()

    expect(await one.seen()).toEqual(before)
    expect(one.exchange.callsOf("Set-Mailbox")).toEqual([])
    makeRoom()
    await one.press(callerOf(KIM), button)
    await one.run()
    expect((await one.incident()).state).toBe("fixed")
    expect(one.exchange.callsOf("Set-Mailbox")).toHaveLength(1)
  })

  it.each([
    ["claim", {}],
    ["hand-over", { to: KIM.objectId }],
    ["not-a-threat", { reason: "a test of ours" }],
    ["note", { text: "called them" }],
    ["snooze", { length: "1h" }],
  ] as const)("%s changes nothing that its trail entry doesn't tell", async (action, inputs) => {
    const one = await fileCase()
    const button = await one.button(action)
    const before = await one.seen()
    const makeRoom = one.refuse("INSERT ON trail")

    expect(await one.press(callerOf(KIM), button, { inputs })).toEqual({ text: NOTHING_DONE })

    expect(await one.seen()).toEqual(before)
    makeRoom()
    await one.press(callerOf(KIM), button, { inputs })
    expect((await one.incident()).history).toHaveLength(before.incident.history.length + 1)
  })
})

describe("a fix while the disk is full", () => {
  it("calls nothing whose intent can't be written, and once when there is room", async () => {
    const one = await fileCase()
    await one.press(callerOf(KIM), await one.button("stop-forwarding"))
    const makeRoom = one.refuse("UPDATE ON remediation WHEN NEW.state = 'intended'")

    await one.run()
    await one.run()

    expect(one.exchange.callsOf("Set-Mailbox")).toEqual([])
    expect((await one.incident()).state).toBe("working")
    makeRoom()
    await one.run()
    expect(one.exchange.callsOf("Set-Mailbox")).toHaveLength(1)
    expect((await one.incident()).state).toBe("fixed")
  })

  it("is called once, and ends when its end can be written", async () => {
    const one = await fileCase()
    await one.press(callerOf(KIM), await one.button("stop-forwarding"))
    const makeRoom = one.refuse("UPDATE ON remediation WHEN NEW.state = 'verified'")

    await one.run()
    await one.run()

    expect((await end(one))?.state).toBe("intended")
    makeRoom()
    await one.run()
    expect(one.exchange.callsOf("Set-Mailbox")).toHaveLength(1)
    expect((await one.trail()).filter(({ kind }) => kind === "result")).toHaveLength(1)
    expect((await one.incident()).state).toBe("fixed")
  })

  it("is told on the incident as soon as that can be written", async () => {
    const one = await fileCase()
    await one.press(callerOf(KIM), await one.button("stop-forwarding"))
    const makeRoom = one.refuse("UPDATE ON incident WHEN NEW.state = 'fixed'")

    await one.run()
    expect([(await end(one))?.state, (await one.incident()).state]).toEqual(["verified", "working"])
    makeRoom()
    await one.run()

    expect((await one.incident()).state).toBe("fixed")
    expect(one.exchange.callsOf("Set-Mailbox")).toHaveLength(1)
  })
})

describe("a press while somebody else writes", () => {
  it("does nothing when that takes too long, and works afterwards", { timeout: 30_000 }, async () => {
    const one = await fileCase()
    const button = await one.button("stop-forwarding")
    one.raw.exec("BEGIN IMMEDIATE")

    expect(await one.press(callerOf(KIM), button)).toEqual({ text: NOTHING_DONE })
    one.raw.exec("COMMIT")
    expect(await one.store.journal.unfinished()).toEqual([])

    await one.press(callerOf(KIM), button)
    await one.run()
    expect((await one.incident()).state).toBe("fixed")
  })
})
