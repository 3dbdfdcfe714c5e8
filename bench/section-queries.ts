/** How long questions of people take over a grown event store: cold on a connection that was just opened, then again. */

import { practiceGuid } from "../sandbox/world/practice-id.ts"
import { openStore } from "../src/adapters/sqlite/open-store.ts"
import { FIRST_READ } from "../src/command/answer-records.ts"
import type { AuditRecord } from "../src/model/audit-record.ts"
import type { TenantId } from "../src/model/ids.ts"
import type { JsonObject } from "../src/model/json.ts"
import { normalizeRecord } from "../src/normalize/normalize-record.ts"
import { readRaw } from "../src/normalize/read-raw.ts"
import type { RecordStore } from "../src/ports/record-store.ts"
import { COMPACT } from "./bench-store.ts"
import type { BenchTenant } from "./customers.ts"
import { type Cost, percentile, timed } from "./measure.ts"
import { below, pick, pickUneven, seeded } from "./random.ts"
import { type Figure, figure } from "./report.ts"
import type { Bench } from "./run-bench.ts"

const DAY = 86_400_000
/** Records of eight weeks, as a year of changes and a month of the rest would lie in files. */
const SPAN = 56 * DAY
const BATCH = 5_000
const ASKED = 60

export async function queryFigures(bench: Bench): Promise<readonly Figure[]> {
  const { options, ground, progress } = bench
  const database = ground.newDatabase()
  const store = openStore(database, { storage: COMPACT, readRaw })
  for (let at = 0; at < options.rows; at += BATCH) {
    for (const [tenantId, records] of Map.groupBy(batchAt(bench, at), (record) => record.tenantId))
      await store.records.addRecords({ tenantId, fetchedAt: bench.feed.now }, records)
    if (at % 100_000 === 0) progress(`${at} rows`)
  }
  store.close()
  const figures: Figure[] = []
  for (const [name, ask] of Object.entries(QUESTIONS))
    figures.push(...(await measured(name, ask, database, bench)))
  return figures
}

/** Every question goes to a customer and person that nobody has asked about since the store was opened; then once more. */
async function measured(name: string, ask: Ask, database: string, bench: Bench): Promise<readonly Figure[]> {
  const { tenants } = bench.ground
  const everybody = tenants.map(({ id }) => id)
  const [cold, warm]: [Cost[], Cost[]] = [[], []]
  const store = openStore(database, { storage: COMPACT, readRaw })
  for (let round = 0; round < ASKED; round += 1) {
    const tenant = tenants[round % tenants.length]
    if (tenant === undefined) continue
    const asking = async (): Promise<void> =>
      void (await ask(store.records, { everybody, tenant, round, now: bench.feed.now }))
    for (const costs of [cold, warm]) costs.push(await timed(asking))
  }
  store.close()
  return [...judged(`${name}, first`, cold, 20), ...judged(`${name}, again`, warm, 2)]
}

/** By the clock, which is what people wait for; CPU time beside it, which a busy neighbor lengthens far less. */
const judged = (name: string, costs: readonly Cost[], atMost: number): readonly Figure[] => [
  figure({
    name,
    value: percentile(
      costs.map(({ wall }) => wall),
      0.95,
    ),
    unit: "ms p95",
    target: { atMost },
    note: `${percentile(
      costs.map(({ cpu }) => cpu),
      0.95,
    ).toFixed(2)} ms of CPU time`,
  }),
]

type Asked = {
  readonly everybody: readonly TenantId[]
  readonly tenant: BenchTenant
  readonly round: number
  readonly now: number
}
type Ask = (records: RecordStore, asked: Asked) => Promise<unknown>

const PAGE = { newestFirst: true, limit: FIRST_READ } as const

/** As `src/command/` asks them. */
const QUESTIONS: Readonly<Record<string, Ask>> = {
  "what changed today": (records, { tenant, now }) =>
    records.find(tenant.id, {
      from: now - DAY,
      to: now + 1,
      kinds: ["changes"],
      exceptMicrosoft: true,
      ...PAGE,
    }),
  "what did somebody do in a day": (records, { tenant, round, now }) =>
    records.find(tenant.id, { from: now - DAY, to: now + 1, actors: [personOf(tenant, round)], ...PAGE }),
  "sign-ins of somebody in a week": (records, { tenant, round, now }) =>
    records.find(tenant.id, {
      from: now - 7 * DAY,
      to: now + 1,
      actors: [personOf(tenant, round)],
      operations: ["userloggedin"],
      kinds: ["signIns"],
      ...PAGE,
    }),
  "who set forwarding in 8 weeks": (records, { tenant, round, now }) =>
    records.find(tenant.id, {
      from: now - SPAN,
      to: now + 1,
      targets: [personOf(tenant, round)],
      operations: ["set-mailbox", "new-inboxrule"],
      kinds: ["changes"],
      ...PAGE,
    }),
  "count of a week's changes": (records, { tenant, now }) =>
    records.count(tenant.id, { from: now - 7 * DAY, to: now + 1, kinds: ["changes"], limit: 10_000 }),
  "same ip at all customers in a week": (records, { everybody, round, now }) =>
    records.fromAddress(everybody, ipOf(round), { from: now - 7 * DAY, to: now + 1, limit: FIRST_READ }),
}

const personOf = ({ mailboxes }: BenchTenant, round: number): string =>
  mailboxes[(round * 7) % mailboxes.length]?.upn ?? ""
const ipOf = (number: number): string => `198.51.${number % 200}.${(number * 31) % 250}`

const batchAt = (bench: Bench, start: number): readonly AuditRecord[] =>
  Array.from({ length: BATCH }, (_, index) => recordAt(bench, start + index))

/** Of ten records six are about mail items, two are sign-ins, one is about a file, one is a change. */
const KINDS = [
  "MailItemsAccessed",
  "Send",
  "UserLoggedIn",
  "Create",
  "FileAccessed",
  "MoveToDeletedItems",
  "UserLoggedIn",
  "MailItemsAccessed",
  "Set-Mailbox",
  "Update",
]

/** Neighbors in time are neighbors in the order of writing, as records come. */
function recordAt({ ground, feed, options }: Bench, number: number): AuditRecord {
  const random = seeded(options.seed * 1_000_003 + number)
  const tenant = pick(random, ground.tenants)
  const person = pickUneven(random, tenant.mailboxes)
  const operation = pick(random, KINDS)
  const at = feed.now - Math.floor(SPAN * (1 - number / options.rows))
  const id = practiceGuid(`bench query ${number}`)
  const raw = rawOf({
    id,
    at,
    operation,
    upn: person.upn,
    ip: ipOf(below(random, 50_000)),
    tenant: tenant.id,
  })
  const read = normalizeRecord(raw, { tenantId: tenant.id, source: "Audit.Exchange", position: 1 })
  if ("rejected" in read) throw new Error(read.rejected.reason)
  return read.record
}

type Parts = {
  readonly id: string
  readonly at: number
  readonly operation: string
  readonly upn: string
  readonly ip: string
  readonly tenant: string
}

const rawOf = ({ id, at, operation, upn, ip, tenant }: Parts): JsonObject => ({
  Id: id,
  CreationTime: new Date(at).toISOString().slice(0, 19),
  Operation: operation,
  OrganizationId: tenant,
  RecordType: operation.startsWith("User") ? 15 : operation === "Set-Mailbox" ? 1 : 50,
  ResultStatus: "True",
  UserKey: "1003200100000001",
  UserType: 0,
  Version: 1,
  Workload: "Exchange",
  ClientIP: `${ip}:51344`,
  UserId: upn,
  ObjectId: upn,
  MailboxOwnerUPN: upn,
  OrganizationName: "customer.example",
  Parameters: [
    { Name: "Identity", Value: upn },
    { Name: "ForwardingSmtpAddress", Value: "smtp:out@northwind.example" },
    { Name: "DeliverToMailboxAndForward", Value: "True" },
  ],
})
