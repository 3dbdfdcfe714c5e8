/** One damaged row of what is worked off: everything else goes on, and one sentence names the row. Against a real file. */
import { describe, expect, it } from "vitest"
import { alertId, incidentId, tenantId } from "../../../src/model/ids.ts"
import type { Notice } from "../../../src/model/notice.ts"
import type { Store } from "../../../src/ports/store.ts"
import { makeRequest } from "./make-journal.ts"
import {
  CHANNEL,
  CONTOSO,
  makeAlert,
  makeBatch,
  makeIncident,
  makeNote,
  mergeInto,
  NOW,
} from "./make-rows.ts"
import { openIncident, openRaw, openTemporaryStore } from "./temporary-store.ts"

const HOUR = 3_600_000
/** As a page of the file looks that was written half. */
const TORN = "torn"

/** Incidents 1 and 2, each of its own alert, with a card. */
async function openTwo() {
  const { store, path } = openTemporaryStore()
  for (const name of ["one", "two"]) {
    const alert = makeAlert({ id: alertId(`alr_${name}`), subject: `blind:${name}` })
    const incident = makeIncident({ alert, state: "working", snoozed: { until: NOW, by: "Kim" } })
    const channels = [{ face: "technician", channel: CHANNEL } as const]
    await store.records.saveBatch(makeBatch({ records: [], rejected: [], alerts: [alert] }), () => ({
      incidents: [{ incident, channels, notes: [], newAlerts: [alert] }],
    }))
  }
  return { store, path, damage: (sql: string) => void openRaw(path).exec(sql) }
}

const notice = (key: string): Notice => ({
  ...{ key, kind: "digest", title: "Good morning", lines: [], data: {}, at: NOW },
  to: { kind: "channel", channel: CHANNEL },
})

describe("a damaged card", () => {
  it("is put aside with a sentence, and the others are due", async () => {
    const { store, damage } = await openTwo()
    damage("UPDATE card SET face = 'nobody' WHERE incident_id = 1")

    expect((await store.outbox.due(NOW, 10)).map((card) => card.incidentId)).toEqual([2])

    expect(store.damage.damaged()).toEqual([
      "The database's row 1 in table card is damaged; restore it from a backup.",
    ])
    expect(await store.outbox.nextDue()).toBe(0)
    // It isn't the first one of every look, and what it waits for can be read.
    expect((await store.outbox.due(NOW, 1)).map((card) => card.incidentId)).toEqual([2])
    expect(await store.outbox.waiting()).toMatchObject([
      { place: CHANNEL.conversationId, count: 2, problem: store.damage.damaged()[0] },
    ])
  })

  it("is looked at again after an hour, and sent once somebody has restored it", async () => {
    const { store, damage } = await openTwo()
    damage("UPDATE card SET face = 'nobody' WHERE incident_id = 1")
    await store.outbox.due(NOW, 10)

    damage("UPDATE card SET face = 'technician' WHERE incident_id = 1")

    expect(await store.outbox.due(NOW + HOUR - 1, 10)).toHaveLength(1)
    expect(await store.outbox.due(NOW + HOUR, 10)).toHaveLength(2)
  })

  it("keeps no other from being told in the morning", async () => {
    const { store, damage } = await openTwo()
    damage("UPDATE card SET held_until = 1; UPDATE card SET face = 'nobody' WHERE incident_id = 1")

    expect((await store.notices.held(NOW)).map((card) => card.incidentId)).toEqual([2])
  })
})

describe("a damaged notice", () => {
  it("is put aside with a sentence, and the others are due", async () => {
    const { store, path } = openTemporaryStore()
    await store.notices.owe([notice("one"), notice("two")])
    openRaw(path).exec("UPDATE notice SET body = 'torn' WHERE key = 'one'")

    expect((await store.notices.due(NOW, 10)).map(({ key }) => key)).toEqual(["two"])
    expect((await store.notices.due(NOW, 1)).map(({ key }) => key)).toEqual(["two"])
    expect(store.damage.damaged()).toEqual([expect.stringContaining("row 1 in table notice")])
  })
})

describe("a damaged step of an escalation", () => {
  it("hides no other", async () => {
    const { store, damage } = await openTwo()
    const steps = [1, 2].map((id) => ({ incidentId: incidentId(id), step: "mention", since: NOW }) as const)
    await store.notices.owe([], steps)
    damage("UPDATE escalation SET step = 'torn' WHERE incident_id = 1")

    expect(await store.notices.stepsOf([incidentId(1), incidentId(2)])).toEqual([steps[1]])
  })
})

const QUESTIONS: readonly (readonly [string, (store: Store) => Promise<readonly unknown[]>])[] = [
  ["list()", async ({ incidents }) => (await incidents.list({ limit: 9 })).map(({ id }) => id)],
  [
    "openAbout()",
    async ({ incidents }) =>
      (
        await Promise.all(["blind:one", "blind:two"].map((subject) => incidents.openAbout(CONTOSO, subject)))
      ).flatMap((found) => found.map(({ id }) => id)),
  ],
  [
    "openBeginning()",
    async ({ incidents }) => (await incidents.openBeginning(["blind:"])).map(({ id }) => id),
  ],
  ["snoozeOver()", ({ incidents }) => incidents.snoozeOver(NOW, 9)],
  [
    "alertsSince()",
    async ({ incidents }) => (await incidents.alertsSince(CONTOSO, 0, 9)).map(({ incident }) => incident.id),
  ],
  [
    "month.incidents()",
    async ({ month }) => (await month.incidents(CONTOSO, { from: 0, to: NOW })).map(({ id }) => id),
  ],
]

describe("a damaged incident", () => {
  it.each(QUESTIONS)("hides no other from %s", async (_name, ask) => {
    const { store, damage } = await openTwo()
    expect((await ask(store)).toSorted()).toEqual([1, 2])
    damage("UPDATE incident SET body = json_set(body, '$.level', 'torn') WHERE id = 1")

    expect(await ask(store)).toEqual([2])
    expect(store.damage.damaged()).toEqual([expect.stringContaining("row 1 in table incident")])
  })

  it.each([
    ["body", `body = '${TORN}'`],
    ["meaning", "body = json_set(body, '$.level', 'torn')"],
  ])("of damaged %s doesn't keep what happens next from being told", async (_what, damaged) => {
    const { store, path } = openTemporaryStore()
    await openIncident(store)
    openRaw(path).exec(`UPDATE incident SET ${damaged}`)
    const alert = makeAlert({ id: alertId("alr_next") })

    const saved = await store.records.saveBatch(
      makeBatch({ contentId: "blob$2", alerts: [alert] }),
      mergeInto(),
    )

    expect(saved.incidents).toEqual([2])
    expect(await store.incidents.alertsOf(incidentId(2))).toMatchObject([{ id: "alr_next" }])
  })

  it("is in no morning's message", async () => {
    const { store, damage } = await openTwo()
    damage(`UPDATE card SET held_until = 1; UPDATE incident SET body = '${TORN}' WHERE id = 1`)

    expect((await store.notices.held(NOW)).map((card) => card.incidentId)).toEqual([2])
  })
})

describe("a damaged alert", () => {
  it("hides no other, and is whole again when it is told again", async () => {
    const { store, damage } = await openTwo()
    damage(`UPDATE alert SET body = '${TORN}' WHERE id = 'alr_one'`)
    const known = async () => (await store.incidents.alertsSince(CONTOSO, 0, 9)).map(({ alert }) => alert.id)
    expect(await known()).toEqual(["alr_two"])
    expect(store.memory.alert(alertId("alr_one"))).toBeUndefined()

    const alert = makeAlert({ id: alertId("alr_one"), subject: "blind:one" })
    await store.records.saveBatch(makeBatch({ contentId: "blob$2", alerts: [alert] }), mergeInto())

    expect((await known()).toSorted()).toEqual(["alr_one", "alr_two"])
  })
})

describe("a damaged judgement", () => {
  it("keeps no other from being remembered", async () => {
    const { store, damage } = await openTwo()
    damage(`INSERT INTO judged_incident (incident_id, tenant_id, judged, judged_at)
      VALUES (1, '${CONTOSO}', 'torn', ${NOW}), (2, '${CONTOSO}', 'attack', ${NOW})`)
    damage("UPDATE alert SET body = json_set(body, '$.ip', '203.0.113.7')")

    expect(store.memory.judged(CONTOSO, NOW)).toHaveLength(1)
    expect(store.damage.damaged()).toEqual([expect.stringContaining("row 1 in table judged_incident")])
    damage("UPDATE alert SET body = 'torn'")
    expect(store.memory.judged(CONTOSO, NOW)).toEqual([])
  })
})

describe("a damaged run of a fix", () => {
  it("keeps no other from being worked off, looked at once more, or known as our own", async () => {
    const { store, damage } = await openTwo()
    for (const id of [1, 2])
      await store.journal.request(makeRequest(incidentId(id)), makeNote({ kind: "click" }))
    damage(`UPDATE remediation SET subject = '${TORN}' WHERE incident_id = 1`)
    const ids = (rows: readonly { readonly incidentId: number }[]) => rows.map((row) => row.incidentId)

    expect(ids(await store.journal.unfinished())).toEqual([2])
    damage(`UPDATE remediation SET intended_at = ${NOW}, look_at = ${NOW}, state = 'failed'`)
    expect(ids(await store.journal.since(CONTOSO, NOW))).toEqual([2])
    expect(ids(await store.journal.toLookAt(NOW))).toEqual([2])
  })
})

describe("a damaged mute", () => {
  it("hides nothing, and no other mute", async () => {
    const { store, path } = openTemporaryStore()
    for (const target of ["one", "two"])
      await store.mutes.add(
        {
          ...{ tenantId: CONTOSO, criteria: { target }, reason: target, by: "Kim" },
          ...{ from: NOW, until: NOW + HOUR },
        },
        makeNote({ kind: "mute" }),
      )
    openRaw(path).exec(`UPDATE mute SET criteria = '${TORN}' WHERE id = 1`)

    expect((await store.mutes.covering(CONTOSO, NOW)).map(({ id }) => id)).toEqual([2])
    expect((await store.mutes.active([CONTOSO], NOW)).map(({ id }) => id)).toEqual([2])
  })
})

describe("a damaged card in a channel that was left", () => {
  it("doesn't keep the channel from being linked again", async () => {
    const { store, damage } = await openTwo()
    const link = { tenantId: tenantId(CONTOSO), channel: CHANNEL, by: "Kim", at: NOW }
    damage("UPDATE card SET activity_id = '7', thread_id = '7'")
    await store.channels.link(link, makeNote())
    await store.channels.unlink(CHANNEL.conversationId, makeNote())
    damage("UPDATE left_card SET face = 'nobody' WHERE incident_id = 1")

    let left: readonly number[] = []
    await store.channels.link(link, makeNote(), {
      owe: (found) => {
        left = [...found.left.keys()]
        return { cards: [], notices: [] }
      },
      moved: () => [],
    })

    expect(left).toEqual([2])
  })
})
