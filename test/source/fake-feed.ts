/** A feed and a ledger in memory, small enough to read; each test says what goes wrong. */
import type { ContentType } from "../../src/model/audit-record.ts"
import { tenantId } from "../../src/model/ids.ts"
import type { ActivityFeed, ContentItem, Listing } from "../../src/ports/activity-feed.ts"
import type { FeedCursor, FeedLedger, Gap, GivenUp, Subscription } from "../../src/ports/feed-ledger.ts"
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
  attempts: number
  strikes: number
  givenUp?: GivenUp
}

export type FakeLedger = FeedLedger & {
  readonly rows: Map<string, Row>
  readonly told: Map<string, { readonly state: string; readonly sentence: string }>
  readonly gaps: Map<number, Gap & { readonly type: ContentType }>
  done(contentId: string): void
}

const isOpen = (row: Row): boolean => !row.done && row.givenUp === undefined

export function fakeLedger(): FakeLedger {
  const cursors = new Map<ContentType, FeedCursor>()
  const subscriptions = new Map<string, Subscription>()
  const rows: FakeLedger["rows"] = new Map()
  const told: FakeLedger["told"] = new Map()
  const toldAt = new Map<string, number>()
  const gaps: FakeLedger["gaps"] = new Map()
  const addGap = (gap: Omit<Gap, "id"> & { readonly type: ContentType }): void => {
    gaps.set(gaps.size + 1, { ...gap, id: gaps.size + 1 })
  }
  const openGaps = (type: ContentType) =>
    [...gaps.values()].filter(
      (gap) => gap.type === type && gap.healedAt === undefined && gap.lostAt === undefined,
    )
  return {
    rows,
    told,
    gaps,
    done: (contentId) => {
      const row = rows.get(contentId)
      if (row !== undefined) row.done = true
    },
    watchedSince: async (_tenant, now) => now,
    cursor: async (_tenant, type) => cursors.get(type),
    trouble: async (_tenant, type) => {
      const health = told.get(type)
      return health?.state === "trouble"
        ? { sentence: health.sentence, at: toldAt.get(type) ?? 0 }
        : undefined
    },
    subscription: async (_tenant, type) => subscriptions.get(type) ?? { waiting: false },
    saveSubscription: async (_tenant, type, state) => void subscriptions.set(type, state),
    saveListing: async (_tenant, type, listing) => {
      const fresh = listing.items.filter((item) => !rows.has(item.contentId)).length
      for (const item of listing.items) {
        const row = rows.get(item.contentId)
        if (row === undefined) {
          const fresh = { done: false, dueAt: 0, reason: "", attempts: 0, strikes: 0 }
          rows.set(item.contentId, { item, type, ...fresh })
        } else if (listing.reopen) delete row.givenUp
      }
      for (const gap of listing.opened ?? []) addGap({ ...gap, type, openedAt: listing.at })
      for (const gap of openGaps(type)) {
        const isInside = gap.from >= listing.window.from && gap.to <= listing.window.to
        if (isInside) gaps.set(gap.id, { ...gap, listedAt: gap.listedAt ?? listing.at })
      }
      const { startedAt, disabledSince, waiting } = subscriptions.get(type) ?? { waiting: false }
      subscriptions.set(type, {
        ...(startedAt === undefined ? {} : { startedAt }),
        ...(listing.cursor !== undefined || disabledSince === undefined ? {} : { disabledSince }),
        waiting: waiting && listing.items.length === 0,
      })
      if (listing.cursor !== undefined) cursors.set(type, listing.cursor)
      return { fresh }
    },
    openGaps: async (_tenant, type) => openGaps(type).toSorted((a, b) => b.from - a.from),
    loseGap: async (_tenant, gap, before, now) => {
      const stored = gaps.get(gap.id)
      if (stored === undefined) return
      if (before >= stored.to) gaps.set(gap.id, { ...stored, lostAt: now })
      else {
        addGap({ ...stored, to: before, lostAt: now })
        gaps.set(gap.id, { ...stored, from: before })
      }
    },
    healGaps: async (_tenant, type, now) => {
      const healed = openGaps(type).filter(
        (gap) =>
          gap.listedAt !== undefined &&
          gap.cause !== "disabled" &&
          ![...rows.values()].some(
            (row) => isOpen(row) && row.item.createdAt >= gap.from && row.item.createdAt < gap.to,
          ),
      )
      for (const gap of healed) gaps.set(gap.id, { ...gap, healedAt: now })
      return healed
    },
    pending: async (_tenant, type, { now, liveSince, limit }) => {
      const due = [...rows.values()].filter((row) => row.type === type && isOpen(row) && row.dueAt <= now)
      const at = (row: Row): number => row.item.createdAt
      const live = due.filter((row) => at(row) >= liveSince).toSorted((a, b) => at(a) - at(b))
      const older = due.filter((row) => at(row) < liveSince).toSorted((a, b) => at(b) - at(a))
      return [...live, ...older]
        .slice(0, limit)
        .map(({ item, attempts, strikes }) => ({ ...item, attempts, strikes }))
    },
    postpone: async (_tenant, contentId, { nextAttemptAt, reason, strike }) => {
      const row = rows.get(contentId)
      if (row === undefined) return
      Object.assign(row, { dueAt: nextAttemptAt, reason, attempts: row.attempts + 1 })
      if (strike) row.strikes += 1
    },
    giveUp: async (_tenant, item) => {
      const row = rows.get(item.contentId)
      if (row !== undefined) Object.assign(row, { givenUp: item, strikes: row.strikes + 1 })
    },
    saveHealth: async (_tenant, source, state, sentence, at) => {
      told.set(source, { state, sentence })
      toldAt.set(source, at)
    },
    forgetHealth: async (_tenant, source) => void told.delete(source),
    keepHealth: async () => {},
    health: async () => [],
    tally: async () => ({ sources: told.size, trouble: 0 }),
    ledgers: async () =>
      [...cursors].map(([type, cursor]) => ({
        tenantId: CONTOSO,
        type,
        cursor,
        gaps: [...gaps.values()].filter((gap) => gap.type === type && gap.healedAt === undefined),
        open: [],
        givenUp: [...rows.values()].flatMap((row) =>
          row.type === type && row.givenUp !== undefined ? [row.givenUp] : [],
        ),
      })),
  }
}

/** Fetches that each take a turn of the event loop; `most` says how many went on at once. */
export function countedFetches() {
  let [running, most] = [0, 0]
  const order: string[] = []
  const fetch: ActivityFeed["fetch"] = async (_tenant, { contentId }) => {
    running += 1
    most = Math.max(most, running)
    await new Promise((resolve) => setImmediate(resolve))
    running -= 1
    order.push(contentId)
    return new Uint8Array()
  }
  return { fetch, order, most: () => most }
}
