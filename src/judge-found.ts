/**
 * What was there before anybody watched, judged by the rules as if it had just been set. Nothing of it is stored as a
 * record, and detection remembers nothing of it: it didn't happen now. Pure.
 */
import { makeAlert } from "./alert/make-alert.ts"
import { asFound } from "./alert/was-there.ts"
import { tellingOf } from "./detect/describe-act.ts"
import { readFacts } from "./detect/facts/all-facts.ts"
import { matchRules } from "./detect/match-rules.ts"
import { createMemory } from "./detect/memory.ts"
import type { Alert } from "./model/alert.ts"
import type { AuditRecord } from "./model/audit-record.ts"
import { type DecideContext, strongest } from "./pipeline.ts"
import type { Decided } from "./source/run-decide-blob.ts"

/** `records` as `onboard/found-settings.ts` writes them. */
function judgeFound(records: readonly AuditRecord[], context: DecideContext): readonly Alert[] {
  const memory = createMemory(context.memory)
  const known = { ...context, memory }
  return memory.readTogether(() =>
    records.flatMap((record) => {
      const matches = matchRules(record, context.rules, known, readFacts(record, known))
      return strongest(matches, record, tellingOf(record, known)).flatMap((finding) => {
        const judged = makeAlert([finding], () => undefined)
        return (judged && asFound(judged)) ?? []
      })
    }),
  )
}

/** As a batch is decided, with nothing to store but the alerts. */
export const decidedFound = (records: readonly AuditRecord[], context: DecideContext): Decided => ({
  records: [],
  rejected: [],
  detections: [],
  alerts: judgeFound(records, context),
  linked: [],
  memory: { entries: [], bursts: [], traces: [], names: [] },
  earlier: [],
})
