/** "Posture at contoso": is it set up to be watched, and against what thieves use first? Read live; of many customers as many as fit. */
import type { CustomerConfig } from "../config/config.ts"
import { MINUTE } from "../lib/time-units.ts"
import { postureChecks } from "../onboard/posture.ts"
import { POSTURE_SOURCES, type PostureReads, type PostureSource, type Read } from "../onboard/posture-rows.ts"
import type { Answer } from "./answer.ts"
import { MAX_OPEN, OPEN_STATES } from "./answer-alerts.ts"
import { answerPosture, answerPostures, type Posture } from "./answer-posture.ts"
import type { Scope } from "./command-scope.ts"
import { feedCoverage } from "./coverage.ts"
import { expectedOf, healthIn, type QuestionDeps } from "./question-deps.ts"
import { askLive, LIVE_AT_ONCE, type Live, openLive, problemOf, readEach, timeToAnswer } from "./run-live.ts"

/** A tenant that can't be read becomes a sentence, never an error. Keeps what was read in `deps.postures`. */
export async function queryPosture(scope: Scope, deps: QuestionDeps): Promise<Answer> {
  const [only, ...others] = scope.customers
  return only !== undefined && others.length === 0
    ? postureOfOne(only, scope, deps)
    : postureOfAll(scope, deps)
}

async function postureOfOne(customer: CustomerConfig, scope: Scope, deps: QuestionDeps): Promise<Answer> {
  const now = deps.now()
  const health = await healthIn(scope, deps)
  const open = await deps.store.incidents.list({
    tenants: [customer.id],
    states: OPEN_STATES,
    limit: MAX_OPEN,
  })
  return askLive(customer, deps, async (live) => {
    const posture = await readPosture(live)
    if ("checks" in posture) deps.postures.set(customer.id, { at: now, posture })
    return answerPosture({
      ...{ customer, posture, open, face: scope.face, now },
      coverage: feedCoverage([customer], expectedOf(scope.customers), { health, now }),
    })
  })
}

/** What was read is believed for so long where many are asked for, milliseconds. */
const BELIEVED_MS = 15 * MINUTE

/**
 * Those that come first have the whole time: what they don't answer in it is told as unknown, so that the next answer goes
 * on with the others. What comes later and is cut off by the end is left for that one.
 */
async function postureOfAll(
  { customers, sentence }: Scope,
  { admin, liveTimeoutMs, now, postures }: QuestionDeps,
): Promise<Answer> {
  const readable = customers.filter(({ canRespond }) => canRespond)
  const believed = ({ id }: CustomerConfig): Posture | undefined => {
    const { at = Number.NEGATIVE_INFINITY, posture } = postures.get(id) ?? {}
    const age = now() - at
    return age >= 0 && age < BELIEVED_MS ? posture : undefined
  }
  const due = readable.filter((one) => believed(one) === undefined)
  const first = new Set(due.slice(0, LIVE_AT_ONCE))
  const signal = timeToAnswer(liveTimeoutMs)
  await readEach(due, signal, async (customer) => {
    const posture = await readPosture(openLive(customer, admin, signal))
    if (!signal.aborted || first.has(customer)) postures.set(customer.id, { at: now(), posture })
  })
  const read = readable.flatMap((customer) => {
    const posture = believed(customer)
    return posture === undefined ? [] : [{ customer, posture }]
  })
  return answerPostures({
    read,
    scopeSentence: sentence,
    unread: readable.length - read.length,
    watched: customers.length - readable.length,
  })
}

/** What can't be read of one point leaves the others as they are. */
async function readPosture(live: Live): Promise<Posture> {
  const { log, organization, mailboxes, bypass, ...mail } = POSTURE_SOURCES
  const auditing = [
    readOne(live, log),
    readOne(live, organization),
    readOne(live, mailboxes),
    readOne(live, bypass),
  ] as const
  const [spamPolicies, spamRules, remoteDomains, transport, clientAccess] = await Promise.all([
    readOne(live, mail.spamPolicies),
    readOne(live, mail.spamRules),
    readOne(live, mail.remoteDomains),
    readOne(live, mail.transport),
    readOne(live, mail.clientAccess),
  ])
  const [readLog, readOrganization, readMailboxes, readBypass] = await Promise.all(auditing)
  const reads: PostureReads = {
    ...{ log: readLog, organization: readOrganization, mailboxes: readMailboxes, bypass: readBypass },
    ...{ spamPolicies, spamRules, remoteDomains, transport, clientAccess },
  }
  const problems = Object.values(reads).flatMap((read) => ("problem" in read ? [read.problem] : []))
  const [first] = problems
  return first !== undefined && problems.length === Object.keys(reads).length
    ? { problem: first }
    : { checks: postureChecks(reads) }
}

async function readOne<Row>(live: Live, source: PostureSource<Row>): Promise<Read<Row>> {
  const { cmdlet, parameters, select, rowsOf } = source
  try {
    return { rows: rowsOf(await live.invoke(cmdlet, parameters, select === undefined ? {} : { select })) }
  } catch (thrown) {
    return { problem: problemOf(thrown, live.signal) }
  }
}
