/** Counts in sentences can be read aloud, also large ones. */
import { describe, expect, it } from "vitest"
import { countText } from "../../src/lib/count-text.ts"

describe("countText()", () => {
  it("counts one as one, and groups the digits of many", () => {
    expect([0, 1, 2, 12_345].map((count) => countText(count, "row"))).toEqual([
      "0 rows",
      "1 row",
      "2 rows",
      "12,345 rows",
    ])
  })

  it("takes another plural", () => {
    expect([1, 2].map((count) => countText(count, "mailbox", "mailboxes"))).toEqual([
      "1 mailbox",
      "2 mailboxes",
    ])
  })
})
