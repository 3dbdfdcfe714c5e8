import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readFacts } from "../../../src/detect/facts/all-facts.ts"
import { keepEarliest, remember, tenantKey } from "../../../src/detect/facts/first-seen.ts"
import { FIRST_SEEN } from "../../../src/detect/facts/seen-things.ts"
import { createMemory } from "../../../src/detect/memory.ts"
import type { AuditRecord } from "../../../src/model/audit-record.ts"
import type { WritableMemory } from "../../../src/model/detect-memory.ts"
import { makeContext, makeRecord } from "../../make/make-record.ts"
import { makeSignIn } from "../../make/make-sign-in.ts"

const DAY = 86_400_000
const START = Date.UTC(2026, 0, 1)
const countries: Readonly<Record<string, string>> = { "198.51.100.1": "AT", "203.0.113.1": "NG" }

const signIn = (
  days: number,
  ip: string,
  UserId = "anna.berg@contoso.example",
  UserAgent = "Firefox",
): AuditRecord =>
  makeSignIn({
    extended: { UserAgent },
    raw: {
      Id: `s-${days}-${ip}`,
      UserId,
      ClientIP: ip,
      CreationTime: new Date(START + days * DAY).toISOString().slice(0, 19),
    },
  })

const factsOf = (record: AuditRecord, memory: WritableMemory) =>
  readFacts(record, makeContext({ memory, country: (ip) => countries[ip] }))

function learn(records: readonly AuditRecord[], memory = createMemory()): WritableMemory {
  for (const record of records) {
    keepEarliest(tenantKey(record.tenantId), record, memory)
    const definitions = FIRST_SEEN.filter(({ operations }) => operations.includes(record.operationKey))
    remember(definitions, record, { memory }, factsOf(record, memory))
  }
  return memory
}

const isFirstCountry = (record: AuditRecord, memory: WritableMemory): boolean =>
  factsOf(record, memory).evidence("FirstCountryOfUser") !== undefined

const HOME = "198.51.100.1"
const AWAY = "203.0.113.1"

describe("FirstCountryOfUser", () => {
  const home = [0, 3, 8].map((days) => signIn(days, HOME))

  it("is true for a country that the user was never in, and false for the usual one", () => {
    const memory = learn(home)

    expect(isFirstCountry(signIn(9, AWAY), memory)).toBe(true)
    expect(isFirstCountry(signIn(9, HOME), memory)).toBe(false)
  })

  it("is silent in the first week of a user, when nothing is usual yet", () => {
    expect(isFirstCountry(signIn(6.9, AWAY), learn(home))).toBe(false)
    expect(isFirstCountry(signIn(9, AWAY), learn([signIn(8, HOME)]))).toBe(false)
  })

  it("is about each user alone", () => {
    const ben = [0, 3, 8].map((days) => signIn(days, AWAY, "ben.smit@contoso.example"))

    expect(isFirstCountry(signIn(9, AWAY), learn([...home, ...ben]))).toBe(true)
  })

  it("stays true for a day, so that one act's records agree, and is false later", () => {
    const memory = learn([...home, signIn(9, AWAY)])

    expect(isFirstCountry(signIn(9, AWAY), memory)).toBe(true)
    expect(isFirstCountry(signIn(9.5, AWAY), memory)).toBe(true)
    expect(isFirstCountry(signIn(11, AWAY), memory)).toBe(false)
  })

  it("is true again after a month without it", () => {
    const memory = learn([...home, signIn(9, AWAY), signIn(20, AWAY)])

    expect(isFirstCountry(signIn(45, AWAY), memory)).toBe(false)
    expect(isFirstCountry(signIn(51, AWAY), memory)).toBe(true)
  })

  it("is corrected by an earlier record that comes later", () => {
    const memory = learn([...home, signIn(12, AWAY)])
    expect(isFirstCountry(signIn(12, AWAY), memory)).toBe(true)

    learn([signIn(10, AWAY)], memory)

    expect(isFirstCountry(signIn(12, AWAY), memory)).toBe(false)
    expect(isFirstCountry(signIn(10, AWAY), memory)).toBe(true)
  })

  it("remembers the same whatever the order, and however often records come", () => {
    const records = [0, 2, 5, 8, 9, 12, 20].map((days) => signIn(days, days % 2 === 0 ? HOME : AWAY))
    const answers = (memory: WritableMemory) =>
      [1, 9.5, 12, 21, 40].map((days) => [HOME, AWAY].map((ip) => isFirstCountry(signIn(days, ip), memory)))
    const expected = answers(learn(records))

    fc.assert(
      fc.property(fc.shuffledSubarray([...records, ...records], { minLength: 14 }), (shuffled) => {
        expect(answers(learn(shuffled))).toEqual(expected)
      }),
    )
  })
})

describe("UsualCommandLineOfUser", () => {
  it("holds of codes that somebody confirms again and again, for whatever app", () => {
    const code = (days: number) =>
      makeSignIn({
        extended: { RequestType: "Cmsi:Cmsi" },
        raw: {
          ...{ Id: `c-${days}`, ClientIP: HOME, ApplicationId: "d3590ed6-52b3-4102-aeff-aad2292ab01c" },
          CreationTime: new Date(START + days * DAY).toISOString().slice(0, 19),
        },
      })
    const isUsual = (memory: WritableMemory) =>
      factsOf(code(9), memory).evidence("UsualCommandLineOfUser") !== undefined

    expect(isUsual(learn([signIn(0, HOME)]))).toBe(false)
    expect(isUsual(learn([code(0), code(6)]))).toBe(true)
  })
})

describe("UsualLegacyProtocolOfUser", () => {
  const legacy = (days: number, user?: string) => signIn(days, HOME, user, "BAV2ROPC")
  const isUsual = (record: AuditRecord, memory: WritableMemory): boolean =>
    factsOf(record, memory).evidence("UsualLegacyProtocolOfUser") !== undefined

  it("is false for the first time, also while nothing is known yet", () => {
    expect(isUsual(legacy(0), learn([]))).toBe(false)
    expect(isUsual(legacy(9), learn([signIn(0, HOME)]))).toBe(false)
    expect(isUsual(legacy(2), learn([legacy(0, "ben.smit@contoso.example")]))).toBe(false)
  })

  it("is true from the second day, and false again after a week without it", () => {
    const memory = learn([legacy(0)])

    expect(isUsual(legacy(0.5), memory)).toBe(false)
    expect(isUsual(legacy(2), memory)).toBe(true)
    expect(isUsual(legacy(8), memory)).toBe(false)
  })
})

describe("UsualScriptOfUser", () => {
  const script = (days: number, ip: string): AuditRecord =>
    makeSignIn({
      extended: { UserAgent: "python-requests/2.32.3" },
      raw: {
        Id: `script-${days}-${ip}`,
        ApplicationId: "1950a258-227b-4e31-a9cf-717495945fc2",
        ClientIP: ip,
        CreationTime: new Date(START + days * DAY).toISOString().slice(0, 19),
      },
    })
  const isUsual = (record: AuditRecord, memory: WritableMemory): boolean =>
    factsOf(record, memory).evidence("UsualScriptOfUser") !== undefined

  it("is true from the second day in the same network, and nowhere else", () => {
    const memory = learn([script(0, HOME)])

    expect(isUsual(script(0.5, HOME), memory)).toBe(false)
    expect(isUsual(script(2, HOME), memory)).toBe(true)
    expect(isUsual(script(2, AWAY), memory)).toBe(false)
  })
})

describe("UsualNetworkOfTenant", () => {
  const isUsual = (record: AuditRecord, memory: WritableMemory): boolean =>
    factsOf(record, memory).evidence("UsualNetworkOfTenant") !== undefined
  const failed = (days: number, ip: string): AuditRecord => ({
    ...signIn(days, ip),
    operationKey: "userloginfailed",
    outcome: "failed",
  })

  it("knows networks from which anybody of the tenant got in, and learns nothing from failures", () => {
    const memory = learn([signIn(0, HOME), failed(0, AWAY), failed(1, AWAY)])

    expect(isUsual(failed(2, HOME), memory)).toBe(true)
    expect(isUsual(failed(2, "198.51.100.77"), memory)).toBe(true)
    expect(isUsual(failed(2, AWAY), memory)).toBe(false)
  })
})

describe("NewNetworkInUsualCountry", () => {
  const isNew = (record: AuditRecord, memory: WritableMemory): boolean =>
    readFacts(record, makeContext({ memory, country: (ip) => (ip === AWAY ? "NG" : "AT") })).evidence(
      "NewNetworkInUsualCountry",
    ) !== undefined

  it("is a hotspot where the user is anyway, and neither the usual network nor another country", () => {
    const memory = learn([signIn(0, HOME)])

    expect(isNew(signIn(1, "192.0.2.50"), memory)).toBe(true)
    expect(isNew(signIn(1, HOME), memory)).toBe(false)
    expect(isNew(signIn(1, AWAY), memory)).toBe(false)
  })
})

describe("ActsFromUsualNetwork", () => {
  const deleted = (days: number, ClientIP: string, UserId = "anna.berg@contoso.example"): AuditRecord =>
    makeRecord({
      Operation: "HardDelete",
      ClientIP,
      UserId,
      CreationTime: new Date(START + days * DAY).toISOString().slice(0, 19),
    })
  const isUsual = (record: AuditRecord, memory: WritableMemory): boolean =>
    factsOf(record, memory).evidence("ActsFromUsualNetwork") !== undefined

  it("knows from where this user signed in on an earlier day, and not too long ago", () => {
    const memory = learn([signIn(0, HOME)])

    expect(isUsual(deleted(2, "198.51.100.77"), memory)).toBe(true)
    expect(isUsual(deleted(0.5, HOME), memory)).toBe(false)
    expect(isUsual(deleted(40, HOME), memory)).toBe(false)
    expect(isUsual(deleted(2, AWAY), memory)).toBe(false)
    expect(isUsual(deleted(2, HOME, "ben.young@contoso.example"), memory)).toBe(false)
  })
})

describe("FirstForwardOfTenant", () => {
  const forward = (days: number): AuditRecord =>
    makeRecord({
      Id: `f-${days}`,
      CreationTime: new Date(START + days * DAY).toISOString().slice(0, 19),
    })

  it("knows the tenant since its first record of any kind", () => {
    const memory = learn([signIn(0, HOME)])

    expect(factsOf(forward(8), memory).evidence("FirstForwardOfTenant")).toBe("new: forwarding")
    expect(factsOf(forward(6), memory).evidence("FirstForwardOfTenant")).toBeUndefined()
    expect(factsOf(forward(12), learn([forward(8)], memory)).evidence("FirstForwardOfTenant")).toBeUndefined()
  })
})
