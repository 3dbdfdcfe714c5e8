import { describe, expect, it } from "vitest"
import { believed, type KnownHabits, teachesNothing, unlearnedOf } from "../../src/detect/unlearned.ts"
import type { Trace } from "../../src/model/detect-memory.ts"
import { recordId } from "../../src/model/ids.ts"
import type { JudgedAlert } from "../../src/model/judged-alert.ts"

const DAY = 86_400_000
const HOUR = DAY / 24
/** When the alert happened; it was found to be an attack six hours later. */
const AT = Date.UTC(2026, 2, 20)
const NETWORK = "198.51.100.0/24"
const ANNA = "anna.berg@contoso.example"

const attack = (changed: Partial<JudgedAlert> = {}): JudgedAlert => ({
  judgement: { as: "attack", at: AT + 6 * HOUR },
  happenedAt: AT,
  ip: "198.51.100.7",
  account: ANNA,
  ...changed,
})
const harmless = (at: number, ip = "198.51.100.99"): JudgedAlert =>
  attack({ judgement: { as: "harmless", at }, ip })

const habits = (changed: Partial<KnownHabits> = {}): KnownHabits => ({
  learnedAt: AT - 90 * DAY,
  firstInFrom: () => AT - HOUR,
  isNobodys: () => false,
  ...changed,
})

const networksOf = (judged: readonly JudgedAlert[], changed: Partial<KnownHabits> = {}) => [
  ...(unlearnedOf(judged, habits(changed))?.networks.keys() ?? []),
]

const seenFirst = (firstAt: number): Trace => ({
  key: "k",
  firstAt,
  firstRecord: recordId("r"),
  lastAt: firstAt,
})

describe("unlearnedOf()", () => {
  it("takes the network from which the attack came, and its account", () => {
    const unlearned = unlearnedOf([attack()], habits())

    expect([...(unlearned?.networks ?? [])]).toEqual([[NETWORK, AT + 6 * HOUR]])
    expect(unlearned?.accounts.get(ANNA)).toEqual([{ from: AT - 14 * DAY, until: AT + 6 * HOUR }])
  })

  it("leaves the office alone, from which people signed in long before", () => {
    expect(networksOf([attack()], { firstInFrom: () => AT - 15 * DAY })).toEqual([])
    expect(networksOf([attack()], { firstInFrom: () => AT - 13 * DAY })).toEqual([NETWORK])
    expect(networksOf([attack()], { firstInFrom: () => undefined })).toEqual([NETWORK])
  })

  it("leaves alone what was learned in the first week: nothing else would be usual", () => {
    expect(networksOf([attack()], { learnedAt: AT - HOUR / 2 })).toEqual([])
    expect(networksOf([attack()], { learnedAt: AT - 2 * HOUR })).toEqual([NETWORK])
  })

  it("leaves alone the customer's own networks and Microsoft's relays", () => {
    expect(networksOf([attack()], { isNobodys: () => true })).toEqual([])
  })

  it("gives back what a later verdict found to be harmless, and nothing else", () => {
    const later = AT + 12 * HOUR

    expect(unlearnedOf([attack(), harmless(later)], habits())).toBeUndefined()
    expect(networksOf([attack(), harmless(AT)])).toEqual([NETWORK])
    expect(networksOf([attack(), harmless(later, "203.0.113.9")])).toEqual([NETWORK])
  })

  it("is nothing where nobody found an attack", () => {
    expect(unlearnedOf([], habits())).toBeUndefined()
    expect(unlearnedOf([harmless(AT)], habits())).toBeUndefined()
  })
})

describe("believed()", () => {
  const unlearned = unlearnedOf([attack()], habits()) ?? { networks: new Map(), accounts: new Map() }

  it("is no trace of whatever was seen from the network, whoever it was", () => {
    const old = seenFirst(AT - 80 * DAY)

    expect(believed(old, [NETWORK, "ben.smit@contoso.example"], unlearned)).toBeUndefined()
    expect(believed(old, ["203.0.113.0/24", "ben.smit@contoso.example"], unlearned)).toBe(old)
  })

  it("is no trace of what the account did for the first time during the attack", () => {
    const before = seenFirst(AT - 15 * DAY)
    const during = seenFirst(AT)
    const after = seenFirst(AT + 7 * HOUR)

    expect(believed(before, [ANNA, "NG"], unlearned)).toBe(before)
    expect(believed(during, [ANNA, "NG"], unlearned)).toBeUndefined()
    expect(believed(during, ["ben.smit@contoso.example", "NG"], unlearned)).toBe(during)
    expect(believed(after, [ANNA, "NG"], unlearned)).toBe(after)
  })
})

describe("teachesNothing()", () => {
  const unlearned = unlearnedOf([attack()], habits()) ?? { networks: new Map(), accounts: new Map() }

  it("is true of the network's neighbors at any time, and of the account during the attack", () => {
    const home = { ip: "203.0.113.1", account: ANNA }

    expect(teachesNothing({ ip: "198.51.100.200", at: AT + 20 * DAY }, unlearned)).toBe(true)
    expect(teachesNothing({ ...home, at: AT }, unlearned)).toBe(true)
    expect(teachesNothing({ ...home, at: AT + 7 * HOUR }, unlearned)).toBe(false)
    expect(teachesNothing({ at: AT }, unlearned)).toBe(false)
  })
})
