/** We are blind at a customer: consent withdrawn, audit log off. The triage channel is told, and told when it is over. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { buttonOn, cardText, channelOf, until } from "../../sandbox/observe.ts"
import { type Practice, startPractice } from "../../sandbox/practice.ts"
import { refusedToken } from "../../sandbox/services/activity-faults.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import { MONITOR_APP_ID } from "../../sandbox/world/create-world.ts"
import type { PracticeMessage, PracticeTenant, World } from "../../sandbox/world/types.ts"

let practice: Practice
let world: World

beforeEach(async () => {
  practice = await startPractice()
  world = practice.cloud.world
})
afterEach(() => practice.close())

const customer = (name: string): PracticeTenant => {
  const tenant = world.tenants.find((one) => one.name === name)
  if (tenant === undefined) throw new Error(`The practice world has no customer ${name}.`)
  return tenant
}

const current = (card: PracticeMessage): string => cardText(card.cards[0] ?? {})
const blindCards = (): readonly PracticeMessage[] =>
  channelOf(world, "triage").messages.filter((one) => /blind at/.test(current(one)))
const blindCard = (): Promise<PracticeMessage> => until(world, () => blindCards()[0], "a card of blindness")
const isOver = (card: PracticeMessage): Promise<true> =>
  until(world, () => (/Seen again at/.test(current(card)) ? true : undefined), "the card is over", 60_000)

/** The tenant is read: its subscriptions were started, so that what follows happens in the middle of a run. */
const isWatched = (tenant: PracticeTenant): Promise<true> =>
  until(
    world,
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
    const contoso = customer("contoso")
    await isWatched(contoso)

    const roles = withdrawConsent(contoso)
    const card = await blindCard()
    expect(current(card)).toContain(contoso.displayName)
    expect(current(card)).toMatch(/administrator must open the admin consent link/)
    expect(buttonOn(card, "Claim")).toBeDefined()
    expect(buttonOn(card, "Not a threat")).toBeDefined()

    await practice.product().stop()
    await practice.restartProduct()
    contoso.consents[MONITOR_APP_ID] = [...roles]
    await isOver(card)

    expect(current(card)).toMatch(/blind for \d+ s/)
    expect(buttonOn(card, "Claim")).toBeUndefined()
    expect(blindCards()).toHaveLength(1)
    expect(channelOf(world, "customer", "contoso").messages).toEqual([])
  })
})

describe("the audit log switched off", () => {
  it("is an alert, then blindness that says how it is switched on, and over when it is on again", async () => {
    const fabrikam = customer("fabrikam")
    await isWatched(fabrikam)
    await playStory(practice.cloud, "05-audit-off")
    await until(
      world,
      () => channelOf(world, "triage").messages.find((one) => !/blind at/.test(current(one))),
      "the alert about the switch",
    )

    practice.cloud.settings.refuseListingWhenAuditOff = true
    const card = await blindCard()
    expect(current(card)).toContain("Set-AdminAuditLogConfig")
    expect(current(card)).toMatch(/up to an hour/)

    fabrikam.unifiedAuditEnabled = true
    await isOver(card)
    expect(blindCards()).toHaveLength(1)
    expect(current(card)).toMatch(/was not recorded/)
    const told = channelOf(world, "customer", "fabrikam").messages.map(current)
    expect(told.filter((text) => /blind/i.test(text))).toEqual([])
  })
})
