/** Raw audit records, put into a blob of the practice Activity API as they are. */

import { addBlob } from "../world/feed.ts"
import type { PracticeTenant, World } from "../world/types.ts"

export type RawRecords = {
  readonly contentType: string
  readonly records: readonly Readonly<Record<string, unknown>>[]
  /** Gives the records the customer's own `OrganizationId`: records of another tenant would be none of this one's. */
  readonly adopt: boolean
}

export function publishRecords(world: World, tenant: PracticeTenant, raw: RawRecords): object {
  const own = { OrganizationId: tenant.id }
  const records = raw.records.map((record) => (raw.adopt ? { ...record, ...own } : { ...record }))
  const blob = addBlob(world, tenant, { contentType: raw.contentType, records })
  return { tenantId: tenant.id, contentId: blob.contentId, records: records.length }
}
