/**
 * What Copilot and other assistants were fed. A mail or file may hold instructions for the assistant that reads it, not for
 * the person: what it answers then is a thief's.
 * Source: Office 365 Management Activity API schema, "Copilot schema", AccessedResource (XPIADetected).
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { isJsonObject, type Json } from "../../model/json.ts"
import { type Fact, isTrue, plainValue } from "./fact.ts"

const MAIL = /mail|message/i

/** What the assistant read and found instructions for itself in, by name where it has one. */
export function poisonedResources({ raw }: AuditRecord): readonly string[] {
  const { CopilotEventData: data } = raw
  const resources: Json = isJsonObject(data) ? (data.AccessedResources ?? []) : []
  if (!Array.isArray(resources)) return []
  return resources.flatMap((resource: Json) => {
    if (!isJsonObject(resource) || !isTrue(plainValue(resource.XPIADetected))) return []
    const { Name, SiteUrl, Type } = resource
    // A mail has an id alone, which tells nobody anything.
    return plainValue(Name) || plainValue(SiteUrl) || (MAIL.test(plainValue(Type)) ? "a mail" : "something")
  })
}

export const COPILOT_FACTS: readonly Fact[] = [
  {
    name: "AssistantReadHiddenInstructions",
    read: (record) => poisonedResources(record)[0],
  },
]
