/** "Posture at contoso": is it set up to be watched, and against what thieves use first? Read live; of many customers as many as fit. */
import type { CustomerConfig } from "../config/config.ts"
import { postureChecks } from "../onboard/posture.ts"
import { POSTURE_SOURCES, type PostureReads, type PostureSource, type Read } from "../onboard/posture-rows.ts"
import type { Answer } from "./answer.ts"
import { MAX_OPEN, OPEN_STATES } from "./answer-alerts.ts"
import { answerPosture, answerPostures, type Posture } from "./answer-posture.ts"
import type { Scope } from "./command-scope.ts"
import { feedCoverage } from "./coverage.ts"
import { expectedOf, healthIn, type QuestionDeps } from "./question-deps.ts"
import { askLive, type Live, openLive, problemOf, readEach, timeToAnswer } from "./run-live.ts"

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
    if ("checks" in posture) deps.postures.set(customer.id, { triedAt: now, read: { at: now, posture } })
    return answerPosture({
      ...{ customer, posture, open, face: scope.face, now },
      coverage: feedCoverage([customer], expectedOf(scope.customers), { health, now }),
    })
  })
}

/** What was read is believed for so long where many are asked for, milliseconds. */
const BELIEVED_MS = 15 * 60_000

/** Whoever was tried longest ago comes first, so that customers whose Exchange hangs hold up no others for ever. */
async function postureOfAll(
  { customers, sentence }: Scope,
  { admin, liveTimeoutMs, now, postures }: QuestionDeps,
): Promise<Answer> {
  const readable = customers.filter(({ canRespond }) => canRespond)
  const triedAt = ({ id }: CustomerConfig): number => postures.get(id)?.triedAt ?? 0
  const isRead = ({ id }: CustomerConfig): boolean => {
    const age = now() - (postures.get(id)?.read?.at ?? Number.NEGATIVE_INFINITY)
    return age >= 0 && age < BELIEVED_MS
  }
  const due = readable.filter((one) => !isRead(one)).toSorted((a, b) => triedAt(a) - triedAt(b))
  const signal = timeToAnswer(liveTimeoutMs)
  await readEach(due, signal, async (customer) => {
    postures.set(customer.id, { ...postures.get(customer.id), triedAt: now() })
    const posture = await readPosture(openLive(customer, admin, signal))
    // What the end of the time cut off says nothing of the customer.
    if (!signal.aborted) postures.set(customer.id, { triedAt: now(), read: { at: now(), posture } })
  })
  const read = readable.filter(isRead).flatMap((customer) => {
    const posture = postures.get(customer.id)?.read?.posture
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
