/**
 * The trail's head, told once a day where nobody can change it from within the database: in the triage channel. Pure.
 * Whoever rewrites the trail can't rewrite that message, and Teams keeps who edited what.
 */
import { utcDay } from "../lib/utc-day.ts"
import type { Channel } from "../model/delivery.ts"
import type { Notice } from "../model/notice.ts"
import type { TrailEntry } from "../model/trail-entry.ts"
import type { TrailHead, UnreadableEntry } from "../ports/trail-reader.ts"

/** Its key holds the day, by UTC: one a day. `now` is milliseconds UTC. */
export function anchorNotice({ entries, hash }: TrailHead, triage: Channel, now: number): Notice {
  return {
    key: `anchor ${utcDay(now)}`,
    kind: "anchor",
    to: { kind: "channel", channel: triage },
    title: `The trail holds ${entries} entries`,
    lines: [
      `Entry ${entries}: ${hash}`,
      `Whoever doubts the trail compares: watchpost trail verify --anchor ${entries}:${hash}`,
    ],
    data: { entries, hash },
    at: now,
  }
}

/** A head as it was told outside; `toldAt` (milliseconds UTC) is missing for one that somebody brought along. */
export type Anchor = TrailHead & { readonly toldAt?: number }

/** `512:1f0c…`, as the message in the channel has it; undefined when it isn't one. */
export function parseAnchor(text: string): Anchor | undefined {
  const [, entries, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text.trim()) ?? []
  return entries === undefined || hash === undefined
    ? undefined
    : { entries: Number(entries), hash: hash.toLowerCase() }
}

/** The entries as they are; every anchor among them is handed to `note` on the way. */
export function* noteAnchors(
  entries: Iterable<TrailEntry | UnreadableEntry>,
  note: (anchor: Anchor) => void,
): Generator<TrailEntry | UnreadableEntry> {
  for (const entry of entries) {
    if (!("unreadable" in entry) && entry.kind === "anchor") {
      const { entries: count, hash } = entry.data
      if (typeof count === "number" && typeof hash === "string")
        note({ entries: count, hash, toldAt: entry.at })
    }
    yield entry
  }
}
