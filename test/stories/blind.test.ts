/** We are blind at a customer: consent withdrawn, audit log off. The triage channel is told, and told when it is over. */
import { describe, expect, it } from "vitest"
import { buttonOn, channelOf, until } from "../../sandbox/observe.ts"
import { refusedToken } from "../../sandbox/services/activity-faults.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import { customer } from "../../sandbox/stories/story.ts"
import { MONITOR_APP_ID } from "../../sandbox/world/create-world.ts"
import type { PracticeMessage, PracticeTenant } from "../../sandbox/world/types.ts"
import { says, textOf } from "./in-teams.ts"
import { practiceForEach } from "./running-practice.ts"

const practice = practiceForEach()

const blindCards = (): readonly PracticeMessage[] =>
  channelOf(practice.world, "triage").messages.filter((one) => /blind at/.test(textOf(one)))
const blindCard = (): Promise<PracticeMessage> =>
  until(practice.world, () => blindCards()[0], "a card of blindness")
const isOver = (card: PracticeMessage): Promise<true> => says(practice, card, /Seen again at/)

/** The tenant is read: its subscriptions were started, so that what follows happens in the middle of a run. */
const isWatched = (tenant: PracticeTenant): Promise<true> =>
  until(
    practice.world,
    () => (Object.values(tenant.subscriptions).length >= 4 ? true : undefined),
    "the tenant is watched",
  )

/** A token that was issued before lives on; the service refusing it makes the product ask for a new one. */
function withdrawConsent(tenant: PracticeTenant): readonly string[] {
  const roles = tenant.consents[MONITOR_APP_ID] ?? []
  delete tenant.consents[MONITOR_APP_ID]
  practice.cloud.faults.push(refusedToken({ match: tenant.id, times: 1 }))
  return roles
}

describe("consent withdrawn in the middle of a run", () => {
  it("is one card in the triage channel, over a restart too, that closes itself when consent is given again", async () => {
    const contoso = customer(practice.cloud, "contoso")
    await isWatched(contoso)

    const roles = withdrawConsent(contoso)
    const card = await blindCard()
    expect(textOf(card)).toContain(contoso.displayName)
    expect(textOf(card)).toMatch(/administrator must open the admin consent link/)
    expect(buttonOn(card, "Claim")).toBeDefined()
    expect(buttonOn(card, "Not a threat")).toBeDefined()

    await practice.product().stop()
    await practice.restartProduct()
    contoso.consents[MONITOR_APP_ID] = [...roles]
    await isOver(card)

    expect(textOf(card)).toMatch(/blind for \d+ s/)
    expect(buttonOn(card, "Claim")).toBeUndefined()
    expect(blindCards()).toHaveLength(1)
    expect(channelOf(practice.world, "customer", "contoso").messages).toEqual([])
  })
})

describe("the audit log switched off", () => {
  it("is an alert, then blindness that says how it is switched on, and over when it is on again", async () => {
    const fabrikam = customer(practice.cloud, "fabrikam")
    await isWatched(fabrikam)
    await playStory(practice.cloud, "05-audit-off")
    await until(
      practice.world,
      () => channelOf(practice.world, "triage").messages.find((one) => !/blind at/.test(textOf(one))),
      "the alert about the switch",
    )

    practice.cloud.settings.refuseListingWhenAuditOff = true
    const card = await blindCard()
    expect(textOf(card)).toContain("Set-AdminAuditLogConfig")
    expect(textOf(card)).toMatch(/up to an hour/)

    fabrikam.unifiedAuditEnabled = true
    await isOver(card)
    expect(blindCards()).toHaveLength(1)
    expect(textOf(card)).toMatch(/was not recorded/)
    const told = channelOf(practice.world, "customer", "fabrikam").messages.map(textOf)
    expect(told.filter((text) => /blind/i.test(text))).toEqual([])
  })
})
