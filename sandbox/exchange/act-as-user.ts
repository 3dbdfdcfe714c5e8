/** What people do in Exchange, for stories: a real change in the world and the record that the service writes of it. */
import { randomBytes, randomUUID } from "node:crypto"
import { emit } from "../world/feed.ts"
import { practiceHex } from "../world/practice-id.ts"
import type { PracticeInboxRule, PracticeMailbox, PracticeTenant, World } from "../world/types.ts"
import {
  creationTime,
  EXCHANGE_POWERSHELL_APP_ID,
  OUTLOOK_WEB_APP_ID,
  puidOf,
  ticksId,
} from "./admin-record.ts"
import type { CmdletOutcome } from "./cmdlet.ts"
import { newRuleId } from "./inbox-rule.ts"
import { needMailbox } from "./recipient.ts"
import { runCmdlet } from "./run-cmdlet.ts"

/** Who acts and from where. `ip` without a port; `appId` is Outlook on the web unless given. */
export type PracticeActor = { readonly userUpn: string; readonly ip: string; readonly appId?: string }

/** A person runs a cmdlet (or a page that does). Throws CmdletFailure when Exchange would refuse. */
export function actAsUser(
  world: World,
  tenant: PracticeTenant,
  actor: PracticeActor,
  cmdlet: string,
  parameters: Readonly<Record<string, unknown>>,
): CmdletOutcome & { readonly record?: object } {
  const appId = actor.appId ?? OUTLOOK_WEB_APP_ID
  return runCmdlet(
    world,
    tenant,
    { kind: "user", upn: actor.userUpn, ip: actor.ip, appId },
    { cmdlet, parameters },
  )
}

/** A technician of another company with delegated rights (GDAP); records name no mailbox of the tenant. */
export type PracticePartner = {
  readonly partnerTenantId: string
  readonly objectId: string
  readonly ip: string
}

/** A partner's technician runs a cmdlet in a customer's tenant. Throws CmdletFailure when Exchange would refuse. */
export function actAsPartner(
  world: World,
  tenant: PracticeTenant,
  partner: PracticePartner,
  cmdlet: string,
  parameters: Readonly<Record<string, unknown>>,
): CmdletOutcome & { readonly record?: object } {
  const actor = { kind: "partner", appId: EXCHANGE_POWERSHELL_APP_ID, ...partner } as const
  return runCmdlet(world, tenant, actor, { cmdlet, parameters })
}

export type OutlookRule = {
  readonly name: string
  readonly operation?: "AddMailboxRule" | "ModifyMailboxRule" | "RemoveMailboxRule"
  readonly forwardTo?: readonly string[]
  readonly redirectTo?: readonly string[]
  readonly deleteMessage?: boolean
  readonly moveToFolder?: string
  /** The rule needs Outlook to run: its action is hidden from the record and from the cmdlets. */
  readonly clientSide?: boolean
  /** Shown only to who asks for hidden rules: what MAPI tools make. */
  readonly hidden?: boolean
  /** Real records often leave the name's value out; give true to do so. */
  readonly withoutName?: boolean
}

const settingsOf = (rule: OutlookRule): PracticeInboxRule["settings"] => ({
  ...(rule.forwardTo ? { ForwardTo: [...rule.forwardTo] } : {}),
  ...(rule.redirectTo ? { RedirectTo: [...rule.redirectTo] } : {}),
  ...(rule.deleteMessage ? { DeleteMessage: true } : {}),
  ...(rule.moveToFolder ? { MoveToFolder: rule.moveToFolder } : {}),
})

/** A JSON text inside the record, as the service writes it. */
const actionsText = (rule: OutlookRule): string =>
  JSON.stringify([
    ...(rule.clientSide ? [{ ActionType: "DeferAction", LengthOfDeferData: "1453" }] : []),
    ...(rule.forwardTo ? [{ ActionType: "Forward", Recipients: rule.forwardTo, ForwardFlags: "None" }] : []),
    ...(rule.redirectTo
      ? [
          {
            ActionType: "Forward",
            Recipients: rule.redirectTo,
            ForwardFlags: "PreserveSender, DoNotMungeMessage",
          },
        ]
      : []),
    ...(rule.deleteMessage ? [{ ActionType: "Delete" }] : []),
    ...(rule.moveToFolder ? [{ ActionType: "Move", FolderName: rule.moveToFolder }] : []),
  ])

/** The record shows the same 64 bits as a signed number. */
const signedRuleId = (ruleId: string): string => BigInt.asIntN(64, BigInt(ruleId)).toString()

const changeRule = (mailbox: PracticeMailbox, wanted: OutlookRule): PracticeInboxRule => {
  const known = mailbox.rules.find((rule) => rule.name === wanted.name)
  if (known !== undefined && wanted.operation === "RemoveMailboxRule") {
    mailbox.rules.splice(mailbox.rules.indexOf(known), 1)
    return known
  }
  if (known !== undefined) {
    known.settings = settingsOf(wanted)
    return known
  }
  const made: PracticeInboxRule = {
    ruleId: newRuleId(),
    name: wanted.name,
    enabled: true,
    priority: 1,
    hidden: wanted.hidden ?? false,
    settings: settingsOf(wanted),
    ...(wanted.clientSide ? { clientSide: true } : {}),
  }
  mailbox.rules.push(made)
  return made
}

const sidOf = (upn: string): string =>
  `S-1-5-21-1376570662-3565232716-${Number.parseInt(practiceHex(`sid ${upn}`, 8), 16)}-25622886`

const operationProperties = (wanted: OutlookRule, rule: PracticeInboxRule): object[] => [
  { Name: "RuleOperation", Value: wanted.operation ?? "AddMailboxRule" },
  { Name: "RuleId", Value: signedRuleId(rule.ruleId) },
  { Name: "RuleState", Value: "Enabled" },
  { Name: "RuleCondition", Value: "{(Exists(ItemClass))}" },
  wanted.withoutName === true ? { Name: "RuleName" } : { Name: "RuleName", Value: rule.name },
  { Name: "RuleProvider", Value: "RuleOrganizer" },
  { Name: "RuleActions", Value: actionsText(wanted) },
]

/** Fields that every mailbox record (RecordType 2, 3, 50) of an owner has. Source: schema, "Exchange Mailbox schema". */
export const mailboxRecordBase = (
  tenant: PracticeTenant,
  mailbox: PracticeMailbox,
  event: { readonly at: number; readonly operation: string; readonly ip: string },
): Record<string, unknown> => ({
  AppAccessContext: {},
  CreationTime: creationTime(event.at),
  Id: ticksId(event.at),
  Operation: event.operation,
  OrganizationId: tenant.id,
  RecordType: 2,
  ResultStatus: "Succeeded",
  UserKey: puidOf(mailbox.upn),
  UserType: 0,
  Version: 1,
  Workload: "Exchange",
  ClientIP: event.ip,
  UserId: mailbox.upn,
  ClientIPAddress: event.ip,
  ClientInfoString: "Client=OWA;Action=ViaProxy",
  ExternalAccess: false,
  InternalLogonType: 0,
  LogonType: 0,
  LogonUserSid: sidOf(mailbox.upn),
  MailboxGuid: mailbox.guid,
  MailboxOwnerSid: sidOf(mailbox.upn),
  MailboxOwnerUPN: mailbox.upn,
  OrganizationName: tenant.initialDomain,
  OriginatingServer: "VI1PR04MB5056 (15.20.8093.014)\r\n",
  SessionId: randomUUID(),
})

/** Outlook on the desktop adds, changes or removes a rule: no cmdlet runs, and the record is UpdateInboxRules. */
export function outlookUpdatesRules(
  world: World,
  tenant: PracticeTenant,
  actor: PracticeActor,
  wanted: OutlookRule,
): { readonly rule: PracticeInboxRule; readonly record: object } {
  const mailbox = needMailbox(tenant, actor.userUpn)
  const rule = changeRule(mailbox, wanted)
  const folder = randomBytes(24).toString("base64")
  const record = {
    ...mailboxRecordBase(tenant, mailbox, { at: world.now(), operation: "UpdateInboxRules", ip: actor.ip }),
    ClientInfoString: "Client=MSExchangeRPC",
    ClientProcessName: "OUTLOOK.EXE",
    ClientRequestId: `{${randomUUID().toUpperCase()}}`,
    ClientVersion: "16.0.17928.20156",
    OperationProperties: operationProperties(wanted, rule),
    Item: {
      Id: folder,
      ImmutableId: "ErrorDuringIdConversion",
      ParentFolder: { Id: folder, Name: "Inbox", Path: "\\Inbox" },
    },
  }
  emit(world, tenant, { contentType: "Audit.Exchange", record })
  world.changed({ kind: "mailbox", tenantId: tenant.id, upn: mailbox.upn })
  return { rule, record }
}
