/** Which file answers which question. */
import type { Answer } from "./answer.ts"
import type { Question } from "./command.ts"
import type { Scope } from "./command-scope.ts"
import { afterListing, nextQuestions } from "./next-questions.ts"
import { foreignMailbox, isAnswer, oneCustomer } from "./one-customer.ts"
import { queryBacktest } from "./query-backtest.ts"
import { queryDone } from "./query-done.ts"
import { queryForwarding } from "./query-forwarding.ts"
import { queryNoise } from "./query-noise.ts"
import {
  queryActivity,
  queryAdminActivity,
  queryChanges,
  querySameAddress,
  querySignIns,
} from "./query-records.ts"
import { queryRestores } from "./query-restores.ts"
import { queryBoard, queryExplain } from "./query-store.ts"
import type { QuestionDeps } from "./question-deps.ts"
import { queryPosture } from "./run-posture.ts"
import { answerShow } from "./run-show.ts"
import { answerWhoCanRead } from "./run-who-can-read.ts"

export async function answerQuestion(question: Question, scope: Scope, deps: QuestionDeps): Promise<Answer> {
  const answer = await answered(question, scope, deps)
  const next = question.kind === "board" ? afterListing("Status", question) : nextQuestions(question, answer)
  return next.length === 0 ? answer : { ...answer, next }
}

async function answered(question: Question, scope: Scope, deps: QuestionDeps): Promise<Answer> {
  switch (question.kind) {
    case "who-restored":
      return queryRestores(question, scope, deps)
    case "who-can-read":
    case "show":
      return answerLive(question, scope, deps)
    case "who-set-forwarding":
      return queryForwarding(question, scope, deps)
    case "changes":
      return queryChanges(question, scope, deps)
    case "activity":
      return queryActivity(question, scope, deps)
    case "same-ip":
      return querySameAddress(question, scope, deps)
    case "sign-ins":
      return querySignIns(question, scope, deps)
    case "admin-activity":
      return queryAdminActivity(question, scope, deps)
    case "posture":
      return queryPosture(scope, deps)
    case "done":
      return queryDone(question, scope, deps)
    case "board":
      return queryBoard(scope, deps)
    case "noise":
      return queryNoise(question, scope, deps)
    case "test-rule":
      return queryBacktest(question, scope, deps)
    case "explain":
      return queryExplain(question, scope, deps)
  }
}

/** What is asked of the customer's tenant itself. */
async function answerLive(
  question: Extract<Question, { kind: "who-can-read" | "show" }>,
  scope: Scope,
  deps: QuestionDeps,
): Promise<Answer> {
  const { mailbox = "" } = question
  const customer = oneCustomer(scope, mailbox, deps.domainsOf)
  if (isAnswer(customer)) return customer
  const foreign = foreignMailbox(customer, mailbox, deps.domainsOf)
  if (foreign !== undefined) return foreign
  return question.kind === "show"
    ? answerShow(customer, question, deps)
    : answerWhoCanRead(customer, question.mailbox, deps)
}
