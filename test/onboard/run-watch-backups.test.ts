/** A backup server that can't be read is an incident of our own, over a real store. */
import { describe, expect, it } from "vitest"
import { cardText } from "../../sandbox/observe.ts"
import { watchBackups } from "../../src/onboard/run-watch-backups.ts"
import { drawn, MINUTE, NORTHWIND, NOW, watchRig } from "./watch-rig.ts"

const SERVER = "vb365-01"
const facts = { version: "v8", product: "8.3.0.2201", installation: "i-1", clockAheadMs: 0 } as const
const REFUSED = "vb365-01 refuses the user name or the password: use an account without MFA."

const backups = () => {
  const rig = watchRig()
  const book = rig.store.backups
  let now = NOW
  return {
    ...rig,
    look: (servers: readonly string[] = [SERVER]) =>
      watchBackups(servers, { ...rig.deps, book, startedAt: NOW }),
    read: () => book.saveReading(SERVER, facts, now),
    fails: (sentence = REFUSED) => book.noteTrouble(SERVER, sentence),
    pass: (minutes: number) => {
      now += minutes * MINUTE
      rig.pass(minutes * MINUTE)
    },
  }
}

describe("watchBackups()", () => {
  it("opens one incident for the triage channel when a server can't be read for a quarter of an hour", async () => {
    const { look, read, fails, pass, incidents, cards, woken } = backups()
    await read()
    await fails()
    pass(14)
    await look()
    const early = (await incidents()).length
    pass(1)

    await look()
    await look()

    const [incident, ...others] = await incidents()
    expect([early, others]).toEqual([0, []])
    expect(incident).toMatchObject({ tenantId: NORTHWIND.id, state: "new", level: "high" })
    expect(incident?.alert.summary).toContain(REFUSED)
    expect((await cards()).map(({ face }) => face)).toEqual(["technician"])
    expect(woken()).toBe(1)
  })

  it("tells of a server that was never read, too", async () => {
    const { look, fails, pass, incidents } = backups()
    await fails()
    pass(15)

    await look()

    expect((await incidents())[0]?.alert.summary).toMatch(/^It was never read\. vb365-01 refuses/)
  })

  it("gives a process that has just started the time to read", async () => {
    const { look, read, fails, incidents } = backups()
    await read()
    await fails()

    await look()

    expect(await incidents()).toEqual([])
  })

  it("closes it with the next complete reading, and says what may be missing", async () => {
    const { look, read, fails, pass, incidents } = backups()
    await fails()
    pass(15)
    await look()
    pass(30)
    await read()

    await look()

    const [incident] = await incidents()
    expect(incident?.state).toBe("fixed")
    expect(incident?.alert.summary).toContain("what was deleted meanwhile is missing")
  })

  it("opens another one for the next time, and none again that a technician has closed", async () => {
    const { look, read, fails, pass, incidents, store } = backups()
    await fails()
    pass(15)
    await look()
    const [first] = await incidents()
    if (first === undefined) throw new Error("nothing was opened")
    await store.incidents.change(first.id, (now) => ({ incident: { ...now, state: "expected" }, notes: [] }))
    await look()
    const closed = (await incidents()).length
    await read()
    await fails()
    pass(15)

    await look()

    expect([closed, (await incidents()).length]).toEqual([1, 2])
  })

  it("changes its card when the reason does, at most every quarter of an hour", async () => {
    const { look, fails, pass, incidents } = backups()
    await fails()
    pass(15)
    await look()
    await fails("vb365-01 is not available (HTTP 503).")
    await look()
    const early = (await incidents())[0]?.alert.summary
    pass(15)

    await look()

    expect(early).toContain("refuses")
    expect((await incidents())[0]?.alert.summary).toContain("HTTP 503")
  })

  it("says nothing of a server that was taken out of the configuration", async () => {
    const { look, fails, pass, incidents } = backups()
    await fails()
    pass(15)

    await look([])

    expect(await incidents()).toEqual([])
  })

  it("draws a card that names the server, why, and offers no fix", async () => {
    const { look, fails, pass, incidents } = backups()
    await fails()
    pass(15)
    await look()
    const [incident] = await incidents()
    if (incident === undefined) throw new Error("nothing was opened")

    const card = drawn(incident, { ...NORTHWIND, name: "northwind", acceptedDomains: [] })

    expect(cardText(card.content)).toContain("We can't read the backup server vb365-01")
    expect(cardText(card.content)).toContain(REFUSED)
  })
})
