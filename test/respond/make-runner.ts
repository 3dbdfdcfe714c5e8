/** A runner over a fake Exchange, for the tests that press a button and watch what comes of it. */
import { DEFAULT_POLICY } from "../../src/model/protection.ts"
import type { Store } from "../../src/ports/store.ts"
import { createRemediationRunner } from "../../src/respond/run-remediation.ts"
import type { Safeguard } from "../../src/respond/run-safeguard.ts"
import { type FakeExchange, fakeMailbox } from "../fakes/mailbox-admin.ts"
import { type Case, callerOf, KIM, LEE, NOW, nobodyLearns, silentLog, unguarded } from "./make-case.ts"

export const forwardingJoe = () =>
  fakeMailbox({
    upn: "joe@contoso.example",
    ForwardingSmtpAddress: "smtp:drop@evil.example",
    DeliverToMailboxAndForward: true,
  })

export const live = () => new AbortController().signal

type RunnerFields = {
  /** Gets how long the runner would have waited, in milliseconds. */
  readonly pauses?: number[]
  readonly onEnd?: () => void
  readonly now?: () => number
  readonly safeguard?: Safeguard
}

export function runnerOf(
  store: Store,
  admin: FakeExchange,
  { pauses = [], onEnd = () => undefined, now = () => NOW, safeguard = unguarded }: RunnerFields = {},
) {
  return createRemediationRunner({
    store,
    admin,
    safeguard,
    pickups: nobodyLearns,
    people: [KIM, { ...LEE, role: "approver", scope: "all" }],
    policyOf: () => DEFAULT_POLICY,
    now,
    log: { ...silentLog, info: onEnd },
    wakeOutbox: () => undefined,
    wait: async (ms) => void pauses.push(ms),
  })
}

/** The process dies when it would write the end of a fix: the row stays as after the intent. */
export const dyingAtTheEnd = (store: Store): Store => ({
  ...store,
  journal: {
    ...store.journal,
    finish: async () => {
      throw new Error("killed")
    },
  },
})

export const pressFix = async (one: Case, who = KIM) =>
  one.press(callerOf(who), await one.button("stop-forwarding"))

export const end = async (one: Case) => (await one.store.journal.ofIncident(one.incidentId)).at(-1)
