/** "Who restored": the sessions of the time, and who made them. */
import { withMailMailboxes } from "../attribute/mail-mailboxes.ts"
import { sharedZone } from "../lib/time-zone.ts"
import type { TenantId } from "../model/ids.ts"
import type { Period } from "../model/period.ts"
import { type Answer, sentenceAnswer } from "./answer.ts"
import { answerRestores, type RestoresInput, type RestoresOfCustomer } from "./answer-restores.ts"
import type { Command } from "./command.ts"
import type { Scope } from "./command-scope.ts"
import { knownMailboxes, noSuchMailbox } from "./known-mailboxes.ts"
import { foreignMailbox } from "./one-customer.ts"
import { readPeriod } from "./period.ts"
import { healthIn, type QuestionDeps } from "./question-deps.ts"

type Asked = Extract<Command, { kind: "who-restored" }>

export async function queryRestores(asked: Asked, scope: Scope, deps: QuestionDeps): Promise<Answer> {
  const { mailbox, period: words } = asked
  const now = deps.now()
  const [only, ...others] = scope.customers
  const foreign =
    mailbox !== undefined && only !== undefined && others.length === 0
      ? foreignMailbox(only, mailbox, deps.domainsOf)
      : undefined
  if (foreign !== undefined) return foreign
  const shared = readPeriod(words, sharedZone(scope.customers.map(({ timeZone }) => timeZone)), now)
  if (typeof shared === "string") return sentenceAnswer("Which time?", shared)
  const servers = deps.config.veeam.map(({ name }) => name)
  const readings = (await deps.store.backups.all()).filter(({ server }) => servers.includes(server))
  const customers = await Promise.all(
    scope.customers.map(async (customer): Promise<RestoresOfCustomer> => {
      const read = readPeriod(words, customer.timeZone, now)
      // Near a date line a day may not have begun for one customer: nothing of it is stored either.
      const period = typeof read === "string" ? shared : read
      return {
        customer,
        period,
        ...(await storedIn(customer.id, period, deps.store)),
        isUnclear: readings.some(({ reading }) => reading?.unclearFor?.includes(customer.id)),
      }
    }),
  )
  return answerRestores({
    ...(mailbox === undefined ? {} : { mailbox }),
    ...(await knownAs(mailbox, scope, deps)),
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

async function knownAs(
  mailbox: string | undefined,
  { customers }: Scope,
  deps: QuestionDeps,
): Promise<Pick<RestoresInput, "known">> {
  if (mailbox === undefined) return {}
  const known = await knownMailboxes(mailbox, customers, deps)
  return { known: { lines: noSuchMailbox(mailbox, customers, known), closest: known.closest } }
}

/** What is stored of a customer's restores, with whom the evidence points to; in another's nothing is looked for. */
async function storedIn(
  tenant: TenantId,
  { from, to }: Period,
  { restores, evidenceBook, attributions }: QuestionDeps["store"],
): Promise<Pick<RestoresOfCustomer, "restores" | "answers">> {
  const stored = await restores.between(tenant, from, to)
  const evidence = await evidenceBook.between(tenant, from, to)
  const own = stored
    .filter((one) => one.tenantId === tenant)
    .map((one) => ({ ...one, events: withMailMailboxes(one.events, evidence) }))
  const answers = await attributions.ofSessions(
    tenant,
    own.map(({ session }) => session.id),
  )
  return { restores: own, answers }
}
