import { describe, expect, it } from "vitest"
import { alertId } from "../../src/model/ids.ts"
import { shownTexts } from "../card/make-incident.ts"
import { CONTOSO, callerOf, KIM, LEE, makeAlert, makeCase, NOW } from "./make-case.ts"

type Reply = { readonly card?: { readonly content: object }; readonly text?: string }
const contentOf = (reply: Reply): object => reply.card?.content ?? {}
const textsOf = (reply: Reply): string => shownTexts(contentOf(reply)).join("\n")

const CHOSEN = { plan: "send", fields: "rule,actor,target", days: "7", reason: "migration, ticket 4711" }

/** The plan that the button "Mute" of a preview carries. */
function planOf(reply: Reply): string {
  const found = /"title":"Mute"[^}]*"data":\{[^}]*"plan":"([0-9a-f]{24})"/.exec(
    JSON.stringify(contentOf(reply)),
  )
  if (found?.[1] === undefined) throw new Error("the card offers nothing to save")
  return found[1]
}

describe("pressMute()", () => {
  it("asks what to mute, with the narrowest choice ticked, and saves nothing", async () => {
    const one = await makeCase()

    const reply = await one.press(callerOf(KIM), await one.button("mute"))

    expect(JSON.stringify(contentOf(reply as Reply))).toContain('"value":"rule,actor,target,destination"')
    expect(await one.store.mutes.active([CONTOSO], NOW)).toEqual([])
  })

  it("names what the alert says as people call it, not as it is stored", async () => {
    const one = await makeCase([makeAlert({ subject: "inbox-rule:joe@contoso.example:1", country: "NL" })])

    const text = textsOf((await one.press(callerOf(KIM), await one.button("mute"))) as Reply)

    expect(text).toContain("Kind of change: inbox rules")
    expect(text).toContain("From the country: Netherlands")
  })

  it("shows what it would have hidden and what of it was acted on before it saves", async () => {
    const one = await makeCase()
    await one.press(callerOf(KIM), await one.button("claim"))

    const reply = (await one.press(callerOf(KIM), await one.button("mute"), { inputs: CHOSEN })) as Reply

    expect(textsOf(reply)).toContain("In the last 30 days it would have hidden 1 alert.")
    expect(textsOf(reply)).toContain("Careful: somebody acted on it.")
    expect(textsOf(reply)).toContain("(acted on): joe@contoso.example forwards all mail")
    expect(await one.store.mutes.active([CONTOSO], NOW)).toEqual([])
  })

  it("saves exactly what was shown, once, and says how it ends", async () => {
    const one = await makeCase()
    const button = await one.button("mute")
    const plan = planOf((await one.press(callerOf(KIM), button, { inputs: CHOSEN })) as Reply)

    const reply = await one.press(callerOf(KIM), button, { inputs: { ...CHOSEN, plan } })
    const more = [1, 2].map(() => one.press(callerOf(KIM), button, { inputs: { ...CHOSEN, plan } }))

    expect(await Promise.all(more)).toEqual([reply, reply])
    expect(reply).toEqual({ text: expect.stringMatching(/^Mute 1 is saved: .* “lift mute 1” ends it\./) })
    const [mute, ...others] = await one.store.mutes.active([CONTOSO], NOW)
    expect(others).toEqual([])
    expect(mute).toMatchObject({
      criteria: {
        rule: "mailbox-forwarding-outside",
        actor: "joe@contoso.example",
        target: "joe@contoso.example",
      },
      by: "Kim Vega",
      reason: "migration, ticket 4711",
      from: NOW,
      until: NOW + 7 * 24 * 3_600_000,
    })
    expect((await one.trail()).filter(({ kind }) => kind === "mute")).toHaveLength(1)
    expect((await one.incident()).history.at(-1)).toMatchObject({ kind: "mute", customerSafe: false })
  })

  it("stands on the card as soon as it is saved, also when the process dies right then", async () => {
    const real = await makeCase()
    const { mutes } = real.store
    const add: typeof mutes.add = async (...given) => {
      await mutes.add(...given)
      throw new Error("killed")
    }
    const store = { ...real.store, mutes: { ...mutes, add } }
    const one = await makeCase(makeAlert(), { store })
    const plan = planOf(
      (await one.press(callerOf(KIM), await real.button("mute"), { inputs: CHOSEN })) as Reply,
    )

    await one.press(callerOf(KIM), await real.button("mute"), { inputs: { ...CHOSEN, plan } })

    expect(await mutes.active([CONTOSO], NOW)).toHaveLength(1)
    expect((await real.incident()).history.filter(({ kind }) => kind === "mute")).toHaveLength(1)
  })

  it("is saved once also when the same press comes twice at once", async () => {
    const one = await makeCase()
    const button = await one.button("mute")
    const plan = planOf((await one.press(callerOf(KIM), button, { inputs: CHOSEN })) as Reply)

    await Promise.all([1, 2, 3].map(() => one.press(callerOf(KIM), button, { inputs: { ...CHOSEN, plan } })))

    expect(await one.store.mutes.active([CONTOSO], NOW)).toHaveLength(1)
    expect((await one.trail()).map(({ kind }) => kind).slice(-3)).toEqual(["mute", "click", "click"])
    expect((await one.incident()).history.filter(({ kind }) => kind === "mute")).toHaveLength(1)
  })

  it("shows again what it would hide when somebody has acted on some of it since", async () => {
    const one = await makeCase()
    const button = await one.button("mute")
    const plan = planOf((await one.press(callerOf(KIM), button, { inputs: CHOSEN })) as Reply)
    await one.press(callerOf(LEE), await one.button("claim"))

    const reply = (await one.press(callerOf(KIM), button, { inputs: { ...CHOSEN, plan } })) as Reply

    expect(textsOf(reply)).toContain("Careful: somebody acted on it.")
    expect(await one.store.mutes.active([CONTOSO], NOW)).toEqual([])
  })

  it("counts as acted on what was closed as harmless and opened again", async () => {
    const one = await makeCase()
    await one.press(callerOf(KIM), await one.button("expected"), {
      inputs: { plan: "send", reason: "planned" },
    })
    const look = async () =>
      textsOf((await one.press(callerOf(KIM), await one.button("mute"), { inputs: CHOSEN })) as Reply)
    expect(await look()).toContain("Nobody had to act on it.")

    await one.press(callerOf(LEE), await one.button("reopen"))

    expect(await look()).toContain("Careful: somebody acted on it.")
  })

  it("doesn't take for harmless what is open and nobody has taken yet", async () => {
    const one = await makeCase()

    const reply = (await one.press(callerOf(KIM), await one.button("mute"), { inputs: CHOSEN })) as Reply

    expect(textsOf(reply)).toContain("Nobody has acted on it yet; it is open.")
  })

  it("keeps in the trail that somebody looked, and what they were shown", async () => {
    const one = await makeCase()
    const button = await one.button("mute")

    await one.press(callerOf(KIM), button)
    await one.press(callerOf(KIM), button, { inputs: CHOSEN })

    expect((await one.trail()).slice(-2)).toMatchObject([
      { kind: "click", what: "Pressed mute on incident 1; was asked what to mute" },
      { kind: "click", what: expect.stringContaining("it would have hidden 1 alert") },
    ])
  })

  it("shows again what something else would hide instead of saving it", async () => {
    const one = await makeCase()
    const button = await one.button("mute")
    const plan = planOf((await one.press(callerOf(KIM), button, { inputs: CHOSEN })) as Reply)

    const other = { ...CHOSEN, plan, days: "90" }
    const reply = (await one.press(callerOf(KIM), button, { inputs: other })) as Reply

    expect(planOf(reply)).not.toBe(plan)
    expect(await one.store.mutes.active([CONTOSO], NOW)).toEqual([])
  })

  it.each([
    [{ ...CHOSEN, fields: "rule" }, "a mute of a whole rule hides an attack"],
    [{ ...CHOSEN, fields: "" }, "a mute of everything hides an attack"],
    [{ ...CHOSEN, fields: "rule,tenant" }, "Please choose what to mute"],
    [{ ...CHOSEN, days: "365" }, "Please choose what to mute"],
    [{ ...CHOSEN, reason: "  " }, "Please give a word of reason."],
  ])("refuses %j with one sentence", async (inputs, sentence) => {
    const one = await makeCase()

    const reply = (await one.press(callerOf(LEE), await one.button("mute"), { inputs })) as Reply

    expect(textsOf(reply)).toContain(sentence)
    expect(await one.store.mutes.active([CONTOSO], NOW)).toEqual([])
  })

  it("doesn't count what happened more than 30 days ago", async () => {
    const old = makeAlert({ id: alertId("alr_old"), happenedAt: NOW - 31 * 24 * 3_600_000 })
    const one = await makeCase(old)

    const reply = (await one.press(callerOf(KIM), await one.button("mute"), { inputs: CHOSEN })) as Reply

    expect(textsOf(reply)).toContain("it would have hidden 0 alerts.")
  })
})
