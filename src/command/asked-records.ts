/** What all questions to one customer's stored records share: whose, of when, about whom, and how the answer is made. */
import type { CustomerConfig } from "../config/config.ts"
import { plainText } from "../lib/plain-text.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import type { Period } from "../model/period.ts"
import type { EventQuery } from "../ports/record-store.ts"
import { type Answer, sentenceAnswer } from "./answer.ts"
import { answerRecords, MOST_COUNTED } from "./answer-records.ts"
import type { Scope } from "./command-scope.ts"
import { feedCoverage } from "./coverage.ts"
import { idNames } from "./known-ids.ts"
import { unnamed } from "./known-mailboxes.ts"
import { isAnswer, oneCustomer } from "./one-customer.ts"
import { readPeriod } from "./period.ts"
import { expectedOf, healthIn, type QuestionDeps, rowWords } from "./question-deps.ts"
import { resolveName } from "./resolve-name.ts"

/** What is asked of one customer's records. */
export type Asked = {
  readonly title: string
  readonly noun: string
  readonly customer: CustomerConfig
  readonly period: Period
  readonly query: Omit<EventQuery, "from" | "to">
  /** Of what was read; then the count is of what is left. */
  readonly keep?: (record: AuditRecord) => boolean
  readonly notes?: readonly string[]
}

export async function answerAsked(asked: Asked, scope: Scope, deps: QuestionDeps): Promise<Answer> {
  const { customer, period, title, noun, keep } = asked
  const query = { ...asked.query, ...period }
  // What is sifted here is read further back: what is left is what can be shown.
  const limit = keep === undefined ? deps.rows : SIFTED
  const read = await deps.store.records.find(customer.id, { ...query, newestFirst: true, limit })
  const records = keep === undefined ? read : read.filter(keep)
  const isAll = read.length < limit
  const kinds =
    keep !== undefined || isAll
      ? undefined
      : await deps.store.records.operations(customer.id, { ...query, limit: MOST_COUNTED })
  const total = kinds?.reduce((sum, { count }) => sum + count, 0) ?? records.length
  const now = deps.now()
  const shown = records.slice(0, deps.rows)
  const isPart = keep !== undefined && !isAll
  const answer = answerRecords({
    ...{ title, noun, period, total },
    ...(kinds === undefined ? {} : { kinds }),
    place: customer.displayName,
    records: shown,
    words: {
      ...{ zone: customer.timeZone, face: scope.face, ...rowWords(deps) },
      named: await idNames(shown, deps.store, now),
    },
    notes: [
      ...(asked.notes ?? []),
      ...(isPart ? [`Only the newest ${limit} records were looked through.`] : []),
    ],
    coverage: feedCoverage([customer], expectedOf(scope.customers), {
      health: await healthIn(scope, deps),
      now,
      askedOf: () => period,
    }),
  })
  return isPart ? { ...answer, isPart } : answer
}

const SIFTED = 1_000
/** So many buttons fit. */
const MOST_MEANT = 4

/** Runs `ask` with the customer and the time that are meant, or tells what isn't clear. */
export async function withWhere(
  { period, name = "" }: { readonly period: string; readonly name?: string },
  scope: Scope,
  deps: QuestionDeps,
  ask: (customer: CustomerConfig, period: Period) => Promise<Answer>,
): Promise<Answer> {
  const customer = oneCustomer(scope, name, deps.domainsOf)
  if (isAnswer(customer)) return customer
  const read = readPeriod(period, customer.timeZone, deps.now())
  if (typeof read === "string") return sentenceAnswer("Which time?", read)
  return ask(customer, read)
}

/** The one whom a typed name means. An address is taken as it is: when nothing is found of it, others are suggested. */
export async function withPerson(
  typed: string,
  customer: CustomerConfig,
  period: Period,
  { store }: Pick<QuestionDeps, "store">,
  ask: (name: string, notes: readonly string[]) => Promise<Answer>,
): Promise<Answer> {
  if (typed.includes("@")) {
    const query = { actors: [typed.toLowerCase()], ...period, limit: 1 }
    if ((await store.records.count(customer.id, query)) > 0) return ask(typed, [])
  }
  const { names, suggestions } = resolveName(typed, await store.records.names(customer.id, period))
  const [only, ...others] = names
  if (only !== undefined && others.length === 0)
    return { ...(await ask(only, [])), about: { name: only, customer: customer.name } }
  if (only !== undefined) {
    return sentenceAnswer(
      "Who is meant?",
      `${names.length} names at ${customer.displayName} fit “${plainText(typed, 60)}”. Ask again with one: ${names.slice(0, 8).join(", ")}.`,
      { names: names.slice(0, MOST_MEANT) },
    )
  }
  const meant = await unnamed(typed, suggestions, customer, { store })
  const answer = await ask(typed, meant.notes)
  const isNobody = meant.isNobody ? { about: { ...answer.about, isNobody: true as const } } : {}
  return { ...answer, instead: { names: meant.names }, ...isNobody }
}
