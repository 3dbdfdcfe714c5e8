import { describe, expect, it } from "vitest"
import { tenantId } from "../../src/model/ids.ts"
import { createTurns } from "../../src/onboard/take-turns.ts"

const customers = Array.from({ length: 6 }, (_, index) => ({
  id: tenantId(`11111111-aaaa-4aaa-8aaa-00000000000${index}`),
  name: `customer-${index}`,
}))

function rig(turn: (name: string) => Promise<number>) {
  let now = 0
  const had: string[] = []
  const logged: unknown[] = []
  const turns = createTurns<(typeof customers)[number]>({
    turn: ({ name }) => {
      had.push(name)
      return turn(name)
    },
    failedAgainMs: 100,
    failure: "it failed",
    now: () => now,
    log: { error: (what, data) => void logged.push([what, data]) },
  })
  const roundAt = async (at: number, signal = new AbortController().signal): Promise<readonly string[]> => {
    now = at
    had.length = 0
    await turns(customers, signal)
    return had.toSorted()
  }
  return { roundAt, logged, had }
}

const NAMES = customers.map(({ name }) => name)

describe("createTurns()", () => {
  it("gives each its turn, and the next one when its wait is over", async () => {
    const { roundAt } = rig(async (name) => (name === "customer-3" ? 10 : 50))

    expect(await roundAt(0)).toEqual(NAMES)
    expect(await roundAt(9)).toEqual([])
    expect(await roundAt(10)).toEqual(["customer-3"])
    expect(await roundAt(50)).toEqual(NAMES)
  })

  it("lets nobody wait for a time that a clock named while it was a day ahead", async () => {
    const day = 86_400_000
    const { roundAt } = rig(async () => 1_000)

    expect(await roundAt(day)).toEqual(NAMES)
    expect(await roundAt(day - 500)).toEqual([])
    expect(await roundAt(0)).toEqual(NAMES)
    expect(await roundAt(999)).toEqual([])
  })

  it("logs one that fails, lets it wait, and goes on with the others", async () => {
    const { roundAt, logged } = rig(async (name) => {
      if (name === "customer-0") throw new Error("no such tenant")
      return 1_000
    })

    expect(await roundAt(0)).toEqual(NAMES)
    expect(logged).toEqual([["it failed", { tenant: "customer-0", problem: "no such tenant" }]])
    expect(await roundAt(99)).toEqual([])
    expect(await roundAt(100)).toEqual(["customer-0"])
  })

  it("begins no further turn and logs nothing when it is asked to end", async () => {
    const end = new AbortController()
    const { roundAt, logged } = rig(async () => {
      end.abort()
      throw new Error("aborted")
    })

    expect(await roundAt(0, end.signal)).toEqual(["customer-0"])
    expect(logged).toEqual([])
  })

  it("gives a few their turn at once, not all", async () => {
    const waiting: (() => void)[] = []
    const { roundAt, had } = rig(() => new Promise((resolve) => waiting.push(() => resolve(1))))

    const round = roundAt(0)
    expect(had).toHaveLength(4)
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      next()
      await new Promise(setImmediate)
    }
    expect(await round).toEqual(NAMES)
  })
})
