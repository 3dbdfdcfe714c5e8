/** What is read with every batch of a customer where somebody found an attack. */
import { expect, it } from "vitest"
import { alertId } from "../../../src/model/ids.ts"
import { CONTOSO, makeAlert, makeBatch, makeIncident, NOW } from "./make-rows.ts"
import { openTemporaryStore } from "./temporary-store.ts"

it("tells a burst's alerts of one address and account once, since the earliest", async () => {
  const { store } = openTemporaryStore()
  const actor = { kind: "user", id: "ada", upn: "ada@contoso.example" } as const
  const alerts = [
    ["alr_1", NOW, "203.0.113.7"],
    ["alr_2", NOW - 60_000, "203.0.113.7"],
    ["alr_3", NOW + 60_000, "203.0.113.7"],
    ["alr_4", NOW, "198.51.100.4"],
  ].map(([id, happenedAt, ip]) =>
    makeAlert({ id: alertId(String(id)), happenedAt: Number(happenedAt), ip: String(ip), actor }),
  )
  const [alert] = alerts
  const { incidents } = await store.records.saveBatch(makeBatch({ alerts }), () => ({
    incidents: [
      {
        incident: makeIncident(alert === undefined ? {} : { alert }),
        channels: [],
        notes: [],
        newAlerts: alerts,
      },
    ],
  }))
  const customerAnswer = { answer: "unknown", by: "Alex Brandt", at: NOW + 90_000 } as const
  for (const id of incidents)
    await store.incidents.change(id, (incident) => ({ incident: { ...incident, customerAnswer }, notes: [] }))

  const told = store.memory.judged(CONTOSO, NOW).toSorted((a, b) => a.happenedAt - b.happenedAt)
  const judgement = { as: "attack", at: NOW + 90_000 }
  const account = "ada@contoso.example"
  expect(told).toEqual([
    { judgement, happenedAt: NOW - 60_000, ip: "203.0.113.7", account },
    { judgement, happenedAt: NOW, ip: "198.51.100.4", account },
  ])
})
