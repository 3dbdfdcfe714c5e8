/** "Which rules are noisy", asked in chat beside a real store. */
import { describe, expect, it } from "vitest"
import { measureNoise } from "../../src/alert/measure-noise.ts"
import { answerFile } from "../../src/command/answer-file.ts"
import { answerNoise } from "../../src/command/answer-noise.ts"
import type { Alert, Incident } from "../../src/model/alert.ts"
import type { TenantId } from "../../src/model/ids.ts"
import { closedAs, judged } from "../adapters/sqlite/make-judged.ts"
import { makeAlert } from "../adapters/sqlite/make-rows.ts"
import { chat } from "./ask.ts"
import { ALEX, CONTOSO, CONTOSO_CHANNEL, caller, config, FABRIKAM, NOW, SAM } from "./make.ts"
import { makeHandler } from "./make-handler.ts"

const DAY = 86_400_000
const MINUTE = 60_000
const YESTERDAY = NOW - DAY
const BY_ADA: Partial<Alert> = {
  happenedAt: YESTERDAY,
  actor: { kind: "user", id: "ada@contoso.com", upn: "ada@contoso.com" },
}
const OTHER_RULE = { ...makeAlert().rule, name: "inbox-rule-hides", title: "A rule hides mail" }
const expected = closedAs("expected", 2 * MINUTE, 20 * MINUTE, YESTERDAY)

/** Three at contoso that were nothing, and one of another rule at fabrikam that was fixed. */
async function noisy() {
  const stage = await chat([])
  const add = (tenant: TenantId, over: Partial<Incident>, about: Partial<Alert> = {}) =>
    judged(stage.store, tenant, over, { ...BY_ADA, ...about })
  for (let count = 0; count < 3; count += 1) await add(CONTOSO, expected)
  await add(FABRIKAM, closedAs("fixed", 6 * MINUTE, 0, YESTERDAY), { rule: OTHER_RULE })
  return { ...stage, add }
}

describe("noise", () => {
  it("tells how the incidents of each rule ended, which costs most, and what to do", async () => {
    const { ask } = await noisy()

    const text = await ask("noise")

    for (const part of [
      "For all customers, last 30 days: 4 incidents of 2 rules, 1 fixed, 3 expected or harmless, 0 open.",
      "“Mailbox forwards outside” costs most for nothing: 3 of 3 were expected or harmless, none was fixed. About 1 h went into those 3.",
      "All 3 were done by ada@contoso.com at Contoso Ltd.",
      "3: 3 expected or harmless",
      "after 2 min (median)",
      "1: 1 fixed",
      "after 6 min (median)",
      "Audit records",
    ])
      expect(text).toContain(part)
    expect(text.indexOf("Mailbox forwards outside")).toBeLessThan(text.indexOf("A rule hides mail"))
  })

  it("answers for one customer, and for the time that was said", async () => {
    const { ask, add } = await noisy()
    await add(FABRIKAM, {}, { happenedAt: NOW - 40 * DAY })

    const [fabrikam, today, long] = [
      await ask("noise at fabrikam"),
      await ask("noise at fabrikam today"),
      await ask("noise last 90 days at fabrikam"),
    ]

    expect(fabrikam).toContain("For Fabrikam GmbH only, last 30 days: 1 incident of 1 rule, 1 fixed,")
    expect(fabrikam).not.toMatch(/contoso/i)
    expect(today).toContain("no rule told anything")
    expect(long).toContain("2 incidents of 2 rules")
  })

  it("announces what the answer says to type", async () => {
    const { ask, store, add } = await noisy()
    const subject = "forwarding:bob@contoso.com"
    for (let count = 0; count < 9; count += 1)
      await add(CONTOSO, expected, {
        subject,
        actor: { kind: "user", id: `user${count}` },
        target: { kind: "mailbox", id: "bob", name: "bob@contoso.com" },
      })

    const words = /write in chat: (expect [^"]+?)"/.exec(await ask("noise at contoso"))?.[1] ?? ""
    await ask(words)

    expect(words).toBe("expect forwarding for bob@contoso.com at contoso until in 30 days")
    expect(await store.mutes.active([CONTOSO], NOW)).toMatchObject([
      { criteria: { kind: "forwarding", target: "bob@contoso.com" }, by: "Kim Vega" },
    ])
  })

  it("changes nothing by itself", async () => {
    const { ask, store } = await noisy()

    await ask("noise")

    expect(await store.mutes.active([CONTOSO, FABRIKAM], NOW)).toEqual([])
  })

  it("says that verdicts are missing where nobody gave one", async () => {
    const { ask, store } = await chat([])
    await judged(store, CONTOSO, {}, BY_ADA)

    expect(await ask("noise")).toContain("what was noise shows only when people say so")
  })

  it("is for technicians alone, each for their own customers", async () => {
    const { ask } = await noisy()
    const here = { conversationId: CONTOSO_CHANNEL }

    const contact = await ask("noise", { ...here, objectId: ALEX, teamsTenantId: CONTOSO })

    expect(contact).toContain("Not in a customer's channel")
    expect(await ask("noise", here)).toContain("Not in a customer's channel")
    expect(contact).not.toContain("Mailbox forwards outside")
    expect(await ask("noise", { objectId: SAM })).not.toContain("Mailbox forwards outside")
    expect(await ask("noise at contoso", { objectId: SAM })).toContain("I can't answer")
  })

  it.each([
    "which rules are noisy",
    "Which rules are the noisiest this month?",
    "what was false",
    "what was false at contoso",
    "false positives last week",
    "Fehlalarme",
    "welche Regeln sind laut?",
    "welche regeln nerven diesen monat",
  ])("is understood as “%s”", async (words) => {
    const { ask } = await noisy()

    expect(await ask(words)).toMatch(/"text":"Noise, /)
  })

  it("lets everything else go on between two customers", async () => {
    const { store } = await noisy()
    const wentOn: boolean[] = []
    let isBehind = false
    const told: typeof store.noise.told = (tenant, time) => {
      wentOn.push(isBehind)
      setImmediate(() => (isBehind = true))
      return store.noise.told(tenant, time)
    }
    const handle = makeHandler({ store: { ...store, noise: { ...store.noise, told } } })

    await handle({ text: "noise", caller: caller() })

    expect(wentOn).toEqual([false, true])
  })

  it("has a number in each column of a file", async () => {
    const { store, add } = await noisy()
    await add(FABRIKAM, { customerAnswer: { answer: "expected", by: "Alex", at: NOW } })
    const told = await Promise.all(
      [CONTOSO, FABRIKAM].map((tenant) => store.noise.told(tenant, { from: NOW - 2 * DAY, to: NOW })),
    )
    const rules = measureNoise(told.flat())
    const { customers } = config
    const answer = answerNoise({ rules, customers, period: "today", scopeSentence: "all", coverage: "" })

    expect(answerFile(answer, "csv").body.split("\r\n").slice(0, 3)).toEqual([
      '\uFEFFOf,Rule,Incidents,Fixed,Expected or harmless,Open,"Open, the customer\'s own",Median minutes to the first hand,Minutes lost',
      "Mailbox forwards outside,mailbox-forwarding-outside,4,0,3,1,1,2,60",
      "A rule hides mail,inbox-rule-hides,1,1,0,0,0,6,0",
    ])
    expect(JSON.parse(answerFile(answer, "json").body)).toMatchObject({
      rows: [{ facts: expect.arrayContaining([{ label: "Minutes lost", value: "60" }]) }, {}],
    })
  })

  it("can be asked on, and is suggested for what is near it", async () => {
    const { ask } = await noisy()

    await ask("noise at contoso")

    expect(await ask("and last week?")).toContain("For Contoso Ltd only, last week:")
    expect(await ask("there is so much noise at contoso, make it stop")).toContain("noise at contoso")
  })
})
