/** Content blobs for measuring: of 100 to 1000 records, small ones more often, spread over the tenants and the last 20 hours. */
import type { ContentType } from "../src/model/audit-record.ts"
import type { TenantId } from "../src/model/ids.ts"
import type { BenchTenant } from "./customers.ts"
import { pick, pickUneven, type Random, seeded } from "./random.ts"
import { exchangeRecord, type RecordKind, type Scene, signIn } from "./records.ts"

export type BenchBlob = {
  readonly tenantId: TenantId
  readonly contentType: ContentType
  readonly contentId: string
  /** Milliseconds UTC. */
  readonly createdAt: number
  readonly count: number
  readonly bytes: Buffer
}

export type Feed = {
  readonly blobs: readonly BenchBlob[]
  readonly records: number
  readonly bytes: number
  readonly kinds: Readonly<Record<RecordKind, number>>
}

export type FeedPlan = {
  readonly records: number
  readonly seed: number
  /** The newest blob is this old; milliseconds UTC. */
  readonly now: number
}

const SMALLEST = 100
const LARGEST = 1000
/** Share of the records that are sign-ins; the rest is Exchange's. */
const SIGN_INS = 0.16
const HOUR = 3_600_000
/** Inside the 24 hours that a first contact lists. */
const SPREAD_MS = 20 * HOUR

/** The same plan and tenants give the same bytes, in this process and in any other. */
export function generateFeed(plan: FeedPlan, tenants: readonly BenchTenant[]): Feed {
  const random = seeded(plan.seed)
  const kinds = { mailbox: 0, "sign-in": 0, admin: 0, incident: 0 }
  const blobs: BenchBlob[] = []
  let made = 0
  while (made < plan.records) {
    const count = Math.min(blobSize(random), plan.records - made)
    const contentType = kinds["sign-in"] < SIGN_INS * made ? "Audit.AzureActiveDirectory" : "Audit.Exchange"
    // The first tenants are the big ones, as with a real provider's customers.
    const tenant = pickUneven(random, tenants)
    const createdAt = plan.now - Math.floor(random() * SPREAD_MS) - 1000
    const records = Array.from({ length: count }, () => {
      const scene = makeScene(random, tenant, createdAt)
      const { kind, record } = make(scene, contentType)
      kinds[kind] += 1
      return record
    })
    const bytes = Buffer.from(JSON.stringify(records))
    const contentId = contentIdOf(blobs.length, createdAt, contentType)
    blobs.push({ tenantId: tenant.id, contentType, contentId, createdAt, count, bytes })
    made += count
  }
  return { blobs, records: made, bytes: blobs.reduce((sum, blob) => sum + blob.bytes.length, 0), kinds }
}

/** Long enough ago for nobody's first week to last. */
const USUAL_BEFORE_MS = 8 * 24 * HOUR

/**
 * Everybody's sign-ins from everywhere they usually are, one tenant a blob, eight days before `now`: what is meant is a
 * product that has run for a while, to which only what is strange is strange.
 */
export const usualSignIns = (tenants: readonly BenchTenant[], now: number): readonly BenchBlob[] =>
  tenants.map((tenant, index) => {
    const random = seeded(index)
    const createdAt = now - USUAL_BEFORE_MS
    const records = tenant.mailboxes.flatMap((mailbox) =>
      mailbox.addresses.map((address) => {
        const at = createdAt - Math.floor(random() * HOUR)
        return signIn({ tenant, mailbox: { ...mailbox, addresses: [address] }, at, random })
      }),
    )
    const contentType = "Audit.AzureActiveDirectory"
    const contentId = contentIdOf(index, createdAt, contentType)
    const bytes = Buffer.from(JSON.stringify(records))
    return { tenantId: tenant.id, contentType, contentId, createdAt, count: records.length, bytes }
  })

/** How many these are. */
export const countUsual = (tenants: readonly BenchTenant[]): number =>
  tenants.flatMap(({ mailboxes }) => mailboxes.flatMap(({ addresses }) => addresses)).length

/** As many records of Exchange as fill about `size` bytes, as one list. */
export function generateBigBlob(size: number, seed: number, tenant: BenchTenant, now: number): Buffer {
  const random = seeded(seed)
  const parts: string[] = []
  let length = 2
  while (length < size) {
    const text = JSON.stringify(exchangeRecord(makeScene(random, tenant, now)).record)
    parts.push(text)
    length += text.length + 1
  }
  return Buffer.from(`[${parts.join(",")}]`)
}

/** Evenly spread over the logarithm: a tenant's busy hour fills big blobs, all others small ones. */
const blobSize = (random: Random): number => Math.round(SMALLEST * (LARGEST / SMALLEST) ** random())

/** An event reaches the feed 60 to 90 minutes after it happened. Source: Activity API reference, "Audit log latency". */
function makeScene(random: Random, tenant: BenchTenant, publishedAt: number): Scene {
  const at = publishedAt - HOUR - Math.floor(random() * 0.5 * HOUR)
  const mailbox = random() < 0.1 ? pick(random, tenant.mailboxes) : pickUneven(random, tenant.mailboxes)
  return { tenant, mailbox, at, random }
}

const make = (scene: Scene, type: ContentType): { readonly kind: RecordKind; readonly record: object } =>
  type === "Audit.Exchange" ? exchangeRecord(scene) : { kind: "sign-in", record: signIn(scene) }

function contentIdOf(index: number, at: number, type: ContentType): string {
  const stamp = `${new Date(at).toISOString().replaceAll(/[^0-9]/g, "")}${String(index).padStart(6, "0")}`
  const name = type.replace(".", "_")
  return `${stamp}$${stamp}$${name.toLowerCase()}$${name}$emea0036`
}
