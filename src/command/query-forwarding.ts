/** "Who set forwarding on X": changes of the mailbox's forwarding and of its rules that send mail on. */
import type { CustomerConfig } from "../config/config.ts"
import { plainText } from "../lib/plain-text.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import type { Period } from "../model/period.ts"
import { type Answer, type Instead, sentenceAnswer } from "./answer.ts"
import { answerAsked, withWhere } from "./asked-records.ts"
import type { Question } from "./command.ts"
import type { Scope } from "./command-scope.ts"
import { unnamed } from "./known-mailboxes.ts"
import { foreignMailbox } from "./one-customer.ts"
import type { QuestionDeps } from "./question-deps.ts"
import { resolveName } from "./resolve-name.ts"

const FORWARDING_OPERATIONS = [
  "set-mailbox",
  "new-inboxrule",
  "set-inboxrule",
  "enable-inboxrule",
  "updateinboxrules",
  "new-transportrule",
  "set-transportrule",
]
/** Names of parameters that send mail on. Source: Set-Mailbox, New-InboxRule. */
const FORWARDS =
  /^(?:forwarding(?:smtp)?address|delivertomailboxandforward|forwardto|forwardasattachmentto|redirectto)$/i

export const queryForwarding = (
  question: Extract<Question, { kind: "who-set-forwarding" }>,
  scope: Scope,
  deps: QuestionDeps,
): Promise<Answer> =>
  withWhere({ period: question.period, name: question.mailbox }, scope, deps, async (customer, period) => {
    const foreign = foreignMailbox(customer, question.mailbox, deps.domainsOf)
    if (foreign !== undefined) return foreign
    const meant = await mailboxNames(question.mailbox, customer, period, deps)
    const { targets, notes, name, instead, isNobody } = meant
    if (targets === undefined) return sentenceAnswer("Which mailbox?", notes.join(" "), instead)
    const answer = await answerAsked(
      {
        title: `Who set forwarding on ${name}, ${question.period}`,
        noun: "change",
        customer,
        period,
        query: { targets, operations: FORWARDING_OPERATIONS, kinds: ["changes"] },
        keep: concernsForwarding,
        notes: [...notes, "Counted are forwarding of the mailbox and inbox rules that send mail on."],
      },
      scope,
      deps,
    )
    const about = isNobody === true ? { isNobody } : {}
    return { ...answer, instead, about: { name, customer: customer.name, ...about } }
  })

/** Rules changed in Outlook tell what they do in one text. */
const concernsForwarding = ({ parameters, operationProperties, raw }: AuditRecord): boolean =>
  Object.keys(parameters).some((name) => FORWARDS.test(name)) ||
  Object.values(operationProperties).some((value) => /forward|redirect/i.test(value)) ||
  // A record that was kept compact doesn't tell: it is shown rather than left out.
  Object.keys(raw).length === 0

type MailboxNames = {
  /** As it is called in the answer. */
  readonly name: string
  readonly targets?: readonly string[]
  readonly notes: readonly string[]
  readonly instead: Instead
  readonly isNobody?: boolean
}

/** All names that records may call the mailbox by: those of the snapshot, else what was typed. */
async function mailboxNames(
  typed: string,
  customer: CustomerConfig,
  period: Period,
  { store, now }: QuestionDeps,
): Promise<MailboxNames> {
  const inSnapshot = async (name: string): Promise<MailboxNames | undefined> => {
    const seen = await store.snapshots.mailboxBefore(customer.id, name.toLowerCase(), now())
    return (
      seen && { name, targets: [...new Set([...seen.names, name.toLowerCase()])], notes: [], instead: {} }
    )
  }
  const seen = await inSnapshot(typed)
  if (seen !== undefined) return seen
  const { names, suggestions } = resolveName(typed, await store.records.names(customer.id, period))
  const shown = plainText(typed, 60)
  if (names.length > 1) {
    const which = `${names.length} names at ${customer.displayName} fit “${shown}”.`
    const notes = [`${which} Ask again with one: ${names.slice(0, 8).join(", ")}.`]
    return { name: typed, notes, instead: { names: names.slice(0, 4) } }
  }
  const [only] = names
  if (only !== undefined) {
    const local = only.split("@", 1)[0] ?? only
    const targets = [...new Set([only, local, typed].map((name) => name.toLowerCase()))]
    return (await inSnapshot(only)) ?? { name: only, targets, notes: [], instead: {} }
  }
  const meant = await unnamed(typed, suggestions, customer, { store })
  return {
    name: typed,
    targets: [...new Set([typed, typed.split("@", 1)[0] ?? typed].map((name) => name.toLowerCase()))],
    notes: meant.notes,
    instead: { names: meant.names },
    isNobody: meant.isNobody,
  }
}
