/** A question that is asked by itself, on the running product: while it was off, and of whom it was set by. */
import Database from "better-sqlite3"
import { describe, expect, it } from "vitest"
import { channelOf, until } from "../../sandbox/observe.ts"
import { localMinutes } from "../../src/lib/time-zone.ts"
import { ask, cardsIn, textOf, trailOf, triageOf } from "./in-teams.ts"
import { practiceForAll } from "./running-practice.ts"

const practice = practiceForAll()

const MINUTE = 60_000

/** As if all of them had been set for that many minutes ago, by their own clocks. */
function dueBefore(minutes: number): void {
  const at = Date.now() - minutes * MINUTE
  const db = new Database(practice.database)
  const zones = db.prepare("SELECT id, json_extract(body, '$.time.timeZone') AS zone FROM schedule")
  const due = db.prepare(
    "UPDATE schedule SET next_at = ?, body = json_set(body, '$.time.minutes', ?) WHERE id = ?",
  )
  for (const { id, zone } of zones.all() as { id: number; zone: string }[])
    due.run(at, localMinutes(at, zone).minutes, id)
  db.close()
}

describe("a schedule", () => {
  it("is asked once when the product was off at its time, in the place where it was set, by the clock there", async () => {
    const theirs = channelOf(practice.world, "customer", "contoso")
    const set = textOf(await ask(practice, "every day at 8 board"))
    expect(set).toMatch(/“board” is asked every day at 08:00 \([A-Z]\w+\/\w+\) and answered in this channel/)
    await ask(practice, "every day at 8 what changed today", { channel: theirs })

    await practice.product().stop()
    dueBefore(30)
    await practice.restartProduct()

    const askedIn = (channel: typeof theirs): readonly string[] =>
      cardsIn(channel)
        .map(textOf)
        .filter((text) => text.includes("and is asked late"))
    const [here] = await until(
      practice.world,
      () => (askedIn(triageOf(practice)).length > 0 ? askedIn(triageOf(practice)) : undefined),
      "the board, asked late",
    )
    const [there] = await until(
      practice.world,
      () => (askedIn(theirs).length > 0 ? askedIn(theirs) : undefined),
      "the customer's changes, asked late",
    )
    expect(here).toMatch(/^Board\n/)
    expect(there).toMatch(/^What changed, today\n/)
    expect(there).toContain("“stop schedule 2” ends it.")
    expect(there).toContain("Coverage. Audit records:")

    await practice.product().stop()
    await practice.restartProduct()
    const listed = textOf(await ask(practice, "schedules", { channel: theirs }))
    expect(listed).toMatch(/: answered with (?:no|\d+) rows?$/m)
    expect(listed).not.toContain("board")
    expect([askedIn(triageOf(practice)).length, askedIn(theirs).length]).toEqual([1, 1])
    const sent = (await trailOf(practice)).filter(({ what }) => what.startsWith("Sent (schedule)"))
    expect(sent).toHaveLength(2)
  })
})
