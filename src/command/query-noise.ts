/** "Which rules are noisy": what became of the incidents of each. About how technicians work, so that only they may ask. */
import { setImmediate as others } from "node:timers/promises"
import { measureNoise } from "../alert/measure-noise.ts"
import { sharedZone } from "../lib/time-zone.ts"
import type { RuleIncident } from "../model/rule-incident.ts"
import { type Answer, sentenceAnswer } from "./answer.ts"
import { answerNoise } from "./answer-noise.ts"
import type { Question } from "./command.ts"
import type { Scope } from "./command-scope.ts"
import { feedCoverage } from "./coverage.ts"
import { readPeriod } from "./period.ts"
import { expectedOf, healthIn, type QuestionDeps } from "./question-deps.ts"

export async function queryNoise(
  { period: words }: Extract<Question, { kind: "noise" }>,
  scope: Scope,
  deps: Pick<QuestionDeps, "store" | "now">,
): Promise<Answer> {
  if (scope.face !== "technician")
    return sentenceAnswer(
      "Not in a customer's channel",
      "What was told for nothing, and how soon somebody took it, is about your provider's own work. Technicians ask in the triage channel or in their own chat with me.",
    )
  const { customers } = scope
  const now = deps.now()
  const period = readPeriod(words, sharedZone(customers.map(({ timeZone }) => timeZone)), now)
  if (typeof period === "string") return sentenceAnswer("Which time?", period)
  const told: (readonly RuleIncident[])[] = []
  for (const { id } of customers) {
    told.push(await deps.store.noise.told(id, period))
    // A year of thousands of customers takes seconds: presses and cards go on between two of them.
    await others()
  }
  return answerNoise({
    rules: measureNoise(told.flat()),
    customers,
    period: words,
    scopeSentence: scope.sentence,
    coverage: feedCoverage(customers, expectedOf(customers), {
      health: await healthIn(scope, deps),
      now,
      askedOf: () => period,
    }),
  })
}
