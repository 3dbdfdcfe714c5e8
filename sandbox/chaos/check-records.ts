/** Every record that the feed ever offered is stored once, or kept whole where it can't be read; and nothing else is. Pure. */
import type { PracticeTenant } from "../world/types.ts"
import type { Stored } from "./read-database.ts"

export type RecordCounts = {
  /** Different records that can be read. */
  readonly offered: number
  /** How many times they were offered in all. */
  readonly offers: number
  readonly stored: number
  readonly missing: number
  readonly storedTwice: number
  readonly unexpected: number
  readonly broken: number
  readonly brokenKept: number
}

const FEED_SOURCES = new Set([
  "Audit.Exchange",
  "Audit.AzureActiveDirectory",
  "Audit.SharePoint",
  "Audit.General",
])

type Offered = {
  readonly readable: Map<string, number>
  readonly nameless: Map<string, Set<string>>
  broken: Set<string>
}

/** A record without an id gets one made of its content; those are counted, because the content's hash is the product's affair. */
const MADE_UP = /^sha256:/

export function checkRecords(tenants: readonly PracticeTenant[], stored: Stored): RecordCounts {
  const { readable, nameless, broken } = offeredIn(tenants)
  const named = stored.records.filter(({ id }) => !MADE_UP.test(id))
  const storedKeys = new Set(named.map(({ tenantId, id }) => `${tenantId} ${id}`))
  const rejected = stored.rejected.map(
    ({ tenantId, raw }) => `${tenantId} ${/"Id":"([^"]+)"/.exec(raw)?.[1]}`,
  )
  const namelessOffered = sum([...nameless.values()].map((each) => each.size))
  const namelessStored = stored.records.length - named.length
  const missing = [...readable.keys()].filter((key) => !storedKeys.has(key)).length
  return {
    offered: readable.size + namelessOffered,
    offers: sum([...readable.values()]) + namelessOffered,
    stored: stored.records.length,
    missing: missing + Math.max(0, namelessOffered - namelessStored),
    storedTwice: stored.records.filter(({ times }) => times > 1).length,
    unexpected:
      [...storedKeys].filter((key) => !readable.has(key)).length +
      Math.max(0, namelessStored - namelessOffered),
    broken: broken.size,
    brokenKept: [...broken].filter((key) => rejected.filter((one) => one === key).length === 1).length,
  }
}

function offeredIn(tenants: readonly PracticeTenant[]): Offered {
  const offered: Offered = { readable: new Map(), nameless: new Map(), broken: new Set() }
  for (const tenant of tenants) {
    for (const blob of tenant.blobs) {
      if (!FEED_SOURCES.has(blob.contentType)) continue
      for (const record of blob.records) note(offered, tenant.id, record)
    }
  }
  return offered
}

function note({ readable, nameless, broken }: Offered, tenantId: string, record: object): void {
  const field = (name: string): string => String(Reflect.get(record, name) ?? "")
  const key = `${tenantId} ${field("Id")}`
  // The same as `odd-records.ts` breaks.
  const isBroken =
    field("Operation") === "" || !/T([01]\d|2[0-3]):[0-5]\d:[0-5]\d/.test(field("CreationTime"))
  if (isBroken) broken.add(key)
  else if (field("Id") !== "") readable.set(key, (readable.get(key) ?? 0) + 1)
  else {
    const known = nameless.get(tenantId) ?? new Set()
    nameless.set(tenantId, known.add(JSON.stringify(record)))
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
