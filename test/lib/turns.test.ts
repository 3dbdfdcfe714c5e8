import { describe, expect, it } from "vitest"
import { createTurns } from "../../src/lib/turns.ts"

const never = new AbortController().signal

/** Takes a turn that lasts until it is ended, and notes when it began. */
const stage = (limits: { readonly atOnce: number; readonly spare: number }) => {
  const turns = createTurns(limits)
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const take = (name: string, urgent = false, signal = never): Promise<void> =>
    turns.take(urgent, signal, () => {
      begun.push(name)
      return new Promise<void>((resolve) => ends.set(name, resolve))
    })
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { turns, begun, take, end }
}

describe("createTurns()", () => {
  it("serves in order, the urgent ones first, never more than allowed at once", async () => {
    const { begun, take, end } = stage({ atOnce: 2, spare: 0 })

    const all = [take("a"), take("b"), take("c"), take("d"), take("urgent", true)]
    const atFirst = [...begun]
    for (const name of ["a", "b", "urgent", "c", "d"]) await end(name)
    await Promise.all(all)

    expect(atFirst).toEqual(["a", "b"])
    expect(begun).toEqual(["a", "b", "urgent", "c", "d"])
  })

  it("keeps spare turns for the urgent ones", () => {
    const { begun, take } = stage({ atOnce: 3, spare: 1 })

    for (const name of ["a", "b", "c"]) void take(name)
    void take("urgent", true)

    expect(begun).toEqual(["a", "b", "urgent"])
  })

  it("passes the turn on when the work fails", async () => {
    const turns = createTurns({ atOnce: 1, spare: 0 })
    const failing = turns.take(false, never, async () => {
      throw new Error("broken")
    })

    await expect(failing).rejects.toThrow("broken")
    await expect(turns.take(false, never, async () => "next")).resolves.toBe("next")
  })

  it("lets who waits leave with the signal's reason, and gives its turn to nobody", async () => {
    const { begun, take, end } = stage({ atOnce: 1, spare: 0 })
    const stop = new AbortController()
    const first = take("a")
    const leaving = take("b", false, stop.signal)
    const last = take("c")

    stop.abort(new Error("stopping"))
    await expect(leaving).rejects.toThrow("stopping")
    await end("a")
    await end("c")
    await Promise.all([first, last])

    expect(begun).toEqual(["a", "c"])
  })

  it("takeIfFree() does nothing while all turns are taken, and passes its own turn on", async () => {
    const { turns, begun, take, end } = stage({ atOnce: 1, spare: 0 })
    const first = take("a")

    const refused = turns.takeIfFree(async () => "b")
    await end("a")
    await first
    const granted = turns.takeIfFree(async () => "c")
    void take("d")
    await granted
    await end("d")

    expect([refused, await granted, begun]).toEqual([undefined, "c", ["a", "d"]])
  })
})
