/** How well each customer is watched right now, in plain words. Silence is never shown as health. */
import { agoText, instantText } from "../lib/time-text.ts"
import type { Face } from "../model/delivery.ts"
import type { Tenant } from "../model/tenant.ts"
import type { FeedHealth } from "../ports/feed-ledger.ts"
import type { Answer, AnswerRow } from "./answer.ts"
import { MOST_READ } from "./answer-records.ts"
import { feedExceptions, healthByTenant, isBackupSource, isBehind, isSentLog } from "./coverage.ts"

export type StatusInput = {
  readonly customers: readonly Tenant[]
  readonly health: readonly FeedHealth[]
  /** The customer's face doesn't name the provider's backup servers. */
  readonly face: Face
  /** "all customers", "Contoso Ltd only" */
  readonly scopeSentence: string
  /** Sources that each customer should have: without them, one that never reported would be missing silently. */
  readonly expected: (customer: Tenant) => readonly string[]
  /** What doesn't reach Teams, one sentence each; for technicians. */
  readonly undelivered?: readonly string[]
  /** How the backup servers are read, one line each; for technicians. */
  readonly backups?: readonly string[]
  readonly now: number
}

/** Troubled customers come first, so that a card that holds no more cuts the healthy ones. */
export function answerStatus(input: StatusInput): Answer {
  const health = healthByTenant(input.health)
  const judged = input.customers.map((customer) => judge(customer, health.get(customer.id) ?? [], input))
  const groups = VERDICTS.map((verdict) => judged.filter((one) => one.verdict === verdict))
  const counts = groups.flatMap((group, index) =>
    group.length === 0 ? [] : [`${group.length} ${VERDICTS[index]}`],
  )
  // The worst come first: whoever has so many customers asks for one of the others.
  const shown = groups.flat().slice(0, MOST_READ)
  const more = judged.length - shown.length
  return {
    title: "Status",
    lines: [
      `For ${input.scopeSentence}: ${counts.join(", ")}.`,
      ...(input.undelivered ?? []),
      ...(input.backups ?? []),
    ],
    rows: shown.map((one) => rowOf(one, input.now)),
    ...(more > 0 ? { more } : {}),
    coverage: `${feedExceptions(input.customers, input, DATED.length)}${DATED}`,
  }
}

const DATED =
  "The last record is dated by its own time; Microsoft publishes events minutes to days after they happen."

/** Worst first. Waiting needs nobody; trouble does. */
const VERDICTS = ["in trouble", "waiting", "ok"] as const

type Problem = { readonly source: string; readonly state: "waiting" | "trouble"; readonly sentence: string }
type Judged = {
  readonly customer: Tenant
  readonly known: readonly FeedHealth[]
  readonly problems: readonly Problem[]
  readonly verdict: (typeof VERDICTS)[number]
}

function judge(customer: Tenant, known: readonly FeedHealth[], input: StatusInput): Judged {
  const missing = input
    .expected(customer)
    .filter((source) => !known.some((one) => one.source === source))
    .map((source): Problem => ({ source, state: "trouble", sentence: "never read so far" }))
  const problems = [...known.flatMap((one) => problemOf(one, input)), ...missing]
  const isTrouble = problems.some((one) => one.state === "trouble")
  const verdict = isTrouble ? "in trouble" : problems.length > 0 ? "waiting" : "ok"
  return { customer, known, problems, verdict }
}

/** A source that says "ok" and was not read lately is trouble that nobody has noticed. */
function problemOf(health: FeedHealth, input: StatusInput): readonly Problem[] {
  const source = labelOf(health, input.face)
  if (health.state !== "ok") return [{ source, state: health.state, sentence: health.sentence }]
  if (isSentLog(health.source)) return []
  if (health.lastOkAt !== undefined && !isBehind(health.lastOkAt, input.now)) return []
  return [{ source, state: "trouble", sentence: "not read lately, though no error was reported" }]
}

const labelOf = (health: FeedHealth, face: Face): string =>
  face === "customer" && (isBackupSource(health.source) || isSentLog(health.source))
    ? "Backup server"
    : health.source

/** A card shows six facts a row: three are always there, so two problems are named and the rest counted. */
const MAX_PROBLEMS = 2

/** The same trouble of several sources is said once. */
function problemFacts(problems: readonly Problem[]): AnswerRow["facts"] {
  const groups = Map.groupBy(problems, ({ state, sentence }) => `${state} ${sentence}`)
  const facts = [...groups.values()].map((same) => ({
    label: same[0]?.state === "waiting" ? "Waiting" : "Trouble",
    value: [sourcesText(same.map(({ source }) => source)), same[0]?.sentence]
      .filter((part) => part)
      .join(": "),
  }))
  const more = facts.length - MAX_PROBLEMS
  return [
    ...facts.slice(0, MAX_PROBLEMS),
    ...(more > 0 ? [{ label: "Also", value: `${more} more ${more === 1 ? "problem" : "problems"}` }] : []),
  ]
}

const MAX_SOURCES = 3

/** Sources have long names, which a label would break. */
const sourcesText = (sources: readonly string[]): string =>
  sources.length > MAX_SOURCES ? `${sources.length} sources` : sources.join(", ")

function rowOf({ customer, known, problems, verdict }: Judged, now: number): AnswerRow {
  const reads = known.flatMap((one) => (isSentLog(one.source) ? [] : (one.lastOkAt ?? [])))
  const records = known.flatMap((one) => one.lastRecordAt ?? [])
  const pending = known.reduce((sum, one) => sum + one.pending, 0)
  return {
    heading: `${customer.displayName}: ${verdict}`,
    facts: [
      ...problemFacts(problems),
      {
        label: "Last record",
        value:
          records.length === 0
            ? "none so far"
            : `${instantText(Math.max(...records), customer.timeZone)}, ${agoText(Math.max(...records), now)}`,
      },
      {
        label: "Last read",
        value: reads.length === 0 ? "never" : `${agoText(Math.min(...reads), now)} (the oldest source)`,
      },
      { label: "Not yet stored", value: pending === 0 ? "nothing" : `${pending} blobs` },
    ],
  }
}
