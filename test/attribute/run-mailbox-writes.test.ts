/** From Microsoft's records in a real store to answers, and what is left of them when the records are dropped. */
import { describe, expect, it } from "vitest"
import { recordId } from "../../src/model/ids.ts"
import { readRaw } from "../../src/normalize/read-raw.ts"
import type { Store } from "../../src/ports/store.ts"
import { CONTOSO, FABRIKAM, makeBatch, mergeInto, NOW } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { attributor, DAY, key, SERVER, SIGN_IN, STARTED, session, signIn, trailOf } from "./attribute-rig.ts"
import { makePutBack, SECOND } from "./make-evidence.ts"

const APP = "b7d1c1a2-5f64-4d0c-9a3e-2c8f1e6d7a90"
const BEGIN = STARTED + 90 * SECOND
const putBack = makePutBack({ startedAt: BEGIN, endedAt: BEGIN + 10 * SECOND })

const READING = { version: "v8", product: "8.3.0.2201", installation: "one", clockAheadMs: 0 } as const

/** A server that says with which app it backs up Contoso. */
const openStore = async (
  apps: readonly { tenantId: typeof CONTOSO; appId: string }[] = [{ tenantId: CONTOSO, appId: APP }],
) => {
  const { store } = openTemporaryStore()
  await store.backups.saveReading(SERVER, { ...READING, apps }, NOW)
  await store.restores.save(SERVER, CONTOSO, session, [putBack])
  return store
}

/** Microsoft's record of an appointment that was made; as it is kept when the app is known. */
async function tell(store: Store, over: Record<string, unknown> = {}): Promise<void> {
  const raw = {
    Id: "5e000000-0000-4000-8000-0000000000b1",
    CreationTime: new Date(BEGIN + 4 * SECOND).toISOString().slice(0, 19),
    RecordType: 2,
    Workload: "Exchange",
    Operation: "Create",
    ResultStatus: "Succeeded",
    UserType: 2,
    UserId: "ines@contoso.example",
    MailboxOwnerUPN: "lena.roth@contoso.example",
    LogonType: 1,
    ClientInfoString: "Client=WebServices;ExchangeServicesClient/15.00.0847.030;",
    ClientAppId: APP,
    Item: { ParentFolder: { Path: "\\Calendar\\Board" } },
    ...over,
  }
  const record = readRaw(JSON.parse(JSON.stringify(raw)), { tenantId: CONTOSO, source: "Audit.Exchange" })
  if (record === undefined) throw new Error("the record can't be read")
  await store.records.saveBatch(
    makeBatch({
      contentId: record.id,
      records: [record],
      rejected: [],
      alerts: [],
      matched: new Set([recordId(record.id)]),
    }),
    mergeInto(),
  )
}

const gradeIn = async (store: Store, options = {}) => {
  await attributor(store, { adminsOf: async () => ({ names: [], others: 0 }), ...options })()
  return store.attributions.latest(key)
}

describe("mailboxWrites()", () => {
  it("raises the grade to C when the record of somebody's restore arrives late", async () => {
    const store = await openStore()
    expect(await gradeIn(store)).toMatchObject({ grade: "D" })
    await tell(store)

    expect(await gradeIn(store)).toMatchObject({ grade: "C", person: "ines@contoso.example" })
    expect((await trailOf(store)).at(-1)?.data).toMatchObject({
      before: "D",
      evidence: ["5e000000-0000-4000-8000-0000000000b1"],
    })
  })

  it.each([
    ["in its own name", { UserType: 5, UserId: `ServicePrincipal_${APP}` }],
    ["with an account's name beside its own", { UserType: 5 }],
    ["in the name of the mailbox's owner", { UserType: 0, UserId: "Lena.Roth@contoso.example" }],
    ["in the name of an account that several use", { UserId: "svc-backup@contoso.example" }],
  ])("names nobody where the app acted %s", async (_what, over) => {
    const store = await openStore()
    await tell(store, over)

    const answer = await gradeIn(store)
    expect(answer).toMatchObject({ grade: "D", candidates: [] })
    expect(answer?.reasons.at(-1)?.text).toContain("the record names nobody in particular")
  })

  it.each([
    ["AppId", { ClientAppId: "", AppId: APP.toUpperCase() }],
    ["AppAccessContext", { ClientAppId: "", AppAccessContext: { ClientAppId: APP } }],
  ])("finds the app in %s too", async (_what, over) => {
    const store = await openStore()
    await tell(store, over)

    expect(await gradeIn(store)).toMatchObject({ grade: "C" })
  })

  it.each([
    ["another app", { ClientAppId: "5f2b7c1e-0000-4000-8000-000000000001" }],
    ["a program without an app", { ClientAppId: "" }],
    ["what the app read, as it does all day", { Operation: "MailItemsAccessed", RecordType: 50 }],
    ["what it deleted", { Operation: "SoftDelete" }],
  ])("counts nothing of %s", async (_what, over) => {
    const store = await openStore()
    await tell(store, over)

    expect(JSON.stringify(await gradeIn(store))).not.toContain("Microsoft 365 recorded")
  })

  it("counts nothing where the app is another customer's, or none is known", async () => {
    for (const apps of [[{ tenantId: FABRIKAM, appId: APP }], []]) {
      const store = await openStore(apps)
      await tell(store)

      expect(await gradeIn(store)).toMatchObject({ grade: "D" })
    }
  })
})

describe("an answer", () => {
  it("stays when the records that it rests on are dropped", async () => {
    const store = await openStore()
    const admins = { adminsOf: async () => ({ names: ["admin@contoso.example"], others: 0 }) }
    await tell(store, { UserType: 5, UserId: `ServicePrincipal_${APP}` })
    await signIn(store, SIGN_IN, STARTED - 6 * SECOND)
    const before = await gradeIn(store, admins)
    expect(before).toMatchObject({ grade: "C", person: "admin@contoso.example" })
    expect(before?.reasons.at(-1)?.text).toContain("Microsoft 365 recorded 1 item")

    const later = NOW + 400 * DAY
    expect(await store.records.dropOld(later)).not.toEqual([])
    await store.evidenceBook.keep(
      CONTOSO,
      { kind: "audit-mail", id: "m", initiatedBy: "", at: BEGIN, mailbox: "", itemName: "" },
      later,
    )

    expect(await gradeIn(store, { ...admins, now: () => later })).toEqual(before)
    expect(await trailOf(store)).toHaveLength(1)
  })
})
