/** Sends what a fix has planned: each call once, in order, and each with its answer for the trail. */
import { AppError, CmdletError, RemediationError, TenantError, UpstreamError } from "../model/errors.ts"
import { frozenSentence } from "../model/freeze.ts"
import { type GraphCall, isCmdlet, type PlannedCall, type Remediation } from "../model/remediation.ts"
import type { Brake } from "../ports/brake.ts"
import type { TenantAdmin } from "../ports/tenant-admin.ts"
import type { Action, Subject } from "./action-contract.ts"
import { saysNothingChanged } from "./cmdlet-rows.ts"
import type { CallMade } from "./outcome.ts"
import { randomPassword, wantsSecret, withSecret } from "./random-secret.ts"

export type Calling = {
  readonly deps: { readonly admin: TenantAdmin; readonly store: { readonly brake: Pick<Brake, "frozen"> } }
  readonly remediation: Pick<Remediation, "tenantId">
  readonly action: Pick<Action, "anchor">
  readonly subject: Subject
  readonly signal: AbortSignal
  /** What was sent so far, with its answers. */
  readonly calls: CallMade[]
  /** Those that were accepted, unless they found nothing to change, and those without an answer. */
  readonly sent: PlannedCall[]
  /** The random password that was sent, where one was. */
  readonly passwords: string[]
}

export type Called = {
  /** False: a call got no answer, and nobody knows whether it happened. */
  readonly answered: boolean
  /** Why there was none. */
  readonly trouble?: UpstreamError
  /** The service said no, in its own sentence. */
  readonly refusal?: string
  /** The service said, in its own sentence, that what a call is about isn't there; the others went on. */
  readonly absent?: string
}

/**
 * Calls in order; the first one without a clean answer ends the round, and the state is read. Calls that may come last
 * are refused without holding the others up: they are sent once more after them, unless what they are about is gone. A
 * freeze holds before each call, not only before the first.
 */
export async function callAll(run: Calling, plan: readonly PlannedCall[]): Promise<Called> {
  const queue = plan.map((call) => ({ call, isAgain: false }))
  let refusal: string | undefined
  let absent: string | undefined
  for (const { call, isAgain } of queue) {
    const freeze = await run.deps.store.brake.frozen(run.remediation.tenantId)
    if (freeze !== undefined) return { answered: true, refusal: frozenSentence(freeze) }
    try {
      const warned = await send(run, call)
      if (!saysNothingChanged(warned)) run.sent.push(call)
      run.calls.push({ ...call, answer: warned.join(" ") || "accepted" })
    } catch (thrown) {
      if (run.signal.aborted) throw thrown
      const error = asAppError(thrown)
      run.calls.push({ ...call, answer: error.advice })
      if (!isClearNo(error)) run.sent.push(call)
      if (error instanceof UpstreamError) return { answered: false, trouble: error }
      if (!mayComeLast(call) || !(error instanceof CmdletError))
        return { answered: true, refusal: error.advice }
      if (error.missing) absent = error.advice
      else if (isAgain) refusal = error.advice
      else queue.push({ call, isAgain: true })
    }
  }
  return {
    answered: true,
    ...(refusal === undefined ? {} : { refusal }),
    ...(absent === undefined ? {} : { absent }),
  }
}

/** The service did nothing of it, and says so. Throttled is refused before any work. */
const isClearNo = (error: AppError): boolean =>
  error instanceof TenantError ||
  (error instanceof CmdletError && !error.partly) ||
  error.code === "ERR_UPSTREAM_THROTTLED"

const mayComeLast = (call: PlannedCall): boolean => call.mayComeLast === true

/** What the service warned of. Microsoft Graph warns of nothing. */
async function send(run: Calling, call: PlannedCall): Promise<readonly string[]> {
  const { deps, action, subject, remediation, signal } = run
  if (!isCmdlet(call)) {
    await deps.admin.request(remediation.tenantId, asSent(run, call), signal)
    return []
  }
  const answer = await deps.admin.invoke(remediation.tenantId, call, action.anchor(subject), signal)
  return answer.warnings
}

function asSent({ passwords }: Calling, call: GraphCall): GraphCall {
  if (!wantsSecret(call)) return call
  // Once more the same one: of two whose answers were lost nobody could tell which one counts.
  const [password = randomPassword()] = passwords
  if (passwords.length === 0) passwords.push(password)
  return withSecret(call, password)
}

/** Errors that are nobody's plan are not shown: their text may hold anything. */
export const asAppError = (thrown: unknown): AppError =>
  thrown instanceof AppError
    ? thrown
    : new RemediationError("Something unexpected happened; the technical log tells more.", { cause: thrown })
