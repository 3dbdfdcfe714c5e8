/** Lynne's mailbox forwards outside, and a replica of Exchange goes on saying so after the change was accepted. */
import type { Fault } from "../../sandbox/faults.ts"
import type { Case } from "./make-case.ts"
import type { PracticeRig } from "./practice-rig.ts"
import { LYNNE } from "./taken-over.ts"

export const FORWARD = "stop-forwarding"
export const EVIL = "smtp:drop@evil.example"

export function slowReplica(rig: () => PracticeRig) {
  const mailbox = () => rig().mailbox("lynne.robin")
  /** Shows the forwarding (or what is given), whatever was done. */
  function lagging(times = 99, ForwardingSmtpAddress: string | null = EVIL): Fault {
    const row = { UserPrincipalName: LYNNE, ForwardingSmtpAddress, DeliverToMailboxAndForward: false }
    const body = JSON.stringify({ value: [row], "@adminapi.warnings": [] })
    const fault: Fault = {
      ...({ service: "exchange", kind: "status", status: 200 } as const),
      ...{ match: '"Get-Mailbox"', body, times },
    }
    rig().trouble(fault)
    return fault
  }
  return {
    mailbox,
    lagging,
    forwardCase: () => rig().incident(FORWARD, { mailbox: LYNNE }),
    /** Exchange takes the change, and nobody sees it yet. */
    async accepted(one: Case) {
      mailbox().forwardingSmtpAddress = EVIL
      const lag = lagging()
      const run = await rig().fix(one, FORWARD)
      lag.times = 0
      return run
    },
  }
}
