import { describe, expect, it } from "vitest"
import { endSnoozes } from "../../src/alert/run-end-snoozes.ts"
import type { Notice } from "../../src/model/notice.ts"
import { callerOf, KIM, MSP, makeCase, NOW, TRIAGE } from "../respond/make-case.ts"

const CHANNEL = { conversationId: TRIAGE, serviceUrl: "https://smba.example.test/", teamsTenantId: MSP }
const HOUR = 3_600_000

async function snoozedCase() {
  const one = await makeCase()
  await one.press(callerOf(KIM), await one.button("snooze"), { inputs: { length: "1h" } })
  const owed = new Map<string, Notice>()
  const look = (now: number) =>
    endSnoozes({
      incidents: one.store.incidents,
      notices: {
        owe: async (notices) => {
          for (const notice of notices) owed.set(notice.key, notice)
        },
      },
      channelsOf: () => [CHANNEL],
      tenantOf: () => ({ displayName: "Contoso Ltd" }),
      personNamed: (name) => (name === KIM.name ? KIM : undefined),
      wake: () => undefined,
      now: () => now,
    })
  return { ...one, look, owed }
}

describe("endSnoozes()", () => {
  it("leaves a snooze alone until its time", async () => {
    const one = await snoozedCase()

    await one.look(NOW + HOUR - 1)

    expect((await one.incident()).snoozed).toBeDefined()
    expect(one.owed.size).toBe(0)
  })

  it("brings the incident back on its card, and tells the channel with its owner mentioned, once", async () => {
    const one = await snoozedCase()

    await one.look(NOW + HOUR)
    await one.look(NOW + HOUR + 1)

    const incident = await one.incident()
    expect(incident.snoozed).toBeUndefined()
    expect(incident.history.filter(({ kind }) => kind === "woken")).toHaveLength(1)
    expect([...one.owed.values()]).toMatchObject([
      {
        title: `Incident ${one.incidentId} is back from its snooze`,
        to: { kind: "channel", channel: CHANNEL },
        mentions: [{ objectId: KIM.objectId }],
      },
    ])
  })

  it("leaves nothing alone until a time that a clock named while it was a year ahead", async () => {
    const one = await snoozedCase()

    await one.look(NOW - 6 * 24 * HOUR)
    expect(one.owed.size).toBe(0)
    await one.look(NOW - 365 * 24 * HOUR)

    expect((await one.incident()).snoozed).toBeUndefined()
    expect(one.owed.size).toBe(1)
  })

  it("rings nobody for what was closed meanwhile", async () => {
    const one = await snoozedCase()
    await one.store.incidents.change(one.incidentId, (incident) => ({
      incident: { ...incident, state: "fixed" },
      notes: [],
    }))

    await one.look(NOW + HOUR)

    expect(one.owed.size).toBe(0)
    expect((await one.incident()).snoozed).toBeUndefined()
  })
})
