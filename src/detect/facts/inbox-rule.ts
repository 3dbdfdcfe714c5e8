/**
 * One change of an inbox rule, from the cmdlets (New-/Set-InboxRule) and from Outlook (UpdateInboxRules) alike.
 * Source: Microsoft Learn, New-InboxRule; Office 365 Management Activity API schema, "Exchange mailbox schema".
 */
import { cleanText } from "../../lib/fold.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import type { Json } from "../../model/json.ts"
import { type Destination, readDestinations } from "./destinations.ts"
import { type FactContext, isTrue, listOf, parameterOf } from "./fact.ts"

export type RuleChange = {
  /** Missing when the record doesn't tell it: Outlook often sends none. An empty text is a name, and a suspicious one. */
  readonly name?: string
  /** Decimal text of the unsigned 64-bit id. */
  readonly id?: string
  readonly destinations: readonly Destination[]
  readonly deletes: boolean
  /** Folder names as given; they are localized. */
  readonly folders: readonly string[]
  readonly marksRead: boolean
  /** A phone that a text message is sent to for every mail. */
  readonly phone?: string
  /** Words and senders that the rule waits for, in plain text. */
  readonly conditions: readonly string[]
  /** Whose mail the rule waits for, when it names senders. */
  readonly senders: readonly Destination[]
  /** False when the conditions can't be known from this record (a change that doesn't repeat them). */
  readonly complete: boolean
}

const CONDITION_PARAMETERS =
  /^(ExceptIf)?(From|SentTo|Subject|Body|Header|Recipient|My|Has|Flagged|Message|With|Received|Sent)\w*$/
const FORWARD_PARAMETERS = ["ForwardTo", "ForwardAsAttachmentTo", "RedirectTo", "RedirectToRecipients"]

/** Undefined when the record changes no inbox rule, or only removes, enables or disables one. */
export function readRuleChange(record: AuditRecord, context: FactContext): RuleChange | undefined {
  if (/^(new|set)-inboxrule$/.test(record.operationKey)) return fromCmdlet(record, context)
  if (record.operationKey === "updateinboxrules") return fromOutlook(record, context)
  return undefined
}

function fromCmdlet(record: AuditRecord, context: FactContext): RuleChange {
  const identity = afterMailbox(parameterOf(record, "Identity")) ?? afterMailbox(text(record.raw.ObjectId))
  const id = /^\d{5,20}$/.test(identity ?? "") ? identity : undefined
  const name = parameterOf(record, "Name") ?? (id === undefined ? identity : undefined)
  const conditions = Object.entries(record.parameters).filter(
    ([key, value]) =>
      CONDITION_PARAMETERS.test(key) &&
      !key.startsWith("ExceptIf") &&
      value !== "" &&
      !/^\$?false$/i.test(value),
  )
  return {
    ...(name === undefined ? {} : { name: cleanText(name) }),
    ...(id === undefined ? {} : { id }),
    destinations: FORWARD_PARAMETERS.flatMap((key) =>
      readDestinations(parameterOf(record, key), record, context),
    ),
    deletes: isTrue(parameterOf(record, "DeleteMessage")) || isTrue(parameterOf(record, "SoftDeleteMessage")),
    folders: [parameterOf(record, "MoveToFolder")].flatMap(listOf),
    marksRead: isTrue(parameterOf(record, "MarkAsRead")),
    ...phoneOf(parameterOf(record, "SendTextMessageNotificationTo")),
    conditions: conditions.map(([, value]) => value),
    senders: readDestinations(parameterOf(record, "From"), record, context),
    complete: record.operationKey === "new-inboxrule",
  }
}

const phoneOf = (phone = ""): Pick<RuleChange, "phone"> => (phone === "" ? {} : { phone })

/** The rule part of `<mailbox>\<rule>`; a text without a mailbox part is the rule itself. */
function afterMailbox(identity: string | undefined): string | undefined {
  if (identity === undefined || identity === "") return undefined
  return identity.slice(identity.indexOf("\\") + 1).replace(/^\\/, "")
}

const text = (value: Json | undefined): string | undefined =>
  typeof value === "string" ? value.trim() : undefined

function fromOutlook(record: AuditRecord, context: FactContext): RuleChange | undefined {
  const properties = record.operationProperties
  if (
    /^(remove|delete)/i.test(properties.RuleOperation ?? "") ||
    /^disabled/i.test(properties.RuleState ?? "")
  )
    return undefined
  const actions = readActions(properties.RuleActions ?? "")
  const id = properties.RuleId
  const name = cleanText(properties.RuleName ?? "")
  const recipients = actions.flatMap((action) => action.recipients)
  const condition = properties.RuleCondition ?? ""
  const deletes = actions.some((action) => /delete/i.test(action.type))
  if (isJunkRule(properties) && recipients.length === 0 && !deletes) return undefined
  return {
    ...(name === "" ? {} : { name }),
    ...(id !== undefined && /^-?\d{1,20}$/.test(id) ? { id: BigInt.asUintN(64, BigInt(id)).toString() } : {}),
    destinations: recipients.flatMap((recipient) =>
      readDestinations(recipient.replaceAll(";", " "), record, context),
    ),
    deletes,
    folders: actions
      .filter((action) => /^(move|copy)/i.test(action.type))
      .map((action) => action.folder || "(folder not recorded)"),
    marksRead: actions.some((action) => /^mark(as)?read$/i.test(action.type)),
    conditions:
      condition === "" || /^\{?\(?Exists\(ItemClass\)\)?\}?$/i.test(condition.replaceAll(/[{}\s]/g, ""))
        ? []
        : conditionTexts(condition),
    senders: [...condition.matchAll(SENDER)].flatMap((match) => readDestinations(match[1], record, context)),
    complete: condition !== "",
  }
}

/**
 * Outlook's junk filter is a hidden rule of every mailbox. Anybody can write a rule under its name, so that it is trusted
 * only as far as it moves mail.
 */
const isJunkRule = ({ RuleProvider = "", RuleName = "" }: Readonly<Record<string, string>>): boolean =>
  /^junk ?e-?mail ?rule$/i.test(RuleProvider.trim()) || /^junk e-?mail rule$/i.test(RuleName.trim())

/** A sender inside a MAPI restriction. */
const SENDER = /SenderSearchKey Equal SMTP:([^()\]\s]+)/gi

/** The readable values inside a MAPI restriction: what stands after `=` up to the closing bracket. */
const conditionTexts = (condition: string): readonly string[] => {
  const values = [...condition.matchAll(/(?:Property|Subject|Body|DisplayTo|SMTP)\)?\s*[=:]\s*([^()\]]+)/gi)]
  const texts = values.map((match) => (match[1] ?? "").trim()).filter((value) => value !== "")
  return texts.length > 0 ? texts : [condition]
}

type RuleAction = { readonly type: string; readonly recipients: readonly string[]; readonly folder: string }

/** RuleActions is JSON inside a text: `[{"ActionType":"Forward","Recipients":["a@b"]}]`. */
function readActions(value: string): readonly RuleAction[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(value)
  } catch {
    return []
  }
  const list: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed]
  return list.flatMap((item) => (typeof item === "object" && item !== null ? [actionOf(item)] : []))
}

function actionOf(item: object): RuleAction {
  const entries = new Map(
    Object.entries(item).map(([key, value]): [string, unknown] => [key.toLowerCase(), value]),
  )
  const recipients = entries.get("recipients")
  const folder = [...entries].find(([key, value]) => key.includes("folder") && typeof value === "string")?.[1]
  return {
    type: String(entries.get("actiontype") ?? ""),
    recipients: Array.isArray(recipients)
      ? recipients.filter((one) => typeof one === "string")
      : typeof recipients === "string"
        ? [recipients]
        : [],
    folder: typeof folder === "string" ? folder : "",
  }
}
