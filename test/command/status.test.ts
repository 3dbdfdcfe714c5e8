/** "Status" of a provider with thousands of customers. */
import { describe, expect, it } from "vitest"
import { answerStatus } from "../../src/command/answer-status.ts"
import { tenantId } from "../../src/model/ids.ts"
import type { FeedHealth } from "../../src/ports/feed-ledger.ts"
import { NOW } from "./make.ts"

const customer = (number: number) => ({
  id: tenantId(`0c0ffee0-1111-4222-8333-${String(number).padStart(12, "0")}`),
  name: `customer-${number}`,
  displayName: `Customer ${number}`,
  acceptedDomains: [],
  timeZone: "UTC",
})

const CUSTOMERS = Array.from({ length: 1_200 }, (_, index) => customer(index))

describe("answerStatus()", () => {
  it("tells the worst first, and counts those that nobody would page to", () => {
    const health = CUSTOMERS.map(({ id }, index): FeedHealth => {
      const isBad = index === 1_100
      return {
        tenantId: id,
        source: "Audit.Exchange",
        state: isBad ? "trouble" : "ok",
        sentence: isBad ? "The consent is gone." : "",
        lastOkAt: NOW,
        pending: 0,
      }
    })

    const answer = answerStatus({
      customers: CUSTOMERS,
      health,
      face: "technician",
      scopeSentence: "all customers",
      expected: () => ["Audit.Exchange"],
      now: NOW,
    })

    expect(answer.lines[0]).toBe("For all customers: 1 in trouble, 1199 ok.")
    expect(answer.rows[0]?.heading).toBe("Customer 1100: in trouble")
    expect([answer.rows.length, answer.more]).toEqual([1_000, 200])
  })

  it("calls nobody in trouble whose machine had no log to send", () => {
    const [one = customer(0)] = CUSTOMERS
    const source = (name: string, lastOkAt: number): FeedHealth => {
      return { tenantId: one.id, source: name, state: "ok", sentence: "", lastOkAt, pending: 0 }
    }

    const answer = answerStatus({
      customers: [one],
      health: [source("Audit.Exchange", NOW), source("Explorer logs of office", NOW - 86_400_000)],
      face: "technician",
      scopeSentence: "all customers",
      expected: () => ["Audit.Exchange"],
      now: NOW,
    })

    expect(answer.rows[0]?.heading).toBe("Customer 0: ok")
    expect(JSON.stringify(answer.rows)).toContain("just now (the oldest source)")
  })
})
