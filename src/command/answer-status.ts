/** How well each customer is watched right now, in plain words. Silence is never shown as health. */
import { durationText, instantText } from "../lib/time-text.ts"
import type { Face } from "../model/delivery.ts"
import type { Tenant } from "../model/tenant.ts"
import type { FeedHealth } from "../ports/feed-ledger.ts"
import type { Answer, AnswerRow } from "./answer.ts"
import { isBackupSource, isBehind } from "./coverage.ts"

export type StatusInput = {
  readonly customers: readonly Tenant[]
  readonly health: readonly FeedHealth[]
  /** The customer's face doesn't name the provider's backup servers. */
  readonly face: Face
  /** "all customers", "Contoso Ltd only" */
  readonly scopeSentence: string
  /** Sources that each customer should have: without them, one that never reported would be missing silently. */
  readonly expected: (customer: Tenant) => readonly string[]
  readonly now: number
}

/** Troubled customers come first, so that a card that holds no more cuts the healthy ones. */
export function answerStatus(input: StatusInput): Answer {
  const judged = input.customers.map((customer) => judge(customer, input))
  const troubled = judged.filter((one) => one.problems.length > 0)
  const fine = judged.filter((one) => one.problems.length === 0)
  const head =
    troubled.length === 0
      ? "every source is read without trouble."
      : `${troubled.length} of ${judged.length} to look at.`
  return {
    title: "Status",
    lines: [`For ${input.scopeSentence}: ${head}`],
    rows: [...troubled, ...fine].map((one) => rowOf(one, input.now)),
    coverage:
      "The last record is dated by its own time; Microsoft publishes events minutes to days after they happen.",
  }
}

type Judged = {
  readonly customer: Tenant
  readonly known: readonly FeedHealth[]
  readonly problems: readonly { readonly label: string; readonly value: string }[]
}

function judge(customer: Tenant, input: StatusInput): Judged {
  const known = input.health.filter((one) => one.tenantId === customer.id)
  const isRead = (source: string): boolean =>
    known.some((one) => one.source === source && (one.lastOkAt !== undefined || one.state !== "ok"))
  const never = input.expected(customer).filter((source) => !isRead(source))
  const stale = known.filter(
    (one) => one.state === "ok" && (one.lastOkAt === undefined || isBehind(one.lastOkAt, input.now)),
  )
  return {
    customer,
    known,
    problems: [
      ...known
        .filter((one) => one.state !== "ok")
        .map((one) => ({ label: one.source, value: troubleText(one) })),
      ...stale.map((one) => ({
        label: labelOf(one, input.face),
        value: "not read lately, though no error was reported",
      })),
      ...(never.length === 0 ? [] : [{ label: "Never read", value: never.join(", ") }]),
    ],
  }
}

const labelOf = (health: FeedHealth, face: Face): string =>
  face === "customer" && isBackupSource(health.source) ? "Backup server" : health.source

const troubleText = (health: FeedHealth): string => {
  const word = health.state === "waiting" ? "waiting" : "trouble"
  return health.sentence === "" ? word : `${word}: ${health.sentence}`
}

/** A card shows six facts a row: three are always there, so two problems are named and the rest counted. */
const MAX_PROBLEMS = 2

function rowOf({ customer, known, problems }: Judged, now: number): AnswerRow {
  const named = problems.slice(0, MAX_PROBLEMS)
  const more = problems.length - named.length
  const reads = known.flatMap((one) => one.lastOkAt ?? [])
  const records = known.flatMap((one) => one.lastRecordAt ?? [])
  const pending = known.reduce((sum, one) => sum + one.pending, 0)
  return {
    heading: `${customer.displayName}: ${problems.length === 0 ? "ok" : "needs a look"}`,
    facts: [
      ...named,
      ...(more === 0
        ? []
        : [{ label: "Also", value: `${more} more ${more === 1 ? "source" : "sources"} in trouble` }]),
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
      { label: "Waiting", value: pending === 0 ? "nothing" : `${pending} blobs to store` },
    ],
  }
}

const agoText = (at: number, now: number): string => `${durationText(now - at)} ago`
