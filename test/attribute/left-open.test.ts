/** What is said of a session that the server doesn't have any more: U only where it isn't known whether it restored something. */
import { describe, expect, it } from "vitest"
import { isUnread, leftOpen } from "../../src/attribute/left-open.ts"
import type { RestoreEvent } from "../../src/ports/backup-server.ts"
import type { StoredRestore } from "../../src/ports/restore-store.ts"
import { CONTOSO } from "../adapters/sqlite/make-rows.ts"
import { AT, makeEvent, makeSession, SECOND } from "./make-evidence.ts"

const GONE = AT + 3_600_000
const GAP = { server: "vb365-01", from: AT + 600 * SECOND, to: GONE, cause: "Watchpost was not running" }
const view = makeEvent({ type: "View" })
const save = makeEvent()

const stored = (events: readonly RestoreEvent[], over: Partial<StoredRestore> = {}): StoredRestore => ({
  tenantId: CONTOSO,
  session: makeSession(),
  events,
  goneAt: GONE,
  ...over,
})
const ended = { session: makeSession({ endedAt: AT + 300 * SECOND }) }
const { goneAt: _, ...there } = stored([view])

describe("leftOpen()", () => {
  it.each([
    ["nothing of it was read", stored([]), [], "before what it did could be read"],
    ["it ended, and nothing of it was read", stored([], ended), [], "before what it did could be read"],
    [
      "it had only opened something, and ran",
      stored([view]),
      [],
      "while it ran: whether anything was restored",
    ],
    [
      "it was gone after a time without a reading",
      stored([view]),
      [GAP],
      "was not read from 18 Nov 2026, 09:22:04 UTC to 18 Nov 2026, 10:12:04 UTC",
    ],
    ["nothing was read of it before such a time", stored([]), [GAP], "was not read from"],
  ])("says unknown where %s", (_what, restore, gaps, because) => {
    expect(leftOpen(restore, gaps).unknownBecause).toContain(because)
    expect(isUnread(restore)).toBe(true)
  })

  it.each([
    ["the server still has it", there],
    ["it was read to its end", stored([view], ended)],
    ["a restore of it is known", stored([save])],
  ])("says nothing of the kind where %s", (_what, restore) => {
    expect(leftOpen(restore, [GAP]).unknownBecause).toBeUndefined()
    expect(isUnread(restore)).toBe(false)
  })

  it("says what is missing of a restore that is known, and names server and cause to technicians alone", () => {
    expect(leftOpen(stored([save]), [GAP]).missing).toEqual([
      "The session was deleted on the backup server while it ran: what it did after it was read last isn't known.",
      "vb365-01 was not read from 18 Nov 2026, 09:22:04 UTC to 18 Nov 2026, 10:12:04 UTC: Watchpost was not running.",
    ])
    const { unknownBecause, missing } = leftOpen(stored([view]), [GAP])
    expect(unknownBecause).not.toMatch(/vb365-01|Watchpost was not/)
    expect(missing).toHaveLength(1)
  })

  it("takes no blame from a time without a reading that was over, or began, when the session was missed", () => {
    const before = { ...GAP, to: GONE - 1 }
    const after = { ...GAP, from: GONE, to: GONE + 1 }

    expect(leftOpen(stored([view]), [before, after]).unknownBecause).toContain("while it ran")
  })
})
