/** A question through the whole room: scope by place and person, the trail, the answer's card. */
import { describe, expect, it } from "vitest"
import type { Incident } from "../../src/model/alert.ts"
import { alertId, incidentId, type TenantId } from "../../src/model/ids.ts"
import type { Caller } from "../../src/ports/bot.ts"
import { fakeStore, type StoreContent } from "./fake-store.ts"
import {
  ALEX,
  CONTOSO,
  CONTOSO_CHANNEL,
  caller,
  event,
  FABRIKAM,
  health,
  MSP,
  NOW,
  restore,
  SAM,
} from "./make.ts"
import { makeHandler } from "./make-handler.ts"

const incident = (number: number, tenant: TenantId, over: Partial<Incident> = {}): Incident => ({
  id: incidentId(number),
  tenantId: tenant,
  subject: `subject-${number}`,
  state: "new",
  level: "high",
  alert: {
    id: alertId(`alr_${number}`),
    tenantId: tenant,
    rule: {
      id: "rule",
      name: "mailbox-forwarding-outside",
      title: "Mailbox forwards outside",
      level: "high",
      techniques: [],
      why: "",
      falsePositives: [],
      question: "",
      actions: [],
    },
    level: "high",
    actor: { kind: "user", id: "admin@contoso.com" },
    actorName: "admin@contoso.com",
    target: { kind: "mailbox", id: "ann@contoso.com", name: "ann@contoso.com" },
    object: {},
    operation: "Set-Mailbox",
    summary: `admin@contoso.com forwards mailbox ${number} from 192.0.2.7`,
    changes: [],
    happenedAt: NOW - number * 3_600_000,
    count: 1,
    recordIds: [],
    subject: `subject-${number}`,
  },
  alertIds: [],
  count: 1,
  history: [],
  times: { happenedAt: NOW - number * 3_600_000, fetchedAt: NOW },
  ...over,
})

const CONTENT: StoreContent = {
  incidents: [
    incident(1, CONTOSO),
    incident(2, FABRIKAM, { state: "claimed", owner: "Sam Ortiz" }),
    incident(3, CONTOSO, { state: "fixed" }),
  ],
  health: [
    health({ tenantId: CONTOSO }),
    health({ tenantId: CONTOSO, source: "Veeam vb365-01" }),
    health({
      tenantId: FABRIKAM,
      state: "trouble",
      sentence: "Fabrikam's administrator must consent.",
      pending: 4,
    }),
  ],
  restores: [restore({}, [event()]), restore({ id: "f" }, [event()], FABRIKAM)],
}

/** Asks, and gives the reply as text together with what the trail holds. */
async function ask(text: string, who: Partial<Caller> = {}, content: StoreContent = CONTENT) {
  const fake = fakeStore(content)
  const errors: string[] = []
  const log = { info: () => {}, warn: () => {}, error: (message: string) => void errors.push(message) }
  const handler = makeHandler({ store: fake.store, log })
  const reply = await handler({ caller: caller(who), text })
  return { text: JSON.stringify(reply), trail: fake.trail, reads: fake.reads, errors }
}

const IN_CONTOSO = { conversationId: CONTOSO_CHANNEL } as const
const CONTACT = { ...IN_CONTOSO, objectId: ALEX, teamsTenantId: CONTOSO, name: "Alex Brandt" } as const
const PERSONAL = { kind: "personal", conversationId: "a:chat" } as const

describe("createCommandHandler() scope", () => {
  it("answers a technician in the triage channel for all customers", async () => {
    const { text } = await ask("alerts")

    expect(text).toContain("For all customers: 2 open incidents, newest first.")
    expect(text).toContain("Contoso Ltd")
    expect(text).toContain("Fabrikam GmbH")
  })

  it.each(["alerts", "status", "who restored mailbox ben@contoso.com this week"])(
    "answers %j in a customer's channel for that customer alone, even to a technician of all",
    async (question) => {
      const { text } = await ask(question, IN_CONTOSO)

      expect(text).toContain("Contoso Ltd")
      expect(text).not.toMatch(/fabrikam/i)
    },
  )

  it("shows a customer's channel no summary, owner or address", async () => {
    const { text } = await ask("alerts", CONTACT)

    expect(text).toContain("Mailbox forwards outside. Mailbox: ann@contoso.com.")
    expect(text).not.toMatch(/192\.0\.2|admin@contoso|Sam Ortiz/)
  })

  it("tells what concerns several customers to technicians of all of them, and to nobody else", async () => {
    const alert = { ...incident(9, MSP).alert, summary: "Watchpost can't see what happens at 7 customers." }
    const content = { ...CONTENT, incidents: [incident(9, MSP, { alert, subject: "blind:common:gone" })] }

    expect((await ask("alerts", {}, content)).text).toContain("at 7 customers")
    expect((await ask("alerts at contoso", {}, content)).text).not.toContain("at 7 customers")
    expect((await ask("alerts", { objectId: SAM }, content)).text).not.toContain("at 7 customers")
    expect((await ask("alerts", CONTACT, content)).text).not.toContain("at 7 customers")
  })

  it("finds a customer's own incident behind many that technicians alone are told of", async () => {
    const others = [...Array(150).keys()].map((id) => incident(id + 2, CONTOSO, { subject: "customers:x" }))

    const { text } = await ask("alerts", CONTACT, { incidents: [...others, incident(1, CONTOSO)] })

    expect(text).toContain("1 open incident, newest first.")
  })

  it("answers a technician only for the customers of that technician", async () => {
    const { text } = await ask("alerts", { objectId: SAM })

    expect(text).toContain("Fabrikam GmbH only")
    expect(text).not.toMatch(/contoso ltd/i)
  })

  it("narrows to a customer by name, and never widens", async () => {
    expect((await ask("alerts at fabrikam", PERSONAL)).text).toContain(
      "For Fabrikam GmbH only: 1 open incident",
    )
    const refused = await ask("alerts at fabrikam", IN_CONTOSO)

    expect(refused.reads).toBe(0)
    expect(refused.text).toContain("this place answers for Contoso Ltd only")
    expect(refused.text).not.toContain("Fabrikam GmbH")
    expect(refused.trail.map((note) => note.kind)).toEqual(["refusal"])
  })

  it("names the customers that can be asked about, where all of them can be", async () => {
    expect((await ask("alerts at nowhere")).text).toContain("all customers: Contoso Ltd, Fabrikam GmbH.")
    expect((await ask("alerts at nowhere", IN_CONTOSO)).text).not.toContain("Fabrikam")
  })

  it("offers no question about one customer where only one is answered for", async () => {
    expect((await ask("help")).text).toContain("alerts at contoso")
    expect((await ask("help", IN_CONTOSO)).text).not.toContain("alerts at contoso")
  })

  it("suggests a misspelled customer only among those in scope", async () => {
    expect((await ask("status at contso")).text).toContain("Did you mean contoso?")
    expect((await ask("status at fabrkam", IN_CONTOSO)).text).not.toMatch(/did you mean/i)
  })

  it.each<[string, Partial<Caller>]>([
    ["a stranger in the triage channel", { objectId: "51a7c0de-0000-4000-8000-00000000ffff" }],
    ["a technician's object id from another tenant", { teamsTenantId: FABRIKAM }],
    ["a contact in the triage channel", { objectId: ALEX, teamsTenantId: CONTOSO }],
    ["a contact in a personal chat", { ...PERSONAL, objectId: ALEX, teamsTenantId: CONTOSO }],
    ["a contact's object id from a third tenant", { ...CONTACT, teamsTenantId: FABRIKAM }],
    [
      "a stranger in a customer's channel",
      { ...IN_CONTOSO, objectId: "51a7c0de-0000-4000-8000-00000000ffff" },
    ],
    ["a technician of another customer", { ...IN_CONTOSO, objectId: SAM }],
    ["anybody in a channel that isn't configured", { conversationId: "19:else@thread.tacv2" }],
    [
      "a personal chat that claims the triage channel from elsewhere",
      { kind: "personal", teamsTenantId: FABRIKAM },
    ],
  ])("refuses %s without reading anything, and writes the refusal to the trail", async (_who, who) => {
    const { text, trail, reads } = await ask("alerts", who)

    expect(reads).toBe(0)
    expect(trail).toHaveLength(1)
    expect(trail[0]).toMatchObject({ kind: "refusal", what: "Refused to answer: alerts" })
    expect(text).not.toMatch(/Fabrikam GmbH|incident/)
  })

  it("accepts a contact as a guest in the Teams that holds the channel", async () => {
    expect((await ask("alerts", { ...CONTACT, teamsTenantId: MSP })).trail[0]?.kind).toBe("command")
  })
})

describe("createCommandHandler() trail", () => {
  it("writes who asked what, for whom and where, without hidden characters", async () => {
    const { trail } = await ask("status\u202E at contoso\u0000")

    expect(trail).toHaveLength(1)
    expect(trail[0]).toMatchObject({ at: NOW, kind: "command", who: expect.stringContaining("Kim Vega (") })
    expect(JSON.stringify(trail)).not.toMatch(/\u202E|\\u0000/)
  })

  it("names the person as configured, not as the message claims", async () => {
    const { trail } = await ask("help", { name: "Boss" })

    expect(trail[0]?.who).toContain("Kim Vega (")
  })

  it("answers nothing when the trail can't be written, and doesn't say why", async () => {
    const { text, reads, errors } = await ask("alerts", {}, { ...CONTENT, trailBroken: true })

    expect(reads).toBe(0)
    expect(text).toContain("I can't answer now")
    expect(text).not.toContain("secret")
    expect(errors).toEqual(["a question could not be answered"])
  })
})

describe("createCommandHandler() answers", () => {
  it("lists open incidents newest first, and none that is fixed", async () => {
    const { text } = await ask("alerts")

    expect(text.indexOf("2 · high · Fabrikam GmbH")).toBeGreaterThan(0)
    expect(text).toMatch(/2 · high · Fabrikam GmbH.*1 · high · Contoso Ltd/s)
    expect(text).toContain("claimed by Sam Ortiz")
    expect(text).not.toContain("3 · high")
  })

  it("tells below the incidents how complete the records are", async () => {
    expect((await ask("alerts")).text).toMatch(/Coverage\. Audit records: Fabrikam GmbH: incomplete/)
    expect((await ask("alerts", {}, {})).text).toMatch(/Contoso Ltd, Fabrikam GmbH: not read so far/)
  })

  it("shows in status the trouble first, with its sentence, lag and what waits", async () => {
    const { text } = await ask("status")

    expect(text).toContain("For all customers: 1 in trouble, 1 ok.")
    expect(text).toMatch(/Fabrikam GmbH: in trouble.*Contoso Ltd: ok/s)
    expect(text).toMatch(/"Trouble".*"Audit\.Exchange: Fabrikam's administrator must consent\."/)
    expect(text).toContain("4 blobs")
    expect(text).toContain("5 min ago")
  })

  it("says the same trouble of several sources once", async () => {
    const sentence = "The subscription was just started."
    const { text } = await ask(
      "status at contoso",
      {},
      {
        health: ["Audit.Exchange", "Audit.General"].map((source) =>
          health({ tenantId: CONTOSO, source, state: "waiting", sentence }),
        ),
      },
    )

    expect(text).toContain("Contoso Ltd: waiting")
    expect(text).toContain('"Audit.Exchange, Audit.General: ')
    expect(text.split(sentence)).toHaveLength(2)
  })

  it("calls a source that was never read, or not lately, no health", async () => {
    const never = await ask("status at contoso", {}, {})
    const stale = await ask(
      "status at contoso",
      {},
      { health: [health({ tenantId: CONTOSO, lastOkAt: NOW - 3_600_000 })] },
    )

    expect(never.text).toContain("Contoso Ltd: in trouble")
    expect(never.text).toContain("Audit.Exchange")
    expect(stale.text).toContain("not read lately, though no error was reported")
  })

  it("answers who restored a mailbox from the store, once for each customer in scope", async () => {
    const { text } = await ask("who restored mailbox ben@contoso.com this week at contoso")

    expect(text).toContain("by SRV0101")
    expect(text).toContain("Contoso Ltd: 1 restore session between")
  })

  it("shows what was typed as text alone when it isn't understood", async () => {
    const { text } = await ask("[click](https://evil.example) ${1+1} <at>all</at>")

    expect(text).toContain(
      '"type":"TextRun","text":"You wrote: [click](https://evil.example) ${1+1} <at>all</at>"',
    )
    expect(text).toContain("Write help to see everything that can be asked.")
    expect(text).not.toContain('"TextBlock"')
  })
})
