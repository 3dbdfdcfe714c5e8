/** Chores by the clock, each second here: what fails runs again, what still runs isn't started twice, and all of it ends. */
import { describe, expect, it } from "vitest"
import { type Chore, startHousekeeping } from "../../src/jobs/housekeeping.ts"

const EACH_SECOND = "* * * * * *"

/** Runs until `isEnough`; gives back what was logged. */
async function keepHouse(chores: readonly Chore[], isEnough: () => boolean) {
  const logged: { readonly message: string; readonly data: unknown }[] = []
  const stop = startHousekeeping(chores, {
    info: () => {},
    warn: () => {},
    error: (message, data) => void logged.push({ message, data }),
  })
  await expect.poll(isEnough, { timeout: 60_000 }).toBe(true)
  await stop()
  return logged
}

const counted = (name: string, work: () => Promise<void> = async () => {}) => {
  const chore = { name, at: EACH_SECOND, times: 0 }
  return Object.assign(chore, {
    run: () => {
      chore.times += 1
      return work()
    },
  })
}

describe("startHousekeeping()", () => {
  it("logs a chore that fails, with its name, and runs it again", async () => {
    const chore = counted("customer domains", () => Promise.reject(new Error("Graph is away.")))

    const logged = await keepHouse([chore], () => chore.times >= 2)

    expect(logged[0]).toEqual({
      message: "a chore failed and will run again",
      data: { job: "customer domains", problem: "Graph is away." },
    })
  })

  it("doesn't start again what still runs, and lets the others go on", async () => {
    const stuck = counted("stuck", () => new Promise(() => {}))
    const other = counted("other")

    await keepHouse([stuck, other], () => other.times >= 3)

    expect(stuck.times).toBe(1)
  })

  it("starts nothing after it was stopped", async () => {
    const chore = counted("chore")
    await keepHouse([chore], () => chore.times >= 1)
    const before = chore.times
    const witness = counted("witness")

    await keepHouse([witness], () => witness.times >= 2)

    expect(chore.times).toBe(before)
  })
})
