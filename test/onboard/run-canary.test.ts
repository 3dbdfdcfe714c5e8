/** A canary a day: written, seen to come back, missed when it doesn't, and never a reason to be told of ourselves. */
import { describe, expect, it } from "vitest"
import { openRaw } from "../adapters/sqlite/temporary-store.ts"
import { canaryRig, HOUR, MINUTE, START } from "./canary-rig.ts"

const WRITES = "Write-AdminAuditLog"

describe("a canary", () => {
  it("is written, comes back as a record, and proves the customer end to end", async () => {
    const rig = await canaryRig()

    await rig.write()
    await rig.later(41 * MINUTE)

    const [canary, ...more] = await rig.canaries()
    expect(more).toEqual([])
    expect(canary).toMatchObject({ at: START, writtenAt: START, arrivedAt: START + 41 * MINUTE })
    expect(await rig.status()).toBe(
      `Proved end to end at ${rig.customer.displayName}: the canary (our line in its audit log) of 20 Nov 2026, 03:12 UTC came back as a record after 41 min.`,
    )
  })

  it("tells the trail before the call, after it, and when it came back; and alerts nobody", async () => {
    const rig = await canaryRig()

    await rig.write()
    await rig.later(HOUR)

    const marker = (await rig.canaries())[0]?.marker ?? "none"
    const trail = await rig.trail()
    expect(trail.map(({ kind, what }) => [kind, what.replace(/ of .*,/, ",")])).toEqual([
      ["intent", "Writes a canary into the audit log, which changes nothing there"],
      ["result", "The canary is written"],
      [
        "own-record",
        "Proved end to end: the canary that was written into the audit log came back as a record after 1 h",
      ],
    ])
    expect(trail.every(({ data, tenantId }) => data.marker === marker && tenantId === rig.customer.id)).toBe(
      true,
    )
    expect(trail[0]?.data).toMatchObject({ cmdlet: WRITES, parameters: { Confirm: false } })
    expect(JSON.stringify(trail[0]?.data)).toContain(`Watchpost canary ${marker}`)
    expect(await rig.incidents()).toEqual([])
    expect(rig.warnings).toEqual([])
  })

  it("is written once a day, whoever restarts meanwhile", async () => {
    const rig = await canaryRig()

    await rig.write()
    await rig.write()
    rig.restart()
    await rig.later(23 * HOUR)
    await rig.write()
    expect(await rig.canaries()).toHaveLength(1)

    await rig.later(HOUR)
    await rig.write()
    expect(await rig.canaries()).toHaveLength(2)
  })

  it("counts once, however often its record is told", async () => {
    const rig = await canaryRig()
    await rig.write()
    await rig.later(MINUTE)
    const blob = rig.tenant.blobs.at(-1)
    if (blob === undefined) throw new Error("nothing was published")

    rig.tenant.blobs.push({ ...blob, contentId: `${blob.contentId}-again`, createdAt: START + 2 * MINUTE })
    await rig.later(5 * MINUTE)

    expect((await rig.trail()).filter(({ kind }) => kind === "own-record")).toHaveLength(1)
    expect((await rig.canaries())[0]?.arrivedAt).toBe(START + MINUTE)
    expect(rig.warnings).toEqual([])
  })
})

describe("where none may be written", () => {
  it.each([
    [
      "allowed watching only",
      { canRespond: false },
      "it allowed watching only, and what only reads leaves no record",
    ],
    ["is left out by the configuration", { canary: false }, "canaries are switched off for it"],
    [
      "isn't asked for Exchange's records",
      { contentTypes: ["Audit.General" as const] },
      "Audit.Exchange isn't among",
    ],
  ])("nothing is, at a customer that %s, and status says why", async (_which, over, why) => {
    const rig = await canaryRig(over)

    await rig.write()

    expect(await rig.canaries()).toEqual([])
    expect(await rig.trail()).toEqual([])
    expect(await rig.status()).toContain(`Not proved end to end at ${rig.customer.displayName}: ${why}`)
  })

  it("nothing is while fixes are frozen, and it goes on afterwards", async () => {
    const rig = await canaryRig()
    const note = { at: START, kind: "command" as const, who: "kim", what: "freeze", data: {} }
    await rig.store.brake.freeze({ by: "kim", at: START, reason: "" }, note)
    await rig.write()
    expect(await rig.canaries()).toEqual([])

    await rig.store.brake.release({ by: "kim", at: START }, note)
    await rig.write()
    expect(await rig.canaries()).toHaveLength(1)
  })

  it("nothing is before the customer's Exchange records could be listed", async () => {
    const rig = await canaryRig()
    await rig.store.feed.saveHealth(rig.customer.id, "Audit.Exchange", "trouble", "No consent.", START)

    await rig.write()

    expect(await rig.canaries()).toEqual([])
  })

  it("is tried again after six hours where Exchange refuses, and status tells why", async () => {
    const rig = await canaryRig()
    rig.tenant.directoryRoles = {}

    await rig.write()
    expect(await rig.status()).toMatch(
      /^Not proved end to end at .* so far\. The newest couldn't be written\. .*role/,
    )
    expect((await rig.trail()).at(-1)?.what).toMatch(/^The canary isn't known to be written: /)
    await rig.later(5 * HOUR)
    await rig.write()
    expect(await rig.canaries()).toHaveLength(1)

    await rig.later(HOUR)
    await rig.write()
    expect(await rig.canaries()).toHaveLength(2)
  })

  it("isn't missed when nobody knows whether it was written, and counts when it comes", async () => {
    const rig = await canaryRig()
    rig.trouble({ service: "exchange", match: WRITES, kind: "apply-then-504", times: 1 })

    await rig.write()
    expect(await rig.canaries()).toMatchObject([{ problem: expect.any(String) }])
    await rig.later(HOUR)

    expect(await rig.canaries()).toMatchObject([{ arrivedAt: START + HOUR }])
    expect(await rig.status()).toMatch(/^Proved end to end/)
  })

  it("goes on after a death between writing down and the call", async () => {
    const rig = await canaryRig()
    const canary = { tenantId: rig.customer.id, marker: "0123456789abcdef", at: START }
    const note = { at: START, kind: "intent" as const, who: "watchpost", what: "Writes", data: {} }
    await rig.store.canaries.begin(canary, note)

    await rig.write()
    expect(await rig.canaries()).toHaveLength(1)
    expect(await rig.status()).toMatch(/no canary was written yet/)
    await rig.later(6 * HOUR)
    await rig.write()
    await rig.later(MINUTE)

    expect(await rig.canaries()).toHaveLength(2)
    expect(await rig.status()).toMatch(/^Proved end to end/)
  })
})

describe("what is kept", () => {
  it("forgets what is old, and never the newest that came back", async () => {
    const rig = await canaryRig()
    const raw = openRaw(rig.path)
    const put = raw.prepare(
      "INSERT INTO canary (tenant_id, marker, at, written_at, arrived_at) VALUES (?, ?, ?, ?, ?)",
    )
    const old = START - 80 * 24 * HOUR
    put.run(rig.customer.id, "older", old - 1, old - 1, old)
    put.run(rig.customer.id, "arrived", old, old, old + HOUR)
    put.run(rig.customer.id, "lost", old + HOUR, old + HOUR, null)

    await rig.write()

    expect((await rig.canaries()).map(({ marker }) => marker)).toEqual(["arrived", expect.any(String)])
  })
})
