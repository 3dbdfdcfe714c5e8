/** What a report reads of the store. */
import { describe, expect, it } from "vitest"
import { WORKED } from "../../../src/adapters/sqlite/month-reader.ts"
import { alertId } from "../../../src/model/ids.ts"
import type { MailboxState } from "../../../src/model/mailbox-state.ts"
import { CLICK, makeRequest, openJournal } from "./make-journal.ts"
import { CHANNEL, CONTOSO, FABRIKAM, makeAlert, makeBatch, makeIncident, makeNote, NOW } from "./make-rows.ts"
import { openRaw, openTemporaryStore } from "./temporary-store.ts"

const mailbox = (id: string, over: Partial<MailboxState> = {}): MailboxState => ({
  id,
  names: [id, `${id}@contoso.example`],
  keepsCopy: false,
  auditEnabled: true,
  ...over,
})

/** One incident of each tenant that happened at `NOW`, with a card for the technicians and one for the customer. */
async function withIncidents() {
  const { store } = openTemporaryStore()
  for (const tenantId of [CONTOSO, FABRIKAM]) {
    const alert = makeAlert({ id: alertId(`alr_${tenantId}`), tenantId, happenedAt: NOW })
    const batch = { tenantId, records: [], rejected: [], alerts: [alert] }
    const times = { happenedAt: NOW, fetchedAt: NOW }
    await store.records.saveBatch(makeBatch(batch), () => ({
      incidents: [
        {
          incident: makeIncident({ tenantId, alert, times }),
          channels: [
            { face: "technician", channel: CHANNEL },
            { face: "customer", channel: { ...CHANNEL, conversationId: `19:${tenantId}@thread.tacv2` } },
          ],
          notes: [],
          newAlerts: [alert],
        },
      ],
    }))
  }
  return store
}

describe("incidents()", () => {
  it("is of one tenant, and of what happened in that time", async () => {
    const store = await withIncidents()
    const ids = async (from: number, to: number) =>
      (await store.month.incidents(CONTOSO, { from, to })).map(({ tenantId }) => tenantId)

    expect(await ids(NOW, NOW + 1)).toEqual([CONTOSO])
    expect(await ids(NOW - 1, NOW)).toEqual([])
    expect(await ids(NOW + 1, NOW + 2)).toEqual([])
  })
})

describe("worked()", () => {
  it("is of one tenant, and of what was written down in that time, with the incident's runs", async () => {
    const { store, incident, journal } = await openJournal()
    await journal.request(makeRequest(incident), CLICK)
    const line = { at: NOW + 10, who: "Kim", what: "looked at it", customerSafe: true }
    await store.incidents.change(incident, (one) => ({
      incident: { ...one, history: [{ ...line, at: NOW - 10 }, line] },
      notes: [],
    }))
    const runs = async (from: number, to: number, tenant = CONTOSO) =>
      (await store.month.worked(tenant, { from, to })).map((one) => one.runs.map(({ action }) => action))

    expect(await runs(NOW + 10, NOW + 11)).toEqual([["stop-forwarding"]])
    expect(await runs(NOW - 9, NOW + 10)).toEqual([])
    expect(await runs(NOW + 11, NOW + 12)).toEqual([])
    expect(await runs(0, NOW + 11, FABRIKAM)).toEqual([])
  })

  it("passes over what nothing was written into since, by an index", () => {
    const { path } = openTemporaryStore()
    const plan = openRaw(path).prepare<[object], { detail: string }>(`EXPLAIN QUERY PLAN ${WORKED}`)

    expect(plan.all({ tenant: CONTOSO, from: 0, to: 1 }).map(({ detail }) => detail)).toContainEqual(
      expect.stringMatching(/^SEARCH incident USING INDEX incident_told \(tenant_id=\? AND told_at>\?\)/),
    )
  })
})

describe("told()", () => {
  it("counts a card only when it is in the customer's channel", async () => {
    const store = await withIncidents()
    const posted = { threadId: "19:thread", activityId: "1" }
    const note = makeNote({ kind: "delivery" })
    const owed = (await store.outbox.due(NOW, 10)).filter(({ tenantId }) => tenantId === CONTOSO)
    const [technicians, customers] = ["technician", "customer"].map((face) =>
      owed.find((one) => one.face === face),
    )
    if (technicians === undefined || customers === undefined) throw new Error("two cards are owed")

    await store.outbox.sent(technicians, posted, NOW, note)
    expect([...(await store.month.told(CONTOSO))]).toEqual([])

    await store.outbox.sent(customers, posted, NOW, note)
    expect([...(await store.month.told(CONTOSO))]).toEqual([customers.incidentId])
    expect([...(await store.month.told(FABRIKAM))]).toEqual([])
  })
})

describe("mailboxAudit()", () => {
  it("names those of the newest reading that aren't audited by their address", async () => {
    const { store } = openTemporaryStore()
    await store.snapshots.save(CONTOSO, NOW, [mailbox("gone", { auditEnabled: false }), mailbox("kim")])
    await store.snapshots.save(CONTOSO, NOW + 1, [
      mailbox("kim", { auditEnabled: false }),
      mailbox("lee"),
      { id: "silent", names: ["silent"], keepsCopy: false },
    ])

    expect(await store.month.mailboxAudit(CONTOSO)).toEqual({
      total: 3,
      withoutAudit: ["kim@contoso.example"],
      domains: ["contoso.example"],
    })
    expect(await store.month.mailboxAudit(FABRIKAM)).toBeUndefined()
  })
})

describe("backupReads()", () => {
  it("tells when the tenant's own backup servers were last read", async () => {
    const { store } = openTemporaryStore()
    await store.feed.saveHealth(CONTOSO, "Veeam vb365-01", "ok", "", NOW)
    await store.feed.saveHealth(CONTOSO, "Veeam vb365-02", "trouble", "It doesn't answer.", NOW)
    await store.feed.saveHealth(CONTOSO, "Audit.Exchange", "ok", "", NOW)
    await store.feed.saveHealth(FABRIKAM, "Veeam vb365-03", "ok", "", NOW)

    expect(await store.month.backupReads(CONTOSO)).toEqual([{ server: "vb365-01", readAt: NOW }])
  })
})
