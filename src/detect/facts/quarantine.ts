/**
 * Mail let out of quarantine. Source: Office 365 Management Activity API schema, "Quarantine schema": request source 2 is
 * the link in the notification that the recipient got.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { type Fact, parameterOf, rawText } from "./fact.ts"

const RELEASES = /^(quarantinerelease(message)?|release-quarantinemessage)$/
const EXPORTS = /^(quarantineexport(message)?|export-quarantinemessage)$/

export function readQuarantine(record: AuditRecord): "released" | "exported" | undefined {
  if (RELEASES.test(record.operationKey)) return "released"
  return EXPORTS.test(record.operationKey) ? "exported" : undefined
}

/** Whom a release was for; empty when the record doesn't say. */
export const releasedTo = (record: AuditRecord): string =>
  (rawText(record, "ReleaseTo") || parameterOf(record, "User") || "").toLowerCase()

export const QUARANTINE_FACTS: readonly Fact[] = [
  { name: "TakesFromQuarantine", read: readQuarantine },
  {
    name: "ReleasesOwnMail",
    read: (record) => {
      if (readQuarantine(record) !== "released") return undefined
      if (/^(2|urllink)$/i.test(rawText(record, "RequestSource"))) return "by the link in the notification"
      return record.actor.upn !== undefined && releasedTo(record) === record.actor.upn
        ? record.actor.upn
        : undefined
    },
  },
]
