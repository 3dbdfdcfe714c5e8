/**
 * Whole places where people work together: teams, groups and sites that were deleted.
 * Source: Office 365 Management Activity API schema, "Microsoft Teams schema"; Microsoft Purview, "Audit log activities",
 * site administration; Microsoft Learn, "Microsoft Entra audit activity reference", category GroupManagement.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { targetObject } from "./directory-record.ts"
import { SYNC_ACCOUNT } from "./directory-users.ts"
import { type Fact, rawText } from "./fact.ts"

const READ: Readonly<Record<string, (record: AuditRecord) => string>> = {
  teamdeleted: (record) => rawText(record, "TeamName") || rawText(record, "TeamGuid"),
  "delete group": (record) => targetObject(record).name ?? targetObject(record).id ?? "",
  "hard delete group": (record) => targetObject(record).name ?? targetObject(record).id ?? "",
  sitedeleted: (record) => (rawText(record, "SiteUrl") || record.target.id).replace(/^.*\/(?=[^/]+\/?$)/, ""),
}

/** A team is also a group and a site, each with a record of its own and the name written its own way. */
const folded = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "")

export const WORKSPACE_FACTS: readonly Fact[] = [
  {
    name: "DeletesWorkspace",
    // What the directory at home deleted is only carried over.
    read: (record) => {
      if (SYNC_ACCOUNT.test(record.actor.upn ?? "")) return undefined
      const read = Object.hasOwn(READ, record.operationKey) ? READ[record.operationKey] : undefined
      return folded(read?.(record) ?? "") || undefined
    },
  },
]
