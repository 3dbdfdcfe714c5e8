/** What the audit feed really brings: repeats, broken content, a customer without consent, very large content. */
import { describe, expect, it } from "vitest"
import { until } from "../../sandbox/observe.ts"
import { customer } from "../../sandbox/stories/story.ts"
import { createWorld } from "../../sandbox/world/create-world.ts"
import { addBlob } from "../../sandbox/world/feed.ts"
import type { PracticeMessage } from "../../sandbox/world/types.ts"
import type { JsonObject } from "../../src/model/json.ts"
import { makeRaw, parameters } from "../make/make-record.ts"
import { ask, cardsIn, textOf, trailOf, triageOf } from "./in-teams.ts"
import { personNamed, pressAs } from "./press.ts"
import { practiceForAll } from "./running-practice.ts"

const world = createWorld()
const contoso = customer({ world }, "contoso")
const fabrikam = customer({ world }, "fabrikam")
fabrikam.consents = {}
const printed: string[] = []
const practice = practiceForAll(() => ({ world, onLog: (line) => printed.push(line) }))

let number = 0
const nextId = (): string => {
  number += 1
  return `7a1e0c44-52d9-4b0e-8c11-${String(number).padStart(12, "0")}`
}

/** Somebody sets a mailbox of Contoso to forward outside, some seconds ago. */
const forwarding = (alias: string, changed: JsonObject = {}): JsonObject =>
  makeRaw({
    Id: nextId(),
    CreationTime: new Date(Date.now() - 5_000).toISOString().slice(0, 19),
    OrganizationId: contoso.id,
    UserId: `${alias}@contoso.example`,
    ObjectId: alias,
    Parameters: parameters({
      Identity: `${alias}@contoso.example`,
      ForwardingSmtpAddress: "smtp:drop@evil.example",
    }),
    ...changed,
  })

const publish = (records: readonly JsonObject[], body?: string): void =>
  void addBlob(world, contoso, {
    contentType: "Audit.Exchange",
    records: [...records],
    ...(body === undefined ? {} : { body }),
  })

const alertsAbout = async (alias: string): Promise<number> =>
  (await trailOf(practice)).filter((entry) => entry.kind === "alert" && entry.what.includes(alias)).length

const cards = (alias: string): readonly PracticeMessage[] =>
  cardsIn(triageOf(practice)).filter((one) => textOf(one).includes(`${alias}@`))
const cardAbout = (alias: string): Promise<PracticeMessage> =>
  until(world, () => cards(alias)[0], `a card about ${alias}`)

const tells = (message: PracticeMessage | undefined, words: string): true | undefined =>
  (message !== undefined && textOf(message).includes(words)) || undefined

describe("a record that the feed repeats", () => {
  it("never counts, alerts or opens anything again: with a new record, alone, and after the fix", async () => {
    const [first, second, third] = [
      forwarding("adele.varga"),
      forwarding("adele.varga"),
      forwarding("adele.varga"),
    ]
    publish([first, second])
    const card = await cardAbout("adele.varga")

    publish([second])
    publish([forwarding("lidia.holm")])
    await cardAbout("lidia.holm")
    expect(await alertsAbout("adele.varga")).toBe(1)

    publish([second, third])
    await until(world, () => tells(cards("adele.varga")[0], "3 times in all"), "the third record on the card")
    expect(await alertsAbout("adele.varga")).toBe(1)

    await pressAs(practice, personNamed(world, "technician"), card, "Not a threat", { reason: "a test" })
    publish([second])
    publish([third, first])
    publish([forwarding("patti.fern")])
    await cardAbout("patti.fern")

    expect(await alertsAbout("adele.varga")).toBe(1)
    expect(cards("adele.varga")).toHaveLength(1)
    expect(tells(cards("adele.varga")[0], "3 times in all")).toBe(true)
  })
})

describe("broken content", () => {
  it("holds nothing else up, and what can be read of it is kept", async () => {
    publish([], "<html>502</html>")
    publish([], '[{"Id":"1"')
    publish([], "")
    publish([], "{}")
    publish(
      [],
      `[null,1,"x",[],{},{"__proto__":{"Operation":"Set-Mailbox"}},${JSON.stringify(forwarding("isaiah.langer"))}]`,
    )
    publish([forwarding("grady.archer", { Parameters: [{ Name: "__proto__", Value: "x" }, ...list()] })])

    await Promise.all([cardAbout("isaiah.langer"), cardAbout("grady.archer")])

    expect(printed.join("\n")).toContain("audit content could not be stored and will be tried again")
  })

  const list = (): JsonObject[] =>
    parameters({ Identity: "grady.archer", ForwardingSmtpAddress: "drop@evil.example" })
})

describe("one customer's trouble", () => {
  it("is told in status, while the others are watched", async () => {
    const answer = textOf(await ask(practice, "status"))

    expect(answer).toMatch(/consent/i)
  })
})

describe("content of 20 MB", () => {
  it("is stored whole, and its one alert is told", async () => {
    const filler = "x".repeat(1_500)
    const many = Array.from({ length: 10_000 }, () =>
      makeRaw({ Id: nextId(), OrganizationId: contoso.id, Operation: "MailItemsAccessed", Comment: filler }),
    )
    publish([...many, forwarding("lynne.robin")])

    await cardAbout("lynne.robin")

    expect(cards("lynne.robin")).toHaveLength(1)
  })
})
