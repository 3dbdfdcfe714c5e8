/** A short chaos run: the product killed at random and at aimed moments, in a practice cloud in trouble, loses nothing. */
import { describe, expect, it } from "vitest"
import { runChaos } from "../../sandbox/chaos/run.ts"

const KILLS = 5

describe("runChaos()", () => {
  it("finds every record, card and fix after kills and trouble", { timeout: 480_000 }, async () => {
    const result = await runChaos({ kills: KILLS, seed: 5, minutes: 6 })

    expect(result.wrong).toEqual([])
    expect(result.kills).toBe(KILLS)
    // Nothing wrong means nothing where nothing happened.
    for (const count of ["offered", "attacks", "cardsPosted", "fixesVerified", "feedCalls"] as const)
      expect([count, result[count] > 0]).toEqual([count, true])
    expect(Object.keys(result.faults).length).toBeGreaterThan(0)
  })
})
