/** "Show forwards / inbox rules / delegates at contoso", as Exchange has them now. */
import type { CustomerConfig } from "../config/config.ts"
import { plainText } from "../lib/plain-text.ts"
import { instantText } from "../lib/time-text.ts"
import {
  EVERY_RULE,
  forwardsTo,
  granteeOf,
  isExchanges,
  type MailboxRow,
  mailboxKey,
  mailboxName,
  permissionRows,
  type RuleRow,
  rightsOf,
  ruleRows,
  sendsTo,
} from "../onboard/exchange-rows.ts"
import type { Answer, AnswerRow } from "./answer.ts"
import type { Listing } from "./command.ts"
import {
  allMailboxes,
  askLive,
  findMailbox,
  type Live,
  type LiveDeps,
  readEach,
  unreadNote,
} from "./run-live.ts"
import { noOneMailbox } from "./run-who-can-read.ts"

const TITLES: Readonly<Record<Listing, string>> = {
  forwards: "Mailboxes that forward",
  rules: "Inbox rules",
  delegates: "Delegates",
}

type Listed = {
  readonly rows: readonly AnswerRow[]
  readonly notes: readonly string[]
  /** The time was up before all were read. */
  readonly isPart?: boolean
}

export const answerShow = (
  customer: CustomerConfig,
  { what, mailbox }: { readonly what: Listing; readonly mailbox?: string },
  deps: LiveDeps,
): Promise<Answer> =>
  askLive(customer, deps, async (live) => {
    const found = mailbox === undefined ? undefined : await findMailbox(live, mailbox)
    if (found !== undefined && "several" in found) return noOneMailbox(live, mailbox ?? "", found)
    const mailboxes = found === undefined ? await allMailboxes(live) : [found.mailbox]
    const { rows, notes, isPart = false } = await LISTERS[what](live, mailboxes, found !== undefined)
    const place = found === undefined ? customer.displayName : mailboxName(found.mailbox)
    const count = `${rows.length === 0 ? "none" : rows.length} found in ${mailboxes.length === 1 ? "1 mailbox" : `${mailboxes.length} mailboxes`}.`
    return {
      title: `${TITLES[what]}: ${place}`,
      lines: [`As of ${instantText(deps.now(), customer.timeZone)}: ${count}`, ...notes],
      rows,
      ...(isPart ? { isPart } : {}),
      ...(found === undefined ? {} : { about: { name: place, customer: customer.name } }),
      coverage: `Read live from Exchange of ${customer.displayName}.`,
    }
  })

const LISTERS: Readonly<
  Record<Listing, (live: Live, mailboxes: readonly MailboxRow[], one: boolean) => Promise<Listed>>
> = { forwards: listForwards, rules: listRules, delegates: listDelegates }

async function listForwards(_live: Live, mailboxes: readonly MailboxRow[]): Promise<Listed> {
  const rows = mailboxes.flatMap((row): readonly AnswerRow[] => {
    const to = forwardsTo(row)
    if (to.length === 0) return []
    const keeps = row.DeliverToMailboxAndForward === true ? "yes" : "no"
    return [
      {
        heading: mailboxName(row),
        facts: [
          { label: "To", value: to.join(" and ") },
          { label: "Keeps a copy", value: keeps },
        ],
      },
    ]
  })
  return { rows, notes: ["Inbox rules forward, too: “show inbox rules” lists those."] }
}

/** Of all mailboxes only the rules that send, delete or move mail; of one mailbox every rule. */
async function listRules(live: Live, mailboxes: readonly MailboxRow[], one: boolean): Promise<Listed> {
  const read = await readEach(mailboxes, live.signal, async (row) => {
    const key = mailboxKey(row)
    const rules = await live.invoke("Get-InboxRule", { Mailbox: key, ...EVERY_RULE }, { anchor: key })
    return { row, rules: ruleRows(rules).filter((rule) => !isExchanges(rule)) }
  })
  const found = read.flatMap(({ row, rules }) => rules.map((rule) => ({ row, rule })))
  const shown = one ? found : found.filter(({ rule }) => weight(rule) > 0)
  const quiet = found.length - shown.length
  return {
    isPart: read.length < mailboxes.length,
    rows: shown
      .toSorted((a, b) => weight(b.rule) - weight(a.rule))
      .map(({ row, rule }) => ruleRow(row, rule)),
    notes: [
      ...unreadNote(read.length, mailboxes.length),
      ...(quiet > 0
        ? [
            `Left out: ${quiet} ${quiet === 1 ? "rule that neither sends, deletes nor moves" : "rules that neither send, delete nor move"} mail.`,
          ]
        : []),
      "Rules that run in Outlook alone may not show all that they do.",
    ],
  }
}

/** Those that send mail on come first. */
function weight(rule: RuleRow): number {
  if (sendsTo(rule).length > 0) return 3
  if (rule.DeleteMessage === true) return 2
  return rule.MoveToFolder ? 1 : 0
}

function ruleRow(row: MailboxRow, rule: RuleRow): AnswerRow {
  const does = [
    ...(sendsTo(rule).length > 0 ? [`sends to ${sendsTo(rule).join(" and ")}`] : []),
    ...(rule.DeleteMessage === true ? ["deletes"] : []),
    ...(rule.MoveToFolder ? [`moves to ${rule.MoveToFolder}`] : []),
    ...(rule.MarkAsRead === true ? ["marks as read"] : []),
  ]
  return {
    heading: mailboxName(row),
    facts: [
      { label: "Rule", value: `“${plainText(rule.Name, 80)}”${rule.Enabled === false ? " (off)" : ""}` },
      { label: "Does", value: does.join("; ") || "something else" },
    ],
  }
}

type Delegate = { readonly mailbox: string; readonly who: string; readonly right: string }

async function listDelegates(live: Live, mailboxes: readonly MailboxRow[]): Promise<Listed> {
  const read = await readEach(mailboxes, live.signal, async (row) => {
    const key = mailboxKey(row)
    const options = { anchor: key }
    const [rights, sendAs] = await Promise.all([
      live.invoke("Get-MailboxPermission", { Identity: key }, options),
      live.invoke("Get-RecipientPermission", { Identity: key, ResultSize: "Unlimited" }, options),
    ])
    return [
      ...permissionRows([...rights, ...sendAs]).flatMap((permission) => delegatesIn(row, permission)),
      ...(row.GrantSendOnBehalfTo ?? []).map((who) => ({
        mailbox: mailboxName(row),
        who,
        right: "SendOnBehalf",
      })),
    ]
  })
  const rows = read.flatMap((ofMailbox) =>
    [...Map.groupBy(ofMailbox, ({ who }) => who)].map(([who, some]) => ({
      heading: some[0]?.mailbox ?? "",
      facts: [
        { label: "Who", value: who },
        { label: "Rights", value: [...new Set(some.map(({ right }) => right))].join(", ") },
      ],
    })),
  )
  return {
    isPart: read.length < mailboxes.length,
    rows,
    notes: [
      ...unreadNote(read.length, mailboxes.length),
      "Rights on single folders are not listed here: “who can read” one mailbox does.",
    ],
  }
}

/** What comes down from above is Exchange's own administration. */
function delegatesIn(row: MailboxRow, permission: Parameters<typeof granteeOf>[0]): readonly Delegate[] {
  const who = granteeOf(permission)
  if (who === undefined || permission.IsInherited === true) return []
  return rightsOf(permission).map((right) => ({ mailbox: mailboxName(row), who, right }))
}
