/**
 * What one fact says by itself: settings of the tenant that became weaker, and things that happened to an account. The first
 * fact that holds tells the act; everything else is told by its changed values.
 */
import { plainText } from "../lib/plain-text.ts"
import type { SubjectKind } from "../model/act.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { actorName } from "./actor-name.ts"
import { describeChange } from "./describe-change.ts"
import type { Describer } from "./describer.ts"
import { userObject, whoseAccount } from "./directory-words.ts"
import { readFacts } from "./facts/all-facts.ts"
import { targetObject, targetUser } from "./facts/directory-record.ts"
import { parameterOf } from "./facts/fact.ts"
import { capital } from "./mailbox-words.ts"

type Setting = {
  readonly fact: string
  /** What alerts are keyed by; missing: the account that the record is about. */
  readonly key?: string
  /** A key of its own for each thing, or for each person who does it. */
  readonly each?: "thing" | "actor"
  /** What follows the name of whoever did it. */
  readonly did: (evidence: string, name: string, isGroup: boolean) => string
}

const SETTINGS: readonly Setting[] = [
  {
    fact: "TrustsCertificateAuthority",
    key: "certificates",
    did: (what) => `made the tenant trust ${what}, whose certificates open every account`,
  },
  {
    fact: "TrustsOutsideProvider",
    key: "sign-in-methods",
    did: (provider) => `let ${provider} vouch for second factors`,
  },
  {
    fact: "WeakensSignInMethods",
    key: "sign-in-methods",
    did: (what) => `weakened the ways to sign in: ${what}`,
  },
  {
    fact: "LocksEverybodyOut",
    key: "lock-out",
    did: () => "put an access policy in force that blocks everybody from everything",
  },
  {
    fact: "ChangesHybridSignIn",
    key: "hybrid",
    did: (what) => `changed the bridge to the directory at home: ${what}`,
  },
  {
    fact: "ChangesRiskProtection",
    key: "risk",
    did: (what) => `changed what stops risky sign-ins: ${what}`,
  },
  {
    fact: "DefinesPowerfulRole",
    key: "role-definition",
    each: "thing",
    did: (permissions, name) => `put power into the role "${name}" (${permissions})`,
  },
  {
    fact: "ElevatesToAzure",
    key: "azure",
    did: (what) => `took the right to manage access to ${what}`,
  },
  {
    fact: "DeletesDirectory",
    key: "directory",
    did: (what) => `ordered the deletion of ${what}`,
  },
  {
    fact: "JoinsExceptionGroup",
    did: (group, account, isRule) =>
      isRule
        ? `changed who is in "${group}", which rules leave out`
        : `put ${account} into "${group}", which rules leave out`,
  },
  {
    fact: "LeavesProtectedGroup",
    did: (group, account) => `took ${account} out of "${group}", by which rules ask for more`,
  },
  {
    fact: "JoinsPowerfulGroup",
    did: (group, account, isRule) =>
      isRule ? `changed who is in "${group}"` : `put ${account} into "${group}"`,
  },
  {
    fact: "OwnerReportsPrompt",
    did: (_, account) => `told Microsoft of a prompt for ${account} that its owner hadn't asked for`,
  },
  { fact: "DismissesRisk", did: (_, account) => `told Microsoft that ${account} is at no risk` },
  {
    fact: "MakesAppPassword",
    did: (_, account) => `made an app password for ${account}: it works without a second factor`,
  },
  {
    fact: "MovesHomeIdentity",
    did: (_, account) => `tied ${account} to another account of the directory at home`,
  },
  {
    fact: "LinksOutsideIdentity",
    did: (_, account) => `tied ${account} to an account outside the organization, which signs in as it`,
  },
  { fact: "EnablesAccount", did: (_, account) => `switched ${account} on again` },
  { fact: "ReadsDeviceSecret", key: "device-secret", each: "actor", did: (what) => `read the ${what}` },
  {
    fact: "RemovesAppLimit",
    key: "app-limit",
    each: "thing",
    did: (name) => `took the limit "${name}" from an app, which reaches every mailbox without it`,
  },
  {
    fact: "KeepsAuditShorter",
    key: "audit-keeping",
    did: (_, name) => `had the audit log kept for a shorter time ("${name}")`,
  },
  {
    fact: "EndsKeeping",
    key: "keeping",
    each: "thing",
    did: (what, name) => `ended the keeping of data: ${what} (${name})`,
  },
  {
    fact: "AddInForEverybody",
    key: "add-in",
    did: () => "installed an add-in from outside Microsoft's store for everybody's Outlook",
  },
  {
    fact: "InstallsAddIn",
    key: "add-in",
    each: "actor",
    did: (from) => `installed an Outlook add-in from ${from}, not from Microsoft's store`,
  },
  {
    fact: "LooksIntoMail",
    key: "mail-seen",
    each: "actor",
    did: (mailbox) => `opened mail of ${mailbox} in the security portal`,
  },
  {
    fact: "MovesMailboxesOut",
    key: "mailboxes-out",
    did: (tenant) => `let mailboxes move out to ${tenant}`,
  },
  {
    fact: "CopiesMailbox",
    key: "mailbox-copied",
    each: "thing",
    did: (target) => `copied the content of a mailbox into ${target}`,
  },
  {
    fact: "LetsPhoneIn",
    key: "phone",
    each: "thing",
    did: (phone, name) => `let the phone ${phone} read ${name}'s mail`,
  },
  {
    fact: "OpensCalendar",
    key: "calendar",
    each: "thing",
    did: (what, name) => `opened calendars (${name}): ${what}`,
  },
  {
    fact: "SwitchesExternalTagOff",
    key: "external-tag",
    did: () => "switched off the mark that Outlook puts on mail from outside",
  },
  {
    fact: "OpensDirectSend",
    key: "direct-send",
    did: () => "let anybody hand in mail under the organization's own addresses",
  },
  {
    fact: "DefinesExchangeRole",
    key: "exchange-role",
    each: "thing",
    did: (what) => `made a role for Exchange that holds ${what}`,
  },
  { fact: "DeletesWorkspace", key: "workspaces", did: (name) => `deleted "${name}"` },
]

/** `kind` says what alerts are keyed by where nothing of it is known. */
export const describeSetting =
  (kind: SubjectKind): Describer =>
  (record, context) => {
    const told = describeChange(kind)(record, context)
    const facts = readFacts(record, context)
    for (const setting of SETTINGS) {
      const evidence = facts.evidence(setting.fact)
      if (evidence === undefined) continue
      const isAccount = setting.key === undefined
      const name = isAccount ? whoseAccount(record) : thingOf(record)
      const isGroup = targetObject(record).kind === "Group"
      return {
        ...told,
        subject: `${kind}:${keyOf(setting, record, name).toLowerCase()}`,
        object: isAccount ? { ...told.object, ...userObject(record) } : told.object,
        sentence: `${capital(actorName(record, context))} ${setting.did(plainText(evidence), name, isGroup)}.`,
      }
    }
    return told
  }

function keyOf({ key, each }: Setting, record: AuditRecord, name: string): string {
  if (key === undefined) return targetUser(record)
  if (each === undefined) return key
  return `${key}:${each === "thing" ? name : (record.actor.upn ?? record.actor.id)}`
}

const thingOf = (record: AuditRecord): string =>
  plainText(
    record.target.kind === "mailbox"
      ? record.target.name
      : parameterOf(record, "Identity") || parameterOf(record, "Name") || record.target.name,
  )
