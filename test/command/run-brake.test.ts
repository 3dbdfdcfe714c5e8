/** `freeze` and `unfreeze`, against a real store. */
import { describe, expect, it } from "vitest"
import type { Config } from "../../src/config/config.ts"
import type { Caller } from "../../src/ports/bot.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { ALEX, CONTOSO, CONTOSO_CHANNEL, caller, config, FABRIKAM, KIM, NOW, SAM } from "./make.ts"
import { makeHandler } from "./make-handler.ts"

function stage(configured: Config = config) {
  const { store } = openTemporaryStore()
  const handle = makeHandler({ store, config: configured })
  const ask = async (text: string, who: Caller = caller()): Promise<string> =>
    JSON.stringify(await handle({ text, caller: who }))
  return { store, ask }
}

const sam = caller({ objectId: SAM, name: "Sam Ortiz" })

describe("freeze, unfreeze", () => {
  it("stops all fixes with who and why, and allows them again", async () => {
    const { store, ask } = stage()

    expect(await ask("freeze: stolen laptop")).toContain("All fixes are frozen")
    expect(await store.brake.frozen()).toEqual({ by: "Kim Vega", at: NOW, reason: "stolen laptop" })
    expect(await ask("freeze", sam)).toContain("Since Kim Vega said so")
    expect(await ask("status")).toContain("All fixes are frozen by Kim Vega (stolen laptop)")
    expect(await ask("status", caller({ conversationId: CONTOSO_CHANNEL }))).not.toContain("frozen")
    expect(await ask("unfreeze")).toContain("Fixes are allowed again")
    expect(await ask("unfreeze")).toContain("Nothing is frozen")
  })

  it("lets any technician stop, and only an operator who is responsible for everybody allow again", async () => {
    const { store, ask } = stage()

    expect(await ask("freeze", sam)).toContain("All fixes are frozen")
    expect(await ask("unfreeze", sam)).toContain("Not yours to allow")
    expect(await store.brake.frozen()).toBeDefined()
  })

  it.each([
    [{ role: "technician", scope: "all" }, "Not yours to allow"],
    [{ role: "approver", scope: "all" }, "Not yours to allow"],
    [{ role: "operator", scope: [FABRIKAM] }, "Not yours to allow"],
    [{ role: "operator", scope: "all" }, "Fixes are allowed again"],
    [{ role: "viewer", scope: "all" }, "Only technicians may do this"],
  ] as const)("answers unfreeze by %j with “%s”", async (fields, sentence) => {
    const people = config.people.map((one) => (one.objectId === KIM ? { ...one, ...fields } : one))
    const { store, ask } = stage({ ...config, people })
    await ask("freeze", sam)

    expect(await ask("unfreeze")).toContain(sentence)
    const isAllowed = sentence.startsWith("Fixes")
    expect((await store.brake.frozen()) === undefined).toBe(isAllowed)
    expect((await store.trail.read(0, 99)).filter(({ kind }) => kind === "refusal")).toMatchObject(
      isAllowed
        ? []
        : [{ what: "Refused to answer: unfreeze", data: { reason: expect.stringContaining(sentence) } }],
    )
  })

  it("is no command for a contact", async () => {
    const { store, ask } = stage()
    const alex = caller({ objectId: ALEX, name: "Alex Brandt", conversationId: CONTOSO_CHANNEL })

    expect(await ask("freeze", alex)).toContain("Only technicians may do this")
    expect(await store.brake.frozen()).toBeUndefined()
    expect((await store.trail.read(0, 99)).at(-1)).toMatchObject({
      kind: "refusal",
      who: `Alex Brandt (${ALEX})`,
    })
  })

  it("stops and allows one customer's fixes alone where the customer's very name stands behind it", async () => {
    const { store, ask } = stage()

    expect(await ask("freeze contoso: stolen laptop")).toContain("All fixes of Contoso Ltd are frozen")

    const ofContoso = { id: CONTOSO, name: "Contoso Ltd" }
    expect(await store.brake.all()).toEqual([
      { by: "Kim Vega", at: NOW, reason: "stolen laptop", customer: ofContoso },
    ])
    expect((await store.trail.read(0, 99)).at(-1)).toMatchObject({
      what: "Froze all fixes of Contoso Ltd: stolen laptop.",
      tenantId: CONTOSO,
    })
    expect(await ask("status")).toContain("All fixes of Contoso Ltd are frozen by Kim Vega (stolen laptop)")
    expect(await ask("status", sam)).not.toContain("frozen")
    expect(await ask("unfreeze")).toContain("Nothing was changed")
    expect(await ask("unfreeze Contoso Ltd")).toContain("Fixes of Contoso Ltd are allowed again")
    expect(await store.brake.all()).toEqual([])
  })

  it("says that everybody's fixes are still frozen when one customer's are allowed again", async () => {
    const { ask } = stage()
    await ask("freeze")
    const frozen = await ask("freeze contoso")
    const released = await ask("unfreeze contoso")

    expect(frozen).toContain("all other fixes are frozen, too, until “unfreeze”")
    expect(frozen).not.toContain("other customers' fixes go on")
    expect(released).toContain("All fixes are still frozen")
    expect(released).toContain("All fixes are frozen by Kim Vega")
    expect(released).not.toMatch(/allowed again|Press the buttons/)
  })

  it.each(["freeze for all customers", "freeze all fixes of all customers", "freeze at all"])(
    "stops everybody's fixes at “%s”, not those of the first customer",
    async (words) => {
      const { store, ask } = stage()

      expect(await ask(words)).toContain("All fixes are frozen")
      expect(await store.brake.all()).toEqual([{ by: "Kim Vega", at: NOW, reason: "" }])
    },
  )

  it("lets no operator of some customers end everybody's freeze by “for all customers”", async () => {
    const people = config.people.map((one) => (one.objectId === KIM ? { ...one, scope: [FABRIKAM] } : one))
    const { store, ask } = stage({ ...config, people })
    await ask("freeze fabrikam")

    expect(await ask("unfreeze for all customers")).toContain("Not yours to allow")
    expect(await store.brake.all()).toHaveLength(1)
  })

  it("says that other customers' fixes go on only where they do", async () => {
    const { ask } = stage()
    await ask("freeze fabrikam")

    expect(await ask("freeze contoso")).toContain("other customers' fixes go on")
  })

  it("tells no reason in a customer's channel: it may name another one", async () => {
    const { ask } = stage()
    await ask("freeze: Fabrikam's administrator was phished")
    await ask("freeze contoso")

    const answer = await ask("unfreeze contoso", caller({ conversationId: CONTOSO_CHANNEL }))
    expect(answer).toContain("All fixes are frozen by Kim Vega.")
    expect(answer).not.toContain("Fabrikam")
  })

  it("names no other customer's freeze in a customer's channel", async () => {
    const { ask } = stage()
    await ask("freeze fabrikam")
    await ask("freeze")

    const answer = await ask("unfreeze", caller({ conversationId: CONTOSO_CHANNEL }))

    expect(answer).toContain("Fixes are allowed again")
    expect(answer).not.toContain("Fabrikam")
  })

  it.each([
    ["freeze lol", "“lol” is no customer that I answer for here"],
    ["freeze stolen laptop", "write: freeze. With a reason: freeze: stolen laptop"],
    ["freeze contoso, attacker is in", "Of one customer, for example: freeze contoso: attacker is in."],
    ["unfreeze fabrikam soon", "Of one customer, for example: unfreeze fabrikam."],
    ["freeze contosso", "Of one customer, for example: freeze contoso"],
    ["freeze everything except fabrikam", "is no customer"],
    ["freeze contoso and fabrikam", "is no customer"],
    ["unfreeze contosso", "To allow those of all customers again, write: unfreeze"],
  ])("asks back for %j, and stops or allows nothing", async (text, sentence) => {
    const { store, ask } = stage()
    await ask("freeze fabrikam")
    const before = await store.brake.all()

    expect(await ask(text)).toContain(sentence)
    expect(await store.brake.all()).toEqual(before)
  })

  it.each([
    ["a technician of another customer", "freeze contoso", sam, "is no customer that I answer for here"],
    ["a technician who is no operator", "unfreeze fabrikam", sam, "Not yours to allow"],
  ])("refuses %s: %j", async (_who, text, who, sentence) => {
    const { store, ask } = stage()
    await ask("freeze fabrikam")
    const before = await store.brake.all()

    expect(await ask(text, who)).toContain(sentence)
    expect(await store.brake.all()).toEqual(before)
  })

  it("lets an operator of one customer allow that one's fixes again", async () => {
    const people = config.people.map((one) =>
      one.objectId === SAM ? { ...one, role: "operator" as const } : one,
    )
    const { store, ask } = stage({ ...config, people })
    await ask("freeze fabrikam")

    expect(await ask("unfreeze fabrikam", sam)).toContain("Fixes of Fabrikam GmbH are allowed again")
    expect(await store.brake.all()).toEqual([])
  })
})
