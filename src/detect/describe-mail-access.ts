/** Who or what read, sent or destroyed mail in whose mailbox. */
import { plainText } from "../lib/plain-text.ts"
import type { Act } from "../model/act.ts"
import type { Change } from "../model/alert.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts"
import { actorName } from "./actor-name.ts"
import type { Describer } from "./describer.ts"
import { readFacts } from "./facts/all-facts.ts"
import { type FactContext, rawText } from "./facts/fact.ts"
import { destroyedWarnings, otherThanOwner, subjectsOf } from "./facts/mail-access.ts"
import { foreignMailApp, mailAppName, mailAppSubject } from "./facts/mail-apps.ts"
import { capital, mailboxIdentity, mailboxKey, mailboxOf } from "./mailbox-words.ts"

const DID: Readonly<Record<string, string>> = {
  mailitemsaccessed: "read mail in",
  sendas: "sent mail as the owner of",
  sendonbehalf: "sent mail on behalf of the owner of",
  send: "sent mail from",
  harddelete: "deleted mail for good in",
  softdelete: "deleted mail in",
  movetodeleteditems: "moved mail to the deleted items in",
  move: "moved mail in",
  copy: "copied mail in",
  folderbind: "opened a folder of",
  messagebind: "opened a message in",
  updateinboxrules: "changed the inbox rules of",
}

export const describeMailAccess: Describer = (record, context) => {
  const app = record.operationKey === "mailitemsaccessed" ? foreignMailApp(record) : undefined
  return app === undefined ? describePerson(record, context) : describeApp(record, context, app)
}

function describeApp(record: AuditRecord, context: FactContext, app: string): Act {
  const { actor } = record
  const asUser =
    actor.kind === "application" ? "" : `, signed in as ${plainText(actorName(record, context))},`
  return {
    subject: mailAppSubject(app),
    byAnybody: true,
    object: { ...objectOf(record), appId: app, ...(actor.kind === "application" ? { account: "" } : {}) },
    changes: changesOf(record),
    sentence: `${capital(plainText(mailAppName(app)))}${asUser} read ${amountOf(record)} in ${mailboxOf(record.target)}.`,
  }
}

function describePerson(record: AuditRecord, context: FactContext): Act {
  const { actor, target } = record
  const how = otherThanOwner(record)
  const who = capital(actorName(record, context))
  const bulk = readFacts(record, context).evidence("ReadsMailInBulk")
  const warning = destroyedWarnings(record)[0]
  const what = DID[record.operationKey] ?? `did "${plainText(record.operation)}" in`
  const by = how === undefined ? "" : `:${(actor.upn ?? actor.id).toLowerCase()}`
  return {
    subject: `mail-access:${mailboxKey(target)}${by}`,
    object: objectOf(record),
    changes: changesOf(record),
    sentence: [
      `${who} ${what} ${mailboxOf(target)}`,
      how === undefined ? "" : ` ${how}`,
      bulk === undefined ? "" : `: ${plainText(bulk)}`,
      warning === undefined ? "" : `, among it "${plainText(warning, 120)}"`,
      ".",
    ].join(""),
  }
}

function objectOf({ actor, target }: AuditRecord): Act["object"] {
  return { mailbox: mailboxIdentity(target), ...(actor.upn === undefined ? {} : { user: actor.upn }) }
}

function amountOf(record: AuditRecord): string {
  if (/^sync$/i.test(record.operationProperties.MailAccessType ?? "")) return "a whole folder"
  const count = Number(rawText(record, "OperationCount"))
  return count > 1 ? `${count} messages` : "mail"
}

function changesOf(record: AuditRecord): readonly Change[] {
  const rows: readonly (readonly [string, string])[] = [
    ["Folder", foldersOf(record.raw)],
    ["Subject", subjectsOf(record).slice(0, 5).join("; ")],
    ["Program", rawText(record, "ClientInfoString")],
  ]
  return rows.filter(([, after]) => after !== "").map(([what, after]) => ({ what, after: plainText(after) }))
}

/** Paths (or names) of the folders that the record names, at most five. */
function foldersOf({ Folders, Folder, Item }: JsonObject): string {
  const parent = isJsonObject(Item) ? Item.ParentFolder : undefined
  const list = Array.isArray(Folders) ? Folders : [Folder ?? parent]
  const paths = list.flatMap((one: Json | undefined) => {
    if (!isJsonObject(one)) return []
    const path = [one.Path, one.Name].find((text) => typeof text === "string" && text !== "Not Available")
    return typeof path === "string" ? [path] : []
  })
  return [...new Set(paths)].slice(0, 5).join(", ")
}
