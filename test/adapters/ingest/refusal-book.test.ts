import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { createRefusalBook } from "../../../src/adapters/ingest/refusal-book.ts"
import type { TrailNote } from "../../../src/model/trail-entry.ts"

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

const REFUSAL = { status: 401, sentence: "This token belongs to no site." }

function rig() {
  const noted: TrailNote[] = []
  const append = async (note: TrailNote) => {
    noted.push(note)
    return { ...note, seq: 1, prev: "", hash: "" }
  }
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  const book = createRefusalBook({ trail: { append }, log, now: Date.now })
  const knock = async (times: number) => {
    for (let index = 0; index < times; index += 1) await book.note(undefined, REFUSAL)
  }
  return { noted, knock }
}

describe("createRefusalBook()", () => {
  it("tells how many there were when the ten minutes are over, also when nobody knocks any more", async () => {
    const { noted, knock } = rig()

    await knock(5_000)
    expect(noted).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(10 * 60_000)

    expect(noted.slice(1)).toMatchObject([
      {
        at: 600_000,
        kind: "refusal",
        what: expect.stringContaining("4999 more times"),
        data: { count: 4_999 },
      },
    ])
    await vi.advanceTimersByTimeAsync(60 * 60_000)
    expect(noted).toHaveLength(2)
  })

  it("counts none twice", async () => {
    const { noted, knock } = rig()
    await knock(3)
    vi.setSystemTime(10 * 60_000)
    await knock(1)
    await vi.advanceTimersByTimeAsync(30 * 60_000)

    expect(noted.map(({ data }) => data)).toEqual([
      { status: 401, alsoRefusedBefore: 0 },
      { status: 401, alsoRefusedBefore: 2 },
    ])
  })
})
