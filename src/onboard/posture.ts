/** How well a customer's tenant is set up: to be watched, and against what thieves use first. Pure: reads become checks. */
import {
  ageCheck,
  auditedCheck,
  bypassCheck,
  logCheck,
  organizationCheck,
  ownerCheck,
} from "./posture-auditing.ts"
import type { Check } from "./posture-check.ts"
import { forwardingCheck, smtpCheck } from "./posture-mail.ts"
import type { PostureReads } from "./posture-rows.ts"

const STATES: readonly Check["state"][] = ["bad", "unknown", "good"]

/** What is bad comes first, then what is unknown; of these what weighs most. */
export const postureChecks = (reads: PostureReads): readonly Check[] =>
  [
    logCheck(reads.log),
    organizationCheck(reads.organization),
    bypassCheck(reads.bypass),
    forwardingCheck(reads),
    smtpCheck(reads),
    auditedCheck(reads.mailboxes),
    ownerCheck(reads.mailboxes),
    ageCheck(reads.mailboxes),
  ].toSorted((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state) || b.weight - a.weight)

/** What all bad ones weigh together; of two tenants the one with more is worse. */
export const postureWeight = (checks: readonly Check[]): number =>
  checks.reduce((sum, { state, weight }) => sum + (state === "bad" ? weight : 0), 0)
