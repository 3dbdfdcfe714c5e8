import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { TrailNote } from "../../src/model/trail-entry.ts"
import { createKnockNotes, SINGLE_KNOCKS } from "../../src/trail/run-note-knocks.ts"

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

function rig(broken = false) {
  const noted: string[] = []
  const append = async (note: TrailNote) => {
    if (broken) throw new Error("disk full")
    noted.push(note.what)
    return { ...note, seq: 1, prev: "", hash: "" }
  }
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  const knock = createKnockNotes({ trail: { append }, now: Date.now, log })
  const knocks = async (count: number) => {
    for (let index = 0; index < count; index += 1) await knock("it came without a token")
  }
  return { noted, knocks }
}

describe("createKnockNotes()", () => {
  it("notes each refused request by itself", async () => {
    const { noted, knocks } = rig()

    await knocks(2)

    expect(noted).toEqual(Array(2).fill("Refused a request: it came without a token."))
  })

  it("counts the rest of a flood in one entry a minute, and loses none", async () => {
    const { noted, knocks } = rig()

    await knocks(5_000)
    expect(noted).toHaveLength(SINGLE_KNOCKS)
    await vi.advanceTimersByTimeAsync(60_000)
    await knocks(1)

    expect(noted.slice(SINGLE_KNOCKS)).toEqual([
      `Refused ${5_000 - SINGLE_KNOCKS} more requests: too many in a minute to be noted one by one.`,
      "Refused a request: it came without a token.",
    ])
  })

  it("lets a request be refused also where nothing can be noted", async () => {
    await expect(rig(true).knocks(1)).resolves.toBeUndefined()
  })
})
