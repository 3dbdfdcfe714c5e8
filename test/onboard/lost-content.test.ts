/** What can't be had any more is told to technicians: once for each customer and cause, counted up, never to the customer. */
import { describe, expect, it } from "vitest"
import { isForTechnicians } from "../../src/model/alert.ts"
import { contoso, MINUTE, NOW, watchRig } from "./watch-rig.ts"

const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

type Rig = ReturnType<typeof watchRig>

/** A time that was never listed and is past Microsoft's reach now. */
async function loseGap(rig: Rig, from: number, to: number): Promise<void> {
  const { feed } = rig.store
  const cursor = { since: from, watermark: NOW, lastListedAt: NOW }
  const opened = [{ from, to, cause: "not-running" as const, detail: "" }]
  const window = { from: NOW, to: NOW }
  await feed.saveListing(contoso.id, "Audit.Exchange", { items: [], window, at: NOW, cursor, opened })
  for (const gap of await feed.openGaps(contoso.id, "Audit.Exchange"))
    await feed.loseGap(contoso.id, gap, to, rig.deps.now())
  await feed.saveHealth(contoso.id, "Audit.Exchange gap", "trouble", "Lost.", rig.deps.now())
}

describe("watchTenants() after a loss", () => {
  it("tells what, how much time, why and what to do, in the triage channel alone, and once", async () => {
    const rig = watchRig()
    await rig.listed()
    await loseGap(rig, NOW - 9 * DAY, NOW - 9 * DAY + 20 * HOUR)

    await rig.look()
    await rig.look()

    const [incident, ...more] = await rig.incidents()
    expect(more).toEqual([])
    expect(incident).toMatchObject({ tenantId: contoso.id, subject: "loss:not-running", count: 1 })
    expect(incident?.alert.summary).toBe(
      "Audit records of Contoso Ltd that became available between 12 Nov 2026, 12:00:00 UTC and 13 Nov 2026, 08:00:00 UTC (20 h in all) are lost: Watchpost was not running, and Microsoft offers content for seven days only. Attacks in them raised no alert. Search the audit log of that time in Microsoft Purview by hand. Let Watchpost run all the time.",
    )
    expect(incident && isForTechnicians(incident)).toBe(true)
    expect((await rig.cards()).map(({ face }) => face)).toEqual(["technician"])
    expect(rig.woken()).toBe(1)
  })

  it("counts up on the same card when more is lost for the same cause, the same day and later", async () => {
    const rig = watchRig()
    await rig.listed()
    await loseGap(rig, NOW - 9 * DAY, NOW - 9 * DAY + HOUR)
    await rig.look()
    await loseGap(rig, NOW - 8 * DAY, NOW - 8 * DAY + HOUR)
    await rig.look()
    rig.pass(DAY)
    await loseGap(rig, NOW - 8 * DAY + 2 * HOUR, NOW - 8 * DAY + 3 * HOUR)

    await rig.look()

    const [incident, ...more] = await rig.incidents()
    expect(more).toEqual([])
    expect(incident?.count).toBe(3)
    expect(incident?.alert.summary).toContain("(3 h in all)")
  })

  it("makes a card of its own of each cause", async () => {
    const rig = watchRig()
    await rig.listed(NOW - HOUR)
    await loseGap(rig, NOW - 9 * DAY, NOW - 9 * DAY + HOUR)
    await rig.store.feed.giveUp(contoso.id, {
      contentId: `contoso$Audit.Exchange$${NOW - HOUR}`,
      createdAt: NOW - HOUR,
      state: "unreadable",
      reason: "It is no JSON.",
      at: NOW,
    })

    await rig.look()

    const incidents = await rig.incidents()
    expect(incidents.map(({ subject }) => subject).toSorted()).toEqual([
      "loss:blob-unreadable",
      "loss:not-running",
    ])
    expect(incidents.find(({ subject }) => subject === "loss:blob-unreadable")?.alert.summary).toContain(
      "became available at 21 Nov 2026, 11:00:00 UTC (1 blob) are lost: Microsoft's content can't be read",
    )
  })

  it("tells nothing while nothing is lost", async () => {
    const rig = watchRig()
    await rig.listed()
    await rig.store.feed.saveHealth(contoso.id, "Audit.Exchange gap", "trouble", "Lost.", NOW)

    await rig.look()

    expect(await rig.incidents()).toEqual([])
  })
})
