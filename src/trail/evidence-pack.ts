/**
 * What an evidence pack holds, pure: an incident's timeline for people and for programs, its raw records, its trail
 * entries within the chain, and the hash of every file. `verify-pack.js` checks all of it without Watchpost.
 *
 * @NOTE Another customer's trail entries stand in the chain as number and hashes only: they prove that nothing was
 * taken out or put in between, and tell nothing. What no pack can prove is said by `verify.mjs` and in docs/trail.md.
 */
import { createHash } from "node:crypto"
import { canonicalJson } from "../lib/canonical-json.ts"
import { sha256Hex } from "../lib/sha256.ts"
import type { Evidence } from "../ports/evidence-reader.ts"
import { type PackContext, recordFile } from "./pack-context.ts"
import { timelinePage } from "./pack-timeline.ts"

/** One file of a pack. Its parts are made while somebody goes through them, once, and to their end. */
export type PackFile = { readonly name: string; readonly parts: Iterable<string> }

export type Pack = {
  /** In the order in which people look at them. The same evidence and time give the same bytes. */
  readonly files: Iterable<PackFile>
  /** What the export says and the recipient compares: SHA-256 of `hashes.json`, which covers every other file. Known at the end. */
  seal(): string
}

/** Nothing is held whole but the incident's own part: the chain behind it may be as long as the trail. */
export function evidencePack(evidence: Evidence, context: PackContext): Pack {
  const hashes = new Map<string, string>()
  let seal = ""
  function* files(): Generator<PackFile> {
    for (const { name, parts } of contentOf(evidence, context))
      yield { name, parts: hashed(parts, (hash) => hashes.set(name, hash)) }
    // In the one spelling that `verify-pack.js` accepts.
    const text = pretty(Object.fromEntries([...hashes].toSorted()))
    seal = sha256Hex(text)
    yield { name: "hashes.json", parts: [text] }
  }
  return { files: files(), seal: () => seal }
}

function* contentOf(evidence: Evidence, context: PackContext): Generator<PackFile> {
  const { incident, alerts, records, fixes, entries, chain, head } = evidence
  const file = (name: string, text: string): PackFile => ({ name, parts: [text] })
  yield file("timeline.html", timelinePage(evidence, context))
  yield file("timeline.json", pretty({ madeAt: context.now, incident, alerts, fixes, entries }))
  yield { name: "trail.jsonl", parts: lines(chain) }
  yield file("head.json", pretty(head))
  for (const [index, record] of records.entries()) yield file(recordFile(index), pretty(record.raw))
  yield file("verify.mjs", context.verifier)
}

const LINES_AT_ONCE = 500

function* lines(rows: Iterable<unknown>): Generator<string> {
  let some: string[] = []
  for (const row of rows) {
    some.push(`${canonicalJson(row)}\n`)
    if (some.length < LINES_AT_ONCE) continue
    yield some.join("")
    some = []
  }
  yield some.join("")
}

function* hashed(parts: Iterable<string>, note: (hash: string) => void): Generator<string> {
  const hash = createHash("sha256")
  for (const part of parts) {
    hash.update(part, "utf8")
    yield part
  }
  note(hash.digest("hex"))
}

const pretty = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`
