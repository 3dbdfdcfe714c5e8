/** Ids of mailboxes and accounts in rows of an answer, as the addresses that a reading of the mailboxes knows them by. */
import { GUID_PATTERN } from "../lib/guid.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import type { Store } from "../ports/store.ts"

const ID = new RegExp(`\\b${GUID_PATTERN}\\b`, "gi")
/** So many are looked up for one answer; each is a look into the store. */
const MOST_IDS = 100

/**
 * What is shown of a text instead, in the customer whose record holds it. Records in which Exchange's admin center acted name
 * mailboxes and people so.
 */
export async function idNames(
  records: readonly AuditRecord[],
  { snapshots }: Pick<Store, "snapshots">,
  now: number,
): Promise<(record: AuditRecord, text: string) => string> {
  const names = new Map<string, string>()
  const wanted = new Map(
    records.flatMap((record) => idsIn(record).map((id) => [keyOf(record, id), { record, id }])),
  )
  for (const [key, { record, id }] of [...wanted].slice(0, MOST_IDS)) {
    const seen = await snapshots.mailboxBefore(record.tenantId, id, now)
    const address = seen?.names.find((name) => name.includes("@"))
    if (address !== undefined) names.set(key, address)
  }
  return (record, text) => text.replace(ID, (id) => names.get(keyOf(record, id)) ?? id)
}

const keyOf = ({ tenantId }: AuditRecord, id: string): string => `${tenantId} ${id.toLowerCase()}`

const idsIn = ({ target, parameters }: AuditRecord): readonly string[] =>
  [target.name, ...Object.values(parameters)].flatMap((text) => text.match(ID) ?? [])
