/**
 * What an evidence pack holds, pure: an incident's timeline for people and for programs, its raw records, its trail
 * entries within the chain, and the hash of every file. `verify-pack.js` checks all of it without Watchpost.
 *
 * @NOTE Another customer's trail entries stand in the chain as number and hashes only: they prove that nothing was
 * taken out or put in between, and tell nothing. What no pack can prove is said by `verify.mjs` and in docs/trail.md.
 */
import { canonicalJson } from "../lib/canonical-json.ts"
import { sha256Hex } from "../lib/sha256.ts"
import type { Tenant } from "../model/tenant.ts"
import type { TrailEntry } from "../model/trail-entry.ts"
import type { Evidence, SealedEntry } from "../ports/evidence-reader.ts"
import { timelinePage } from "./pack-timeline.ts"

export type PackContext = {
  readonly tenant: Pick<Tenant, "displayName" | "timeZone">
  /** When the pack is made, milliseconds UTC. */
  readonly now: number
  /** The text of `verify-pack.js`. */
  readonly verifier: string
}

/** File name → content, in the order in which people look at them. */
export type PackFiles = ReadonlyMap<string, string>

export const isWhole = (entry: TrailEntry | SealedEntry): entry is TrailEntry => "what" in entry

/** The same evidence and time give the same bytes. */
export function packFiles(evidence: Evidence, context: PackContext): PackFiles {
  const { incident, alerts, records, fixes, chain, head } = evidence
  const entries = chain.filter(isWhole)
  const lines = (rows: readonly unknown[]): string => rows.map((row) => `${canonicalJson(row)}\n`).join("")
  const files = new Map([
    ["timeline.html", timelinePage(evidence, context)],
    ["timeline.json", pretty({ madeAt: context.now, incident, alerts, fixes, entries })],
    ["trail.jsonl", lines(chain)],
    ["head.json", pretty(head)],
    ...records.map((record, index) => [recordFile(index), pretty(record.raw)] as const),
    ["verify.mjs", context.verifier],
  ])
  const hashes = Object.fromEntries([...files].map(([name, text]) => [name, sha256Hex(text)]))
  return files.set("hashes.json", pretty(hashes))
}

/** Ids come from outside and would be file names: a number is enough, the record holds its id. */
export const recordFile = (index: number): string => `records/${String(index + 1).padStart(4, "0")}.json`

/** What the export says and the recipient compares: SHA-256 of `hashes.json`, which covers every other file. */
export const sealOf = (files: PackFiles): string => sha256Hex(files.get("hashes.json") ?? "")

const pretty = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`
