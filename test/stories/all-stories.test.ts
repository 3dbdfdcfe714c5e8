/** Every story in one running practice: which cards come, which fixes work, which questions are answered, what stays quiet. */
import { beforeAll, describe, expect, it } from "vitest"
import { buttonOn, channelOf, mailboxOf, until } from "../../sandbox/observe.ts"
import { STORIES } from "../../sandbox/stories/catalogue.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import { customer } from "../../sandbox/stories/story.ts"
import type { PracticeChannel, PracticeMessage } from "../../sandbox/world/types.ts"
import { ask, cardSaying, cardsIn, textOf, trailOf, triageOf, verified } from "./in-teams.ts"
import { confirmAs, personNamed, pressAs } from "./press.ts"
import { practiceForAll } from "./running-practice.ts"

const practice = practiceForAll()
const triage = (): PracticeChannel => triageOf(practice)
const cardAbout = (words: string): Promise<PracticeMessage> => cardSaying(practice, words)

/** One of each story but the quiet one, and four things were done in the last. */
const CARDS = STORIES.length - 1 + 3

/** Story 08 must come first: what it does has surely been read when the later stories' cards are there. */
beforeAll(async () => {
  const isWatched = () =>
    practice.world.tenants.every(({ subscriptions }) =>
      ["Audit.Exchange", "Audit.AzureActiveDirectory"].every((type) => subscriptions[type]?.enabled),
    )
  await until(practice.world, () => isWatched() || undefined, "every customer's subscription")
  await playStory(practice.cloud, "08-quiet")
  for (const story of STORIES.filter(({ id }) => id !== "08-quiet")) await playStory(practice.cloud, story.id)
  await until(practice.world, () => cardsIn(triage()).length >= CARDS || undefined, "a card for every story")
})

describe("the stories", () => {
  it("make one card for each thing done in triage, and the ordinary morning makes none", async () => {
    await cardAbout("patti.fern@contoso.example")

    expect(cardsIn(triage())).toHaveLength(CARDS)
    expect(cardsIn(triage()).map(textOf).join("\n")).not.toMatch(/alex\.wilber|christie\.cline/)
  })

  it("tell each customer only of its own incidents", async () => {
    for (const tenant of practice.world.tenants) {
      const channel = channelOf(practice.world, "customer", tenant.name)
      await until(practice.world, () => cardsIn(channel).length > 0 || undefined, `a card for ${tenant.name}`)
      const told = cardsIn(channel).map(textOf).join("\n")
      const others = practice.world.tenants.filter((other) => other.id !== tenant.id)

      for (const other of others) for (const domain of other.domains) expect(told).not.toContain(domain)
    }
  })

  it("disable exactly the inbox rule that hides mail", async () => {
    const card = await cardAbout("patti.fern@contoso.example")

    await pressAs(practice, personNamed(practice.world, "technician"), card, "Disable this rule")
    await verified(practice, card)

    const rules = mailboxOf(practice.world, "patti.fern@contoso.example").rules
    expect(rules.filter((rule) => rule.name === ".").map((rule) => rule.enabled)).toEqual([false])
    expect(rules.some((rule) => rule.enabled)).toBe(true)
  })

  it("disable a rule that Outlook made, found by its 64-bit id", async () => {
    const card = await cardAbout("emily.braun@adatum.example")

    await pressAs(practice, personNamed(practice.world, "technician"), card, "Disable this rule")
    await verified(practice, card)

    const rule = mailboxOf(practice.world, "emily.braun@adatum.example").rules.find(
      ({ name }) => name === "Patient updates",
    )
    expect(rule?.enabled).toBe(false)
  })

  it("take back exactly the permission that was granted", async () => {
    const card = await cardAbout("isaiah.langer@contoso.example")
    const before = mailboxOf(practice.world, "isaiah.langer@contoso.example").permissions.length

    await pressAs(practice, personNamed(practice.world, "technician", 1), card, "Remove this permission")
    await verified(practice, card)

    const after = mailboxOf(practice.world, "isaiah.langer@contoso.example").permissions
    expect(after).toHaveLength(before - 1)
    expect(after.some((one) => one.user.includes("grady"))).toBe(false)
  })

  it("disable a mail-flow rule after asking, and take that back", async () => {
    const card = await cardAbout("Retention")
    const kim = personNamed(practice.world, "technician")
    const rule = () =>
      practice.world.tenants.flatMap((tenant) => tenant.transportRules).map(({ enabled }) => enabled)

    await confirmAs(practice, kim, card, "Disable this mail-flow rule")
    await verified(practice, card)
    expect(rule()).toEqual([false])

    await pressAs(practice, kim, card, "Undo: disable this mail-flow rule")
    await until(practice.world, () => rule()[0] || undefined, "the rule is on again")
  })

  it("take a consent back from a stranger's app", async () => {
    const card = await cardAbout("Document Viewer Plus")
    const grants = () =>
      practice.world.tenants.flatMap((tenant) => tenant.oauthGrants).map(({ scope }) => scope)

    expect(grants().join()).toContain("Mail.ReadWrite")

    await pressAs(practice, personNamed(practice.world, "technician"), card, "Remove this consent")
    await verified(practice, card)

    expect(grants().join()).not.toContain("Mail.ReadWrite")
  })

  it("take a role back that makes an account an administrator's", async () => {
    const card = await cardAbout("debra.berger@adatum.example")
    const adatum = customer(practice.cloud, "adatum")
    const debra = adatum.users.find(({ upn }) => upn === "debra.berger@adatum.example")
    const holders = () => adatum.roleAssignments.map(({ principalId }) => principalId)
    expect(holders()).toContain(debra?.objectId)

    await pressAs(practice, personNamed(practice.world, "technician"), card, "Take this role away")
    await verified(practice, card)

    expect(holders()).not.toContain(debra?.objectId)
  })

  it("know Microsoft's record of that as our own, and don't alert on it", async () => {
    const own = async () =>
      (await trailOf(practice)).filter(
        ({ kind, what }) => kind === "own-record" && what.includes("Remove member from role"),
      )

    await expect.poll(own).toHaveLength(1)
    expect((await own())[0]?.what).toContain("it is our remove-from-role of incident")
    expect(cardsIn(triage()).map(textOf).join("\n")).not.toContain("given and taken away")
  })

  it("show what the customer answered on the technician's card", async () => {
    const customer = channelOf(practice.world, "customer", "contoso")
    const told = cardsIn(customer).find((message) => buttonOn(message, "We don't know this"))
    if (told === undefined) throw new Error("no card asks the customer")

    await pressAs(practice, personNamed(practice.world, "contact"), told, "We don't know this")

    const contact = personNamed(practice.world, "contact").name
    const seen = await until(
      practice.world,
      () => cardsIn(triage()).find((message) => textOf(message).includes(contact)),
      "the answer in triage",
    )
    expect(textOf(seen)).toContain(contact)
    await until(
      practice.world,
      () => (buttonOn(told, "We don't know this") === undefined ? true : undefined),
      "the question is gone for everybody",
    )
  })
})

describe("questions in chat", () => {
  const asked = async (text: string): Promise<string> => textOf(await ask(practice, text))

  it("names who restored a mailbox only as surely as the evidence is", async () => {
    const answer = await asked("who restored mailbox henrietta moss this week")

    expect(answer).toContain("2 items saved to disk")
    expect(answer).toContain("Probably joni.sherman from FABWS07.")
    expect(answer).toContain("C, probable")
    expect(answer).not.toMatch(/\bnobody\b/i)
  })

  it("never answers nobody when nothing was found", async () => {
    const answer = await asked("who restored mailbox lee gu this week")

    expect(answer).not.toMatch(/\bnobody\b/i)
    expect(answer).toMatch(/vb365-01/)
  })

  it("says how every customer is doing", async () => {
    const answer = await asked("status")

    for (const tenant of practice.world.tenants) expect(answer).toContain(tenant.displayName)
    expect(answer).not.toMatch(/consent/i)
  })

  it("suggests what was meant", async () => {
    expect(await asked("allerts")).toMatch(/alerts/)
  })

  it("refuses a contact who asks in triage", async () => {
    const answer = textOf(await ask(practice, "alerts", { person: personNamed(practice.world, "contact") }))

    expect(await asked("alerts")).toContain("lynne.robin")
    expect(answer).toContain("Only technicians of")
    expect(answer).not.toContain("lynne.robin")
  })
})
