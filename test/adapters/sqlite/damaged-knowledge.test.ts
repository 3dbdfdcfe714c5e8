/** One damaged row of what is known: whoever reads many rows goes on with the others. Against a real file. */
import { describe, expect, it } from "vitest"
import type { RestoreEvent, RestoreSession } from "../../../src/ports/backup-server.ts"
import type { Store } from "../../../src/ports/store.ts"
import { CONTOSO, FABRIKAM, makeNote, NOW } from "./make-rows.ts"
import { openRaw, openTemporaryStore } from "./temporary-store.ts"

const HOUR = 3_600_000
const DAY = 24 * HOUR
const SERVER = "vb365-01"

const makeSession = (id: string): RestoreSession => ({
  ...{ id, organization: "Contoso", product: "Exchange", initiatedBy: "NORTHWIND\\kim", raw: { id } },
  ...{ createdAt: NOW - HOUR, endedAt: NOW - HOUR / 2 },
})
const makeEvent = (sessionId: string, order: number): RestoreEvent => ({
  ...{ id: `event-${order}`, sessionId, order, type: "Restore", status: "Success", startedAt: NOW - HOUR },
  ...{ itemName: "Board", itemType: "Folder", source: "Bob", target: "", message: "Restored", raw: {} },
})
const keyOf = (session: string) => ({ server: SERVER, session, tenantId: CONTOSO })
const answer = { grade: "A", candidates: [], reasons: [] } as const

async function openDamaged(seed: (store: Store) => Promise<unknown>, sql: string): Promise<Store> {
  const { store, path } = openTemporaryStore()
  await seed(store)
  openRaw(path).exec(sql)
  return store
}

async function twoRestores({ restores }: Store): Promise<void> {
  for (const id of ["one", "two"])
    await restores.save(SERVER, CONTOSO, makeSession(id), [makeEvent(id, 1), makeEvent(id, 2)])
}

describe("a damaged restore session", () => {
  it("hides no other, and is weighed by nobody", async () => {
    const store = await openDamaged(twoRestores, "UPDATE restore_session SET body = 'torn' WHERE id = 'one'")

    const found = await store.restores.between(CONTOSO, 0, NOW)
    expect(found.map(({ session }) => session.id)).toEqual(["two"])
    expect(await store.attributions.open(0, 0)).toHaveLength(2)
    expect(await store.attributions.restore(keyOf("one"))).toBeUndefined()
    expect(await store.attributions.restore(keyOf("two"))).toMatchObject({ session: { id: "two" } })
    expect(store.damage.damaged()).toEqual([expect.stringContaining("row one in table restore_session")])
  })

  it("is weighed by nobody on a part of its events, of which the others are shown", async () => {
    const sql = "UPDATE restore_event SET body = 'torn' WHERE session_id = 'one' AND position = 1"
    const store = await openDamaged(twoRestores, sql)

    expect(await store.attributions.restore(keyOf("one"))).toBeUndefined()
    const found = await store.restores.between(CONTOSO, 0, NOW)
    expect(found.map(({ events }) => events.length).toSorted()).toEqual([1, 2])
  })
})

describe("a damaged answer", () => {
  it("hides no other, and is weighed anew", async () => {
    const store = await openDamaged(async (store) => {
      await twoRestores(store)
      const told = { note: makeNote() }
      for (const id of ["one", "two"]) await store.attributions.store(keyOf(id), answer, NOW, told)
    }, "UPDATE attribution SET body = 'torn' WHERE session_id = 'one'")

    const found = await store.attributions.ofSessions(CONTOSO, ["one", "two"])
    expect([...found.keys()]).toEqual(["two"])
    expect(await store.attributions.latest(keyOf("one"))).toBeUndefined()
  })
})

describe("a damaged piece of evidence", () => {
  it.each(["'torn'", "json_set(body, '$.kind', 'torn')"])("hides no other: %s", async (torn) => {
    const store = await openDamaged(async (store) => {
      await twoRestores(store)
      for (const id of ["in-1", "in-2"]) {
        const signIn = { kind: "admin-sign-in", id, upn: "kim@contoso.example", at: NOW } as const
        await store.evidenceBook.keep(CONTOSO, signIn, NOW)
      }
    }, `UPDATE restore_evidence SET body = ${torn} WHERE id = 'in-1'`)

    const found = await store.evidenceBook.between(CONTOSO, 0, NOW + 1)
    expect(found.map(({ id }) => id)).toEqual(["in-2"])
    expect(await store.attributions.open(0, 0)).toHaveLength(2)
  })
})

const facts = { version: "v8", product: "8.3.0.2201", installation: "i-1", clockAheadMs: 0 } as const

describe("a damaged reading of a backup server", () => {
  it("hides no other server, and is mended by the next reading", async () => {
    const store = await openDamaged(async ({ backups }) => {
      await backups.saveReading("one", facts, NOW)
      await backups.saveReading("two", facts, NOW)
    }, "UPDATE backup_server SET body = 'torn' WHERE name = 'one'")

    expect(await store.backups.all()).toMatchObject([{ server: "one" }, { server: "two", reading: facts }])
    expect(await store.backups.reading("one")).toBeUndefined()
    await store.backups.saveReading("one", facts, NOW + HOUR)
    expect(await store.backups.reading("one")).toMatchObject({ firstReadAt: NOW, readAt: NOW + HOUR })
  })

  it("stops no round for a damaged setting, and hides no other change", async () => {
    const change = { kind: "history", server: SERVER, since: NOW, foundAt: NOW, worse: true } as const
    const store = await openDamaged(async ({ backups }) => {
      await backups.saveSetting(SERVER, { setting: { kind: "history", weeks: 4 }, at: NOW }, undefined)
      for (const id of ["one", "two"]) await backups.saveChange({ ...change, id, before: "53", after: "4" })
    }, "UPDATE backup_setting SET body = 'torn'; UPDATE backup_change SET body = 'torn' WHERE id = 'one'")

    expect(await store.backups.setting(SERVER, { kind: "history" })).toBeUndefined()
    expect((await store.backups.changes(undefined, 0, NOW + 1)).map(({ id }) => id)).toEqual(["two"])
  })
})

const TYPE = "Audit.Exchange"

describe("a damaged row of the ledger", () => {
  it("leaves a gap a gap, whatever its cause was", async () => {
    const gap = { from: NOW - HOUR, to: NOW, cause: "not-running", detail: "" } as const
    const store = await openDamaged(async ({ feed }) => {
      await feed.saveListing(CONTOSO, TYPE, {
        ...{ items: [], window: { from: NOW - DAY, to: NOW - HOUR }, at: NOW, opened: [gap] },
        cursor: { since: NOW - DAY, watermark: NOW, lastListedAt: NOW },
      })
    }, "UPDATE coverage_gap SET cause = 'torn'")

    expect(await store.feed.openGaps(CONTOSO, TYPE)).toMatchObject([{ from: gap.from, to: gap.to }])
    expect(await store.feed.ledgers()).toMatchObject([{ gaps: [{ from: gap.from, to: gap.to }] }])
  })

  it("hides no other source's health, and is told anew by the next round", async () => {
    const store = await openDamaged(async ({ feed }) => {
      for (const source of [TYPE, "Audit.General"]) await feed.saveHealth(CONTOSO, source, "ok", "", NOW)
    }, `UPDATE feed_health SET state = 'torn' WHERE source = '${TYPE}'`)
    const sources = async () => (await store.sight.sources(CONTOSO)).map(({ source }) => source)

    expect((await store.feed.health()).map(({ source }) => source)).toEqual(["Audit.General"])
    expect(await sources()).toEqual(["Audit.General"])
    await store.feed.saveHealth(CONTOSO, TYPE, "ok", "", NOW)
    expect(await sources()).toEqual([TYPE, "Audit.General"])
  })

  it("hides no other customer's ledger", async () => {
    const cursor = { since: NOW - DAY, watermark: NOW, lastListedAt: NOW }
    const listing = { items: [], window: { from: NOW - DAY, to: NOW }, at: NOW, cursor }
    const store = await openDamaged(async ({ feed }) => {
      for (const tenant of [CONTOSO, FABRIKAM]) await feed.saveListing(tenant, TYPE, listing)
    }, `UPDATE feed_cursor SET content_type = 'torn' WHERE tenant_id = '${CONTOSO}'`)

    expect((await store.feed.ledgers()).map(({ tenantId }) => tenantId)).toEqual([FABRIKAM])
  })
})

describe("a damaged state of a mailbox", () => {
  it("hides no other mailbox, and none from the report", async () => {
    const boxes = ["ann", "bob"].map((id) => ({
      ...{ id, names: [id, `${id}@contoso.example`], keepsCopy: false, auditEnabled: false },
    }))
    const store = await openDamaged(
      ({ snapshots }) => snapshots.save(CONTOSO, NOW, boxes),
      "UPDATE mailbox_state SET body = 'torn' WHERE mailbox = 'ann'",
    )
    const stateOf = (name: string) => store.snapshots.mailboxBefore(CONTOSO, name, NOW)

    expect(await stateOf("ann")).toBeUndefined()
    expect(await stateOf("bob")).toMatchObject({ id: "bob" })
    expect(store.memory.mailboxNamed(CONTOSO, "ann")).toBeUndefined()
    expect(store.memory.mailboxNamed(CONTOSO, "bob")).toBe("bob@contoso.example")
    expect(await store.month.mailboxAudit(CONTOSO)).toMatchObject({
      total: 2,
      withoutAudit: ["bob@contoso.example"],
    })
  })
})

describe("a damaged row about a customer", () => {
  it("hides no other protected account", async () => {
    const accounts = ["ann", "bob"].map((account) => ({ account, answer: "there" as const, at: NOW }))
    const store = await openDamaged(
      (store) => store.accounts.keep(CONTOSO, accounts),
      "UPDATE protected_account SET answer = 'torn' WHERE account = 'ann'",
    )

    expect((await store.accounts.checked()).get(CONTOSO)?.map(({ account }) => account)).toEqual(["bob"])
  })

  it("begins its first sweep anew", async () => {
    const sweep = {
      tenantId: CONTOSO,
      startedAt: NOW,
      mailboxes: 9,
      read: 4,
      unaudited: 0,
      after: "d",
      found: [],
    }
    const store = await openDamaged(
      ({ sweeps }) => sweeps.keep(sweep),
      "UPDATE first_sweep SET body = 'torn'",
    )

    expect(await store.sweeps.sweep(CONTOSO)).toBeUndefined()
    await store.sweeps.finish({ ...sweep, doneAt: NOW }, makeNote())
    expect(await store.sweeps.sweep(CONTOSO)).toMatchObject({ doneAt: NOW })
  })
})

describe("a damaged audit mail", () => {
  it("is read behind the others, again and again, and hides none", async () => {
    const mail = (id: string) => ({ ...{ id, from: "veeam@northwind.example", subject: "x", html: "" } })
    const store = await openDamaged(async ({ auditMails }) => {
      for (const [index, id] of ["one", "two"].entries())
        await auditMails.keep({ ...mail(id), receivedAt: NOW + index, headers: [] }, NOW)
    }, "UPDATE audit_mail SET body = x'00' WHERE id = 'one'")
    const read = async (since: number, limit: number) =>
      (await store.auditMails.unread(since, limit)).map(({ id }) => id)

    expect(await read(NOW, 9)).toEqual(["two"])
    expect(await read(NOW + 1, 1)).toEqual(["two"])
    expect(await store.auditMails.counts()).toMatchObject({ "not-understood": 1 })
  })
})
