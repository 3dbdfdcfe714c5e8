import { describe, expect, it } from "vitest"
import { every } from "../../src/jobs/every.ts"
import type { Log } from "../../src/ports/log.ts"

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }

describe("every()", () => {
  it("starts the next run only after the last one has ended", async () => {
    const stop = new AbortController()
    let running = 0
    let most = 0
    let runs = 0

    await every(
      0,
      async () => {
        running += 1
        most = Math.max(most, running)
        await new Promise((done) => setImmediate(done))
        running -= 1
        runs += 1
        if (runs === 5) stop.abort()
      },
      { signal: stop.signal, log: silent, name: "test" },
    )

    expect({ runs, most }).toEqual({ runs: 5, most: 1 })
  })

  it("goes on after a run that throws, and says so", async () => {
    const stop = new AbortController()
    const problems: unknown[] = []
    let runs = 0

    await every(
      0,
      async () => {
        runs += 1
        if (runs === 1) throw new Error("the server is away")
        stop.abort()
      },
      {
        signal: stop.signal,
        log: { ...silent, error: (_message, data) => problems.push(data) },
        name: "test",
      },
    )

    expect(runs).toBe(2)
    expect(problems).toEqual([{ job: "test", problem: "the server is away" }])
  })

  it("never runs when it is stopped before it starts", async () => {
    const runs: number[] = []

    await every(
      0,
      async () => {
        runs.push(runs.length)
      },
      { signal: AbortSignal.abort(), log: silent, name: "test" },
    )

    expect(runs).toEqual([])
  })

  it("doesn't begin before its delay is over, and never when it is stopped meanwhile", async () => {
    const stop = new AbortController()
    let runs = 0
    const loop = every(
      0,
      async () => {
        runs += 1
      },
      { signal: stop.signal, log: silent, name: "test", delayMs: 3_600_000 },
    )

    await new Promise((done) => setImmediate(done))
    stop.abort()
    await loop

    expect(runs).toBe(0)
  })
})
