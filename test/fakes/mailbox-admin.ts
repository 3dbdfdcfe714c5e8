/**
 * Exchange for tests of the fixes: real state behind the cmdlets, every call recorded, failures scripted.
 * A failure says whether the write had happened before the answer was lost.
 */
import { CmdletError } from "../../src/model/errors.ts"
import type { TenantId } from "../../src/model/ids.ts"
import type { JsonObject } from "../../src/model/json.ts"
import { type CmdletCall, isCmdlet, type PlannedCall } from "../../src/model/remediation.ts"
import type { CmdletAnswer } from "../../src/ports/mailbox-admin.ts"
import type { TenantAdmin } from "../../src/ports/tenant-admin.ts"

export type FakeRule = {
  Identity: string
  Name: string
  Enabled: boolean
  hidden?: boolean
  ForwardTo?: string[]
  DeleteMessage?: boolean
}

export type FakeMailbox = {
  upn: string
  aliases?: readonly string[]
  ForwardingSmtpAddress: string | null
  ForwardingAddress: string | null
  DeliverToMailboxAndForward: boolean
  rules: FakeRule[]
  permissions: {
    User: string
    AccessRights: string[]
    IsInherited?: boolean
    Deny?: boolean
    UserSid?: string
  }[]
  sendAs: { Trustee: string; AccessRights: string[]; AccessControlType?: string }[]
}

type Failure = { readonly cmdlet: string; readonly when: "before" | "after"; readonly error: Error }

export type FakeExchange = Omit<TenantAdmin, "invoke"> & {
  /** Takes what an action planned; a request to Microsoft Graph fails the test. */
  invoke(
    tenant: TenantId,
    call: PlannedCall,
    anchor: string | undefined,
    signal: AbortSignal,
  ): Promise<CmdletAnswer>
  readonly mailboxes: FakeMailbox[]
  readonly recipients: JsonObject[]
  readonly calls: (CmdletCall & { readonly anchor: string | undefined })[]
  /** Called before every call; a test presses again, aborts or counts here. */
  before: (call: CmdletCall) => void | Promise<void>
  /** The next call of `cmdlet` fails, once. */
  failNext(cmdlet: string, when: "before" | "after", error: Error): void
  callsOf(cmdlet: string): readonly CmdletCall[]
}

export const fakeMailbox = (fields: Partial<FakeMailbox> & { upn: string }): FakeMailbox => ({
  ForwardingSmtpAddress: null,
  ForwardingAddress: null,
  DeliverToMailboxAndForward: false,
  rules: [],
  permissions: [],
  sendAs: [],
  ...fields,
})

export function createFakeExchange(mailboxes: FakeMailbox[], recipients: JsonObject[] = []): FakeExchange {
  const failures: Failure[] = []
  const calls: FakeExchange["calls"] = []
  const take = (cmdlet: string, when: Failure["when"]): void => {
    const index = failures.findIndex((failure) => failure.cmdlet === cmdlet && failure.when === when)
    const [failure] = index < 0 ? [] : failures.splice(index, 1)
    if (failure !== undefined) throw failure.error
  }
  const exchange: FakeExchange = {
    mailboxes,
    recipients,
    calls,
    before: () => undefined,
    failNext: (cmdlet, when, error) => void failures.push({ cmdlet, when, error }),
    callsOf: (cmdlet) => calls.filter((call) => call.cmdlet === cmdlet),
    ...NO_DIRECTORY,
    async invoke(_tenant, call, anchor, signal) {
      if (!isCmdlet(call)) throw new Error("Exchange runs cmdlets only")
      await exchange.before(call)
      signal.throwIfAborted()
      calls.push({ ...call, anchor })
      take(call.cmdlet, "before")
      const answer = run(exchange, call)
      take(call.cmdlet, "after")
      return answer
    },
  }
  return exchange
}

/** For fixes that never ask Microsoft Graph. */
export const NO_DIRECTORY: Pick<TenantAdmin, "request" | "granted"> = {
  request: async () => {
    throw new Error("this test has no directory")
  },
  granted: async () => ({ permissions: [], roles: [] }),
}

const rowsOnly = (rows: readonly JsonObject[]): CmdletAnswer => ({ rows, warnings: [] })
const warned = (warning: string): CmdletAnswer => ({ rows: [], warnings: [warning] })
const DONE = rowsOnly([])
const lower = (value: unknown): string => String(value).toLowerCase()

function run(exchange: FakeExchange, { cmdlet, parameters }: CmdletCall): CmdletAnswer {
  switch (cmdlet) {
    case "Get-Mailbox":
      return rowsOnly([mailboxRow(mailboxOf(exchange, parameters.Identity))])
    case "Set-Mailbox":
      return setMailbox(mailboxOf(exchange, parameters.Identity), parameters)
    case "Get-Recipient":
      return rowsOnly(recipientsOf(exchange, parameters.Identity))
    case "Get-InboxRule":
      return rowsOnly(visibleRules(mailboxOf(exchange, parameters.Mailbox), parameters).map(ruleRow))
    case "Disable-InboxRule":
    case "Enable-InboxRule":
      ruleOf(exchange, parameters.Identity).Enabled = cmdlet === "Enable-InboxRule"
      return DONE
    case "Get-MailboxPermission":
      return rowsOnly(mailboxOf(exchange, parameters.Identity).permissions.map((row) => ({ ...row })))
    case "Get-RecipientPermission":
      return rowsOnly(mailboxOf(exchange, parameters.Identity).sendAs.map((row) => ({ ...row })))
    case "Remove-MailboxPermission":
      return removePermission(mailboxOf(exchange, parameters.Identity), parameters)
    case "Add-MailboxPermission":
      mailboxOf(exchange, parameters.Identity).permissions.push({
        User: String(parameters.User),
        AccessRights: listOf(parameters.AccessRights),
      })
      return DONE
    case "Remove-RecipientPermission":
      return removeSendAs(mailboxOf(exchange, parameters.Identity), parameters)
    case "Add-RecipientPermission":
      mailboxOf(exchange, parameters.Identity).sendAs.push({
        Trustee: String(parameters.Trustee),
        AccessRights: ["SendAs"],
      })
      return DONE
    default:
      throw new Error(`the fake doesn't know ${cmdlet}`)
  }
}

const missing = (): never => {
  throw new CmdletError("Exchange doesn't find it.", { missing: true })
}

const mailboxOf = (exchange: FakeExchange, identity: unknown): FakeMailbox =>
  exchange.mailboxes.find((mailbox) =>
    [mailbox.upn, ...(mailbox.aliases ?? [])].some((name) => lower(name) === lower(identity)),
  ) ?? missing()

const mailboxRow = (mailbox: FakeMailbox): JsonObject => ({
  UserPrincipalName: mailbox.upn,
  ForwardingSmtpAddress: mailbox.ForwardingSmtpAddress,
  ForwardingAddress: mailbox.ForwardingAddress,
  DeliverToMailboxAndForward: mailbox.DeliverToMailboxAndForward,
  "ExchangeGuid@odata.type": "#Guid",
  ExchangeGuid: "5f0c8a52-2f0e-4c3c-9f3a-6f1f6a1f0c01",
})

function setMailbox(mailbox: FakeMailbox, parameters: JsonObject): CmdletAnswer {
  const before = JSON.stringify(mailbox)
  const smtp = parameters.ForwardingSmtpAddress
  if (smtp !== undefined) mailbox.ForwardingSmtpAddress = smtp === null ? null : `smtp:${String(smtp)}`
  const address = parameters.ForwardingAddress
  if (address !== undefined) mailbox.ForwardingAddress = address === null ? null : String(address)
  if (parameters.DeliverToMailboxAndForward !== undefined) {
    mailbox.DeliverToMailboxAndForward = parameters.DeliverToMailboxAndForward === true
  }
  return JSON.stringify(mailbox) === before
    ? warned(`The command completed successfully but no settings of '${mailbox.upn}' have been modified.`)
    : DONE
}

function recipientsOf(exchange: FakeExchange, identity: unknown): readonly JsonObject[] {
  const found = exchange.recipients.filter((recipient) =>
    Object.values(recipient).some((value) => lower(value) === lower(identity)),
  )
  return found.length === 0 ? missing() : found
}

const visibleRules = (mailbox: FakeMailbox, parameters: JsonObject): FakeRule[] =>
  mailbox.rules.filter((rule) => parameters.IncludeHidden === true || rule.hidden !== true)

const ruleRow = ({ hidden: _hidden, ...rule }: FakeRule): JsonObject => ({ ...rule })

const ruleOf = (exchange: FakeExchange, identity: unknown): FakeRule =>
  exchange.mailboxes.flatMap((mailbox) => mailbox.rules).find((rule) => rule.Identity === identity) ??
  missing()

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [String(value)])

/** Exchange joins several rights of one entry in one string. */
function removePermission(mailbox: FakeMailbox, parameters: JsonObject): CmdletAnswer {
  const rights = listOf(parameters.AccessRights).map(lower)
  const row = mailbox.permissions.find(
    (entry) => lower(entry.User) === lower(parameters.User) && entry.IsInherited !== true,
  )
  const held = row?.AccessRights.flatMap((text) => text.split(", ")) ?? []
  if (row === undefined || !held.some((right) => rights.includes(lower(right)))) {
    return warned(
      `Can't remove the access control entry on the object "${mailbox.upn}" for the user account because the ACE doesn't exist on the object.`,
    )
  }
  const kept = held.filter((right) => !rights.includes(lower(right)))
  if (kept.length === 0) mailbox.permissions = mailbox.permissions.filter((entry) => entry !== row)
  else row.AccessRights = [kept.join(", ")]
  return DONE
}

function removeSendAs(mailbox: FakeMailbox, parameters: JsonObject): CmdletAnswer {
  const kept = mailbox.sendAs.filter((entry) => lower(entry.Trustee) !== lower(parameters.Trustee))
  if (kept.length === mailbox.sendAs.length) {
    return warned("Can't remove the access control entry because the ACE isn't present.")
  }
  mailbox.sendAs = kept
  return DONE
}
