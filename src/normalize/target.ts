/** What was acted on. One mailbox goes by many names; the one that people know wins. */

import { withoutDeletedId } from "../lib/deleted-name.ts"
import { isGuid } from "../lib/guid.ts"
import { type Actor, MAILBOX_TYPES, type Target } from "../model/audit-record.ts"
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts"
import { readUpn } from "./actor.ts"
import { textOf } from "./parameters.ts"

type Parts = {
  readonly raw: JsonObject
  readonly recordType: number
  readonly operationKey: string
  readonly parameters: Readonly<Record<string, string>>
  readonly actor: Actor
}
/** Source of these numbers: Office 365 Management Activity API schema, AuditLogRecordType. */
const DIRECTORY_TYPES = [8, 9, 15]
const FILE_TYPES = [4, 6, 7, 14, 36, 37, 54, 55, 56]
const SIGN_IN = /^userlog(gedin|infailed)$/
const TENANT_OPERATIONS = /^(set|install)-(adminauditlogconfig|organizationconfig|transportconfig)$/
/** Without a Mailbox parameter an add-in is the caller's own, or everybody's. */
const isSomebodysAddIn = ({ operationKey, parameters }: Parts): boolean =>
  operationKey === "new-app" && (parameters.Mailbox ?? "") !== ""
const MAILBOX_OPERATIONS =
  /^(set|add|remove|new|enable|disable)-(mailbox|mailboxpermission|recipientpermission|mailboxfolderpermission|mailboxauditbypassassociation|casmailbox)$/

export function readTarget(parts: Parts): Target {
  const { raw, recordType, operationKey, parameters } = parts
  const objectId = textOf(raw.ObjectId)
  if (MAILBOX_TYPES.includes(recordType)) {
    return named("mailbox", textOf(raw.MailboxOwnerUPN) || textOf(raw.MailboxGuid) || parts.actor.id)
  }
  if (/-(inboxrule|sweeprule)$/.test(operationKey)) return named("mailbox", ruleMailbox(parts, objectId))
  if (isSomebodysAddIn(parts)) return named("mailbox", parameters.Mailbox ?? "")
  if (TENANT_OPERATIONS.test(operationKey)) return named("tenant", objectId || "organization")
  if (MAILBOX_OPERATIONS.test(operationKey)) {
    const identity = (parameters.Identity ?? "").replace(/:\\.*$/, "")
    return named("mailbox", best([identity, objectId]))
  }
  // The record's own object is the application's id, which tells nobody anything: a sign-in is about the account.
  if (SIGN_IN.test(operationKey) && parts.actor.upn !== undefined) return named("directory", parts.actor.upn)
  if (DIRECTORY_TYPES.includes(recordType)) return named("directory", directoryName(raw) ?? objectId)
  if (FILE_TYPES.includes(recordType)) return named("file", objectId)
  return named("other", objectId)
}

function named(kind: Target["kind"], id: string): Target {
  const given = id === "" ? "unknown" : id
  const name = readUpn(given) ?? lastSegment(given)
  return { kind, id: given, name: name === "" ? given : name }
}

const best = (candidates: readonly string[]): string =>
  candidates.find((candidate) => readUpn(candidate) !== undefined) ??
  candidates.find((candidate) => candidate !== "") ??
  ""

const lastSegment = (path: string): string =>
  path.includes("/") ? (path.split("/").filter(Boolean).at(-1) ?? path).replace(/^cn=/i, "") : path

/** `<mailbox>\<rule>` without the rule; empty when the text has no mailbox part. */
const mailboxPart = (identity: string): string => {
  const at = identity.indexOf("\\")
  return at > 0 ? identity.slice(0, at) : ""
}

/**
 * The mailbox of an inbox rule: the Mailbox parameter, else the mailbox part of the identity.
 * Without a Mailbox parameter the cmdlet works on the caller's own mailbox, so that an alias which begins like the
 * caller's name, or a GUID, is the caller's. Source: Microsoft Learn, New-InboxRule, parameter Mailbox.
 */
function ruleMailbox({ parameters, actor }: Parts, objectId: string): string {
  const parts = [mailboxPart(parameters.Identity ?? ""), mailboxPart(objectId)]
  const explicit = parameters.Mailbox ?? ""
  const known = best([explicit, ...parts])
  if (readUpn(known) !== undefined || explicit !== "" || actor.kind !== "user" || actor.upn === undefined) {
    return known || actor.upn || actor.id
  }
  const alias = lastSegment(known).toLowerCase()
  const local = actor.upn.split("@")[0] ?? ""
  return alias === "" || isGuid(alias) || alias.startsWith(local) ? actor.upn : known
}

const idsOf = (list: readonly Json[]): readonly string[] =>
  list.flatMap((item) => (isJsonObject(item) ? [textOf(item.ID)] : []))

/** Entra targets: type 5 is the user principal name, type 1 the display name. Source: Activity API schema, IdentityTypeValuePair. */
function directoryName(raw: JsonObject): string | undefined {
  const list: readonly Json[] = Array.isArray(raw.Target) ? raw.Target : []
  for (const type of ["5", "1"]) {
    const hit = list.find((item) => isJsonObject(item) && textOf(item.Type) === type)
    if (isJsonObject(hit) && textOf(hit.ID) !== "") return withoutDeletedId(textOf(hit.ID), idsOf(list))
  }
  return undefined
}
