/** What people read of a blind customer: the technicians all of it, the customer nothing. */
import { describe, expect, it } from "vitest"
import { cardText } from "../../sandbox/observe.ts"
import { technicianActions } from "../../src/card/buttons.ts"
import { answerAlerts } from "../../src/command/answer-alerts.ts"
import type { Alert, Incident } from "../../src/model/alert.ts"
import { incidentId } from "../../src/model/ids.ts"
import { blindAlert, blindSince, changeBlind, type Look, openBlind } from "../../src/onboard/blind.ts"
import { contoso, drawn, MINUTE, NOW } from "./watch-rig.ts"

const look = (change: Partial<Look> = {}): Look => ({
  tenant: contoso,
  standing: { state: "audit-off", sentence: "Auditing is off: an administrator must switch it on." },
  sources: [],
  now: NOW,
  ...change,
})
const FIRST_CONTACT = NOW - 60 * MINUTE
const alertOf = (change: Partial<Look> = {}): Alert => {
  const now = look(change)
  return blindAlert({ ...now, since: blindSince(now, FIRST_CONTACT) })
}

function blindIncident(change: Partial<Look> = {}): Incident {
  const triage = {
    conversationId: "19:t@thread.tacv2",
    serviceUrl: "https://smba.trafficmanager.net",
    teamsTenantId: contoso.id,
  }
  const [write] = openBlind(alertOf(change), triage, NOW).incidents
  if (write === undefined) throw new Error("nothing was opened")
  return { ...write.incident, id: incidentId(7) }
}

describe("blindAlert()", () => {
  it("is the same alert as long as nothing is seen, and another after something was", () => {
    const seen = { source: "Audit.Exchange", state: "trouble", sentence: "", at: NOW } as const

    const first = alertOf({ sources: [{ ...seen, listedTo: NOW - MINUTE }] })
    const later = alertOf({ now: NOW + MINUTE, sources: [{ ...seen, listedTo: NOW - MINUTE }] })
    const again = alertOf({ now: NOW + MINUTE, sources: [{ ...seen, listedTo: NOW }] })

    expect(later.id).toBe(first.id)
    expect(again.id).not.toBe(first.id)
  })

  it("is of a tenant that was never seen since its first contact", () => {
    expect(alertOf().happenedAt).toBe(FIRST_CONTACT)
  })
})

describe("the card of a blind customer", () => {
  it.each(["silent", "unproved"] as const)("says once what is %s, however the words change", (state) => {
    const later = { standing: { state, sentence: "Now for longer." }, now: NOW + 2_000 * MINUTE }

    expect(
      changeBlind(blindIncident({ standing: { state, sentence: "Since then." } }), look(later)),
    ).toBeUndefined()
    expect(changeBlind(blindIncident(), look(later))).toBeDefined()
  })

  it("says at whom, why and who must act, and offers no fix", () => {
    const card = drawn(blindIncident())

    expect(card.summary).toContain("Contoso Ltd: Watchpost can't see what happens at Contoso Ltd.")
    expect(cardText(card.content)).toContain("We are blind at Contoso Ltd")
    expect(cardText(card.content)).toContain("an administrator must switch it on")
    expect(cardText(card.content)).toContain("Watchpost itself")
    expect(technicianActions(blindIncident(), true, NOW)).toEqual([
      "claim",
      "not-a-threat",
      "expected",
      "hand-over",
      "snooze",
      "note",
    ])
  })

  it("is over, not fixed, when the customer is seen again", () => {
    const sources = [
      { source: "Audit.Exchange", state: "ok", sentence: "", at: NOW, listedTo: NOW + MINUTE } as const,
    ]
    const seen = look({ standing: { state: "ok", sentence: "" }, sources, now: NOW + MINUTE })
    const incident = changeBlind(blindIncident(), seen)?.incident
    if (incident === undefined) throw new Error("the incident is still open")

    const text = cardText(drawn(incident).content)
    expect(drawn(incident).summary).toMatch(/^Over · Contoso Ltd: Seen again at/)
    expect(text).toContain("We were blind at Contoso Ltd")
    expect(text).toContain("was not recorded and can't be fetched")
    expect(text).not.toMatch(/fixed|verified/i)
    expect(technicianActions(incident, true, NOW)).toEqual(["reopen", "note"])
  })
})

describe("answerAlerts()", () => {
  it("names a blindness to technicians and never to the customer", () => {
    const input = {
      customers: [contoso],
      incidents: [blindIncident()],
      scopeSentence: "Contoso Ltd",
      coverage: "",
      now: NOW,
    }

    expect(answerAlerts({ ...input, face: "technician" }).rows).toHaveLength(1)
    expect(answerAlerts({ ...input, face: "customer" }).rows).toEqual([])
  })
})
