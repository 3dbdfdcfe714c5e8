/** Once, in turns, and after trouble. */
import { describe, expect, it } from "vitest"
import type { FirstSweep } from "../../src/model/first-sweep.ts"
import { openRaw } from "../adapters/sqlite/temporary-store.ts"
import { HIDES, HOUR, MINUTE, OUTSIDE, sweepRig } from "./sweep-rig.ts"

describe("createFirstSweeps()", () => {
  it("keeps no more rules to be told together than it may, and tells all of them", async () => {
    const rig = await sweepRig({ mostFound: 2 })
    for (const { rules } of rig.tenant.mailboxes) rules.push(HIDES)
    const kept: number[] = []
    const { keep } = rig.store.sweeps
    Object.assign(rig.store.sweeps, {
      keep: (sweep: FirstSweep) => {
        kept.push(sweep.found.length)
        return keep(sweep)
      },
    })
    // Each turn is over with one mailbox, and keeps what it has.
    rig.trouble({
      service: "exchange",
      match: "Get-InboxRule",
      times: 8,
      kind: "watch",
      answered: () => rig.later(HOUR),
    })

    for (let turn = 0; turn < 9; turn += 1) await rig.round()

    expect(Math.max(...kept)).toBeLessThanOrEqual(2)
    expect((await rig.incidents()).reduce((sum, { count }) => sum + count, 0)).toBe(8)
    expect(await rig.sweep()).toMatchObject({ told: 8 })
  })

  it("reads each customer once: neither the next round nor another start asks again", async () => {
    const rig = await sweepRig()
    await rig.round()
    const asked = rig.sent.length

    await rig.round()
    rig.restart()
    await rig.round()

    expect(asked).toBeGreaterThan(8)
    expect(rig.sent).toHaveLength(asked)
  })

  it("goes on where it was when the process ends in the middle, and tells nothing twice", async () => {
    const rig = await sweepRig()
    const last = rig.tenant.mailboxes.toSorted((a, b) => (a.guid < b.guid ? -1 : 1)).at(-1)
    rig.mailbox("lynne.robin").forwardingSmtpAddress = OUTSIDE
    last?.rules.push(HIDES)
    const stopping = new AbortController()
    rig.trouble({
      service: "exchange",
      match: last?.guid ?? "",
      times: 1,
      kind: "watch",
      answered: () => stopping.abort(),
    })
    await rig.round(stopping.signal)
    expect((await rig.incidents()).map(({ alert }) => alert.target.name)).toEqual([
      "lynne.robin@contoso.example",
    ])

    rig.restart()
    await rig.round()
    rig.restart()
    await rig.round()

    expect((await rig.incidents()).map(({ count, subject }) => `${count} ${subject}`).toSorted()).toEqual([
      "1 forwarding:lynne.robin@contoso.example",
      `1 inbox-rule:${last?.upn}:..`,
    ])
  })

  it("keeps how far it came: mailboxes that were read aren't read again", async () => {
    const rig = await sweepRig()
    const first = rig.tenant.mailboxes.toSorted((a, b) => (a.guid < b.guid ? -1 : 1))[0]
    // Its turn is over with the first mailbox.
    rig.trouble({
      service: "exchange",
      match: first?.guid ?? "",
      times: 1,
      kind: "watch",
      answered: () => rig.later(HOUR),
    })
    await rig.round()
    expect(await rig.sweep()).toMatchObject({ read: 1, after: first?.guid })

    rig.restart()
    await rig.round()

    expect(rig.calls("Get-InboxRule")).toBe(8)
    expect(await rig.sweep()).toMatchObject({ read: 8, doneAt: expect.any(Number) })
  })

  it("says so when Exchange refuses, tries again after an hour and not before, and then ends", async () => {
    const rig = await sweepRig()
    rig.mailbox("lynne.robin").forwardingSmtpAddress = OUTSIDE
    rig.tenant.directoryRoles = {}
    await rig.round()
    const asked = rig.sent.length
    expect(await rig.sweep()).toMatchObject({ problem: { sentence: expect.stringMatching(/role/i) } })
    expect(rig.warnings).toEqual(["what was there before could not be read; it is tried again"])

    rig.later(59 * MINUTE)
    await rig.round()
    expect(rig.sent).toHaveLength(asked)
    rig.tenant.directoryRoles = { [rig.respondAppId]: ["Exchange Administrator"] }
    rig.later(2 * MINUTE)
    await rig.round()

    expect(await rig.incidents()).toHaveLength(1)
    expect(await rig.sweep()).toMatchObject({ told: 1, doneAt: expect.any(Number) })
    expect((await rig.sweep())?.problem).toBeUndefined()
  })

  it("tells what was found before Exchange refused the rest, and goes on there", async () => {
    const rig = await sweepRig()
    const [first, second] = rig.tenant.mailboxes.toSorted((a, b) => (a.guid < b.guid ? -1 : 1))
    first?.rules.push(HIDES)
    rig.trouble({
      ...{ service: "exchange", match: `"Mailbox":"${second?.guid}"`, times: 10, kind: "status" },
      ...{ status: 403, body: "\0" },
    })

    await rig.round()

    expect((await rig.incidents()).map(({ alert }) => alert.target.name)).toEqual([first?.upn])
    expect(await rig.sweep()).toMatchObject({ read: 1, found: [], problem: expect.anything() })
    rig.cloud.faults.length = 0
    rig.later(HOUR + MINUTE)
    await rig.round()
    expect(rig.calls("Get-InboxRule")).toBe(9)
    expect(await rig.sweep()).toMatchObject({ read: 8, told: 1 })
  })

  it("waits as long as Exchange asks for", async () => {
    const rig = await sweepRig()
    rig.trouble({
      ...{ service: "exchange", match: "InvokeCommand", times: 10, kind: "status", status: 429 },
      headers: { "Retry-After": "2400" },
    })
    await rig.round()
    const asked = rig.sent.length

    rig.later(39 * MINUTE)
    await rig.round()
    expect(rig.sent).toHaveLength(asked)
    rig.later(2 * MINUTE)
    await rig.round()

    expect(rig.sent.length).toBeGreaterThan(asked)
  })

  it("says in the trail once how it ended, also when the process dies with that", async () => {
    const rig = await sweepRig()
    const raw = openRaw(rig.path)
    raw.exec(`CREATE TRIGGER dies BEFORE UPDATE ON first_sweep WHEN json_extract(new.body, '$.doneAt') IS NOT NULL
      BEGIN SELECT RAISE(ABORT, 'died'); END`)
    const said = async () =>
      (await rig.store.trail.read(0, 100)).filter(({ what }) => what.startsWith("First sweep: "))
    await rig.round()
    expect([(await rig.sweep())?.doneAt, await said()]).toEqual([undefined, []])

    raw.exec("DROP TRIGGER dies")
    rig.restart()
    await rig.round()
    rig.restart()
    await rig.round()

    expect(await said()).toHaveLength(1)
  })

  it("keeps what it found before a restart until the customer's domains are known again", async () => {
    const rig = await sweepRig()
    const first = rig.tenant.mailboxes.toSorted((a, b) => (a.guid < b.guid ? -1 : 1))[0]
    first?.rules.push(HIDES)
    rig.trouble({
      ...{ service: "exchange", match: first?.guid ?? "", times: 1, kind: "watch" },
      answered: () => rig.later(HOUR),
    })
    await rig.round()
    rig.restart()
    rig.knowsDomains(false)

    await rig.round()
    expect(await rig.incidents()).toEqual([])
    rig.knowsDomains(true)
    rig.later(HOUR)
    await rig.round()

    expect((await rig.incidents()).map(({ alert }) => alert.target.name)).toEqual([first?.upn])
  })

  it("asks nothing of a customer that allowed watching only", async () => {
    const rig = await sweepRig()

    await rig.round(undefined, { canRespond: false })

    expect(rig.sent).toEqual([])
    expect(await rig.sweep()).toBeUndefined()
  })

  it("asks nothing of Exchange while the customer can't be seen, and nothing is told while its domains aren't known", async () => {
    const rig = await sweepRig()
    rig.mailbox("lynne.robin").forwardingSmtpAddress = "smtp:patti.fern@contoso.example"
    await rig.refused()
    await rig.round()
    expect(await rig.sweep()).toBeUndefined()

    await rig.seen()
    rig.knowsDomains(false)
    await rig.round()

    expect(rig.sent).toEqual([])
    expect(await rig.sweep()).toMatchObject({ problem: { sentence: expect.stringContaining("domains") } })
  })
})
