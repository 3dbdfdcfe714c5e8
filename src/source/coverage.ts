/**
 * How complete the stored records are, from what the ledger knows. Pure. Times are arrival: when Microsoft made a record
 * available, milliseconds UTC. What it has not published yet can't be known.
 */
import { instantText, shortInstantText } from "../lib/time-text.ts"
import type { ContentType } from "../model/audit-record.ts"
import type { Period } from "../model/period.ts"
import type { Gap, GivenUp, TypeLedger } from "../ports/feed-ledger.ts"

/** `open`: it heals by itself while Microsoft still offers it. `lost`: it doesn't. */
export type Hole = Period & {
  readonly type: ContentType
  readonly state: "open" | "lost"
  /** A clause in plain words. */
  readonly why: string
}

export type Coverage = {
  readonly asked: Period
  /** What all types together are complete for, but for the holes; missing when there is no such time. */
  readonly complete?: Period
  /** Within `complete`, oldest first. */
  readonly holes: readonly Hole[]
  /** Types that were never listed. */
  readonly never: readonly ContentType[]
}

/** The coverage of one tenant's content types for a period. `ledgers` may hold other types, too. */
export function coverageOf(
  ledgers: readonly TypeLedger[],
  types: readonly ContentType[],
  asked: Period,
): Coverage {
  const known = ledgers.filter((one) => types.includes(one.type))
  const never = types.filter((type) => !known.some((one) => one.type === type))
  const from = Math.max(asked.from, ...known.map((one) => one.cursor.since))
  const to = Math.min(asked.to, ...known.map((one) => one.cursor.watermark))
  if (never.length > 0 || known.length === 0 || from >= to) return { asked, holes: [], never }
  const complete = { from, to }
  const holes = known.flatMap(holesOf).filter((hole) => hole.from < to && hole.to > from)
  return {
    asked,
    complete,
    never,
    holes: holes
      .map((hole) => ({ ...hole, from: Math.max(hole.from, from), to: Math.min(hole.to, to) }))
      .toSorted((a, b) => a.from - b.from || a.to - b.to),
  }
}

/** Everything that one content type is known to miss, whenever it was. */
export function holesOf(ledger: TypeLedger): readonly Hole[] {
  const { type } = ledger
  const gaps = ledger.gaps.map((gap): Hole => ({ ...rangeOf(gap), type, ...gapWords(gap) }))
  const open = ledger.open.map(({ from, to, count }): Hole => {
    const blobs = count === 1 ? "1 blob is" : `${count} blobs are`
    return { type, from, to, state: "open", why: `${blobs} still to be stored` }
  })
  const givenUp = ledger.givenUp.map((one): Hole => {
    return { type, from: one.createdAt, to: one.createdAt + 1, state: "lost", why: givenUpWords(one) }
  })
  return [...merged(gaps), ...open, ...givenUp]
}

const rangeOf = ({ from, to }: Period): Period => ({ from, to })

function gapWords(gap: Gap): Pick<Hole, "state" | "why"> {
  const cause = causeWords(gap)
  if (gap.lostAt !== undefined) return { state: "lost", why: `${cause}; it can't be fetched any more` }
  if (gap.cause === "disabled") return { state: "open", why: cause }
  return { state: "open", why: `${cause}; it is being fetched` }
}

function causeWords({ cause, detail }: Gap): string {
  switch (cause) {
    case "not-running":
      return "Watchpost was not running"
    case "disabled":
      return "the audit subscription was off, so that nothing was collected"
    case "not-listed":
      return detail === ""
        ? "the feed could not be listed"
        : `the feed could not be listed (${detail.replace(/\.$/, "")})`
  }
}

function givenUpWords({ state, size }: GivenUp): string {
  switch (state) {
    case "lost":
      return "a blob that Microsoft had listed could not be had"
    case "too-large":
      return "a blob is too large to be taken in"
    case "unreadable":
      return size === undefined ? "a blob can't be read" : `a blob of ${size} bytes can't be read`
  }
}

/** Parts that touch and say the same are one. */
function merged(holes: readonly Hole[]): readonly Hole[] {
  const result: Hole[] = []
  for (const hole of holes.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1)
    if (last !== undefined && last.to >= hole.from && last.state === hole.state && last.why === hole.why) {
      result[result.length - 1] = { ...last, to: Math.max(last.to, hole.to) }
    } else result.push(hole)
  }
  return result
}

const MAX_EXCEPTIONS = 3

/** "complete from … to …, except …", to stand inside a sentence; `timeZone` is an IANA name. */
export function coverageText(coverage: Coverage, timeZone: string): string {
  const { complete, never, holes } = coverage
  if (never.length > 0)
    return `incomplete: ${never.join(", ")} ${never.length === 1 ? "was" : "were"} never read`
  if (complete === undefined) return "not covered: nothing of this time was read"
  const { from, to } = complete
  const range = `complete from ${instantText(from, timeZone)} to ${instantText(to, timeZone)}`
  if (holes.length === 0) return range
  const lostFirst = holes.toSorted((a, b) => Number(b.state === "lost") - Number(a.state === "lost"))
  const named = lostFirst.slice(0, MAX_EXCEPTIONS).map((hole) => holeText(hole, timeZone, to))
  const more = holes.length - named.length
  return `${range}, except ${[...named, ...(more > 0 ? [`${more} more`] : [])].join("; ")}`
}

/** One exception: what, when and why. */
export function holeText(hole: Hole, timeZone: string, now: number): string {
  const from = shortInstantText(hole.from, timeZone, now)
  const to = shortInstantText(hole.to, timeZone, now)
  return `${hole.type} ${from === to ? from : `${from} to ${to}`} (${hole.why})`
}

/** What was lost or quarantined since `since`, as a sentence for the operator; undefined when nothing was. */
export function lossSentence(ledgers: readonly TypeLedger[], since: number): string | undefined {
  const gaps = ledgers.flatMap((one) =>
    holesOf({
      ...one,
      open: [],
      givenUp: [],
      gaps: one.gaps.filter((gap) => (gap.lostAt ?? Number.NEGATIVE_INFINITY) >= since),
    }),
  )
  const blobs = ledgers.flatMap((one) => one.givenUp.filter((blob) => blob.at >= since))
  const ranges = gaps.map(({ from, to }) => `between ${iso(from)} and ${iso(to)}`)
  const parts = [
    ...(ranges.length === 0
      ? []
      : [
          `Records that arrived ${ranges.join(" and ")} were never fetched, and Microsoft lists only 7 days: search the audit log of that time by hand.`,
        ]),
    ...(blobs.length === 0 ? [] : [blobSentence(blobs)]),
  ]
  return parts.length === 0 ? undefined : parts.join(" ")
}

function blobSentence(blobs: readonly GivenUp[]): string {
  const count = blobs.length === 1 ? "1 blob" : `${blobs.length} blobs`
  const times = blobs.map((blob) => blob.createdAt)
  const when = `${iso(Math.min(...times))} to ${iso(Math.max(...times))}`
  return `The records of ${count} of audit content of ${when} are missing: ${blobs.at(-1)?.reason ?? ""}`
}

const iso = (at: number): string => new Date(at).toISOString()
