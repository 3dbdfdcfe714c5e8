/** The card of a burst: fixes of the account that did it all, and none about one thing of many. */
import { describe, expect, it } from "vitest"
import { technicianActions } from "../../src/card/buttons.ts"
import { alertId } from "../../src/model/ids.ts"
import { takesSeveral } from "../../src/respond/run-playbook.ts"
import { subjectIn } from "../../src/respond/subject.ts"
import { callerOf, KIM, makeAlert, makeCase, NOW } from "./make-case.ts"

const BEN = "ben@contoso.example"

/** Ben opens another mailbox. */
const visit = (index: number) =>
  makeAlert({
    id: alertId(`alr_visit_${index}`),
    rule: {
      ...makeAlert().rule,
      name: "mailbox-used",
      actions: ["disable-sign-in", "revoke-sessions", "claim"],
    },
    actor: { kind: "user", id: BEN, upn: BEN },
    target: { kind: "mailbox", id: `box${index}@contoso.example`, name: `box${index}@contoso.example` },
    object: { mailbox: `box${index}@contoso.example`, user: BEN },
    subject: `mail-access:box${index}@contoso.example:${BEN}`,
    happenedAt: NOW - 60_000 + index,
  })
/** Ben gives himself another mailbox. */
const grant = (index: number) =>
  makeAlert({
    ...visit(index),
    id: alertId(`alr_grant_${index}`),
    rule: { ...makeAlert().rule, name: "full-access", actions: ["remove-mailbox-permission", "claim"] },
    subject: `permission:box${index}@contoso.example:${BEN}`,
  })

describe("technicianActions()", () => {
  it("offers to lock out whoever opened all of these mailboxes, and to secure the account", async () => {
    const one = await makeCase([1, 2, 3].map(visit))
    const incident = await one.incident()

    expect(incident.more).toMatchObject([{ count: 3 }])
    expect(technicianActions(incident, true, NOW).slice(0, 3)).toEqual([
      "secure-account",
      "disable-sign-in",
      "revoke-sessions",
    ])
    expect(subjectIn(incident).account).toBe(BEN)
  })

  it("offers no fix of one account where each alert is about another", async () => {
    const others = [1, 2, 3, 4, 5].map((index) => ({
      ...visit(index),
      object: { user: `u${index}@contoso.example` },
    }))
    const one = await makeCase(others)

    expect(technicianActions(await one.incident(), true, NOW)[0]).toBe("claim")
  })
})

describe("authorize()", () => {
  it("refuses a fix of one thing on a card that has become that of many", async () => {
    const one = await makeCase([1, 2, 3].map(grant))

    const reply = await one.press(callerOf(KIM), await one.button("remove-mailbox-permission"))

    expect(JSON.stringify(reply)).toContain("use the newest card")
    expect(await one.store.journal.ofIncident(one.incidentId)).toEqual([])
  })
})

describe("takesSeveral()", () => {
  it("takes back by one run what was done to the account, and by many what was done to each", async () => {
    const visits = await (await makeCase([1, 2, 3].map(visit))).incident()
    const grants = await (await makeCase([1, 2, 3].map(grant))).incident()

    expect(takesSeveral("undo-disable-sign-in", visits)).toBe(false)
    expect(takesSeveral("undo-remove-mailbox-permission", grants)).toBe(true)
  })
})
