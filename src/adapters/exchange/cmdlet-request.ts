/**
 * One cmdlet as an HTTP request: which mailbox routes it, which headers it carries, what must never be sent. Pure.
 * Source: the transport of Microsoft's own ExchangeOnlineManagement module; it has no published reference.
 */

import { isGuid } from "../../lib/guid.ts"
import { ContractError } from "../../model/errors.ts"
import type { TenantId } from "../../model/ids.ts"
import type { CmdletCall } from "../../model/remediation.ts"

/** The same in every tenant: they route calls that are about the organization. */
const ORGANIZATION_MAILBOX = "SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}"
const AUDIT_CONFIG_MAILBOX = "SystemMailbox{8cc370d3-822a-4ab8-a926-bb94bd0641a9}"
const PRINTABLE = /^[\x21-\x7e]+$/

/** Cmdlets that change nothing may be sent again. */
export const isRead = (cmdlet: string): boolean => /^(?:Get|Test|Search)-/i.test(cmdlet)

/** `X-AnchorMailbox`. An anchor that fits no header falls back to the organization's mailbox, which only costs a hop. */
export function anchorOf(cmdlet: string, anchor: string | undefined, tenant: TenantId): string {
  if (anchor !== undefined && PRINTABLE.test(anchor)) {
    if (isGuid(anchor)) return `MBX:${anchor}@${tenant}`
    if (anchor.includes("@")) return `UPN:${anchor}`
  }
  const mailbox = /^Set-AdminAuditLogConfig$/i.test(cmdlet) ? AUDIT_CONFIG_MAILBOX : ORGANIZATION_MAILBOX
  return `APP:${mailbox}@${tenant}`
}

export function requestHeaders(call: CmdletCall, anchor: string): Readonly<Record<string, string>> {
  return {
    "content-type": "application/json; charset=utf-8",
    accept: "application/json",
    "x-anchormailbox": anchor,
    "x-cmdletname": call.cmdlet,
    "x-responseformat": "json",
    "x-clientapplication": "Watchpost",
    // 1000 is the highest that the service honors.
    prefer: "odata.maxpagesize=1000",
  }
}

export const requestBody = (call: CmdletCall): string =>
  JSON.stringify({ CmdletInput: { CmdletName: call.cmdlet, Parameters: call.parameters } })

/** The first page's address. Source: `$select` on InvokeCommand, as open clients of the interface send it. */
export function requestUrl(exchangeUrl: string, tenant: TenantId, { select }: CmdletCall): string {
  const url = `${exchangeUrl}/adminapi/beta/${tenant}/InvokeCommand`
  return select === undefined ? url : `${url}?$select=${select.join(",")}`
}

/** Cmdlets about one object. Without an identity the Get- ones return everything there is. */
const ABOUT_ONE_OBJECT =
  /^\w+-(?:(?:CAS)?Mailbox|InboxRule|(?:Mailbox|Recipient|MailboxFolder)Permission|MailboxFolderStatistics|MailboxAuditBypassAssociation|BlockedSenderAddress|RoleGroup(?:Member)?)$/i
const NAMES_AN_OBJECT = /^(?:Identity|Mailbox|SenderAddress)$/i
const MUST_NAME_SOMETHING = /^(?:Identity|Mailbox|User|Trustee|SenderAddress|Member)$/i

/**
 * Throws ContractError for a call that could mean more than was planned.
 * Source: Get-InboxRule and Get-MailboxAuditBypassAssociation, "Caution": an Identity that is null or doesn't exist returns
 * all objects.
 */
export function refuseUnsafe(call: CmdletCall): void {
  if (!/^[A-Za-z]+-[A-Za-z]+$/.test(call.cmdlet)) {
    throw new ContractError("A cmdlet's name is not a name; nothing was sent.")
  }
  const parameters = Object.entries(call.parameters)
  for (const [name, value] of parameters) {
    if (MUST_NAME_SOMETHING.test(name) && (typeof value !== "string" || value.trim() === "")) {
      throw new ContractError(`The parameter ${name} of ${call.cmdlet} is empty; nothing was sent.`)
    }
  }
  const named = parameters.some(([name]) => NAMES_AN_OBJECT.test(name))
  // Reading everything is a wish only when it is said.
  const everything = isRead(call.cmdlet) && parameters.some(([name]) => /^ResultSize$/i.test(name))
  if (ABOUT_ONE_OBJECT.test(call.cmdlet) && !named && !everything) {
    throw new ContractError(`${call.cmdlet} names no object; nothing was sent.`)
  }
}
