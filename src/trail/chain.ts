/**
 * The hash chain of the trail, pure: each entry's hash covers its content, its number and the hash before it.
 * Changing, removing or reordering an entry breaks the chain at a place that can be named.
 *
 * @NOTE What it can't show: a chain proves nothing against somebody who can write the whole database, because
 * all hashes and the head can be computed anew. Against that, keep the head hash elsewhere (`watchpost trail verify`
 * prints it) and compare. The head also shows a cut tail, which the chain alone can't.
 */
import { canonicalHash } from "../lib/canonical-json.ts"
import type { TrailEntry } from "../model/trail-entry.ts"
import type { TrailHead, UnreadableEntry } from "../ports/trail-reader.ts"

/** `prev` of the first entry. */
export const FIRST_PREV = "0".repeat(64)

export type ChainVerdict =
  | {
      readonly ok: true
      readonly entries: number
      /** Hash of the last entry, 64 zeros for an empty trail. */
      readonly head: string
      /** Times of the first and last entry, milliseconds UTC; missing for an empty trail. */
      readonly firstAt?: number
      readonly lastAt?: number
    }
  | {
      readonly ok: false
      /** Number of the entry at which the chain first breaks. */
      readonly seq: number
      /** One sentence, without any text of the entry. */
      readonly problem: string
    }

type Link = { readonly seq: number; readonly hash: string }

/** Hex SHA-256 over the canonical JSON of exactly these fields; optional ones are left out when missing. */
export function entryHash(entry: Omit<TrailEntry, "hash">): string {
  const { seq, at, kind, who, tenantId, incidentId, what, data, prev } = entry
  return canonicalHash({ seq, at, kind, who, tenantId, incidentId, what, data, prev })
}

/**
 * Walks the whole trail and names the first broken link. `head` is what the store noted with its last entry;
 * `missing` says that the store should have one and doesn't. Without it a cut tail goes unseen.
 */
export async function verifyChain(
  entries: Iterable<TrailEntry | UnreadableEntry> | AsyncIterable<TrailEntry | UnreadableEntry>,
  head?: TrailHead | "missing",
): Promise<ChainVerdict> {
  let last: Link = { seq: 0, hash: FIRST_PREV }
  let firstAt: number | undefined
  let lastAt: number | undefined
  for await (const entry of entries) {
    const broken = brokenLink(last, entry)
    if (broken !== undefined) return broken
    if ("unreadable" in entry) continue
    firstAt ??= entry.at
    lastAt = entry.at
    last = entry
  }
  const broken = head === undefined ? undefined : brokenHead(last, head)
  if (broken !== undefined) return broken
  return { ok: true, entries: last.seq, head: last.hash, ...times(firstAt, lastAt) }
}

function times(firstAt: number | undefined, lastAt: number | undefined) {
  return firstAt === undefined || lastAt === undefined ? {} : { firstAt, lastAt }
}

function brokenLink(last: Link, entry: TrailEntry | UnreadableEntry): ChainVerdict | undefined {
  const expected = last.seq + 1
  if (entry.seq !== expected)
    return broken(expected, `entry ${expected} is missing; the next one has number ${entry.seq}`)
  if ("unreadable" in entry) return broken(expected, `entry ${expected} can't be read: ${entry.unreadable}`)
  if (hashOrNothing(entry) !== entry.hash)
    return broken(expected, `entry ${expected} was changed: its content and its hash don't match`)
  if (entry.prev !== last.hash)
    return broken(
      expected,
      `entry ${expected} doesn't follow what stands before it: an entry was removed, reordered or rewritten`,
    )
  return undefined
}

/** Content that can't be hashed was never written by us. */
function hashOrNothing(entry: TrailEntry): string | undefined {
  try {
    return entryHash(entry)
  } catch {
    return undefined
  }
}

function brokenHead(last: Link, head: TrailHead | "missing"): ChainVerdict | undefined {
  if (head === "missing")
    return broken(last.seq + 1, "the stored head is missing, so nobody can tell whether the end was cut off")
  if (head.entries > last.seq)
    return broken(
      last.seq + 1,
      `the end was cut off: ${head.entries} entries were written, ${last.seq} are there`,
    )
  if (head.entries < last.seq)
    return broken(
      head.entries + 1,
      `entry ${head.entries + 1} was added behind the store's back: only ${head.entries} were written`,
    )
  if (head.hash !== last.hash)
    return broken(Math.max(1, last.seq), `entry ${last.seq} isn't the one that was written last`)
  return undefined
}

const broken = (seq: number, problem: string): ChainVerdict => ({ ok: false, seq, problem })
