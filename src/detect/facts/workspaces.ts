/**
 * Whole places where people work together: teams, groups and sites that were deleted.
 * Source: Office 365 Management Activity API schema, "Microsoft Teams schema"; Microsoft Purview, "Audit log activities",
 * site administration; Microsoft Learn, "Microsoft Entra audit activity reference", category GroupManagement.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { targetObject } from "./directory-record.ts"
import { isSyncAccount } from "./directory-users.ts"
import { type Fact, rawText } from "./fact.ts"

const READ: Readonly<Record<string, (record: AuditRecord) => string>> = {
  teamdeleted: (record) => rawText(record, "TeamName") || rawText(record, "TeamGuid"),
  "delete group": (record) => targetObject(record).name ?? targetObject(record).id ?? "",
  "hard delete group": (record) => targetObject(record).name ?? targetObject(record).id ?? "",
  sitedeleted: (record) => (rawText(record, "SiteUrl") || record.target.id).replace(/^.*\/(?=[^/]+\/?$)/, ""),
}

/** A team is also a group and a site, each with a record of its own and the name written its own way. */
const folded = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "")

/** Groups are also mailing lists and rights: an administrator who tidies up deletes several of them at once. */
const isTidying = ({ operationKey, actor }: AuditRecord): boolean =>
  operationKey === "delete group" && actor.kind !== "application"

export const WORKSPACE_FACTS: readonly Fact[] = [
  {
    name: "DeletesWorkspace",
    // What the directory at home deleted is only carried over.
    read: (record) => {
      if (isSyncAccount(record.actor.upn)) return undefined
      const read = Object.hasOwn(READ, record.operationKey) ? READ[record.operationKey] : undefined
      return folded(read?.(record) ?? "") || undefined
    },
  },
  {
    name: "DeletesMoreThanGroups",
    read: (record, _context, facts) => (isTidying(record) ? undefined : facts?.evidence("DeletesWorkspace")),
  },
]
