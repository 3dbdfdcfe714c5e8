/** "Test rule … 30d": what a rule would have told, before it tells anybody. Of records of several customers: for technicians alone. */
import { andMore } from "../lib/list-text.ts"
import { plainText } from "../lib/plain-text.ts"
import { sharedZone } from "../lib/time-zone.ts"
import type { BacktestOutcome } from "../ports/backtest.ts"
import { type Answer, sentenceAnswer } from "./answer.ts"
import { answerBacktest } from "./answer-backtest.ts"
import type { Question } from "./command.ts"
import type { Scope } from "./command-scope.ts"
import { feedCoverage } from "./coverage.ts"
import { readPeriod } from "./period.ts"
import { expectedOf, healthIn, type QuestionDeps } from "./question-deps.ts"

/** What can't be tried becomes an answer that says why, and what to ask instead. Rejects as `RunBacktest` does. */
export async function queryBacktest(
  { rule, period: words }: Extract<Question, { kind: "test-rule" }>,
  scope: Scope,
  deps: Pick<QuestionDeps, "store" | "config" | "now" | "backtest">,
): Promise<Answer> {
  if (scope.face !== "technician")
    return sentenceAnswer(
      "Not in a customer's channel",
      "What a rule would have told is your provider's own trial, and everybody here would read it. Technicians ask in the triage channel or in their own chat with me.",
    )
  const { customers } = scope
  const now = deps.now()
  const zone = sharedZone(customers.map(({ timeZone }) => timeZone))
  const period = readPeriod(words, zone, now)
  if (typeof period === "string") return sentenceAnswer("Which time?", period)
  const outcome = await deps.backtest({ rule, customers: customers.map(({ id }) => id), period, now })
  if (outcome.kind !== "tried") return untried(rule, outcome)
  return answerBacktest({
    backtest: outcome.backtest,
    ...{ customers, zone, period, words, scopeSentence: scope.sentence },
    ...{ namesFilters: scope.person.scope === "all", storage: deps.config.storage, now },
    coverage: feedCoverage(customers, expectedOf(customers), {
      health: await healthIn(scope, deps),
      now,
      askedOf: () => period,
    }),
  })
}

const MOST_PROBLEMS = 3
/** So many buttons fit, and so many names a sentence. */
const MOST_MEANT = 4
const MOST_NAMED = 8

function untried(rule: string, outcome: Exclude<BacktestOutcome, { kind: "tried" }>): Answer {
  const said = `“${plainText(rule, 80)}”`
  switch (outcome.kind) {
    case "unclear":
      return sentenceAnswer("Which rule?", unclear(said, outcome), {
        names: outcome.names.slice(0, MOST_MEANT),
      })
    case "broken":
      return sentenceAnswer(
        "The rule can't be tested",
        `As it is written now, it can't be used: ${outcome.problems.slice(0, MOST_PROBLEMS).join("; ")}`,
      )
    case "busy":
      return sentenceAnswer(
        "One at a time",
        "Another rule is being tested just now. That takes some seconds: please ask again.",
      )
    case "late":
      return sentenceAnswer(
        "That is more than I can test at once",
        `${said} was not tested. Ask for one customer, or for fewer days; the command line has no limit: watchpost rules backtest RULE.yml --days 30`,
      )
  }
}

function unclear(said: string, { names, fits }: Extract<BacktestOutcome, { kind: "unclear" }>): string {
  if (fits)
    return `${names.length} rules fit ${said}. Ask again with one of them: ${andMore(names.slice(0, MOST_NAMED), names.length)}.`
  const near = names.length === 0 ? "" : ` Did you mean ${names.join(" or ")}?`
  return `There is no rule called ${said}.${near} The names are those that cards, “noise” and docs/rules.md tell; a rule that is only a file yet is tried with: watchpost rules backtest RULE.yml --days 30`
}
