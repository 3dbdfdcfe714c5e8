/** Who needed a restore: the question to the customer or to one of ours, and the answer that becomes evidence. */
import { describe, expect, it } from "vitest"
import type { Person } from "../../src/model/person.ts"
import type { BotReply } from "../../src/ports/bot.ts"
import { shownTexts } from "../card/make-incident.ts"
import { ANNA, CONTOSO, CONTOSO_CHANNEL, callerOf, KIM, makeAlert, makeCase, NOW } from "./make-case.ts"

const SESSION = "7b000000-0000-4000-8000-000000000001"
const restore = makeAlert({
  subject: `restore:${SESSION}`,
  operation: "Save",
  summary:
    'Somebody recorded as contoso.onmicrosoft.com saved "Board" of joe@contoso.example to C:\\Users\\kim.',
  object: { session: SESSION, item: "Board" },
})
const SENT = { plan: "send" }
const textsOf = (reply: BotReply): string => shownTexts("card" in reply ? reply.card.content : {}).join("\n")
const kimWithUpn: Person = { ...KIM, upn: "kim@northwind.example" }

const restoreCase = (...args: Parameters<typeof makeCase>[1][]) => makeCase(restore, ...args)
const owed = (one: Awaited<ReturnType<typeof makeCase>>) => one.store.notices.due(NOW, 9)
const evidenceOf = (one: Awaited<ReturnType<typeof makeCase>>) =>
  one.store.evidenceBook.between(CONTOSO, 0, NOW)

/** As it is when Veeam recorded this account. */
async function attributedTo(one: Awaited<ReturnType<typeof makeCase>>, person: string): Promise<void> {
  const session = {
    ...{ id: SESSION, organization: "contoso", product: "Exchange", createdAt: NOW, initiatedBy: person },
    raw: {},
  }
  await one.store.restores.save("vb365-01", CONTOSO, session, [])
  const answer = { grade: "C", person, candidates: [], reasons: [] } as const
  const note = { at: NOW, kind: "attribution", who: "watchpost", what: "Graded.", data: {} } as const
  await one.store.attributions.store(
    { server: "vb365-01", session: SESSION, tenantId: CONTOSO },
    answer,
    NOW,
    { note },
  )
}

describe("pressing “Ask who needed it”", () => {
  it("asks the customer in its own channel, in calm words, and keeps that on the card", async () => {
    const one = await restoreCase()
    const button = await one.button("ask-who")
    const form = await one.press(callerOf(KIM), button)
    await one.press(callerOf(KIM), button, { inputs: { ...SENT, to: "customer" } })

    expect(textsOf(form)).toContain("Ask who needed it")
    expect(JSON.stringify(form)).toContain("Contoso Ltd, in its own channel")
    const [question, ...others] = await owed(one)
    expect(others).toEqual([])
    expect(question).toMatchObject({
      kind: "question",
      to: { kind: "channel", channel: { conversationId: CONTOSO_CHANNEL } },
      title: "Who needed this restore?",
      lines: [
        "Kim Vega asks. Data of the mailbox joe@contoso.example was saved from the backup to a file.",
        expect.stringContaining("“That was us” asks who it was and what for"),
      ],
    })
    expect(JSON.stringify(question)).not.toMatch(/C:|onmicrosoft/)
    expect(await one.incident()).toMatchObject({ state: "new" })
    expect((await one.incident()).history.at(-1)).toMatchObject({
      kind: "ask-who",
      what: "asks who needed this restore, and what for: Contoso Ltd, in its own channel",
      customerSafe: false,
    })
  })

  it.each(["kim@northwind.example", "NORTHWIND\\kim", "Kim Vega"])(
    "offers to write to one of ours when the evidence points to %s",
    async (person) => {
      const one = await restoreCase({ people: [kimWithUpn, ANNA] })
      await attributedTo(one, person)
      const button = await one.button("ask-who")
      await one.press(callerOf(KIM), button, { inputs: { ...SENT, to: KIM.objectId } })

      expect(await owed(one)).toMatchObject([
        {
          to: { kind: "person", person: { objectId: KIM.objectId } },
          lines: [expect.any(String), expect.any(String)],
        },
      ])
    },
  )

  it("doesn't ask whom the evidence doesn't point to, and says when nobody can be asked", async () => {
    const one = await restoreCase({ customerChannelsOf: async () => [] })
    const button = await one.button("ask-who")
    const form = await one.press(callerOf(KIM), button)
    await one.press(callerOf(KIM), button, { inputs: { ...SENT, to: KIM.objectId } })

    expect(textsOf(form)).toContain("Nobody can be asked from here")
    expect(await owed(one)).toEqual([])
  })

  it("is for technicians", async () => {
    const one = await restoreCase()
    const asked = await one.press(
      callerOf(ANNA, { conversationId: CONTOSO_CHANNEL }),
      await one.button("ask-who", "customer", CONTOSO_CHANNEL),
    )

    expect(asked).toEqual({ text: expect.stringContaining("Only technicians may do this") })
  })
})

describe("pressing “That was us” on a restore", () => {
  it("asks who it was and what for, and makes evidence of the answer with its entry in the trail", async () => {
    const one = await restoreCase()
    const caller = callerOf(ANNA, { conversationId: CONTOSO_CHANNEL })
    const button = await one.button("that-was-us", "customer", CONTOSO_CHANNEL)
    const form = await one.press(caller, button)
    const half = await one.press(caller, button, { inputs: { ...SENT, reason: "lost mail" } })
    expect(await evidenceOf(one)).toEqual([])
    await one.press(caller, button, { inputs: { ...SENT, person: "Lena Roth", reason: "lost mail" } })

    expect(JSON.stringify(form)).toContain("Who made this restore?")
    expect(textsOf(half)).toContain("Please say who it was, and what for.")
    expect(JSON.stringify(half)).toContain("lost mail")
    expect(await evidenceOf(one)).toMatchObject([
      { kind: "declaration", person: "Lena Roth", by: "Anna Berg", session: SESSION },
    ])
    expect((await one.incident()).customerAnswer).toMatchObject({
      answer: "expected",
      reason: "Lena Roth, lost mail",
    })
    expect(await one.trail()).toContainEqual(
      expect.objectContaining({
        kind: "customer-answer",
        data: expect.objectContaining({ person: "Lena Roth", reason: "lost mail" }),
      }),
    )
  })

  it("sends no question any more once it was answered", async () => {
    const one = await restoreCase()
    await one.press(
      callerOf(ANNA, { conversationId: CONTOSO_CHANNEL }),
      await one.button("that-was-us", "customer", CONTOSO_CHANNEL),
      {
        inputs: { ...SENT, person: "Lena Roth", reason: "lost mail" },
      },
    )
    await one.press(
      callerOf(ANNA, { conversationId: CONTOSO_CHANNEL }),
      await one.button("that-was-us", "customer", CONTOSO_CHANNEL),
      {
        inputs: { ...SENT, person: "Somebody else", reason: "lost mail" },
      },
    )

    expect(await evidenceOf(one)).toMatchObject([{ person: "Lena Roth" }])
  })

  it("asks for a reason alone where it is about something else", async () => {
    const one = await makeCase()
    const button = await one.button("that-was-us", "customer", CONTOSO_CHANNEL)
    const form = await one.press(callerOf(ANNA, { conversationId: CONTOSO_CHANNEL }), button)

    expect(JSON.stringify(form)).not.toContain("Who made this restore?")
  })
})

describe("pressing “Say who it was”", () => {
  it("keeps what a technician was told, and the newer word of the same person counts", async () => {
    const one = await restoreCase()
    const button = await one.button("say-who")
    for (const person of ["Lena Roth", "lena@contoso.example"])
      await one.press(callerOf(KIM), button, { inputs: { ...SENT, person, reason: "ticket 4711" } })

    expect(await evidenceOf(one)).toMatchObject([{ person: "lena@contoso.example", by: "Kim Vega" }])
    expect(await one.incident()).toMatchObject({ state: "new" })
    expect((await one.incident()).customerAnswer).toBeUndefined()
  })

  it("is nothing for an incident about something else", async () => {
    const one = await makeCase()
    await one.press(callerOf(KIM), await one.button("say-who"), {
      inputs: { ...SENT, person: "Lena Roth", reason: "ticket 4711" },
    })

    expect(await evidenceOf(one)).toEqual([])
  })
})
