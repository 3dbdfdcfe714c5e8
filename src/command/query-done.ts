/** "What was fixed": what we did at the customers in scope, from the incidents and the journal of fixes. In a customer's channel, too. */
import { setImmediate as others } from "node:timers/promises"
import { sharedZone } from "../lib/time-zone.ts"
import { isForTechnicians } from "../model/alert.ts"
import { type Answer, sentenceAnswer } from "./answer.ts"
import { answerDone, type Deed, deedsOf } from "./answer-done.ts"
import type { Question } from "./command.ts"
import type { Scope } from "./command-scope.ts"
import { readPeriod } from "./period.ts"
import type { QuestionDeps } from "./question-deps.ts"

/** Newest first, by the clock that the customers share, else UTC. A time that can't be read becomes a question back. */
export async function queryDone(
  { period: words }: Extract<Question, { kind: "done" }>,
  { customers, face, sentence }: Scope,
  { store, now }: Pick<QuestionDeps, "store" | "now">,
): Promise<Answer> {
  const zone = sharedZone(customers.map(({ timeZone }) => timeZone))
  const period = readPeriod(words, zone, now())
  if (typeof period === "string") return sentenceAnswer("Which time?", period)
  const deeds: Deed[] = []
  for (const customer of customers) {
    const worked = await store.month.worked(customer.id, period)
    const done = worked.flatMap((one) => deedsOf({ ...one, customer }, period))
    deeds.push(...done.filter((deed) => face === "technician" || isForCustomer(deed)))
    // Months of thousands of customers take seconds: presses and cards go on between two of them.
    await others()
  }
  return answerDone({
    deeds,
    period: words,
    scopeSentence: sentence,
    face,
    zone,
    isOfMany: customers.length > 1,
  })
}

/**
 * What we tell of ourselves, and what other customers are part of, isn't theirs. What was there before anybody watched is
 * told to technicians alone; but what was changed about it was changed in the customer's tenant.
 */
const isForCustomer = ({ incident, kind }: Deed): boolean =>
  kind === "fix" || kind === "undo"
    ? !isForTechnicians({ subject: incident.subject })
    : !isForTechnicians(incident)
