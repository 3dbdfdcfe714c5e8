/** A blob of Contoso's Exchange feed: its records, how it is offered, and what is handed to ingest when it was fetched. */
import type { ContentItem } from "../../src/ports/activity-feed.ts"
import type { FeedLedger } from "../../src/ports/feed-ledger.ts"
import { CONTOSO, makeItem, NOW } from "../adapters/sqlite/make-rows.ts"

const FEED = "Audit.Exchange" as const

export const recordNumber = (number: number): string =>
  `5e000000-0000-4000-8000-${String(number).padStart(12, "0")}`

/** As Microsoft writes times. */
export const timeText = (at: number): string => new Date(at).toISOString().slice(0, 19)

/** Ada lets Bob's mail be forwarded outside. */
export const forwards = (number: number, at = NOW - 60_000, to = "out@northwind.example") => ({
  Id: recordNumber(number),
  CreationTime: timeText(at),
  RecordType: 1,
  Workload: "Exchange",
  Operation: "Set-Mailbox",
  ResultStatus: "True",
  UserType: 2,
  UserId: "ada@contoso.example",
  ClientIP: "192.0.2.7",
  ObjectId: "bob",
  Parameters: [
    { Name: "Identity", Value: "bob@contoso.example" },
    { Name: "ForwardingSmtpAddress", Value: `smtp:${to}` },
  ],
})

export const bytesOf = (records: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(records))

/** The ledger of a customer that has been watched for a day gets to know this blob. */
export async function offer(feed: FeedLedger, item: ContentItem = makeItem(), at = NOW): Promise<void> {
  await feed.watchedSince(CONTOSO, NOW - 86_400_000)
  await feed.saveListing(CONTOSO, FEED, { items: [item], window: { from: at - 60_000, to: at }, at })
}

/** What ingest is handed, but for the bytes. */
export const batchOf = ({ contentId, createdAt }: ContentItem = makeItem(), fetchedAt = NOW) => ({
  ...{ tenantId: CONTOSO, source: FEED, contentId, fetchedAt },
  publishedAt: createdAt,
})

/** What of it is still to be fetched. */
export const openBlobs = (feed: FeedLedger) =>
  feed.pending(CONTOSO, FEED, { now: NOW, liveSince: NOW - 60_000, limit: 10 })
