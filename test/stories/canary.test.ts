/** The running product writes its canaries, sees them come back, and says so. */
import { describe, expect, it } from "vitest"
import { customer } from "../../sandbox/stories/story.ts"
import { ask, cardsIn, textOf, trailOf, triageOf } from "./in-teams.ts"
import { practiceForAll } from "./running-practice.ts"

const practice = practiceForAll(() => ({ sweepSeconds: 1 }))

describe("a canary at each customer", () => {
  it("is told in status as the proof that it is, and makes no card", async () => {
    const proved = async (): Promise<number> =>
      (await trailOf(practice)).filter(({ what }) => what.startsWith("Proved end to end")).length
    await expect.poll(proved, { timeout: 60_000 }).toBe(3)
    expect(cardsIn(triageOf(practice))).toEqual([])

    expect(textOf(await ask(practice, "status at contoso"))).toMatch(
      /Proved end to end at Contoso.*: the canary \(our line in its audit log\) of .* came back as a record after/,
    )
    expect(textOf(await ask(practice, "status"))).toContain("Proved end to end at 3 of 3 customers")
  })

  it("leaves one line in the customer's audit log that says what it is", () => {
    const records = customer(practice.cloud, "contoso").blobs.flatMap((blob) => blob.records)
    const written = records.filter((record) => JSON.stringify(record).includes("Write-AdminAuditLog"))

    expect(written).toHaveLength(1)
    expect(JSON.stringify(written[0])).toMatch(
      /Watchpost canary [0-9a-f]{16}\. Your IT provider checks once a day that this log reaches them\. Nothing was changed\./,
    )
  })
})
