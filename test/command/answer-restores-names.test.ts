/** Whose restores a typed name means: the one mailbox, several to choose from, or what was perhaps meant. */
import { describe, expect, it } from "vitest"
import type { Answer } from "../../src/command/answer.ts"
import { answerRestores, type RestoresInput } from "../../src/command/answer-restores.ts"
import type { StoredRestore } from "../../src/ports/restore-store.ts"
import { CONTOSO, config, event, health, NOW, restore, weighed } from "./make.ts"

const WEEK = 7 * 86_400_000
const [contoso] = config.customers
if (contoso === undefined) throw new Error("the test configuration names a customer")

const ask = (restores: readonly StoredRestore[], over: Partial<RestoresInput> = {}): Answer =>
  answerRestores({
    mailbox: "ben@contoso.com",
    periodName: "last 7 days",
    customers: [
      { customer: contoso, period: { from: NOW - WEEK, to: NOW + 1 }, restores, answers: weighed(restores) },
    ],
    health: [health({ tenantId: CONTOSO, source: "Veeam vb365-01" })],
    servers: ["vb365-01"],
    face: "technician",
    now: NOW,
    ...over,
  })

describe("answerRestores() by name", () => {
  it("suggests the mailbox of a stored restore where the name was misspelled", () => {
    const text = ask([restore({}, [event()])], { mailbox: "ben@contso.com" }).lines.join(" ")

    expect(text).toContain("Did you mean ben@contoso.com?")
  })

  it("takes the only mailbox whose address begins as it was typed, and asks which of several", () => {
    const of = (mailbox: string) => restore({ id: mailbox }, [event({ mailbox, source: "X\\Inbox" })])
    const [berg, wolf] = [of("anna.berg@contoso.com"), of("anna.wolf@contoso.com")]

    const one = ask([berg], { mailbox: "anna" })
    const several = ask([berg, wolf], { mailbox: "anna" })

    expect(one.rows).toHaveLength(1)
    expect(one.lines[0]).toContain("1 restore session of anna.berg@contoso.com between")
    expect(one.about).toEqual({ customer: contoso.name, name: "anna.berg@contoso.com" })
    expect(several.rows).toEqual([])
    expect(several.lines[0]).toContain(
      "Ask again with one address: anna.berg@contoso.com, anna.wolf@contoso.com.",
    )
    expect(several.instead?.names).toEqual(["anna.berg@contoso.com", "anna.wolf@contoso.com"])
  })

  it("shows the newest first", () => {
    const at = (hours: number) =>
      restore({ id: `s${hours}` }, [event({ startedAt: NOW - hours * 3_600_000, sessionId: `s${hours}` })])

    const answer = ask([at(9), at(1), at(5)])

    expect(answer.rows.map((row) => (NOW - (row.at ?? 0)) / 3_600_000)).toEqual([1, 5, 9])
    expect(answer.lines[0]).toContain("newest first")
  })

  it("asks again when a name fits two mailboxes", () => {
    const answer = ask(
      [restore({}, [event()]), restore({ id: "s2" }, [event({ mailbox: "ben@sales.contoso.com" })])],
      { mailbox: "ben" },
    )

    expect(answer.rows).toEqual([])
    expect(answer.lines[0]).toContain("2 mailboxes of Contoso Ltd fit “ben”")
    expect(answer.lines[0]).toContain("ben@contoso.com, ben@sales.contoso.com")
  })
})
