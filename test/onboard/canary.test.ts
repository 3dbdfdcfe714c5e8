import { describe, expect, it } from "vitest"
import type { Canary } from "../../src/model/canary.ts"
import { canaryWait, LATEST_MS, mayBeOverdue, proofOf, unprovedSentence } from "../../src/onboard/canary.ts"
import type { Gap, TypeLedger } from "../../src/ports/feed-ledger.ts"
import { contoso, MINUTE, NOW } from "./watch-rig.ts"

const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const canary = (at: number, over: Partial<Canary> = {}): Canary => ({
  tenantId: contoso.id,
  marker: String(at),
  at,
  writtenAt: at,
  ...over,
})
const ledger = (over: Partial<TypeLedger> = {}): TypeLedger => ({
  tenantId: contoso.id,
  type: "Audit.Exchange",
  cursor: { since: 0, watermark: NOW + 2 * DAY, lastListedAt: NOW + 2 * DAY },
  gaps: [],
  open: [],
  givenUp: [],
  ...over,
})
const gap = (over: Partial<Gap>): Gap => ({
  ...{ id: 1, from: NOW, to: NOW + HOUR, cause: "not-running", detail: "", openedAt: NOW },
  ...over,
})
const blob = { contentId: "1", createdAt: NOW + HOUR, state: "lost", reason: "", at: NOW + HOUR } as const
const cursorTo = (watermark: number, since = 0) => ({ cursor: { since, watermark, lastListedAt: watermark } })

describe("proofOf()", () => {
  const missed = (over: Partial<TypeLedger>): boolean =>
    proofOf([canary(NOW)], ledger(over)).missing !== undefined

  it("misses one that was written when a day of what came since was read", () => {
    expect(missed({})).toBe(true)
    expect(missed(cursorTo(NOW + LATEST_MS))).toBe(true)
    expect(missed(cursorTo(NOW + LATEST_MS - 1))).toBe(false)
  })

  it.each([
    ["a gap that is open", { gaps: [gap({})] }],
    ["a gap that is lost", { gaps: [gap({ lostAt: NOW })] }],
    ["content that isn't stored yet", { open: [{ from: NOW, to: NOW + HOUR, count: 1 }] }],
    ["content that was given up", { givenUp: [blob] }],
    ["a first contact after it", cursorTo(NOW + 2 * DAY, NOW + 1)],
  ])("misses none that may be in %s", (_where, over) => {
    expect(missed(over)).toBe(false)
  })

  it("doesn't care for what was before it", () => {
    expect(missed({ gaps: [gap({ from: NOW - DAY, to: NOW - HOUR })] })).toBe(true)
    expect(missed({ givenUp: [{ ...blob, createdAt: NOW - 1 }] })).toBe(true)
  })

  it("misses none that isn't known to be written, and none before one that came back", () => {
    const unsure = { tenantId: contoso.id, marker: "unsure", at: NOW }
    const later = canary(NOW + DAY, { arrivedAt: NOW + DAY + HOUR })

    expect(proofOf([unsure], ledger()).missing).toBeUndefined()
    expect(proofOf([canary(NOW), later], ledger())).toMatchObject({ proved: later, newest: later })
    expect(proofOf([canary(NOW)], undefined).missing).toBeUndefined()
  })

  it("names the oldest that is missing and the newest that came back", () => {
    const first = canary(NOW - 2 * DAY, { arrivedAt: NOW - DAY })
    const [second, third] = [canary(NOW - HOUR), canary(NOW)]

    expect(proofOf([first, second, third], ledger())).toMatchObject({
      proved: first,
      missing: second,
      newest: third,
    })
  })
})

describe("proofOf() where none ever came back", () => {
  const days = (count: number) => Array.from({ length: count }, (_, day) => canary(NOW - (5 - day) * DAY))
  const said = (canaries: readonly Canary[], elsewhereAt?: number) =>
    unprovedSentence(proofOf(canaries, ledger(), elsewhereAt), contoso)

  it("says so when three stay away while those of other customers come back", () => {
    expect(said(days(3), NOW)).toContain("None of the canaries that are written into the audit log of")
    expect(said(days(2), NOW)).toBeUndefined()
  })

  it("says nothing while none came back elsewhere, or only older ones did", () => {
    expect(said(days(3))).toBeUndefined()
    expect(said(days(3), NOW - 6 * DAY)).toBeUndefined()
  })

  it("goes by what was missed since, where one did come back", () => {
    const came = canary(NOW - 6 * DAY, { arrivedAt: NOW - 6 * DAY + HOUR })

    expect(said([came, ...days(3)], NOW)).toContain("the last that did took 1 h")
  })
})

describe("mayBeOverdue()", () => {
  it("spares the ledger where nothing can be missed", () => {
    const came = canary(NOW - 2 * DAY, { arrivedAt: NOW - DAY })

    expect(mayBeOverdue([came, canary(NOW)], NOW + DAY)).toBe(true)
    expect(mayBeOverdue([came, canary(NOW)], NOW + DAY - 1)).toBe(false)
    expect(mayBeOverdue([canary(NOW)], NOW + 9 * DAY)).toBe(false)
    expect(mayBeOverdue([canary(NOW - 3 * DAY), came], NOW)).toBe(false)
    expect(
      mayBeOverdue(
        [1, 2, 3].map((day) => canary(NOW - day * DAY)),
        NOW,
      ),
    ).toBe(true)
  })
})

const refused = (at: number): Canary => ({ tenantId: contoso.id, marker: `refused ${at}`, at })

describe("canaryWait()", () => {
  it("is a day after one that was written, six hours after any other, and over at once without one", () => {
    expect(canaryWait([], NOW)).toBe(0)
    expect(canaryWait([canary(NOW)], NOW + HOUR)).toBe(23 * HOUR)
    expect(canaryWait([refused(NOW)], NOW + HOUR)).toBe(5 * HOUR)
    expect(canaryWait([canary(NOW)], NOW + 3 * DAY)).toBe(0)
  })

  it("is a day where two after one another were refused: who doesn't let us write isn't asked all day", () => {
    expect(canaryWait([refused(NOW - HOUR), refused(NOW)], NOW)).toBe(DAY)
    expect(canaryWait([refused(NOW - DAY), canary(NOW - HOUR), refused(NOW)], NOW)).toBe(6 * HOUR)
  })

  it("goes by none that a clock which was ahead wrote, and by what a few seconds moved", () => {
    expect(canaryWait([canary(NOW + 300 * DAY)], NOW)).toBe(0)
    expect(canaryWait([canary(NOW - HOUR), canary(NOW + 300 * DAY)], NOW)).toBe(23 * HOUR)
    expect(canaryWait([canary(NOW + 5_000)], NOW)).toBe(DAY + 5_000)
  })
})
