/** "Who restored": the sessions of the time, and the evidence that tells who it was. */
import type { CustomerConfig } from "../config/config.ts"
import type { AdminSignIn } from "../model/restore-evidence.ts"
import type { StoredRestore } from "../ports/restore-store.ts"
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
  const now = deps.now()
  const [only, ...others] = scope.customers
  const foreign =
    mailbox !== undefined && only !== undefined && others.length === 0
      ? foreignMailbox(only, mailbox, deps.domainsOf)
      : undefined
  if (foreign !== undefined) return foreign
  const unclear = readPeriod(words, only?.timeZone ?? "UTC", now)
  if (typeof unclear === "string") return sentenceAnswer("Which time?", unclear)
  const customers = await Promise.all(
    scope.customers.map(async (customer): Promise<RestoresOfCustomer> => {
      const read = readPeriod(words, customer.timeZone, now)
      // Near a date line a day may not have begun for one customer: nothing of it is stored either.
      const period = typeof read === "string" ? unclear : read
      const stored = await deps.store.restores.between(customer.id, period.from, period.to)
      const restores = stored.filter((one) => one.tenantId === customer.id)
      return { customer, period, restores, ...(await evidenceOf(customer, restores, deps)) }
    }),
  )
  return answerRestores({
    ...(mailbox === undefined ? {} : { mailbox }),
    periodName: words,
    customers,
    health: await healthIn(scope, deps),
    servers: deps.config.veeam.map((server) => server.name),
    face: scope.face,
    now,
  })
}

/** Wider than any window in which a sign-in counts; the attribution decides which of them fit. */
const AROUND_MS = 30 * 60_000
const MOST_SIGN_INS = 2_000

/** Successful sign-ins of global admins around the sessions, or why there are none to count. */
async function evidenceOf(
  customer: CustomerConfig,
  restores: readonly StoredRestore[],
  deps: QuestionDeps,
): Promise<Pick<RestoresOfCustomer, "signIns" | "signInsMissing">> {
  if (restores.length === 0) return { signIns: [] }
  const admins = await deps.globalAdmins(customer)
  if (typeof admins === "string") return { signIns: [], signInsMissing: admins }
  const created = restores.map(({ session }) => session.createdAt)
  const records = await deps.store.records.find(customer.id, {
    actors: admins.names,
    operations: ["userloggedin"],
    kinds: ["signIns"],
    from: Math.min(...created) - AROUND_MS,
    to: Math.max(...created) + AROUND_MS,
    newestFirst: true,
    limit: MOST_SIGN_INS,
  })
  const signIns = records
    .filter((record) => record.outcome !== "failed")
    .map((record): AdminSignIn => {
      const { id, actor, happenedAt: at, ip } = record
      return {
        kind: "admin-sign-in",
        id,
        upn: actor.upn ?? actor.id,
        at,
        ...(ip === undefined ? {} : { ip }),
      }
    })
  return { signIns }
}
