/** What a rule would have told: how often, where, how bad, what became of it, and what could not be tried. Pure. */

import { stateText } from "../alert/state-words.ts"
import { andList, andMore } from "../lib/list-text.ts"
import { instantText } from "../lib/time-text.ts"
import { DAY } from "../lib/time-units.ts"
import { LEVELS } from "../model/level.ts"
import type { Period } from "../model/period.ts"
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
}

export function answerBacktest(input: BacktestInput): Answer {
  const { backtest, words, coverage, zone } = input
  const { name, title } = backtest.rule
  const about = { about: { name } }
  if (backtest.from >= input.period.to) return { ...notEvenADay(input), ...about }
  const beside = backtest.tried === 0 ? [] : [...becameLine(backtest), ...rests(input)]
  return {
    title: `Test of “${title}”, ${words}`,
    lines: [headOf(input), ...cutLine(input), ...beside, ...triedLine(backtest)],
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
  const [only = "", ...others] = bad
  const how = others.length === 0 ? only : bad.map((level) => `${levels[level]} ${level}`).join(", ")
  const where = backtest.customers.map(({ tenantId, count }) => `${nameOf(customers, tenantId)} ${count}`)
  const at = customers.length === 1 ? "" : ` At ${andMore(where.slice(0, MOST_NAMED), where.length)}.`
  const quiet = levels.informational === undefined ? "" : " What is informational is kept, and pages nobody."
  return `${start} ${total === 1 ? "once" : `${total} times`}, ${others.length === 0 && total > 1 ? "all " : ""}${how}.${at}${quiet}`
}

/** What people know of it already. */
function becameLine(backtest: Backtest): readonly string[] {
  const { fixed, harmless, open } = backtest.became
  const [total, known] = [totalOf(backtest), fixed + harmless + open]
  if (total === 0) return []
  const ended = [
    ...(fixed === 0 ? [] : [`${fixed} fixed`]),
    ...(harmless === 0 ? [] : [`${harmless} expected or harmless`]),
    ...(open === 0 ? [] : [`${open} open`]),
  ]
  const left = total - known
  if (known === 0) return [`No incident tells of ${total === 1 ? "it" : "any of them"} so far.`]
  return [
    `Incidents tell of ${left === 0 ? (total === 1 ? "it" : "all of them") : `${known} of them`} already: ${ended.join(", ")}.${left === 0 ? "" : ` Of the other ${left} nobody was told.`}`,
  ]
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
    `Only the last ${days === 1 ? "day" : `${days} days`} of ${asked} ${days === 1 ? "was" : "were"} tested: time was up.${more}`,
  ]
}

function triedLine({ tried, compact }: Backtest): readonly string[] {
  if (tried + compact === 0) return []
  const details =
    compact === 0
      ? ""
      : ` ${compact} more are kept without their details and could not be tested (storage in the configuration).`
  return [
    `${tried} stored ${tried === 1 ? "record was" : "records were"} looked at.${details} Mutes were left aside.`,
  ]
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
