/** What the mailbox's owner reads in their own chat, and what technicians read of it. */
import { describe, expect, it } from "vitest"
import {
  withOwnersAnswer,
  withoutAnswer,
  withoutDelivery,
  withQuestion,
} from "../../src/alert/owner-question.ts"
import { ownerActions, ownerCard, ownerView } from "../../src/card/owner-card.ts"
import { OWNER_ANSWER_NAMES } from "../../src/model/action.ts"
import type { Incident } from "../../src/model/alert.ts"
import { buttonId } from "../../src/model/ids.ts"
import { cardProblems } from "./card-schema.ts"
import {
  atFirstSight,
  HAPPENED,
  makeIncident,
  technician,
  tenant,
  titles,
  titlesInSight,
  words,
} from "./make-incident.ts"

const AT = HAPPENED + 600_000
const NOW = AT + 240_000
const asked = withQuestion(makeIncident(), {
  owner: { objectId: "22222222-bbbb-4bbb-8bbb-000000000009", name: "Anna Lindt", names: [] },
  by: "Kim Vega",
  at: AT,
  about: {
    sentence: "The mailbox of anna.lindt@contoso.com was set to forward all mail.",
    mailbox: "anna.lindt@contoso.com",
    happenedAt: HAPPENED,
    timeZone: "America/New_York",
  },
})
const orFail = (incident: Incident | undefined): Incident => {
  if (incident === undefined) throw new Error("it didn't change")
  return incident
}
const said = (word: (typeof OWNER_ANSWER_NAMES)[number]) => orFail(withOwnersAnswer(asked, word, NOW))
const BUTTONS = new Map(OWNER_ANSWER_NAMES.map((name) => [name, buttonId(`btn_${name}`)]))

function question(incident: Incident, now = NOW) {
  const { ownerQuestion } = incident
  if (ownerQuestion === undefined) throw new Error("nobody is asked")
  return ownerCard(
    ownerView({ incident, question: ownerQuestion, tenant, mspName: "Northwind IT", buttons: BUTTONS, now }),
  )
}

describe("the question in the owner's chat", () => {
  it("says by their own clock what happened, asks, and offers the three answers", () => {
    const card = question(asked)

    expect(cardProblems(card.content)).toEqual([])
    expect(titles(card)).toEqual(["Yes, it was me", "No", "I don't know"])
    expect(words(card)).toContain("Was this you?")
    expect(words(card)).toContain("20 Nov 2026, 08:05 GMT-5")
    expect(words(card)).toContain("Did you do this, or ask somebody to do it?")
    expect(words(card)).toContain("They never ask for your password.")
  })

  it("holds what was asked, whatever the incident has become, and nothing of what else was found", () => {
    const grown = {
      ...asked,
      level: "critical",
      alert: { ...asked.alert, summary: "Somebody signed in from 203.0.113.7 before.", ip: "203.0.113.7" },
    } as const

    expect(words(question(grown))).toEqual(words(question(asked)))
    expect(words(question(grown))).not.toMatch(/203\.0\.113|critical|Kim Vega|T1114/)
  })

  it.each<[string, Incident, number, string]>([
    ["a yes", said("it-was-me"), NOW, "Thank you for your answer"],
    ["a no", said("it-was-not-me"), NOW, "get a message at once"],
    ["not knowing", said("i-dont-know"), NOW, "get a message at once"],
    ["the end of its time", asked, AT + 86_400_000, "Nobody waits for an answer here any more."],
    [
      "the end of its time, written down",
      orFail(withoutAnswer(asked, AT + 86_400_000)),
      NOW,
      "No answer is needed any more",
    ],
    ["the end of the incident", { ...asked, state: "fixed" }, NOW, "If it wasn't you, call Northwind IT"],
  ])("offers nothing more after %s, and says so", (_when, incident, now, text) => {
    const card = question(incident, now)

    expect(cardProblems(card.content)).toEqual([])
    expect(titles(card)).toEqual([])
    expect(ownerActions(incident, now)).toEqual([])
    expect(words(card)).toContain(text)
    expect(words(card)).not.toContain("Was this you?")
  })

  it("quotes the answer that was given", () => {
    expect(words(question(said("it-was-not-me")))).toContain("Your answer: “No”, 08:19.")
  })
})

describe("the technician's card", () => {
  it.each<[string, Incident, string]>([
    ["was asked", asked, "Anna Lindt was asked by Kim Vega at 14:15, in their own chat; no answer yet"],
    [
      "says yes",
      said("it-was-me"),
      "“Yes, it was me”, Anna Lindt, 14:19 (asked by Kim Vega at 14:15); their session may be somebody else's",
    ],
    ["says no", said("it-was-not-me"), "“No”, Anna Lindt, 14:19 (asked by Kim Vega at 14:15)"],
    [
      "didn't answer",
      orFail(withoutAnswer(asked, AT + 86_400_000)),
      "Anna Lindt didn't answer (asked by Kim Vega at 14:15); phone them",
    ],
    [
      "wasn't reached",
      orFail(withoutDelivery(asked, "The app was removed.", NOW)),
      "may not have arrived (asked by Kim Vega at 14:15). The app was removed.",
    ],
  ])("tells at first sight when the owner %s, once", (_what, incident, text) => {
    const card = technician({ incident, now: NOW })

    expect(cardProblems(card.content)).toEqual([])
    expect(atFirstSight(card)).toContain(text)
    expect(atFirstSight(card)).not.toContain("asks Anna Lindt in their own chat")
  })

  it.each([
    ["it-was-not-me", "Critical severity · the owner says it wasn't them"],
    ["i-dont-know", "Critical severity · the owner doesn't know this"],
  ] as const)("is headed by %s in the colour of an alarm", (word, heading) => {
    expect(atFirstSight(technician({ incident: said(word) }))).toContain(heading)
  })

  it("greys the button with the reason, and says it among the details, where a phone shows it", () => {
    const buttons = new Map([["ask-owner", buttonId("btn_ask")]] as const)
    const card = technician({ buttons, whyNotAsk: "Watchpost isn't installed in Anna's Teams." })

    const action = (
      card.content.actions as readonly { title: string; isEnabled?: boolean; tooltip?: string }[]
    ).find(({ title }) => title === "Ask the owner")
    expect(action).toMatchObject({ isEnabled: false, tooltip: expect.stringContaining("isn't installed") })
    expect(words(card)).toContain("Not asked")
  })

  it("has the greyed button behind the three dots, where it takes nobody else's place in the first row", () => {
    const some = ["stop-forwarding", "not-a-threat", "ask-owner", "expected"] as const
    const buttons = new Map(some.map((name) => [name, buttonId(`btn_${name}`)]))
    const inSight = (why: { readonly whyNotAsk?: string }) =>
      titlesInSight(technician({ incident: makeIncident({ state: "failed" }), buttons, ...why }))

    expect(inSight({})).toEqual(["Stop forwarding", "Not a threat", "Ask the owner"])
    expect(inSight({ whyNotAsk: "No app." })).toEqual(["Stop forwarding", "Not a threat", "Expected"])
  })
})
