/** A feed and a ledger in memory, small enough to read; each test says what goes wrong. */
import type { ContentType } from "../../src/model/audit-record.ts"
import { tenantId } from "../../src/model/ids.ts"
import type { ActivityFeed, ContentItem, Listing } from "../../src/ports/activity-feed.ts"
import type { FeedCursor, FeedLedger } from "../../src/ports/feed-ledger.ts"
import type { Log } from "../../src/ports/log.ts"

export const CONTOSO = tenantId("3f1c0a52-9d0f-4b7a-8f5e-1f0c5f2a7c01")
export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} }

export const contentItem = (
  contentId: string,
  createdAt: number,
  contentType: ContentType = "Audit.Exchange",
): ContentItem => ({
  contentId,
  contentUri: `https://manage.office.com/audit/${contentId}`,
  contentType,
  createdAt,
  expiresAt: createdAt + 7 * 86_400_000,
})

export type FakeFeed = ActivityFeed & { readonly calls: string[]; readonly enabled: Set<ContentType> }

export function fakeFeed(now: () => number, overrides: Partial<ActivityFeed> = {}): FakeFeed {
  const calls: string[] = []
  const enabled = new Set<ContentType>()
  const feed: ActivityFeed = {
    now,
    enabledTypes: async () => [...enabled],
    start: async (_tenant, type) => {
      enabled.add(type)
    },
    list: async (): Promise<Listing> => ({ items: [], serverNow: now() }),
    fetch: async () => new TextEncoder().encode("[]"),
    ...overrides,
  }
  return {
    calls,
    enabled,
    now: () => feed.now(),
    enabledTypes: (...args) => {
      calls.push("enabledTypes")
      return feed.enabledTypes(...args)
    },
    start: (tenant, type, signal) => {
      calls.push(`start ${type}`)
      return feed.start(tenant, type, signal)
    },
    list: (tenant, type, from, to, signal) => {
      calls.push(`list ${type}`)
      return feed.list(tenant, type, from, to, signal)
    },
    fetch: (tenant, item, signal) => {
      calls.push(`fetch ${item.contentId}`)
      return feed.fetch(tenant, item, signal)
    },
  }
}

type Row = {
  readonly item: ContentItem
  readonly type: ContentType
  done: boolean
  dueAt: number
  reason: string
}

export type FakeLedger = FeedLedger & {
  readonly rows: Map<string, Row>
  readonly told: Map<string, { readonly state: string; readonly sentence: string }>
  done(contentId: string): void
}

export function fakeLedger(): FakeLedger {
  const cursors = new Map<string, FeedCursor>()
  const rows = new Map<string, Row>()
  const told = new Map<string, { state: string; sentence: string }>()
  return {
    rows,
    told,
    done: (contentId) => {
      const row = rows.get(contentId)
      if (row !== undefined) row.done = true
    },
    watchedSince: async (_tenant, now) => now,
    cursor: async (_tenant, type) => cursors.get(type),
    saveListing: async (_tenant, type, items, cursor) => {
      for (const item of items) {
        if (!rows.has(item.contentId))
          rows.set(item.contentId, { item, type, done: false, dueAt: 0, reason: "" })
      }
      cursors.set(type, cursor)
    },
    pending: async (_tenant, type, now, limit) =>
      [...rows.values()]
        .filter((row) => row.type === type && !row.done && row.dueAt <= now)
        .sort((a, b) => a.item.createdAt - b.item.createdAt)
        .slice(0, limit)
        .map((row) => row.item),
    postpone: async (_tenant, contentId, dueAt, reason) => {
      const row = rows.get(contentId)
      if (row !== undefined) Object.assign(row, { dueAt, reason })
    },
    saveHealth: async (_tenant, source, state, sentence) => {
      told.set(source, { state, sentence })
    },
    health: async () => [],
  }
}
