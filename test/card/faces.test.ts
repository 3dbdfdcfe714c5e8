import { describe, expect, it } from "vitest"
import { MAX_ROWS, tableCard } from "../../src/card/answer-card.ts"
import { technicianActions } from "../../src/card/buttons.ts"
import {
  atFirstSight,
  HAPPENED,
  makeAlert,
  makeIncident,
  POSTED,
  shownTexts,
  technician,
  titles,
  withIncident,
  words,
} from "./make-incident.ts"

describe("technicianCard()", () => {
  it("says everything that a technician decides by", () => {
    const shown = words(technician(withIncident({ count: 3 })))

    for (const text of [
      "High",
      "Mailbox forwarding to an outside address",
      "Contoso Ltd · incident 42",
      "New: nobody has taken it yet.",
      "admin@contoso.com",
      "Set-Mailbox",
      "anna.lindt@contoso.com",
      "not in Microsoft's record",
      "collector@fabrikam.example",
      "203.0.113.7, Netherlands",
      "3 times",
      "20 Nov 2026, 14:05:09 CET (13:05:09 UTC)",
      "on this card after 3 min 12 s",
      "Published by Microsoft after 2 min 40 s, fetched after 3 min 5 s, posted after 3 min 12 s",
      "Did Anna Lindt ask for her mail to go to this address?",
      "Forwarding: collector@fabrikam.example · Keeps a copy: no",
      "read at 14:08",
    ])
      expect(shown).toContain(text)
  })

  it("says unknown where the record says nothing", () => {
    const { ip: _ip, country: _country, ...alert } = makeAlert()

    expect(words(technician(withIncident({ alert })))).toContain("unknown: the record names no address")
    expect(words(technician(withIncident({ alert: { ...alert, ip: "192.0.2.9" } })))).toContain(
      "192.0.2.9, country unknown",
    )
  })

  it("never calls an old reading the mailbox's state of now", () => {
    const history = [{ at: HAPPENED + 600_000, who: "Kim Vega", what: "took this over", customerSafe: true }]

    const before = words(technician())
    const after = words(technician(withIncident({ history, state: "claimed" })))
    const fixed = words(technician(withIncident({ history, state: "fixed" })))

    expect(before).toContain("Now")
    expect(after).toMatch(/At 14:08(?!.*read at)/)
    expect(`${after}${fixed}`).not.toContain("Now")
    expect(fixed).not.toContain("14:08")
  })

  it("names why the mailbox could not be read", () => {
    const live = { at: HAPPENED, lines: [], problem: "Exchange did not answer." }

    expect(words(technician(withIncident({ live })))).toContain(
      "Not readable at 14:05: Exchange did not answer.",
    )
  })

  it("says nothing of the mailbox where nothing is read", () => {
    const shown = words(technician(withIncident({ live: { at: POSTED, lines: [] } })))

    expect(shown).not.toMatch(/\bNow\b|Exchange/)
  })

  it("says when things came at once in two words", () => {
    const times = {
      happenedAt: HAPPENED,
      publishedAt: HAPPENED + 400,
      fetchedAt: HAPPENED + 900,
      postedAt: HAPPENED + 950,
    }

    const shown = words(technician(withIncident({ times })))

    expect(shown).toContain("on this card at once")
    expect(shown).toContain("Published by Microsoft at once, fetched at once, posted at once")
  })

  it("names the computer that a restore was started from", () => {
    const { ip: _ip, ...alert } = makeAlert({ object: { clientHost: "CONTOSO-WS07" } })

    expect(words(technician(withIncident({ alert })))).toContain("the computer CONTOSO-WS07")
  })

  it("shows what was done last and what to ask at first sight, the rest behind Details", () => {
    const opened = {
      at: HAPPENED,
      who: "Watchpost",
      what: "Opened.",
      customerSafe: true,
      kind: "opened",
    } as const
    const taken = { at: HAPPENED + 60_000, who: "Kim Vega", what: "took this over", customerSafe: true }

    const said = {
      ...{ at: HAPPENED + 90_000, who: "Pat Moor", what: "says: that was us", customerSafe: true },
      kind: "that-was-us",
    } as const

    const fresh = atFirstSight(technician(withIncident({ history: [opened] })))
    const card = technician(withIncident({ history: [opened, taken], state: "claimed" }))

    expect(fresh).not.toContain("Opened.")
    expect(fresh).toContain("Did Anna Lindt ask for her mail")
    expect(fresh).not.toContain("Whoever reads the outside mailbox")
    expect(atFirstSight(card)).toContain("14:06 Kim Vega: took this over")
    expect(atFirstSight(card)).not.toContain("Opened.")
    expect(atFirstSight(technician(withIncident({ history: [opened, taken, said] })))).not.toContain("says:")
    expect(words(card)).toContain("Watchpost: Opened.")
    expect(words(card)).toContain("Whoever reads the outside mailbox")
    expect(card.content.actions).toContainEqual(
      expect.objectContaining({ type: "Action.ToggleVisibility", targetElements: ["details"] }),
    )
  })

  it("shows at first sight that the same was closed before", () => {
    const opened = {
      at: HAPPENED,
      who: "Watchpost",
      what: "Mailbox forwards; incident 7 about the same is closed",
      customerSafe: true,
      kind: "opened-again",
    } as const

    expect(atFirstSight(technician(withIncident({ history: [opened] })))).toContain(
      "incident 7 about the same",
    )
  })

  it("reads itself aloud: severity, whose, the sentence and how far it is", () => {
    const { speak } = technician().content

    expect(speak).toBe(
      "High severity. Contoso Ltd · incident 42. admin@contoso.com set the mailbox of anna.lindt@contoso.com to forward to collector@fabrikam.example. 20 Nov 2026, 14:05 CET. New: nobody has taken it yet.",
    )
  })

  it("offers the fix first, and buttons carry an opaque id and nothing else", () => {
    const card = technician()

    expect(titles(card)).toEqual(["Stop forwarding", "Claim", "Not a threat"])
    expect(card.content.actions).toMatchObject([
      { type: "Action.Execute", verb: "watchpost", style: "positive", data: { button: "btn_f0" } },
      { data: { button: "btn_o3" } },
      { data: { button: "btn_o4" } },
      { type: "Action.ToggleVisibility" },
    ])
    const actions = card.content.actions as readonly { readonly type: string; readonly data: object }[]
    for (const action of actions.filter(({ type }) => type === "Action.Execute"))
      expect(Object.keys(action.data)).toEqual(["button"])
  })

  it("keeps three buttons in sight and puts further fixes into the overflow menu", () => {
    const rule = { ...makeAlert().rule, actions: ["stop-forwarding", "disable-inbox-rule"] as const }

    const card = technician(withIncident({ alert: makeAlert({ rule }) }))

    expect(card.content.actions).toMatchObject([
      { title: "Stop forwarding", mode: "primary" },
      { title: "Disable this rule", mode: "secondary" },
      { title: "Claim", mode: "primary" },
      { title: "Not a threat", mode: "primary" },
      { title: "Details" },
    ])
  })

  it.each([
    ["working", ["hand-over", "note"]],
    ["expected", ["reopen", "note", "mute"]],
    ["not-a-threat", ["reopen", "note", "mute"]],
  ] as const)("offers no fix when %s, only %j", (state, actions) => {
    expect(technicianActions(makeIncident({ state }), true, HAPPENED)).toEqual(actions)
  })

  it("keeps what is pressed less often behind the dots, and offers to claim what is open again", () => {
    const often = ["stop-forwarding", "claim", "not-a-threat"]
    const rest = ["ask-owner", "expected", "hand-over", "snooze", "note", "mute"]

    expect(technicianActions(makeIncident({ state: "new" }), true, HAPPENED)).toEqual([...often, ...rest])
    expect(technicianActions(makeIncident({ state: "reopened" }), true, HAPPENED)).toEqual([
      ...often,
      ...rest,
    ])
    expect(technicianActions(makeIncident({ state: "claimed" }), true, HAPPENED)).not.toContain("claim")
  })

  it("tells since when it is open, after how long it was claimed, and until when it is left alone", () => {
    const opened = { at: POSTED, who: "Watchpost", what: "x", customerSafe: true, kind: "opened" } as const
    const snoozed = { until: POSTED + 3_600_000, by: "Kim Vega" }
    const claimed = { history: [opened], claimedAt: POSTED + 180_000, owner: "Kim Vega" }

    expect(words(technician(withIncident({ history: [opened] })))).toContain("Open since 14:08.")
    expect(words(technician(withIncident({ ...claimed, state: "claimed", snoozed })))).toContain(
      "Kim Vega is on it. Open since 14:08, claimed after 3 min. Snoozed by Kim Vega until 15:08.",
    )
    expect(words(technician(withIncident({ ...claimed, state: "expected" })))).toContain(
      "Closed: it was expected. It was claimed after 3 min.",
    )
  })

  it("offers what is left of an alert's fixes when one of them stands", () => {
    const { rule } = makeAlert()
    const actions = ["disable-sign-in", "revoke-sessions", "reset-password"] as const
    const standing = [{ action: "revoke-sessions" as const, fixedAt: HAPPENED, undoable: false }]
    const fixed = makeIncident({ state: "fixed", standing, alert: makeAlert({ rule: { ...rule, actions } }) })

    expect(technicianActions(fixed, true, HAPPENED)).toEqual([
      "disable-sign-in",
      "reset-password",
      "reopen",
      "note",
    ])
  })

  it("offers the fix again after it failed", () => {
    expect(technicianActions(makeIncident({ state: "failed" }), true, HAPPENED)).toContain("stop-forwarding")
  })

  it("greys a fix that can't work, and says why where a phone shows it", () => {
    const reason = "This customer hasn't granted the Respond app the permission Mail.Fix."
    const blocked = [{ action: "stop-forwarding" as const, reason }]
    const card = technician(withIncident({ live: { at: HAPPENED, lines: [], blocked } }))

    expect(card.content.actions).toContainEqual(
      expect.objectContaining({
        title: "Stop forwarding",
        isEnabled: false,
        tooltip: `Can't work here: ${reason}`,
      }),
    )
    expect(words(card)).toContain(`“Stop forwarding” can't work here: ${reason}`)
  })

  it("offers to take a fix back for 30 days after it was proven, and not longer", () => {
    const standing = [{ action: "stop-forwarding" as const, fixedAt: HAPPENED, undoable: true }]
    const fixed = makeIncident({ state: "fixed", standing })
    const day = 24 * 3_600_000

    expect(technicianActions(fixed, true, HAPPENED + 29 * day)).toContain("undo-stop-forwarding")
    expect(technicianActions(fixed, true, HAPPENED + 30 * day)).toEqual(["reopen", "note"])
    expect(technicianActions(fixed, false, HAPPENED)).toEqual(["reopen", "note"])
  })

  it("says why there is no fix button when the customer allows watching only", () => {
    const card = technician({ canRespond: false })

    expect(titles(card)).toEqual(["Claim", "Not a threat"])
    expect(words(card)).toContain("allows Watchpost to watch, not to change")
  })

  it("leaves a button out that the store gave no id", () => {
    expect(titles(technician({ buttons: new Map() }))).toEqual([])
  })

  it("shows what was done, newest last, and counts the older lines", () => {
    const history = Array.from({ length: 10 }, (_, index) => ({
      at: HAPPENED + index * 60_000,
      who: "Kim Vega",
      what: `step ${index}`,
      customerSafe: false,
    }))

    const shown = shownTexts(technician(withIncident({ history })).content)

    expect(shown).toContain("2 more lines in the trail")
    expect(shown.filter((text) => text.startsWith("Kim Vega: step"))).toHaveLength(8)
    expect(shown).toContain("Kim Vega: step 9")
  })
})

describe("tableCard()", () => {
  it("shows at most ten rows and counts the rest", () => {
    const rows = Array.from({ length: 14 }, (_, index) => ({
      heading: `row ${index}`,
      facts: [{ label: "x", value: "y" }],
    }))

    const shown = shownTexts(
      tableCard({ title: "Restores", rows, more: 5, footer: "Complete to 14:05." }).content,
    )

    expect(shown.filter((text) => text.startsWith("row "))).toHaveLength(MAX_ROWS)
    expect(shown).toContain("… and 9 more")
    expect(shown).toContain("Complete to 14:05.")
  })
})
