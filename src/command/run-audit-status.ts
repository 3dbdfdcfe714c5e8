/** "Audit status of contoso": is everything recorded that should be? Read live. */
import type { CustomerConfig } from "../config/config.ts"
import { andMore } from "../lib/list-text.ts"
import { instantText } from "../lib/time-text.ts"
import type { JsonObject } from "../model/json.ts"
import { mailboxName } from "../onboard/exchange-rows.ts"
import type { Answer, AnswerRow } from "./answer.ts"
import { allMailboxes, askLive, type LiveDeps } from "./run-live.ts"

const MOST_NAMED = 8

export const answerAuditStatus = (
  customer: CustomerConfig,
  coverage: string,
  deps: LiveDeps,
): Promise<Answer> =>
  askLive(customer, deps, async (live) => {
    const [log, organization, mailboxes, bypassed] = await Promise.all([
      live.invoke("Get-AdminAuditLogConfig", {}),
      live.invoke("Get-OrganizationConfig", {}),
      allMailboxes(live),
      live.invoke("Get-MailboxAuditBypassAssociation", { ResultSize: "Unlimited" }),
    ])
    const off = mailboxes.filter((row) => row.AuditEnabled === false).map(mailboxName)
    const skipped = bypassed.filter((row) => isTrue(row.AuditBypassEnabled)).map(nameOf)
    const rows: readonly AnswerRow[] = [
      row("Unified audit log", state(log[0]?.UnifiedAuditLogIngestionEnabled, true)),
      row("Mailbox auditing of the organization", state(organization[0]?.AuditDisabled, false)),
      row("Mailboxes with auditing off", listText(off, mailboxes.length)),
      row("Accounts whose acts mailbox auditing skips", listText(skipped, bypassed.length)),
      row("Read by Watchpost", customer.contentTypes.join(", ")),
    ]
    return {
      title: `Audit status of ${customer.displayName}`,
      lines: [`As of ${instantText(deps.now(), customer.timeZone)}, read live from Exchange.`],
      rows,
      coverage,
    }
  })

const row = (heading: string, value: string): AnswerRow => ({ heading, facts: [{ label: "Now", value }] })

const isTrue = (value: unknown): boolean => value === true || String(value).toLowerCase() === "true"

function state(value: unknown, good: boolean): string {
  if (value === undefined || value === null) return "unknown: Exchange didn't say"
  return isTrue(value) === good ? "on" : "OFF: what happens meanwhile is recorded nowhere"
}

const nameOf = ({ Name, Identity }: JsonObject): string =>
  [Name, Identity].find((name) => typeof name === "string" && name !== "")?.toString() ??
  "an account without a name"

function listText(names: readonly string[], all: number): string {
  if (names.length === 0) return `none of ${all}`
  return `${names.length} of ${all}: ${andMore(names.slice(0, MOST_NAMED), names.length)}`
}
