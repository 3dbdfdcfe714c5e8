/** What an answer without rows says: nothing is there, not all of it was read, or something else that somebody has to read. */
import { DAY } from "../lib/time-units.ts"
import type { Period } from "../model/period.ts"
import type { Tenant } from "../model/tenant.ts"
import type { Answer } from "./answer.ts"
import type { ScheduleCommand } from "./command.ts"
import type { Scope } from "./command-scope.ts"
import { isBackupWhole, isFeedWhole } from "./coverage.ts"
import { readPeriod } from "./period.ts"
import { expectedOf, healthIn, type QuestionDeps } from "./question-deps.ts"

/** Answered by the customer's own tenant, or from our own record: not by what is collected. */
const UNCOLLECTED = ["show", "who-can-read", "posture", "done"]

export type Silence = "nothing" | "not-all-read" | "something"

/** Reads the health of sources for the time asked about, by the scope's or the customer's clock. */
export async function silenceOf(
  answer: Answer,
  command: ScheduleCommand["ask"],
  scope: Scope,
  deps: Pick<QuestionDeps, "store" | "now">,
): Promise<Silence> {
  const { rows, more = 0, coverage, isPart, about, instead } = answer
  const isAnswer = coverage !== "" && about?.isNobody !== true && (instead?.names ?? []).length === 0
  if (rows.length > 0 || more > 0 || !isAnswer) return "something"
  if (isPart === true) return "not-all-read"
  if (UNCOLLECTED.includes(command.kind)) return "nothing"
  const { customers } = scope
  const now = deps.now()
  const health = await healthIn(scope, deps)
  const askedOf = ({ timeZone }: Tenant): Period => {
    const zone = scope.timeZone ?? timeZone
    const read = "period" in command ? readPeriod(command.period, zone, now) : "now"
    return typeof read === "string" ? { from: now - DAY, to: now + 1 } : read
  }
  const isWhole =
    command.kind === "who-restored"
      ? isBackupWhole(customers, { health, now, askedOf })
      : isFeedWhole(customers, expectedOf(customers), { health, now, askedOf })
  return isWhole ? "nothing" : "not-all-read"
}
