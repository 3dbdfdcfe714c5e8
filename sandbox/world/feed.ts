/**
 * From a record that a service made to a content blob that the Management Activity API offers.
 * A demo must be fast, so a record is published at once; a tenant with `feedPaused` waits for `publish()`.
 */
import { practiceGuid } from "./practice-id.ts"
import type { PracticeBlob, PracticeTenant, World } from "./types.ts"

/** How long a blob can be fetched. Source: documentation says 7 days, services were seen to give about 20. */
const BLOB_LIFE_MS = 7 * 86_400_000

let sequence = 0

const digits = (at: number): string => new Date(at).toISOString().replaceAll(/[^0-9]/g, "")

/** Real ids look like `20171014180051748005825$20171014180051748005825$audit_sharepoint$Audit_SharePoint$emea0036`. */
export const createContentId = (contentType: string, at: number): string => {
  sequence += 1
  const stamp = `${digits(at)}${String(sequence % 1_000_000).padStart(6, "0")}`
  const name = contentType.replace(".", "_")
  return `${stamp}$${stamp}$${name.toLowerCase()}$${name}$emea0036`
}

/** A blob that is there at once; for stories and tests that bring their own records or bytes. */
export function addBlob(
  world: World,
  tenant: PracticeTenant,
  blob: Pick<PracticeBlob, "contentType" | "records"> & Partial<PracticeBlob>,
): PracticeBlob {
  const createdAt = blob.createdAt ?? world.now()
  const whole: PracticeBlob = {
    contentId: createContentId(blob.contentType, createdAt),
    createdAt,
    expiresAt: createdAt + BLOB_LIFE_MS,
    ...blob,
  }
  tenant.blobs.push(whole)
  world.changed({ kind: "feed", tenantId: tenant.id, contentType: blob.contentType })
  return whole
}

/**
 * A blob whose body is at least so many bytes: the records again and again, each with an id of its own.
 * Its text is made once and kept instead of the records, as a large tenant's would be.
 */
export function addLargeBlob(
  world: World,
  tenant: PracticeTenant,
  blob: { readonly contentType: string; readonly record: object; readonly bytes: number },
): PracticeBlob & { readonly count: number } {
  const texts: string[] = []
  for (let size = 2; size < blob.bytes; ) {
    const text = JSON.stringify({ ...blob.record, Id: practiceGuid(`large ${sequence} ${texts.length}`) })
    texts.push(text)
    size += Buffer.byteLength(text) + 1
  }
  const body = `[${texts.join(",")}]`
  return {
    ...addBlob(world, tenant, { contentType: blob.contentType, records: [], body }),
    count: texts.length,
  }
}

/** Somebody switches a content type off; from now on listings say who. What happens meanwhile is never offered. */
export function disableSubscription(
  world: World,
  tenant: PracticeTenant,
  contentType: string,
  by: "a tenant admin" | "a service admin",
): void {
  const known = tenant.subscriptions[contentType]
  tenant.subscriptions[contentType] = {
    ...(known ?? { startedAt: world.now() }),
    enabled: false,
    disabledBy: by,
  }
  world.changed({ kind: "feed", tenantId: tenant.id, contentType })
}

/**
 * Puts what is outgoing into blobs, one per content type. `delayMs` lets a blob appear that much later;
 * a negative one registers a blob behind the listing's back, as the real service sometimes does.
 * Content of a stopped subscription is lost, as Microsoft documents.
 */
export function publish(
  world: World,
  tenant: PracticeTenant,
  options: { readonly delayMs?: number } = {},
): PracticeBlob[] {
  const outgoing = tenant.outgoing.splice(0)
  const types = [...new Set(outgoing.map((each) => each.contentType))]
  const createdAt = world.now() + (options.delayMs ?? 0)
  return types
    .filter((type) => tenant.subscriptions[type]?.enabled !== false)
    .map((contentType) => {
      const records = outgoing.filter((each) => each.contentType === contentType).map((each) => each.record)
      return addBlob(world, tenant, { contentType, records, createdAt })
    })
}

/** A service made a record. Nothing is recorded while the tenant's unified audit log is off, except `evenIfOff`: the switching itself. */
export function emit(
  world: World,
  tenant: PracticeTenant,
  entry: { readonly contentType: string; readonly record: object; readonly evenIfOff?: boolean },
): void {
  if (!tenant.unifiedAuditEnabled && entry.evenIfOff !== true) return
  if (isSwallowed(tenant, entry.record)) return
  tenant.outgoing.push({ contentType: entry.contentType, record: entry.record })
  if (tenant.feedPaused !== true) publish(world, tenant)
}

const isSwallowed = ({ swallowed = [] }: PracticeTenant, record: object): boolean =>
  "Operation" in record && swallowed.some((operation) => operation === record.Operation)
