/** "Who restored mailbox X": names only what was recorded, and says what it can't know. */
import { describe, expect, it } from "vitest"
import type { Answer } from "../../src/command/answer.ts"
import { answerRestores, type RestoresInput } from "../../src/command/answer-restores.ts"
import { readPeriod } from "../../src/command/period.ts"
import { renderAnswer } from "../../src/command/render-answer.ts"
import type { CustomerConfig } from "../../src/config/config.ts"
import type { Period } from "../../src/model/period.ts"
import type { StoredRestore } from "../../src/ports/restore-store.ts"
import { CONTOSO, config, event, FABRIKAM, health, NOW, restore, weighed } from "./make.ts"

const customers = Object.fromEntries(config.customers.map((one) => [one.name, one]))
const contoso: CustomerConfig | undefined = customers.contoso
const fabrikam: CustomerConfig | undefined = customers.fabrikam
if (contoso === undefined || fabrikam === undefined) throw new Error("the test configuration names both")

const BACKUP = health({ tenantId: CONTOSO, source: "Veeam vb365-01" })

function periodOf(text: string, zone: string): Period {
  const period = readPeriod(text, zone, NOW)
  if (typeof period === "string") throw new Error(period)
  return period
}

const ask = (restores: readonly StoredRestore[], over: Partial<RestoresInput> = {}): Answer =>
  answerRestores({
    mailbox: "ben@contoso.com",
    periodName: "this week",
    customers: [
      {
        customer: contoso,
        period: periodOf("this week", contoso.timeZone),
        restores,
        answers: weighed(restores),
      },
    ],
    health: [BACKUP],
    servers: ["vb365-01"],
    face: "technician",
    now: NOW,
    ...over,
  })

const fact = (answer: Answer, label: string): string | undefined =>
  answer.rows[0]?.facts.find((one) => one.label === label)?.value

const all = (answer: Answer): string => JSON.stringify(answer)

describe("answerRestores()", () => {
  it("leads on from a restore of a mailbox that is there no more", () => {
    const known = { lines: ["No mailbox is known."], closest: ["bea@contoso.com"] }

    const answer = ask([restore({}, [event()])], { known })

    expect(all(answer)).not.toMatch(/No mailbox is known|bea@/)
    expect(answer.about).toEqual({ customer: "contoso" })
  })

  it("says who, what, from where and why, in the customer's time and in UTC", () => {
    const answer = ask([
      restore({}, [event({ order: 1 }), event({ order: 2 }), event({ order: 3, status: "Failed" })]),
    ])

    expect(answer.rows[0]?.heading).toMatch(/21 Nov 2026, 09:03:20 .*\(08:03:20 UTC\)/)
    expect(fact(answer, "Who")).toBe("Restored by SRV0101\\kim from WS-042.")
    expect(fact(answer, "How sure")).toBe("A, confirmed")
    expect(fact(answer, "Why")).toBe("Veeam recorded SRV0101\\kim.")
    expect(fact(answer, "What")).toBe(
      "2 items restored, 1 failed (Exchange); from Ben Young\\Inbox\\Board; back to where it was",
    )
    expect(fact(answer, "Details")).toBe("from WS-042; reason: lost mail")
  })

  it.each([
    ["contoso.onmicrosoft.com", "From machine WS-042; person unknown.", "D, machine only"],
    ["", "From machine WS-042; person unknown.", "D, machine only"],
    ["Contoso", "From machine WS-042; person unknown.", "D, machine only"],
    ["kim@northwind.example", "Restored by kim@northwind.example from WS-042.", "A, confirmed"],
    ["SRV0101\\Administrator", "Probably SRV0101\\Administrator from WS-042.", "C, probable"],
  ])("reads initiatedBy %j as: %s", (initiatedBy, who, sure) => {
    const answer = ask([restore({ initiatedBy }, [event()])])

    expect(fact(answer, "Who")).toBe(who)
    expect(fact(answer, "How sure")).toBe(sure)
  })

  it("counts the sign-in of an administrator shortly before as a hint, and says when none could be counted", () => {
    const restores = [restore({ initiatedBy: "contoso.onmicrosoft.com" }, [event()])]
    const signIn = { kind: "admin-sign-in", id: "s-1", upn: "eva@contoso.com", at: NOW - 7_500_000 } as const
    const of = { customer: contoso, period: periodOf("this week", contoso.timeZone), restores }

    const missing = ["Sign-ins of administrators were not counted. Roles can't be read."]

    const hinted = ask([], { customers: [{ ...of, answers: weighed(restores, [signIn]) }] })
    const blind = ask([], { customers: [{ ...of, answers: weighed(restores, [], missing) }] })

    expect(fact(hinted, "Who")).toBe("Probably eva@contoso.com from WS-042.")
    expect(fact(hinted, "Why")).toContain("eva@contoso.com is the administrator who signed in shortly before")
    expect(fact(blind, "Missing")).toBe("Sign-ins of administrators were not counted. Roles can't be read.")
    const card = JSON.stringify(renderAnswer(blind))
    for (const { label } of blind.rows[0]?.facts ?? []) expect(card).toContain(`"text":"${label}"`)
  })

  it("knows nobody while the evidence of a new session is being weighed", () => {
    const restores = [restore({}, [event()])]
    const of = { customer: contoso, period: periodOf("this week", contoso.timeZone), restores }
    const answer = ask([], { customers: [{ ...of, answers: new Map() }] })

    expect(fact(answer, "How sure")).toBe("U, unknown")
    expect(fact(answer, "Who")).toBe(
      "Unknown: The evidence isn't weighed. Of a session that was just read it will be, so ask again in a minute; of one that was read over a month after its end it won't.",
    )
  })

  it("says whose mailbox it was where any was asked for", () => {
    const answer = answerRestores({
      periodName: "yesterday",
      customers: [
        {
          customer: contoso,
          period: periodOf("this week", contoso.timeZone),
          restores: [restore({}, [event()]), restore({ id: "s2" }, [event({ mailbox: "ann@contoso.com" })])],
          answers: new Map(),
        },
      ],
      health: [BACKUP],
      servers: [],
      face: "technician",
      now: NOW,
    })

    expect(answer.title).toBe("Restores, yesterday")
    expect(answer.rows.map(({ facts }) => facts.find(({ label }) => label === "What")?.value)).toEqual([
      expect.stringContaining("1 item of ben@contoso.com restored"),
      expect.stringContaining("1 item of ann@contoso.com restored"),
    ])
  })

  it("names all mailboxes of a display name that several have, and takes the restore for none of them", () => {
    const { mailbox: _, ...nameless } = event()
    const mailboxCandidates = ["ben@contoso.com", "ben.young2@contoso.com"]
    const stored = [restore({}, [{ ...nameless, mailboxCandidates }])]

    expect(ask(stored).lines.join(" ")).toContain(
      "2 mailboxes are called “Ben Young” (ben@contoso.com, ben.young2@contoso.com), and the record doesn't say which of them it was.",
    )
    expect(ask(stored).rows).toHaveLength(1)
    expect(ask(stored, { mailbox: "ben.other@contoso.com" }).rows).toEqual([])
  })

  it("never says nobody when nothing is found, and names what it can't see", () => {
    const answer = ask([])

    expect(answer.lines.join(" ")).toMatch(
      /no restore of ben@contoso\.com is recorded by the Veeam server vb365-01 between 16 Nov 2026, 00:00:00 CET \(15 Nov 2026, 23:00:00 UTC\) and 21 Nov 2026, 11:00:00 CET/,
    )
    expect(answer.lines.join(" ")).toContain("eDiscovery export, Recoverable Items, PST import")
    expect(all(answer)).not.toMatch(/nobody/i)
  })

  it("says unknown, not none, while no backup server was read in the time that is asked for", () => {
    for (const known of [
      [],
      [health({ tenantId: CONTOSO, source: "Veeam vb365-01", lastOkAt: NOW - 9 * 86_400_000 })],
    ]) {
      const text = ask([], { health: known }).lines.join(" ")

      expect(text).toContain("Contoso Ltd: unknown.")
      expect(text).not.toContain("no restore of")
    }
  })

  it("always tells how complete it is, also when the server is behind or in trouble", () => {
    const behind = health({
      tenantId: CONTOSO,
      source: "Veeam vb365-01",
      state: "trouble",
      sentence: "The server refuses the password.",
      lastOkAt: NOW - 3 * 3_600_000,
    })

    expect(ask([]).coverage).toMatch(
      /^Coverage\. Backup servers: Contoso Ltd complete from 16 Nov 2026, 00:00:00 CET .* to 21 Nov 2026, 10:59:00/,
    )
    expect(ask([restore({}, [event()])], { health: [behind] }).coverage).toMatch(
      /Contoso Ltd: incomplete, read to .*; 3 h behind; the server refuses the password\.$/,
    )
  })

  it("counts what was only opened apart from what was taken out", () => {
    const answer = ask([restore({ id: "s2" }, [event({ type: "View" })]), restore({}, [event()])])

    expect(answer.rows).toHaveLength(1)
    expect(answer.lines).toContain("Contoso Ltd: opened, not restored: 1 session.")
  })

  it("leaves out other mailboxes, other times and the start and end of sessions", () => {
    const answer = ask([
      restore({ id: "a" }, [event({ mailbox: "ann@contoso.com" })]),
      restore({ id: "b" }, [event({ startedAt: NOW - 8 * 86_400_000 })]),
      restore({ id: "c" }, [event({ type: "None" })]),
    ])

    expect(answer.rows).toEqual([])
  })

  it("matches a display name where the server records no address, and says that names aren't unique", () => {
    const { mailbox: _unknown, ...old } = event()
    const answer = ask([restore({}, [old])], { mailbox: "ben.young@contoso.com" })

    expect(answer.rows).toHaveLength(1)
    expect(answer.lines.join(" ")).toContain("matched by display name, which two mailboxes may share")
  })

  it("doesn't hide behind an address: names that are stored without one are told", () => {
    const { mailbox: _unknown, ...old } = event()
    const answer = ask([restore({}, [old])], { mailbox: "byoung@contoso.com" })

    expect(answer.rows).toEqual([])
    expect(answer.lines.join(" ")).toContain("one of them may be meant: Ben Young. Ask again with the name.")
  })

  it("mentions restores whose mailbox was not recorded", () => {
    const { mailbox: _unknown, ...old } = event({ source: "" })

    expect(ask([restore({}, [old])]).lines.join(" ")).toContain(
      "1 session with a restore did not record whose mailbox it was",
    )
  })

  it("calls a running session provisional", () => {
    const { session, ...rest } = restore({}, [event()])
    const { endedAt: _open, ...open } = session

    expect(fact(ask([{ ...rest, session: open }]), "What")).toContain("still running: more may follow")
  })

  it("says that the server lost a session which Watchpost kept", () => {
    const gone = { ...restore({}, [event()]), goneAt: NOW }

    expect(fact(ask([gone]), "What")).toContain("no longer on the server: Watchpost kept it")
  })

  it("tells a customer's channel no machine, no path and no server", () => {
    const answer = ask([restore({}, [event({ target: "C:\\Users\\kim\\Desktop" })])], { face: "customer" })

    expect(fact(answer, "Who")).toBe("Restored by kim.")
    expect(all(answer) + all(ask([], { face: "customer" }))).not.toMatch(
      /WS-042|Desktop|SRV0101|vb365-01|Board/,
    )
    expect(fact(answer, "Details")).toBe("reason: lost mail")
  })

  it("keeps quiet about customers without a hit only when another has one", () => {
    const period = periodOf("this week", "UTC")
    const both = [
      { customer: contoso, period, restores: [restore({}, [event()])], answers: new Map() },
      { customer: fabrikam, period, restores: [], answers: new Map() },
    ]
    const known = [BACKUP, health({ tenantId: FABRIKAM, source: "Veeam vb365-01" })]

    const answer = ask([], { customers: both, health: known })

    expect(answer.lines.join(" ")).not.toContain("Fabrikam")
    expect(answer.coverage).toContain("2 customers complete from")
  })
})

describe("answerRestores() for several customers", () => {
  it("says the same answer once, with every customer's name", () => {
    const period = periodOf("this week", "UTC")
    const zoned = { ...contoso, timeZone: "UTC" }
    const both = [zoned, fabrikam].map((customer) => ({ customer, period, restores: [], answers: new Map() }))
    const known = [BACKUP, health({ tenantId: FABRIKAM, source: "Veeam vb365-01" })]

    const { lines } = ask([], { customers: both, health: known })

    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^Contoso Ltd, Fabrikam GmbH: no restore of/)
  })
})
