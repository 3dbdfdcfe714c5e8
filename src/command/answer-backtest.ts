/** What a rule would have told: how often, where, how bad, what became of it, and what could not be tried. Pure. */

import { stateText } from "../alert/state-words.ts"
import { andList, andMore } from "../lib/list-text.ts"
import { instantText } from "../lib/time-text.ts"
import { DAY } from "../lib/time-units.ts"
import { LEVELS } from "../model/level.ts"
import type { Period } from "../model/period.ts"
import type { RecordKind, StoragePolicy } from "../model/storage-policy.ts"
import type { Tenant } from "../model/tenant.ts"
import type { Backtest, BacktestRow } from "../ports/backtest.ts"
import { type Answer, type AnswerRow, sentenceAnswer } from "./answer.ts"

export type BacktestInput = {
  readonly backtest: Backtest
  readonly customers: readonly Tenant[]
  readonly zone: string
  readonly period: Period
  /** The time as typed. */
  readonly words: string
  readonly scopeSentence: string
  readonly coverage: string
  /** Whoever isn't responsible for all customers doesn't read what filters are called: they may name any. */
  readonly namesFilters: boolean
  readonly storage: StoragePolicy
  /** Milliseconds UTC. */
  readonly now: number
}

export function answerBacktest(input: BacktestInput): Answer {
  const { backtest, words, coverage, zone } = input
  const { name, title } = backtest.rule
  const about = { about: { name } }
  if (backtest.from >= input.period.to) return { ...notEvenADay(input), ...about }
  const beside = backtest.tried === 0 ? [] : [...becameLine(backtest), ...rests(input)]
  return {
    title: `Test of “${title}”, ${words}`,
    lines: [headOf(input), ...cutLine(input), ...beside, ...triedLine(input), ...keptLine(input)],
    rows: backtest.rows.map((row) => rowOf(row, input, zone)),
    coverage,
    ...about,
  }
}

const totalOf = ({ customers }: Backtest): number => customers.reduce((sum, { count }) => sum + count, 0)

/** So many customers are named. */
const MOST_NAMED = 5

function headOf({ backtest, customers, scopeSentence }: BacktestInput): string {
  const { rule, levels } = backtest
  const total = totalOf(backtest)
  const start = `For ${scopeSentence}: ${rule.name} would have told`
  if (total === 0 && backtest.tried === 0)
    return `For ${scopeSentence}: nothing that ${rule.name} looks at is stored${backtest.compact === 0 ? "" : " with its details"}, so that nothing was tested.`
  if (total === 0) return `${start} nothing.`
  const bad = LEVELS.toReversed().filter((level) => levels[level] !== undefined)
  const one = total === 1 ? "" : "all "
  const how =
    bad.length === 1 ? `${one}${bad[0]}` : bad.map((level) => `${levels[level]} ${level}`).join(", ")
  const places = backtest.customers.map(
    ({ tenantId, count }) =>
      `${nameOf(customers, tenantId)}${backtest.customers.length === 1 ? "" : ` ${count}`}`,
  )
  const where = `; ${places.length === 1 ? one : ""}at ${andMore(places.slice(0, MOST_NAMED), places.length)}`
  const quiet = levels.informational === undefined ? "" : " What is informational is kept, and pages nobody."
  return `${start} ${total === 1 ? "once" : `${total} times`}: ${how}${customers.length === 1 ? "" : where}.${quiet}`
}

/** What people know of it already. */
function becameLine(backtest: Backtest): readonly string[] {
  const { fixed, harmless, open } = backtest.became
  const [total, known] = [totalOf(backtest), fixed + harmless + open]
  if (total === 0) return []
  if (known === 0) return [`No incident told of ${total === 1 ? "it" : "any of them"} so far.`]
  const ended = [
    { count: fixed, how: "fixed" },
    { count: harmless, how: "expected or harmless" },
    { count: open, how: "open" },
  ].filter(({ count }) => count > 0)
  if (total === 1) return [`An incident told of it: ${ended.map(({ how }) => how).join("")}.`]
  const left = total - known
  const others = left === 0 ? "" : ` Of the other ${left === 1 ? "one" : left} nobody was told.`
  const counts = ended.map(({ count, how }) => `${count} ${how}`)
  return [`Incidents told of ${left === 0 ? "all" : known} of them: ${counts.join(", ")}.${others}`]
}

/** What the figures stand on, where that isn't plain. */
function rests({ backtest, namesFilters }: BacktestInput): readonly string[] {
  const { isSilent, filters, learns, isAcross, rule } = backtest
  return [
    ...(isSilent
      ? [
          `${rule.name} is silent: by itself it tells nobody and only feeds other rules. This is what it would tell.`,
        ]
      : []),
    ...(filters === undefined ? [] : [filtersLine(filters, totalOf(backtest), namesFilters)]),
    ...(learns
      ? ["What is usual is learned from these records alone: in their first seven days nothing is new."]
      : []),
    ...(isAcross ? ["It compares customers; here each was tested by itself."] : []),
  ]
}

function filtersLine(
  { titles, without }: NonNullable<Backtest["filters"]>,
  total: number,
  isNamed: boolean,
): string {
  const named = isNamed ? ` (${andList(titles.slice(0, 3).map((title) => `“${title}”`))})` : ""
  const times = without === 1 ? "once" : `${without} times`
  return `Filters of yours hold for it${named}: without them it would have told ${without === total ? "as much" : times}.`
}

/** What the title promises and the figures don't hold. */
function cutLine({ backtest, period, customers }: BacktestInput): readonly string[] {
  const { from } = backtest
  if (from <= period.from) return []
  const asked = Math.ceil((period.to - 1 - period.from) / DAY)
  const days = Math.round((period.to - from) / DAY)
  const more = customers.length > 1 ? " One customer alone is tested further back." : ""
  return [
    `Only the last ${days === 1 ? "day" : `${days} days`} of ${asked} ${days === 1 ? "was" : "were"} tested: more doesn't fit into one answer.${more}`,
  ]
}

const KIND_WORDS: Readonly<Record<RecordKind, string>> = {
  mailItems: "work with mail",
  signIns: "sign-ins",
  files: "work with files",
  changes: "changes",
}

function triedLine({ backtest, storage }: BacktestInput): readonly string[] {
  const { tried, compact, kinds } = backtest
  if (tried + compact === 0) return []
  const kept = kinds.filter((kind) => storage[kind].keep === "compact").map((kind) => KIND_WORDS[kind])
  const why = kept.length === 0 ? "" : `: storage in the configuration keeps ${andList(kept)} compact`
  const details =
    compact === 0 ? "" : ` ${compact} more are kept without their details and could not be tested${why}.`
  return [
    `${tried} stored ${tried === 1 ? "record was" : "records were"} looked at.${details} Left aside were mutes, and what Watchpost's own app did.`,
  ]
}

/** What is older than it is kept isn't there to be tested. */
function keptLine({ backtest, storage, period, now }: BacktestInput): readonly string[] {
  const short = backtest.kinds.filter((kind) => now - storage[kind].days * DAY > period.from)
  if (short.length === 0) return []
  const days = short.map((kind) => `${KIND_WORDS[kind]} for ${storage[kind].days} days`)
  return [`Kept are ${andList(days)}: what is older could not be tested.`]
}

const notEvenADay = ({ backtest, customers }: BacktestInput): Answer =>
  sentenceAnswer(
    "Not even one day could be tested",
    `${backtest.rule.name} looks at more than I can read in the time of an answer. ${customers.length > 1 ? "Ask for one customer" : "Ask for some hours"}, or run at the command line, which has no limit: watchpost rules backtest RULE.yml --days 30`,
  )

function rowOf(
  { tenantId, at, level, who, sentence, incident }: BacktestRow,
  { customers, backtest }: BacktestInput,
  zone: string,
): AnswerRow {
  const other =
    incident === undefined || incident.rule === backtest.rule.name ? "" : `, told by ${incident.rule}`
  const customer = nameOf(customers, tenantId)
  const place = customers.length === 1 ? "" : ` · ${customer}`
  const state = incident === undefined ? "" : stateText(incident, "technician")
  return {
    heading: `${instantText(at, zone)} · ${level}${place}`,
    at,
    facts: [
      { label: "What", value: sentence },
      { label: "Who", value: who },
      {
        label: "Told",
        value: incident === undefined ? "no incident" : `incident ${incident.id}: ${state}${other}`,
      },
    ],
    columns: [
      { label: "Customer", value: customer },
      { label: "Level", value: level },
      { label: "What", value: sentence },
      { label: "Who", value: who },
      { label: "Incident", value: incident === undefined ? "" : String(incident.id) },
      { label: "State", value: state },
    ],
  }
}

const nameOf = (customers: readonly Tenant[], id: Tenant["id"]): string =>
  customers.find((customer) => customer.id === id)?.displayName ?? "a customer"
