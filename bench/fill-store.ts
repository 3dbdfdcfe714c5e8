/** Made-up records of eight weeks, put into a store as the product would have stored them. */

import { practiceGuid } from "../sandbox/world/practice-id.ts"
import type { AuditRecord } from "../src/model/audit-record.ts"
import type { TenantId } from "../src/model/ids.ts"
import type { JsonObject } from "../src/model/json.ts"
import { normalizeRecord } from "../src/normalize/normalize-record.ts"
import type { RecordStore } from "../src/ports/record-store.ts"
import { below, pick, pickUneven, seeded } from "./random.ts"

/** As a year of changes and a month of the rest would lie in files, milliseconds. */
export const SPAN = 56 * 86_400_000
const BATCH = 5_000

export type FilledTenant = {
  readonly id: TenantId
  readonly mailboxes: readonly { readonly upn: string }[]
}

export type Filling = {
  readonly tenants: readonly FilledTenant[]
  readonly rows: number
  readonly seed: number
  /** The newest record's time, milliseconds UTC. */
  readonly now: number
  readonly progress: (line: string) => void
}

export async function fillStore(records: RecordStore, filling: Filling): Promise<void> {
  for (let start = 0; start < filling.rows; start += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, index) => recordAt(filling, start + index))
    for (const [tenantId, some] of Map.groupBy(batch, (record) => record.tenantId))
      await records.addRecords({ tenantId, fetchedAt: filling.now }, some)
    if (start % 100_000 === 0) filling.progress(`${start} rows`)
  }
}

/** One of the addresses that the records come from. */
export const ipOf = (number: number): string => `198.51.${number % 200}.${(number * 31) % 250}`

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
function recordAt({ tenants, rows, seed, now }: Filling, number: number): AuditRecord {
  const random = seeded(seed * 1_000_003 + number)
  const tenant = pick(random, tenants)
  const person = pickUneven(random, tenant.mailboxes)
  const operation = pick(random, KINDS)
  const at = now - Math.floor(SPAN * (1 - number / rows))
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

/** As the feed would offer it. */
export const rawOf = ({ id, at, operation, upn, ip, tenant }: Parts): JsonObject => ({
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
