/** "Who restored": the sessions of the time, and who made them. */
import { withMailMailboxes } from "../attribute/mail-mailboxes.ts"
import { type Answer, sentenceAnswer } from "./answer.ts"
import { answerRestores, type RestoresOfCustomer } from "./answer-restores.ts"
import type { Command } from "./command.ts"
import type { Scope } from "./command-scope.ts"
import { foreignMailbox } from "./one-customer.ts"
import { readPeriod } from "./period.ts"
import { healthIn, type QuestionDeps } from "./question-deps.ts"

type Asked = Extract<Command, { kind: "who-restored" }>

export async function queryRestores(asked: Asked, scope: Scope, deps: QuestionDeps): Promise<Answer> {
  const { mailbox, period: words } = asked
  const { attributions, evidenceBook } = deps.store
  const now = deps.now()
  const [only, ...others] = scope.customers
  const foreign =
    mailbox !== undefined && only !== undefined && others.length === 0
      ? foreignMailbox(only, mailbox, deps.domainsOf)
      : undefined
  if (foreign !== undefined) return foreign
  const unclear = readPeriod(words, only?.timeZone ?? "UTC", now)
  if (typeof unclear === "string") return sentenceAnswer("Which time?", unclear)
  const servers = deps.config.veeam.map(({ name }) => name)
  const readings = (await deps.store.backups.all()).filter(({ server }) => servers.includes(server))
  const customers = await Promise.all(
    scope.customers.map(async (customer): Promise<RestoresOfCustomer> => {
      const read = readPeriod(words, customer.timeZone, now)
      // Near a date line a day may not have begun for one customer: nothing of it is stored either.
      const period = typeof read === "string" ? unclear : read
      const stored = await deps.store.restores.between(customer.id, period.from, period.to)
      const told = await evidenceBook.between(customer.id, period.from, period.to)
      const restores = stored
        .filter((one) => one.tenantId === customer.id)
        .map((one) => ({ ...one, events: withMailMailboxes(one.events, told) }))
      const sessions = restores.map(({ session }) => session.id)
      return {
        customer,
        period,
        restores,
        answers: await attributions.ofSessions(customer.id, sessions),
        isUnclear: readings.some(({ reading }) => reading?.unclearFor?.includes(customer.id)),
      }
    }),
  )
  return answerRestores({
    ...(mailbox === undefined ? {} : { mailbox }),
    periodName: words,
    customers,
    health: await healthIn(scope, deps),
    gaps: await deps.store.backups.gaps(
      Math.min(...customers.map((one) => one.period.from)),
      Math.max(...customers.map((one) => one.period.to)),
    ),
    servers,
    face: scope.face,
    now,
  })
}
