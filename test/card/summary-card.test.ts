import { describe, expect, it } from "vitest"
import { technicianActions } from "../../src/card/buttons.ts"
import { MAX_CARD_BYTES } from "../../src/card/template.ts"
import { FLOOD_SUBJECT } from "../../src/model/alert.ts"
import { alertId, remediationId } from "../../src/model/ids.ts"
import { bulkPart } from "../../src/model/playbook.ts"
import type { Remediation } from "../../src/model/remediation.ts"
import { cardProblems } from "./card-schema.ts"
import {
  atFirstSight,
  customer,
  HAPPENED,
  makeAlert,
  makeIncident,
  technician,
  withIncident,
  words,
} from "./make-incident.ts"

const names = Array.from({ length: 120 }, (_, index) => `box${index}@contoso.example`)
const burst = {
  count: 120,
  alertIds: names.map((name) => alertId(`alr_${name}`)),
  more: [{ title: "Full access granted", level: "high" as const, count: 120, names }],
}

const run = (id: number, name: string, state: Remediation["state"]): Remediation => ({
  id: remediationId(id),
  tenantId: makeIncident().tenantId,
  incidentId: makeIncident().id,
  action: "stop-forwarding",
  part: bulkPart({ id: alertId(name) }),
  press: remediationId(1),
  state,
  requestedBy: "Kim Vega (id)",
  requestedAt: HAPPENED,
  subject: { targetName: name },
})

describe("the card of a burst", () => {
  it("says how many at first sight, and unfolds every one of them below 25 KB", () => {
    const card = technician(withIncident(burst))

    expect(atFirstSight(card)).toContain("120 times “Full access granted”, in a burst.")
    expect(atFirstSight(card)).not.toContain("Seen\n")
    expect(atFirstSight(card)).toContain(
      "box0@contoso.example, box1@contoso.example, box2@contoso.example and 117 more",
    )
    expect(atFirstSight(card)).not.toContain("box119@contoso.example")
    for (const name of names) expect(words(card)).toContain(name)
    expect(words(card)).toContain("box9@contoso.example\nbox10@contoso.example · box11@")
    expect(words(card)).toContain("Show all 120")
    expect(Buffer.byteLength(JSON.stringify(card.content))).toBeLessThan(MAX_CARD_BYTES)
    expect(cardProblems(card.content)).toEqual([])
  })

  it("tells its title once", () => {
    const alert = makeAlert({ rule: { ...makeAlert().rule, title: "Full access granted" } })

    const said = atFirstSight(technician(withIncident({ ...burst, alert })))

    expect(said).toContain("120 times, in a burst. The one that tells most: admin@contoso.com")
    expect(said.match(/Full access granted/g)).toHaveLength(1)
  })

  it("offers no fix of one among many, but that of all, and says how many", () => {
    const actions = technicianActions(makeIncident(burst), true, HAPPENED)

    expect(actions).toContain("fix-all")
    expect(actions).not.toContain("stop-forwarding")
    expect(words(technician(withIncident(burst)))).toContain("Stop all 120")
  })

  it("offers nothing for all where the customer allows watching only, or where the fix locks somebody out", () => {
    const locking = { ...makeIncident().alert.rule, actions: ["disable-sign-in" as const] }
    const alert = { ...makeIncident().alert, rule: locking }

    expect(technicianActions(makeIncident(burst), false, HAPPENED)).not.toContain("fix-all")
    expect(technicianActions(makeIncident({ ...burst, alert }), true, HAPPENED)).not.toContain("fix-all")
    expect(words(technician(withIncident({ ...burst, alert })))).toContain("This card stands for 120 alerts")
  })

  it("tells how many are done while it works, and names only what failed", () => {
    const runs = names.map((name, index) => run(index + 1, name, index < 100 ? "verified" : "requested"))
    const failed = { ...run(121, "box120@contoso.example", "failed"), result: "Exchange doesn't know it." }
    const card = technician({ ...withIncident({ ...burst, state: "working" }), runs: [...runs, failed] })

    expect(words(card)).toContain("Stop forwarding: 100 of 121 done, 20 to go, 1 failed")
    expect(words(card)).toContain("Exchange doesn't know it.")
    expect(atFirstSight(card)).not.toContain("box3@contoso.example")
    expect(Buffer.byteLength(JSON.stringify(card.content))).toBeLessThan(MAX_CARD_BYTES)
    expect(cardProblems(card.content)).toEqual([])
  })

  it("says once how many are done, beside who did it and when", () => {
    const runs = names.map((name, index) => run(index + 1, name, "verified"))
    const shown = (what: string) => {
      const end = { at: HAPPENED, who: "Watchpost for Kim Vega", what, customerSafe: true }
      return atFirstSight(technician({ ...withIncident({ ...burst, state: "fixed", history: [end] }), runs }))
    }

    const [done, back] = [
      shown("“Stop forwarding”: 120 of 120 done"),
      shown("“Stop forwarding”: 9 of 9 taken back"),
    ]

    expect(done).toContain("Last\n14:05 Watchpost for Kim Vega: “Stop forwarding”\n")
    expect(done.match(/120 of 120/g)).toHaveLength(1)
    expect(back).toContain("Watchpost for Kim Vega: “Stop forwarding” taken back\n")
  })

  it("says what waits for its second person, and how often it would run", () => {
    const approval = {
      ...{ action: "fix-all" as const, by: "Kim Vega", byId: "k", at: HAPPENED, until: HAPPENED + 9e6 },
      ...{
        asked: ["Sam Ortiz"],
        why: ["It concerns 120 things at once."],
        runs: ["“Stop forwarding” is run 120 times.", "box0"],
      },
    }

    const shown = words(technician(withIncident({ ...burst, approval })))

    expect(shown).toContain("Kim Vega asks for “Stop all 120”; a second person has to approve it")
    expect(shown).toContain("It concerns 120 things at once.\nRuns\n“Stop forwarding” is run 120 times. box0")
  })

  it("takes all of it back with one button", () => {
    const standing = [{ action: "stop-forwarding" as const, part: "all", fixedAt: HAPPENED, undoable: true }]
    const fixed = { ...burst, state: "fixed" as const, standing }

    expect(technicianActions(makeIncident(fixed), true, HAPPENED)).toContain("undo-stop-forwarding")
    expect(words(technician(withIncident(fixed)))).toContain("Undo all 120")
  })

  it("counts what it doesn't list", () => {
    const more = [{ title: "Full access granted", level: "high" as const, count: 500, names }]

    expect(words(technician(withIncident({ ...burst, more })))).toContain("… and 380 more")
  })

  it("lists names whole or counts them, however many kinds and however long they are", () => {
    const long = names.map((name) => `finance.department.shared.${name}`)
    const kinds = ["Full access granted", "Inbox rule hides mail", "Consent", "Forwarding", "Sent"]
    const more = kinds.map((title) => ({ title, level: "high" as const, count: 300, names: long }))

    const shown = words(technician(withIncident({ ...burst, more })))

    const listed = shown.match(/finance\.department\.shared\.box\d+@contoso\.example/g)?.length ?? 0
    const counted = [...shown.matchAll(/… and (\d+) more, on these/g)].map(([, count]) => Number(count))
    expect(listed).toBe(200)
    expect(listed + counted.reduce((sum, count) => sum + count, 0)).toBe(1_500)
  })

  it("tells the customer how many there are", () => {
    expect(words(customer(withIncident(burst)))).toContain("And 119 more like it.")
  })
})

describe("the card of a flood", () => {
  it("lists the worst kinds and counts the others", () => {
    const kinds = Array.from({ length: 130 }, (_, index) => ({
      ...{ title: `Kind ${index}`, level: index === 129 ? ("critical" as const) : ("low" as const) },
      ...{ count: 2, names: ["anna@contoso.example"] },
    }))

    const shown = words(technician(withIncident({ more: kinds, subject: FLOOD_SUBJECT })))

    expect(shown).toContain("2 × Kind 129 (critical)")
    expect(shown).toContain("… and 220 more of 110 other kinds")
  })

  it("lists it by kind, with the level of each", () => {
    const more = [
      { title: "Full access granted", level: "high" as const, count: 30, names: [] },
      { title: "Inbox rule hides mail", level: "medium" as const, count: 7, names: [] },
    ]

    const shown = words(technician(withIncident({ more, subject: FLOOD_SUBJECT })))

    expect(shown).toContain("37 more alerts came at once than can be shown one by one, of 2 kinds.")
    expect(shown.indexOf("Full access granted (high)")).toBeLessThan(shown.indexOf("hides mail (medium)"))
    expect(shown).toContain("30 × Full access granted (high)")
    expect(shown).toContain("7 × Inbox rule hides mail (medium)")
    expect(shown).toContain("This card stands for 37 alerts, and a fix is about one thing.")
  })
})
