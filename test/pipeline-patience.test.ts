/** An attack that goes on for hours: what joins a large burst may wait, and nothing of it is lost. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readRules } from "../src/adapters/files/read-rules.ts"
import { createMemory } from "../src/detect/memory.ts"
import { compileRuleSet } from "../src/detect/rule-set.ts"
import type { Alert } from "../src/model/alert.ts"
import type { AuditRecord } from "../src/model/audit-record.ts"
import { alertId } from "../src/model/ids.ts"
import { decideRecords } from "../src/pipeline.ts"
import { makeBatch, mergeInto } from "./adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "./adapters/sqlite/temporary-store.ts"
import { makeMailboxRecord } from "./make/make-mailbox-record.ts"
import { makeContext } from "./make/make-record.ts"
import { makeFailure } from "./make/make-sign-in.ts"

const START = Date.UTC(2026, 2, 2, 8)
const MINUTE = 60_000
const rules = compileRuleSet(readRules())
const RULE = "password-guessing-from-one-address"

let number = 0
/** A new id, so many seconds after the start. */
const common = (seconds: number) => {
  number += 1
  return {
    Id: `2f1c7a44-90b3-4a0e-8d1f-${String(number).padStart(12, "0")}`,
    CreationTime: new Date(START + seconds * 1000).toISOString().slice(0, 19),
  }
}

/** A wrong password for one account. */
const guess = (seconds: number): AuditRecord =>
  makeFailure("50126", "InvalidUserNameOrPassword", { raw: common(seconds) })
const guesses = (from: number, count: number): AuditRecord[] =>
  Array.from({ length: count }, (_, index) => guess(from + index))

/** Messages that leave one mailbox, ten a second. */
const messages = (from: number, count: number): AuditRecord[] =>
  Array.from({ length: count }, (_, index) =>
    makeMailboxRecord("Send", common(from + Math.floor(index / 10))),
  )

/** Batches one after the other into a real store, each at its own time. Answers with what the rule's alerts count. */
function attacked({ isPatient }: { readonly isPatient: boolean }) {
  const { store } = openTemporaryStore()
  return async (records: readonly AuditRecord[], minutes: number): Promise<readonly number[]> => {
    const now = START + minutes * MINUTE
    const context = makeContext({ rules, memory: store.memory, now, isPatient })
    const { alerts, memory } = decideRecords(records, context)
    const batch = { tenantId: context.tenant.id, records, rejected: [], alerts, memory }
    await store.records.saveBatch(makeBatch(batch), mergeInto())
    return alerts.filter(({ rule }) => rule.name === RULE).map(({ count }) => count)
  }
}

describe("a burst that is large already", () => {
  it("is told again when it has grown by a quarter, all that waited included", async () => {
    const batch = attacked({ isPatient: true })
    expect(await batch(guesses(0, 100), 0)).toEqual([100])

    expect(await batch(guesses(100, 20), 1)).toEqual([])
    expect(await batch(guesses(120, 4), 2)).toEqual([])
    expect(await batch(guesses(124, 1), 3)).toEqual([125])
  })

  it("is told after ten minutes with whatever comes of this customer, and once", async () => {
    const batch = attacked({ isPatient: true })
    await batch(guesses(0, 100), 0)
    expect(await batch(guesses(100, 5), 1)).toEqual([])

    expect(await batch([], 9)).toEqual([])
    expect(await batch([], 10)).toEqual([105])
    expect(await batch([], 30)).toEqual([])
  })

  it("is told at once by what isn't a part of it: something earlier than all of it", async () => {
    const batch = attacked({ isPatient: true })
    await batch(guesses(600, 100), 20)

    expect(await batch(guesses(0, 1), 21)).toEqual([101])
  })

  it("is told with each record as long as it is small, and where nobody comes back to it", async () => {
    const small = attacked({ isPatient: true })
    await small(guesses(0, 30), 0)
    expect(await small(guesses(30, 1), 1)).toEqual([31])

    const atOnce = attacked({ isPatient: false })
    await atOnce(guesses(0, 100), 0)
    expect(await atOnce(guesses(100, 1), 1)).toEqual([101])
  })

  it("is found by what follows on something that waits, though its own end is long ago", () => {
    const clusters = [
      { minutes: 0, count: 1000 },
      { minutes: 50, count: 100 },
      { minutes: 105, count: 100 },
    ]
    const batches = clusters.map(({ minutes, count }) => ({
      records: messages(minutes * 60, count),
      minutes: 1,
    }))

    for (const isPatient of [true, false])
      expect(alertsAfter(batches, isPatient).map(({ count }) => count)).toEqual([1200])
  })

  it("isn't asked for again and again when its entries are gone", () => {
    const memory = createMemory()
    const rule = rules.correlations.find(({ info }) => info.name === RULE)?.info.id ?? ""
    const context = makeContext({ rules, memory, now: START + 60 * MINUTE, isPatient: true })
    const burst = {
      scope: context.tenant.id,
      rule,
      key: "k",
      alertId: alertId("alr_1"),
      from: START,
      to: START,
    }
    memory.keepBurst({ ...burst, counted: { at: START, entries: 90 }, waiting: { entries: 2, to: START } })

    expect(decideRecords([], context).memory.bursts).toEqual([
      { ...burst, counted: { at: START, entries: 90 } },
    ])
  })

  it("leaves no record out in the end, whatever the batches", () => {
    const cluster = fc.record({
      seconds: fc.nat(5 * 3600),
      guesses: fc.nat(40),
      messages: fc.nat(150),
      minutes: fc.nat(12),
    })
    fc.assert(
      fc.property(fc.array(cluster, { minLength: 1, maxLength: 10 }), (plan) => {
        const all = plan.map(({ seconds, minutes, ...counts }) => ({
          records: [...guesses(seconds, counts.guesses), ...messages(seconds, counts.messages)],
          minutes,
        }))
        // A burst that another one took up keeps its last count, whenever that was.
        expect(recordsIn(alertsAfter(all, true))).toEqual(recordsIn(alertsAfter(all, false)))
      }),
      { numRuns: 20 },
    )
  })
})

type Planned = { readonly records: readonly AuditRecord[]; readonly minutes: number }

/** Every alert as it was told last, half an hour after the last batch. */
function alertsAfter(batches: readonly Planned[], isPatient: boolean): readonly Alert[] {
  const memory = createMemory()
  const told = new Map<string, Alert>()
  let now = START
  for (const { records, minutes } of [...batches, { records: [], minutes: 30 }]) {
    now += minutes * MINUTE
    const decided = decideRecords(records, makeContext({ rules, memory, now, isPatient }))
    for (const entry of decided.memory.entries) memory.keepEntry(entry)
    for (const burst of decided.memory.bursts) memory.keepBurst(burst)
    for (const trace of decided.memory.traces) memory.keepTrace(trace)
    for (const alert of decided.alerts) {
      memory.keepAlert(alert)
      told.set(alert.id, alert)
    }
  }
  return [...told.values()]
}

const recordsIn = (alerts: readonly Alert[]): readonly string[] =>
  [...new Set(alerts.flatMap(({ recordIds }) => recordIds))].sort()
