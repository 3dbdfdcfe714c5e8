/** "Who can read X's mailbox", as Exchange has it now: rights, folders, and where its mail goes on to. */

import type { CustomerConfig } from "../config/config.ts"
import { countText } from "../lib/count-text.ts"
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
  rightsOf,
  ruleRows,
  sendsTo,
} from "../onboard/exchange-rows.ts"
import { type Answer, type AnswerRow, sentenceAnswer } from "./answer.ts"
import { didYouMean } from "./resolve-name.ts"
import { askLive, findMailbox, type Live, type LiveDeps, type Match, orNone } from "./run-live.ts"

/** Rights on a folder with which its mail can be read. Source: Add-MailboxFolderPermission, AccessRights. */
const READS_FOLDER =
  /^(?:owner|publishingeditor|editor|publishingauthor|author|noneditingauthor|reviewer|readitems)$/i

type Reader = { readonly who: string; readonly how: string }

export const answerWhoCanRead = (customer: CustomerConfig, typed: string, deps: LiveDeps): Promise<Answer> =>
  askLive(customer, deps, async (live) => {
    const found = await findMailbox(live, typed)
    return "mailbox" in found ? readersOf(found.mailbox, live, deps.now()) : noOneMailbox(live, typed, found)
  })

/** No mailbox, or several, go by the name. */
export function noOneMailbox(
  live: Live,
  typed: string,
  { several, closest }: Exclude<Match, { mailbox: MailboxRow }>,
): Answer {
  const [name, place] = [plainText(typed, 80), live.customer.displayName]
  if (several.length > 0) {
    const names = several.slice(0, 5).map(mailboxName)
    return sentenceAnswer(
      "Which mailbox?",
      `${several.length} mailboxes of ${place} go by “${name}”. Ask again with one address: ${names.join(", ")}.`,
      { names },
    )
  }
  return sentenceAnswer(
    "There is no such mailbox",
    `Exchange of ${place} knows no mailbox “${name}”.${didYouMean(closest)}`,
    { names: closest },
  )
}

async function readersOf(mailbox: MailboxRow, live: Live, now: number): Promise<Answer> {
  const key = mailboxKey(mailbox)
  const options = { anchor: key }
  const [rights, inbox, root, rules] = await Promise.all([
    live.invoke("Get-MailboxPermission", { Identity: key }, options),
    orNone(live.invoke("Get-MailboxFolderPermission", { Identity: `${key}:\\Inbox` }, options)),
    orNone(live.invoke("Get-MailboxFolderPermission", { Identity: `${key}:\\` }, options)),
    live.invoke("Get-InboxRule", { Mailbox: key, ...EVERY_RULE }, options),
  ])
  const readers: readonly Reader[] = [
    ...permissionRows(rights).flatMap((row) => wholeMailbox(row)),
    ...permissionRows(inbox).flatMap((row) => folderReader(row, "the inbox")),
    ...permissionRows(root).flatMap((row) => folderReader(row, "the mailbox's top folder")),
    ...forwardsTo(mailbox).map((who) => ({ who, how: "gets its mail by forwarding" })),
    ...ruleRows(rules)
      .filter((rule) => rule.Enabled !== false && !isExchanges(rule))
      .flatMap((rule) =>
        sendsTo(rule).map((who) => ({
          who,
          how: `gets mail by the inbox rule “${plainText(rule.Name, 60)}”`,
        })),
      ),
  ]
  const name = mailboxName(mailbox)
  const head =
    readers.length === 0
      ? `Nobody but its owner has rights to read it, and nothing is sent on.`
      : `${countText(groups(readers).length, "reader")} besides the owner.`
  return {
    title: `Who can read ${name}`,
    lines: [
      `As of ${instantText(now, live.customer.timeZone)}: ${head}`,
      ...(inbox.length === 0 ? ["The inbox's own rights were not found; it may have another name."] : []),
      "Rights on other folders, apps with access to mail, eDiscovery and backups are not listed.",
    ],
    rows: groups(readers),
    about: { name, customer: live.customer.name },
    coverage: `Read live from Exchange of ${live.customer.displayName}.`,
  }
}

function groups(readers: readonly Reader[]): readonly AnswerRow[] {
  return [...Map.groupBy(readers, ({ who }) => who)].map(([who, some]) => ({
    heading: who,
    facts: [{ label: "How", value: [...new Set(some.map(({ how }) => how))].join("; ") }],
  }))
}

type Permission = ReturnType<typeof permissionRows>[number]

/** "ReadPermission" reads the list of rights, not the mail. Source: Add-MailboxPermission, AccessRights. */
function wholeMailbox(row: Permission): readonly Reader[] {
  const who = granteeOf(row)
  if (who === undefined || !rightsOf(row).some((right) => /^fullaccess$/i.test(right))) return []
  return [{ who, how: `everything in it (FullAccess${row.IsInherited === true ? ", inherited" : ""})` }]
}

function folderReader(row: Permission, place: string): readonly Reader[] {
  const user = row.User ?? ""
  const right = rightsOf(row).find((one) => READS_FOLDER.test(one))
  if (user === "" || right === undefined) return []
  const who = /^default$/i.test(user) ? "Everybody in the company (Default)" : user
  return [{ who, how: `${place} (${right})` }]
}
