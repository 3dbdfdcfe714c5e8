/**
 * Apps that read chats and channels through Microsoft Graph; Teams itself writes no such records.
 * Source: Microsoft Learn, "Audit log activities", Microsoft Teams activities.
 */
import { isGuid } from "../../lib/guid.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import { isJsonObject } from "../../model/json.ts"
import { type Fact, plainValue } from "./fact.ts"
import { isEverydayApp } from "./mail-apps.ts"

/** Folded. */
export const CHAT_READS = [
  "chatretrieved",
  "messageslisted",
  "messageread",
  "messagesexported",
  "messagehostedcontentread",
  "messagehostedcontentslisted",
]

/** The app, none of Microsoft's everyday ones: its client id, lower case, and what it is called. */
export function chatApp(record: AuditRecord): { readonly id: string; readonly name: string } | undefined {
  const { AppAccessContext: context } = record.raw
  if (!CHAT_READS.includes(record.operationKey) || !isJsonObject(context)) return undefined
  const id = plainValue(context.ClientAppId).toLowerCase()
  if (!isGuid(id) || isEverydayApp(id)) return undefined
  return { id, name: plainValue(context.ClientAppName) || `the app ${id}` }
}

export const CHAT_APP_FACTS: readonly Fact[] = [
  { name: "ReadsChatsThroughApp", read: (record) => chatApp(record)?.id },
]
