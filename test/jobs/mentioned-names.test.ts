/** A snooze ends, and its owner shares a name with a colleague: who is mentioned is the owner, by id and with the address. */
import { describe, expect, it } from "vitest"
import { tellPeople } from "../../src/jobs/tell-people.ts"
import type { RenderedCard } from "../../src/model/delivery.ts"
import { incidentId } from "../../src/model/ids.ts"
import { makeBatch, mergeInto, NOW } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { groundOf, peopleConfig } from "./people-rig.ts"

const OTHER = "51a7c0de-0000-4000-8000-000000000007"
const OWNER = "51a7c0de-0000-4000-8000-000000000008"
const config = peopleConfig(`technicians:
  - { name: Kim Vega, objectId: ${OTHER}, upn: kim@northwind.example }
  - { name: Kim Vega, objectId: ${OWNER}, upn: k.vega@northwind.example }`)

describe("tellPeople() with two people of one name", () => {
  it("mentions the owner and not the colleague", async () => {
    const { store } = openTemporaryStore()
    await store.records.saveBatch(makeBatch(), mergeInto())
    const owner = config.people.find(({ objectId }) => objectId === OWNER)?.name ?? ""
    await store.incidents.change(incidentId(1), (incident) => ({
      incident: { ...incident, state: "claimed", owner, snoozed: { until: NOW, by: owner } },
      notes: [],
    }))
    const stopping = new AbortController()
    const cards: string[] = []
    const tell = (_where: string, card?: RenderedCard) => {
      cards.push(JSON.stringify(card?.content))
      stopping.abort()
      return { threadId: "t", activityId: "1" }
    }
    const ground = groundOf(store, tell, { config, now: NOW + 1 })

    await tellPeople(ground, { times: new Map(), wakeOutbox: () => {} }, stopping.signal)

    expect(cards).toHaveLength(1)
    expect(cards[0]).toContain("<at>Kim Vega (k.vega@northwind.example)</at>")
    expect(cards[0]).toContain(`"id":"${OWNER}"`)
    expect(cards[0]).not.toContain(OTHER)
  })
})
