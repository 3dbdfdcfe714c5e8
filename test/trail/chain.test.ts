import { describe, expect, it } from "vitest"
import { canonicalJson } from "../../src/lib/canonical-json.ts"
import { sha256Hex } from "../../src/lib/sha256.ts"
import { incidentId, tenantId } from "../../src/model/ids.ts"
import type { TrailEntry } from "../../src/model/trail-entry.ts"
import type { UnreadableEntry } from "../../src/ports/trail-reader.ts"
import { entryHash, FIRST_PREV, verifyChain } from "../../src/trail/chain.ts"

const AT = Date.UTC(2026, 10, 20, 9, 30)

function makeChain(length: number): TrailEntry[] {
  const entries: TrailEntry[] = []
  for (let seq = 1; seq <= length; seq += 1) {
    const prev = entries.at(-1)?.hash ?? FIRST_PREV
    const content = {
      seq,
      at: AT + seq,
      kind: "command",
      who: "Kim",
      what: `Asked ${seq}`,
      data: { seq },
      prev,
    } as const
    entries.push({ ...content, hash: entryHash(content) })
  }
  return entries
}

const headOf = (entries: readonly TrailEntry[]) => ({
  entries: entries.length,
  hash: entries.at(-1)?.hash ?? FIRST_PREV,
})

const replaced = (entries: readonly TrailEntry[], seq: number, change: Partial<TrailEntry>): TrailEntry[] =>
  entries.map((entry) => (entry.seq === seq ? { ...entry, ...change } : entry))

/** As somebody would who knows how the hash is made. */
function rewritten(entries: readonly TrailEntry[], seq: number): TrailEntry[] {
  return entries.map((entry) => {
    if (entry.seq !== seq) return entry
    const { hash: _, ...content } = { ...entry, what: "Nothing happened" }
    return { ...content, hash: entryHash(content) }
  })
}

describe("entryHash()", () => {
  it("is SHA-256 of the canonical JSON of number, content and the hash before", () => {
    const [entry] = makeChain(1)
    const text = `{"at":${AT + 1},"data":{"seq":1},"kind":"command","prev":"${FIRST_PREV}","seq":1,"what":"Asked 1","who":"Kim"}`

    expect(entry?.hash).toBe(sha256Hex(text))
  })

  it("covers tenant and incident where there are any, and nothing that isn't of the entry", () => {
    const [first] = makeChain(1)
    if (first === undefined) throw new Error("no entry")
    const { hash, ...content } = first

    expect(entryHash({ ...content, tenantId: tenantId("t") })).not.toBe(hash)
    expect(entryHash({ ...content, incidentId: incidentId(1) })).not.toBe(hash)
    expect(entryHash({ ...content, ...{ hash, note: "not part of it" } })).toBe(hash)
    expect(sha256Hex(canonicalJson(content))).toBe(hash)
  })
})

describe("verifyChain()", () => {
  it("finds a whole chain whole, with its length, times and head", async () => {
    const entries = makeChain(3)

    const verdict = await verifyChain(entries, headOf(entries))

    expect(verdict).toEqual({ ok: true, entries: 3, head: entries[2]?.hash, firstAt: AT + 1, lastAt: AT + 3 })
  })

  it("takes an empty trail and an asynchronous source", async () => {
    async function* slowly() {
      yield* makeChain(2)
    }

    expect(await verifyChain([], headOf([]))).toEqual({ ok: true, entries: 0, head: FIRST_PREV })
    expect(await verifyChain(slowly())).toMatchObject({ ok: true, entries: 2 })
  })

  const chain = makeChain(4)
  const [first, second, third, fourth] = chain
  if (!first || !second || !third || !fourth) throw new Error("four entries")
  const unreadable: UnreadableEntry = { seq: 2, unreadable: "its data is no JSON" }
  const swapped = [first, { ...third, seq: 2 }, { ...second, seq: 3 }, fourth]

  it.each([
    {
      harm: "a changed entry",
      entries: replaced(chain, 2, { what: "Nothing" }),
      seq: 2,
      says: /was changed/,
    },
    {
      harm: "a changed hash",
      entries: replaced(chain, 4, { hash: FIRST_PREV }),
      seq: 4,
      says: /was changed/,
    },
    {
      harm: "an entry rewritten with its hash",
      entries: rewritten(chain, 2),
      seq: 3,
      says: /doesn't follow/,
    },
    {
      harm: "the last one rewritten with its hash",
      entries: rewritten(chain, 4),
      seq: 4,
      says: /written last/,
    },
    { harm: "the first one removed", entries: chain.slice(1), seq: 1, says: /entry 1 is missing/ },
    {
      harm: "one in the middle removed",
      entries: [first, third, fourth],
      seq: 2,
      says: /entry 2 is missing/,
    },
    { harm: "the last one removed", entries: chain.slice(0, 3), seq: 4, says: /end was cut off: 4 .* 3/ },
    { harm: "all removed", entries: [], seq: 1, says: /end was cut off/ },
    { harm: "two in the wrong order", entries: [first, third, second, fourth], seq: 2, says: /missing/ },
    { harm: "two with their numbers swapped", entries: swapped, seq: 2, says: /was changed/ },
    { harm: "the same one twice", entries: [first, first, second], seq: 2, says: /missing/ },
    { harm: "one that can't be read", entries: [first, unreadable, third], seq: 2, says: /no JSON/ },
    {
      harm: "content that can't be hashed",
      entries: replaced(chain, 3, { at: Number.NaN }),
      seq: 3,
      says: /changed/,
    },
  ])("names the first broken link: $harm", async ({ entries, seq, says }) => {
    const verdict = await verifyChain(entries, headOf(chain))

    expect(verdict).toEqual({ ok: false, seq, problem: expect.stringMatching(says) })
  })

  it("notices entries beyond the stored head, and a head that is gone", async () => {
    const added = await verifyChain(chain, headOf(chain.slice(0, 2)))
    const headless = await verifyChain(chain, "missing")

    expect(added).toEqual({ ok: false, seq: 3, problem: expect.stringMatching(/only 2 were written/) })
    expect(headless).toEqual({ ok: false, seq: 5, problem: expect.stringMatching(/head is missing/) })
  })

  it("repeats no text of an entry in its answer", async () => {
    const verdict = await verifyChain(replaced(chain, 1, { what: "[click](https://evil.example)" }))

    expect(JSON.stringify(verdict)).not.toContain("evil")
  })
})
