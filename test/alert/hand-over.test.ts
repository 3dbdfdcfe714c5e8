import { describe, expect, it } from "vitest"
import { handOverNotices, isHandedOver } from "../../src/alert/hand-over.ts"
import type { Incident } from "../../src/model/alert.ts"
import { makeIncident } from "../card/make-incident.ts"
import { CONTOSO, KIM, LEE, MSP, NOW } from "../respond/make-case.ts"

const channel = (name: string) => ({
  conversationId: `19:${name}@thread.tacv2`,
  serviceUrl: "https://smba.example.test/",
  teamsTenantId: MSP,
})
const incident = (fields: Partial<Incident> = {}): Incident =>
  makeIncident({ state: "claimed", owner: LEE.name, ...fields })
const handOver = {
  by: KIM,
  to: LEE,
  customer: "Contoso Ltd",
  channels: [channel("triage")],
  mspTenantId: MSP,
  now: NOW,
}

describe("handOverNotices()", () => {
  it("tells every channel in which technicians see the card", () => {
    const notices = handOverNotices(incident(), { ...handOver, channels: [channel("a"), channel("b")] })

    expect(notices.map(({ to }) => to)).toEqual([
      { kind: "channel", channel: channel("a") },
      { kind: "channel", channel: channel("b") },
    ])
    expect(new Set(notices.map(({ key }) => key)).size).toBe(2)
  })

  it("names who can't be mentioned, because another directory knows them", () => {
    const guest = { ...LEE, homeTenantId: CONTOSO }

    const [notice] = handOverNotices(incident(), { ...handOver, to: guest })

    expect(notice?.title).toContain("Lee Park")
    expect(notice?.mentions).toBeUndefined()
  })
})

describe("isHandedOver()", () => {
  const [notice] = handOverNotices(incident(), handOver)
  const needed = (fields: Partial<Incident>) => notice !== undefined && isHandedOver(incident(fields), notice)

  it("needs no call for what somebody else took meanwhile, or what is closed", () => {
    expect(needed({})).toBe(true)
    expect(needed({ state: "failed" })).toBe(true)
    expect(needed({ owner: KIM.name })).toBe(false)
    expect(needed({ state: "fixed" })).toBe(false)
  })
})
