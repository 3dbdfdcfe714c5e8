/** At night nobody presses: a customer that opted in, from the attacker's act to the card in the morning. */
import { describe, expect, it } from "vitest"
import { buttonOn, channelOf, mailboxOf, until } from "../../sandbox/observe.ts"
import { playStory } from "../../sandbox/stories/play.ts"
import { runAs } from "../../sandbox/stories/run-as.ts"
import { ask, cardOffering, cardSaying, cardsIn, says, textOf, trailOf } from "./in-teams.ts"
import { ownWrites, personNamed, pressAs } from "./press.ts"
import { practiceForEach } from "./running-practice.ts"

const practice = practiceForEach(() => ({ automatic: "contoso" }))

const BY = "Watchpost, as Contoso"
const LYNNE = "lynne.robin@contoso.example"
const CONFIRM = "Confirm: stop forwarding"
const UNDO = "Undo: stop forwarding"

const forwarding = () => mailboxOf(practice.world, LYNNE).forwardingSmtpAddress

describe("a customer that lets Watchpost stop a forwarding", () => {
  it("has it stopped with nobody there, tells everybody, and a person confirms it in the morning", async () => {
    await playStory(practice.cloud, "01-forwarding")
    const card = await cardOffering(practice, CONFIRM, "a fix ran by itself", BY, LYNNE)
    const customer = channelOf(practice.world, "customer", "contoso")
    await until(
      practice.world,
      () => cardsIn(customer).find((one) => textOf(one).includes("It was stopped automatically")),
      "the customer's card",
    )
    // Beside those of canaries.
    const confirmed = async (): Promise<readonly string[]> =>
      (await trailOf(practice)).flatMap(({ kind, what }) =>
        kind === "own-record" && what.includes("Set-Mailbox") ? [what] : [],
      )
    await expect
      .poll(confirmed, { timeout: 60_000, interval: 500 })
      .toEqual([expect.stringContaining("it is our stop-forwarding of incident")])

    expect(forwarding()).toBeNull()
    expect(ownWrites(practice.world, "Set-Mailbox")).toBe(1)
    const entries = (await trailOf(practice)).filter(({ who }) => who.startsWith(BY))
    expect(entries.map(({ kind }) => kind)).toEqual(["automatic", "intent", "result"])

    await pressAs(practice, personNamed(practice.world, "technician"), card, CONFIRM)
    await says(practice, card, /Fixed and verified/)

    expect(ownWrites(practice.world, "Set-Mailbox")).toBe(1)
    expect(buttonOn(card, UNDO)).toBeDefined()
    const [start] = await trailOf(practice)
    expect(start).toMatchObject({
      kind: "start",
      data: { automatic: [{ customer: "contoso", level: "high" }] },
    })
    expect(textOf(await ask(practice, "status at contoso"))).toContain(
      "“Disable this rule” may run by themselves",
    )
  })

  it("has it back after a technician's press, and Watchpost leaves it alone", async () => {
    await playStory(practice.cloud, "01-forwarding")
    const card = await cardOffering(practice, UNDO, BY)
    const kim = personNamed(practice.world, "technician")

    await pressAs(practice, kim, card, UNDO)
    await says(practice, card, /The fix is taken back/)

    expect(forwarding()).not.toBeNull()
    expect(textOf(card)).toContain(kim.name)
    expect(ownWrites(practice.world, "Set-Mailbox")).toBe(2)
  })

  it("has it stopped once when the process is killed between the call and its answer", async () => {
    practice.cloud.faults.push({ service: "exchange", match: "Set-Mailbox", times: 1, kind: "hold" })
    const lynne = { tenant: "contoso", alias: "lynne.robin", ip: "203.0.113.9" } as const
    // The attacker's own call doesn't go through Exchange's door.
    runAs(practice.cloud, lynne, "Set-Mailbox", {
      Identity: LYNNE,
      ForwardingSmtpAddress: "smtp:lynne.robin@mail-archive.example",
    })
    await until(practice.world, () => ownWrites(practice.world, "Set-Mailbox") || undefined, "the write")

    await practice.product().kill()
    await practice.restartProduct()
    await cardOffering(practice, CONFIRM, BY)

    expect(forwarding()).toBeNull()
    expect(ownWrites(practice.world, "Set-Mailbox")).toBe(1)
    const kinds = (await trailOf(practice)).map(({ kind }) => kind)
    expect(kinds.filter((kind) => ["automatic", "intent", "result"].includes(kind))).toEqual([
      "automatic",
      "intent",
      "result",
    ])
  })

  it("disables exactly the inbox rule that hides mail, and nothing at a customer that didn't opt in", async () => {
    runAs(practice.cloud, { tenant: "adatum", alias: "enrico.cattaneo", ip: "203.0.113.9" }, "Set-Mailbox", {
      Identity: "enrico.cattaneo@adatum.example",
      ForwardingSmtpAddress: "smtp:enrico@mail-archive.example",
      DeliverToMailboxAndForward: false,
    })
    await playStory(practice.cloud, "02-inbox-rule")

    const done = await cardSaying(practice, "a fix ran by itself", "is switched off: read back")
    const other = await cardOffering(practice, "Stop forwarding", "enrico.cattaneo")

    expect(buttonOn(done, "Confirm: disable this rule")).toBeDefined()
    expect(textOf(other)).not.toContain("by itself")
    expect(mailboxOf(practice.world, "enrico.cattaneo@adatum.example").forwardingSmtpAddress).not.toBeNull()
  })
})
