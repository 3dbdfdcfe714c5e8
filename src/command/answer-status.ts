/** How well each customer is watched right now, in plain words. Silence is never shown as health. */
import { durationText, instantText } from "../lib/time-text.ts"
import type { Tenant } from "../model/tenant.ts"
import type { FeedHealth } from "../ports/feed-ledger.ts"
import type { Answer } from "./answer.ts"

export type StatusInput = {
  readonly customers: readonly Tenant[]
  readonly health: readonly FeedHealth[]
  /** "all customers", "Contoso Ltd only" */
  readonly scopeSentence: string
  /** Sources that each customer should have: without them, one that never reported would be missing silently. */
  readonly expected: (customer: Tenant) => readonly string[]
  readonly now: number
}

export function answerStatus(input: StatusInput): Answer {
  const rows = input.customers.flatMap((customer) => rowsOf(customer, input))
  const troubled = rows.filter((row) => row.troubled).length
  const head =
    troubled === 0
      ? "Every source was read without trouble."
      : `${troubled} of ${rows.length} sources need a look.`
  return {
    title: "Status",
    lines: [`For ${input.scopeSentence}. ${head}`],
    table: {
      columns: ["Customer", "Source", "State", "Last read", "Last record", "Waiting"],
      rows: rows.map((row) => row.cells),
    },
    coverage: [
      "Last record is the newest event's own time; Microsoft publishes events minutes to days after they happen.",
    ],
  }
}

type Row = { readonly cells: readonly string[]; readonly troubled: boolean }

function rowsOf(customer: Tenant, input: StatusInput): readonly Row[] {
  const known = input.health.filter((one) => one.tenantId === customer.id)
  const missing = input.expected(customer).filter((source) => !known.some((one) => one.source === source))
  return [
    ...known.map((one) => rowOf(customer, one, input.now)),
    ...missing.map((source) => ({
      cells: [customer.displayName, source, "never read so far", "never", "none", "unknown"],
      troubled: true,
    })),
  ]
}

function rowOf(customer: Tenant, health: FeedHealth, now: number): Row {
  return {
    cells: [
      customer.displayName,
      health.source,
      stateText(health),
      health.lastOkAt === undefined ? "never" : agoText(health.lastOkAt, now),
      health.lastRecordAt === undefined
        ? "none"
        : `${instantText(health.lastRecordAt, customer.timeZone)}, ${agoText(health.lastRecordAt, now)}`,
      health.pending === 0 ? "nothing" : `${health.pending} to store`,
    ],
    troubled: health.state !== "ok",
  }
}

function stateText(health: FeedHealth): string {
  if (health.state === "ok") return "ok"
  const word = health.state === "waiting" ? "waiting" : "trouble"
  return health.sentence === "" ? word : `${word}: ${health.sentence}`
}

const agoText = (at: number, now: number): string => `${durationText(now - at)} ago`
