/**
 * Get-, New-, Set-, Enable-, Disable- and Remove-InboxRule.
 * Source: the cmdlets' pages; identities as seen on the wire: `<mailbox guid>\<64-bit rule id>`.
 */
import { randomBytes } from "node:crypto"
import type { PracticeInboxRule, PracticeMailbox } from "../world/types.ts"
import { type Cmdlet, CmdletFailure, type CmdletOutcome, type CmdletRun, notFound } from "./cmdlet.ts"
import { toRuleRow } from "./inbox-rule-row.ts"
import { canonicalPath, findMailbox, needMailbox } from "./recipient.ts"

type Found = { readonly mailbox: PracticeMailbox; readonly rule: PracticeInboxRule }

/** Rules that Exchange or Outlook keeps for itself. */
const isDelegateRule = (rule: PracticeInboxRule): boolean => /^Delegate Rule -?\d+$/i.test(rule.name)

export const newRuleId = (): string =>
  (BigInt(`0x${randomBytes(8).toString("hex")}`) | (1n << 63n) | 1n).toString()

/** The mailbox that `Mailbox`, the front of `Identity`, or the signed-in person names. */
const mailboxOf = (run: CmdletRun): PracticeMailbox | undefined => {
  const named = run.parameters.text("Mailbox")
  if (named !== undefined) return needMailbox(run.tenant, named)
  const identity = run.parameters.text("Identity") ?? ""
  const front = identity.includes("\\") ? identity.slice(0, identity.lastIndexOf("\\")) : ""
  return (front === "" ? undefined : findMailbox(run.tenant, front)) ?? run.ownMailbox
}

const matchRules = (mailbox: PracticeMailbox, identity: string): PracticeInboxRule[] => {
  const last = identity.slice(identity.lastIndexOf("\\") + 1)
  const byId = mailbox.rules.filter((rule) => rule.ruleId === last || rule.ruleId === identity)
  if (byId.length > 0) return byId
  const wanted = [last.toLowerCase(), identity.toLowerCase()]
  return mailbox.rules.filter((rule) => wanted.includes(rule.name.toLowerCase()))
}

/** Names aren't unique: several hits are a refusal, none is "couldn't be found". */
const needRule = (run: CmdletRun): Found => {
  const identity = run.parameters.required("Identity")
  const mailbox = mailboxOf(run)
  if (mailbox === undefined) throw notFound(identity)
  const [rule, ...others] = matchRules(mailbox, identity)
  if (rule === undefined) {
    throw new CmdletFailure("missing", `The Inbox rule '${identity}' couldn't be found.`)
  }
  if (others.length > 0) {
    throw new CmdletFailure(
      "ambiguous-object",
      `The operation couldn't be performed because '${identity}' matches multiple entries.`,
    )
  }
  return { mailbox, rule }
}

/** Outlook on the web names a rule by its path; the admin interface by its number. */
const objectIdFor = (run: CmdletRun, { mailbox, rule }: Found): string =>
  run.ownMailbox === mailbox
    ? `${canonicalPath(run.tenant, mailbox)}\\${rule.name}`
    : `${mailbox.guid}\\${rule.ruleId}`

/**
 * Every change through a cmdlet takes the mailbox's client-side rules with it, for good.
 * Source: Disable-InboxRule and its siblings, "client-side rules … are removed".
 */
const ended = (run: CmdletRun, found: Found): CmdletOutcome => {
  const { mailbox } = found
  mailbox.rules = mailbox.rules.filter((rule) => rule.clientSide !== true)
  return { touched: mailbox, objectId: objectIdFor(run, found) }
}

export const getInboxRule: Cmdlet = {
  allowed: ["Mailbox", "Identity", "IncludeHidden", "ResultSize", "DescriptionTimeFormat"],
  run: (run) => {
    const mailbox = mailboxOf(run)
    if (mailbox === undefined) run.parameters.required("Mailbox")
    if (mailbox === undefined) return { rows: [] }
    const hidden = run.parameters.flag("IncludeHidden") ?? false
    const identity = run.parameters.text("Identity")
    const rules = identity === undefined ? mailbox.rules : matchRules(mailbox, identity)
    const shown = rules.filter((rule) => hidden || !rule.hidden)
    if (identity !== undefined && shown.length === 0) {
      throw new CmdletFailure("missing", `The Inbox rule '${identity}' couldn't be found.`)
    }
    return { rows: shown.map((rule) => toRuleRow(run.tenant, mailbox, rule)) }
  },
}

const LIST_SETTINGS = [
  "ForwardTo",
  "RedirectTo",
  "ForwardAsAttachmentTo",
  "From",
  "SentTo",
  "SubjectContainsWords",
  "SubjectOrBodyContainsWords",
  "BodyContainsWords",
  "FromAddressContainsWords",
]
const FLAG_SETTINGS = ["DeleteMessage", "MarkAsRead", "StopProcessingRules", "MyNameInToBox", "HasAttachment"]
const TEXT_SETTINGS = ["MoveToFolder", "CopyToFolder"]
const SETTINGS = [...LIST_SETTINGS, ...FLAG_SETTINGS, ...TEXT_SETTINGS]

/** Given settings over the old ones; null or an empty value takes a setting away. */
const readSettings = (
  run: CmdletRun,
  before: PracticeInboxRule["settings"],
): PracticeInboxRule["settings"] => {
  const after = { ...before }
  const { parameters } = run
  for (const name of SETTINGS) {
    if (!parameters.has(name)) continue
    const value = LIST_SETTINGS.includes(name)
      ? parameters.list(name)
      : FLAG_SETTINGS.includes(name)
        ? parameters.flag(name)
        : parameters.text(name)
    if (
      value === undefined ||
      value === "" ||
      value === false ||
      (Array.isArray(value) && value.length === 0)
    ) {
      delete after[name]
    } else after[name] = value
  }
  return after
}

const change =
  (edit: (rule: PracticeInboxRule, run: CmdletRun, mailbox: PracticeMailbox) => void): Cmdlet["run"] =>
  (run) => {
    const found = needRule(run)
    edit(found.rule, run, found.mailbox)
    return ended(run, found)
  }

const switchRule = (enabled: boolean): Cmdlet["run"] =>
  change((rule) => {
    if (isDelegateRule(rule)) {
      throw new CmdletFailure("refused", `The rule '${rule.name}' can't be changed by this cmdlet.`)
    }
    rule.enabled = enabled
  })

const removeRule: Cmdlet["run"] = change((rule, _run, mailbox) => {
  mailbox.rules.splice(mailbox.rules.indexOf(rule), 1)
})

const setRule: Cmdlet["run"] = change((rule, run) => {
  rule.settings = readSettings(run, rule.settings)
  rule.name = run.parameters.text("Name") ?? rule.name
  rule.priority = Number(run.parameters.text("Priority") ?? rule.priority)
})

const newRule: Cmdlet["run"] = (run) => {
  const mailbox = mailboxOf(run)
  const name = run.parameters.required("Name")
  if (mailbox === undefined) throw notFound(name)
  const rule: PracticeInboxRule = {
    ruleId: newRuleId(),
    name,
    enabled: true,
    priority: Number(run.parameters.text("Priority") ?? 1),
    hidden: false,
    settings: readSettings(run, {}),
  }
  mailbox.rules.push(rule)
  return { ...ended(run, { mailbox, rule }), rows: [toRuleRow(run.tenant, mailbox, rule)] }
}

const SWITCH = ["Identity", "Mailbox", "Force", "AlwaysDeleteOutlookRulesBlob"]
const WRITE = [...SWITCH, "Name", "Priority", ...SETTINGS]

export const disableInboxRule: Cmdlet = { allowed: SWITCH, run: switchRule(false) }
export const enableInboxRule: Cmdlet = { allowed: SWITCH, run: switchRule(true) }
export const removeInboxRule: Cmdlet = { allowed: SWITCH, run: removeRule }
export const setInboxRule: Cmdlet = { allowed: WRITE, run: setRule }
export const newInboxRule: Cmdlet = { allowed: WRITE, run: newRule }
