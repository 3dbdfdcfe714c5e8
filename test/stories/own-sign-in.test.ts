/** What Watchpost itself depends on at Microsoft, end to end: its own secrets end, and nobody tells who signed a message. */
import { describe, expect, it } from "vitest"
import type { Fault } from "../../sandbox/faults.ts"
import { createWorld, MONITOR_APP_ID } from "../../sandbox/world/create-world.ts"
import type { PracticeApp, World } from "../../sandbox/world/types.ts"
import { ask, cardSaying, says, textOf } from "./in-teams.ts"
import { practiceForEach } from "./running-practice.ts"

const DAY = 86_400_000

function monitorIn({ apps }: World): PracticeApp {
  const found = apps.find(({ appId }) => appId === MONITOR_APP_ID)
  if (found === undefined) throw new Error("The practice world has no Monitor app.")
  return found
}

describe("a client secret of ours that ends", () => {
  const world = createWorld()
  const monitor = monitorIn(world)
  const practice = practiceForEach(() => {
    monitor.secretEndsAt = world.now() + 5 * DAY
    return { world }
  })

  it("is a card in triage and a line in status, until another one is in use", async () => {
    const card = await cardSaying(practice, "The Monitor app's secret ends in 5 days")

    expect(textOf(card)).not.toContain(monitor.secret)
    expect(textOf(await ask(practice, "status"))).toContain(
      "Our own sign-ins: Monitor's secret ends in 5 days (",
    )

    monitor.secretEndsAt = world.now() + 700 * DAY
    await practice.product().stop()
    await practice.restartProduct()
    await says(practice, card, /The Monitor app has a new secret/)
    expect(textOf(await ask(practice, "status"))).toContain("Monitor's secret ends in 700 days (")
  })
})

describe("an outage of the server that tells who signs messages of Teams", () => {
  const practice = practiceForEach()

  it("shuts nobody out, also when the product is started meanwhile", async () => {
    await ask(practice, "status")
    const outage: Fault = { service: "botframework", match: "openidconfiguration", kind: "reset", times: 99 }
    practice.cloud.faults.push(outage)
    await practice.product().kill()
    await practice.restartProduct()

    expect(textOf(await ask(practice, "board"))).toContain("Board")
    expect(outage.used).toBeGreaterThan(0)
  })
})
