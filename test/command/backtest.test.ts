/** "Test rule … 30d", asked in chat beside a real store and real rule files. */
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { openStore } from "../../src/adapters/sqlite/open-store.ts"
import { parseCommand } from "../../src/command/parse-command.ts"
import { ownIdentity } from "../../src/config/own-identity.ts"
import type { TenantId } from "../../src/model/ids.ts"
import { recordId } from "../../src/model/ids.ts"
import { DEFAULT_STORAGE } from "../../src/model/storage-policy.ts"
import { normalizeRecord } from "../../src/normalize/normalize-record.ts"
import { readRaw } from "../../src/normalize/read-raw.ts"
import type { Caller } from "../../src/ports/bot.ts"
import type { Store } from "../../src/ports/store.ts"
import { backtestByName } from "../../src/run-rule-backtest.ts"
import { closedAs, judged } from "../adapters/sqlite/make-judged.ts"
import { temporaryPath } from "../adapters/sqlite/temporary-store.ts"
import { forwards, recordNumber } from "../make/feed-blob.ts"
import { ALEX, CONTOSO, CONTOSO_CHANNEL, caller, config, FABRIKAM, NOW, SAM } from "./make.ts"
import { makeHandler } from "./make-handler.ts"

const HOUR = 3_600_000
const DAY = 24 * HOUR
const ASK = "test rule mailbox-forwarding-outside 30d"

const OWN_RULES = {
  "filter.yml": `title: Known partner
id: 0d0b3d52-4f0a-4a53-9d0f-1c5a4c8f3b13
logsource: { product: m365 }
filter: { rules: [mailbox-forwarding-outside], a: { UserId: 'ticket@contoso.com' }, condition: a }
`,
  "silent.yml": `title: Any change of a mailbox
name: any-mailbox-change
id: 0d0b3d52-4f0a-4a53-9d0f-1c5a4c8f3b14
logsource: { product: m365 }
detection: { a: { Operation: Set-Mailbox }, condition: a }
custom: { silent: true }
`,
  "broken.yml": `title: Half a rule
name: half-a-rule
id: 0d0b3d52-4f0a-4a53-9d0f-1c5a4c8f3b15
logsource: { product: m365 }
detection: { a: { facts.NoSuchFact: true }, condition: a }
custom: { silent: true }
`,
}

async function keepRecords(store: Store, tenantId: TenantId, raws: readonly object[]): Promise<void> {
  const records = raws.map((raw, position) => {
    const result = normalizeRecord(raw, { tenantId, source: "Audit.Exchange", position })
    if ("rejected" in result) throw new Error(result.rejected.reason)
    return result.record
  })
  await store.records.addRecords({ tenantId, fetchedAt: NOW }, records)
}

/** Two forwards at contoso, one at fabrikam, and one that a filter knows; `isOver` ends the reading. */
async function stage(isOver: (held: number) => boolean = () => false) {
  const database = temporaryPath()
  const folder = join(dirname(database), "own-rules")
  mkdirSync(folder)
  for (const [name, text] of Object.entries(OWN_RULES)) writeFileSync(join(folder, name), text)
  const store = openStore(database, { readRaw, storage: DEFAULT_STORAGE })
  onTestFinished(() => store.close())
  await keepRecords(store, CONTOSO, [
    forwards(1, NOW - DAY),
    forwards(2, NOW - 9 * DAY, "other@northwind.example"),
    { ...forwards(3, NOW - 2 * DAY), UserId: "ticket@contoso.com" },
  ])
  await keepRecords(store, FABRIKAM, [
    {
      ...forwards(4, NOW - 3 * DAY),
      UserId: "lee@fabrikam.example",
      Parameters: [
        { Name: "Identity", Value: "max@fabrikam.example" },
        { Name: "ForwardingSmtpAddress", Value: "smtp:out@northwind.example" },
      ],
    },
  ])
  const handle = makeHandler({
    store,
    backtest: (wanted) => {
      const tenants = config.customers.filter(({ id }) => wanted.customers.includes(id))
      const data = { database, ruleFolders: [folder], own: ownIdentity(config), tenants, wanted }
      return backtestByName(data, isOver)
    },
  })
  const ask = async (text: string, who: Partial<Caller> = {}): Promise<string> =>
    JSON.stringify(await handle({ text, caller: caller(who) }))
  return { ask, store, folder }
}

describe("test rule", () => {
  it("tells how often, how bad and where a rule would have told, and the newest first", async () => {
    const { ask } = await stage()

    const text = await ask(ASK)

    for (const part of [
      "Test of “Mailbox forwards to an outside address”, last 30 days",
      "For all customers: mailbox-forwarding-outside would have told 3 times: all high; at Contoso Ltd 2, Fabrikam GmbH 1.",
      "No incident told of any of them so far.",
      "Filters of yours hold for it (“Known partner”): without them it would have told 4 times.",
      "4 stored records were looked at.",
      "20 Nov 2026, 10:00:00 UTC · high · Contoso Ltd",
      "no incident",
      "Audit records",
    ])
      expect(text).toContain(part)
    expect(text.indexOf("other@northwind.example")).toBeGreaterThan(text.indexOf('Fabrikam GmbH"'))
  })

  it("answers for one customer, and for the time that was said", async () => {
    const { ask } = await stage()

    const contoso = await ask("test rule mailbox-forwarding-outside last 7 days at contoso")

    expect(contoso).toContain("For Contoso Ltd only: mailbox-forwarding-outside would have told once: high.")
    expect(await ask("test rule mailbox-forwarding-outside for Contoso Ltd 7d")).toContain(
      "For Contoso Ltd only: mailbox-forwarding-outside",
    )
    expect(contoso).not.toMatch(/fabrikam/i)
    expect(await ask("and last 30 days?")).toContain("would have told 2 times")
  })

  it("tells what became of it where an incident told it already", async () => {
    const { ask, store } = await stage()
    const of = (number: number) => ({
      recordIds: [recordId(recordNumber(number))],
      happenedAt: NOW - number * DAY,
    })
    const id = await judged(store, CONTOSO, closedAs("expected", HOUR, HOUR), of(1))
    await judged(store, FABRIKAM, {}, { ...of(4), happenedAt: NOW - 3 * DAY })

    const text = await ask(ASK)

    expect(text).toContain(
      "Incidents told of 2 of them: 1 expected or harmless, 1 open. Of the other one nobody was told.",
    )
    expect(text).toContain(`incident ${id}: expected by Kim Vega`)
  })

  it("tries a silent rule as if it told, and says that it is silent", async () => {
    const { ask } = await stage()

    const text = await ask("test rule any-mailbox-change at contoso")

    expect(text).toContain("any-mailbox-change would have told 3 times: all informational.")
    expect(text).toContain("any-mailbox-change is silent")
    expect(text).toContain("pages nobody")
  })

  it("says so where a rule found nothing", async () => {
    const { ask } = await stage()

    expect(await ask("test rule inbox-rule-deletes-or-hides")).toContain(
      "nothing that inbox-rule-deletes-or-hides looks at is stored, so that nothing was tested.",
    )
    expect(await ask("test rule mailbox-audit-switched-off")).toContain("would have told nothing.")
  })

  it("finds a rule by its title, and asks back what isn't clear", async () => {
    const { ask } = await stage()

    expect(await ask("test rule Mailbox forwards to an outside address 30d")).toContain(
      "would have told 3 times",
    )
    const several = await ask("test rule forwarding 30d")
    expect(several).toContain("rules fit “forwarding”. Ask again with one of them: ")
    expect(several).toContain('"test rule mailbox-forwarding-outside last 30 days"')
    expect(await ask("test rule mailbox-forwrding-outsde 30d")).toMatch(
      /There is no rule called .* Did you mean .*mailbox-forwarding-outside/,
    )
  })

  it("says what is wrong with a rule that can't be used, and tries it again when it is put right", async () => {
    const { ask, folder } = await stage()

    expect(await ask("test rule half-a-rule")).toMatch(/The rule can't be tested.*NoSuchFact/)
    writeFileSync(
      join(folder, "broken.yml"),
      OWN_RULES["broken.yml"].replace("facts.NoSuchFact: true", "Operation: Set-Mailbox"),
    )
    expect(await ask("test rule half-a-rule")).toContain("half-a-rule would have told 4 times")
  })

  it("says from when on it was tried where time was up", async () => {
    let looks = 0
    const { ask } = await stage(() => {
      looks += 1
      return looks > 6
    })

    const text = await ask(ASK)

    expect(text).toContain("would have told once: high; at Contoso Ltd.")
    expect(text).toContain(
      "Only the last 3 days of 30 were tested: more doesn't fit into one answer. One customer alone is tested further back.",
    )
  })

  it("says what isn't kept for as long as was asked, and what is kept without its details", async () => {
    const { ask, store } = await stage()
    await keepRecords(store, CONTOSO, [
      {
        ...forwards(50, NOW - DAY),
        Operation: "UserLoggedIn",
        RecordType: 15,
        Workload: "AzureActiveDirectory",
      },
    ])

    const text = await ask("test rule sign-in-by-command-line last 100 days at contoso")

    expect(text).toContain("nothing that sign-in-by-command-line looks at is stored with its details")
    expect(text).toContain(
      "1 more are kept without their details and could not be tested: storage in the configuration keeps sign-ins compact.",
    )
    expect(text).toContain("Kept are sign-ins for 90 days: what is older could not be tested.")
    expect(await ask(ASK)).not.toContain("what is older")
  })

  it("says that not even a day could be tried", async () => {
    const { ask } = await stage(() => true)

    expect(await ask(ASK)).toMatch(/Not even one day.*Ask for one customer.*watchpost rules backtest/)
  })

  it("is for technicians alone, each for their own customers", async () => {
    const { ask } = await stage()
    const here = { conversationId: CONTOSO_CHANNEL }

    const contact = await ask(ASK, { ...here, objectId: ALEX, teamsTenantId: CONTOSO })
    const own = await ask(ASK, { objectId: SAM })

    expect(contact).toContain("Not in a customer's channel")
    expect(await ask(ASK, here)).toContain("Not in a customer's channel")
    expect(own).toContain("would have told once: high.")
    expect(own).not.toMatch(/contoso/i)
    expect(own).toContain("Filters of yours hold for it: without them it would have told as much.")
    expect(await ask(`${ASK} at contoso`, { objectId: SAM })).toContain("I can't answer")
  })

  it("pages through the rows without another test", async () => {
    let looks = 0
    const { ask, store } = await stage(() => {
      looks += 1
      return false
    })
    await keepRecords(
      store,
      CONTOSO,
      Array.from({ length: 14 }, (_, day) =>
        forwards(100 + day, NOW - (day + 10) * DAY, `box${day}@northwind.example`),
      ),
    )

    expect(await ask(ASK)).toContain("write “more”")
    const tried = looks
    expect(await ask("more")).toContain(", from row 11")
    expect(looks).toBe(tried)
  })
})

describe("the words of “test rule”", () => {
  it.each([
    ["test rule forwarding 30d", "forwarding", "last 30 days", undefined],
    ["Test the rule mailbox-forwarding-outside", "mailbox-forwarding-outside", "last 30 days", undefined],
    [
      "try rule Account for emergencies used last week at contoso",
      "Account for emergencies used",
      "last week",
      "contoso",
    ],
    ["please backtest forwarding at contoso last 90 days", "forwarding", "last 90 days", "contoso"],
    ['test rule "Guesses at many accounts" 30d', "Guesses at many accounts", "last 30 days", undefined],
    ["test rule: forwarding for 90 days", "forwarding", "last 90 days", undefined],
    ["teste regel forwarding letzte woche", "forwarding", "letzte woche", undefined],
  ])("are understood in “%s”", (words, rule, period, customer) => {
    expect(parseCommand(words)).toEqual({
      ...{ kind: "test-rule", rule, period },
      ...(customer === undefined ? {} : { customer }),
    })
  })

  it.each(["test rule", "what would the forwarding rule have told last month"])(
    "are suggested for “%s”",
    async (words) => {
      const { ask } = await stage()

      expect(await ask(words)).toMatch(
        /For example: test rule mailbox-forwarding-outside last (?:30 days|month)/,
      )
    },
  )
})
