import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  kindOfShelf,
  shelfOf,
  shelfOfFile,
  shelfPath,
  spanOf,
  weekOf,
} from "../../../src/adapters/sqlite/event-shelf.ts"

const at = (text: string): number => Date.parse(`${text}Z`)

describe("weekOf()", () => {
  it.each([
    ["2026-11-16T00:00:00", "2026-W47"],
    ["2026-11-22T23:59:59.999", "2026-W47"],
    ["2026-12-31T12:00:00", "2026-W53"],
    ["2027-01-03T23:59:59", "2026-W53"],
    ["2027-01-04T00:00:00", "2027-W01"],
    ["2025-12-29T00:00:00", "2026-W01"],
  ])("counts weeks as ISO 8601 does: %s is in %s", (time, week) => {
    expect(weekOf(at(time))).toBe(week)
  })

  it.each([0, at("1999-01-01T00:00:00"), at("9999-12-31T23:59:59"), Number.NaN])(
    "gives all times that can't be true one place: %s",
    (time) => {
      expect(weekOf(time)).toBe("odd")
    },
  )

  it("lies within the span of its own name, whatever the time", () => {
    const times = fc.integer({ min: at("2025-01-06T00:00:00"), max: at("2099-12-31T00:00:00") })

    fc.assert(
      fc.property(times, (time) => {
        const { from, to } = spanOf(`${weekOf(time)}-changes`)
        expect(time >= from && time < to && to - from === 7 * 86_400_000).toBe(true)
      }),
    )
  })
})

describe("shelfOf()", () => {
  it.each([
    ["mailitemsaccessed", "mailItems"],
    ["userloginfailed", "signIns"],
    ["fileaccessed", "files"],
    ["set-mailbox", "changes"],
    ["updateinboxrules", "changes"],
    ["something nobody has seen before", "changes"],
  ])("puts %s to the kind %s", (operationKey, kind) => {
    expect(kindOfShelf(shelfOf({ happenedAt: at("2026-11-20T09:00:00"), operationKey }))).toBe(kind)
  })
})

describe("shelfOfFile()", () => {
  it("knows the files of its own database among all that lie there", () => {
    const own = shelfPath("/data/watchpost.db", "2026-W47-signIns")

    expect(own).toBe("/data/watchpost-events-2026-W47-signIns.db")
    expect(shelfOfFile("/data/watchpost.db", "watchpost-events-2026-W47-signIns.db")).toBe("2026-W47-signIns")
    expect(shelfOfFile("/data/watchpost.db", "watchpost-events-odd-changes.db")).toBe("odd-changes")
    for (const other of [
      "watchpost.db",
      "watchpost-events-2026-W47-signIns.db-wal",
      "watchpost-events-2026-W47-nonsense.db",
      "other-events-2026-W47-signIns.db",
      "watchpost-events-.db",
    ])
      expect(shelfOfFile("/data/watchpost.db", other)).toBeUndefined()
  })
})
