/** How an incident that nobody takes becomes louder. */
import type { IncidentId } from "./ids.ts"
import type { Level } from "./level.ts"
import type { Recipient } from "./notice.ts"

/**
 * - `mention`: the people on call are named in the incident's channel
 * - `message`: each of them gets a message in the chat with the bot
 * - `webhook`: a signed request to a system of the provider's own
 */
export const ESCALATION_STEPS = ["mention", "message", "webhook"] as const
export type EscalationStep = (typeof ESCALATION_STEPS)[number]

/**
 * What is taken beside the steps, for an incident of which Teams takes no card:
 * - `undelivered`: the webhook was told so
 * - `delivered`: it was told that somebody can see a card now
 */
export const UNDELIVERED_STEPS = ["undelivered", "delivered"] as const
export type UndeliveredStep = (typeof UNDELIVERED_STEPS)[number]

/** For how long cards may be owed before the webhook is called, milliseconds, unless the configuration says otherwise. */
export const UNDELIVERED_AFTER_MS = 5 * 60_000

/** How long an incident of a level may wait before each step, milliseconds; a step that is missing is never taken. */
export type StepTimes = Readonly<Partial<Record<EscalationStep, number>>>

export type EscalationPolicy = {
  /** Empty: nothing escalates to people. */
  readonly onCall: readonly Recipient[]
  /** Where the signed request goes. */
  readonly webhookUrl?: string
  /** Milliseconds; missing: `UNDELIVERED_AFTER_MS`. */
  readonly undeliveredAfterMs?: number
  readonly after: Readonly<Partial<Record<Level, StepTimes>>>
}

/** A step that was taken for an incident that waits since `since`, milliseconds UTC: one that is reopened waits anew. */
export type TakenStep = {
  readonly incidentId: IncidentId
  readonly step: EscalationStep | UndeliveredStep
  readonly since: number
}
