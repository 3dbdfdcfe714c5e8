/**
 * By what records of different kinds belong together: one mailbox, one user, one app. Correlations group by these as
 * `evidence.<Name>`; they say nothing by themselves, so that no explanation lists them. One user is written as a sign-in
 * name, an alias or a path: what they share is the part before the @.
 */

import { isGuid } from "../../lib/guid.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import { accountNamed } from "../account-names.ts"
import { readConsent } from "./consents.ts"
import { targetObject } from "./directory-record.ts"
import { type Fact, type FactContext, parameterOf, rawText } from "./fact.ts"
import { readForwarding } from "./forwarding.ts"
import { readRuleChange } from "./inbox-rule.ts"
import { readMicrosoftAlert } from "./microsoft-alerts.ts"
import { membersOf } from "./teams.ts"

const DIRECTORY_TYPES = [8, 9]

/** Exchange makes an alias unique by a tail: `anna_73cfb10e5c` is anna. */
export function personKey(name: string, { memory, tenant }: Pick<FactContext, "memory" | "tenant">): string {
  const last = name.trim().split("/").at(-1)?.replace(/^cn=/i, "") ?? name
  const known = memory?.mailboxNamed(tenant.id, last) ?? accountNamed(last, tenant.id, memory)
  const local = known.split("@")[0] ?? known
  return local.replace(/_[0-9a-f]{8,12}$/i, "").toLowerCase()
}

/** The account or mailbox that the act is about: whose it is, not who did it. */
export function concernedName(record: AuditRecord): string | undefined {
  const { actor, target, recordType, operationKey } = record
  if (target.kind === "mailbox") return target.name
  const told = readMicrosoftAlert(record)
  if (told !== undefined) return told.user
  if (operationKey === "consent to application") return actor.upn
  if (DIRECTORY_TYPES.includes(recordType)) return targetObject(record).upn
  return actor.upn
}

/** Who got (or lost) a right on a mailbox. */
function granteeName(record: AuditRecord): string | undefined {
  if (!/^(add|remove)-(mailbox|recipient)permission$/.test(record.operationKey)) return undefined
  const name = ["User", "Trustee", "Owner"].map((one) => parameterOf(record, one)).find((one) => one)
  return name === "" ? undefined : name
}

/** The app that was consented to or that read mail, by its client id. */
function appKey(record: AuditRecord): string | undefined {
  const consented = readConsent(record)?.appId
  if (consented !== undefined) return consented
  if (DIRECTORY_TYPES.includes(record.recordType)) return targetObject(record).appId
  const id = (rawText(record, "ClientAppId") || rawText(record, "AppId")).toLowerCase()
  return isGuid(id) ? id : undefined
}

/** Addresses outside to which mail goes from now on. */
function outsideAddress(record: AuditRecord, context: FactContext): string | undefined {
  const forwarded = readForwarding(record, context)?.destinations ?? []
  const byRule = readRuleChange(record, context)?.destinations ?? []
  return [...forwarded, ...byRule].find(({ place }) => place === "outside")?.address
}

/** The guest who was added, removed or acted, as Teams and SharePoint write them. */
function guestOf(record: AuditRecord): string | undefined {
  const member = membersOf(record).find(({ upn }) => /#ext#/i.test(upn))?.upn
  if (member !== undefined) return member
  return record.actor.kind === "guest" ? (record.actor.upn ?? record.actor.id).toLowerCase() : undefined
}

const person =
  (read: (record: AuditRecord) => string | undefined): Fact["read"] =>
  (record, context) => {
    const name = read(record)
    const key = name === undefined || name === "unknown" ? "" : personKey(name, context)
    return key === "" ? undefined : key
  }

const GROUPING: readonly Fact[] = [
  {
    name: "Actor",
    read: person(({ actor }) => (actor.kind === "microsoft" ? undefined : (actor.upn ?? actor.id))),
  },
  { name: "Concerned", read: person(concernedName) },
  { name: "Grantee", read: person(granteeName) },
  {
    name: "Accessor",
    read: person(({ actor, target }) => (target.kind === "mailbox" ? actor.upn : undefined)),
  },
  {
    name: "Mailbox",
    read: person(({ target }) => (target.kind === "mailbox" ? target.name : undefined)),
  },
  { name: "App", read: appKey },
  { name: "Guest", read: guestOf },
  { name: "OutsideAddress", read: outsideAddress },
  {
    name: "RuleName",
    read: (record, context) => readRuleChange(record, context)?.name?.trim().toLowerCase() || undefined,
  },
]

export const IDENTITY_FACTS: readonly Fact[] = GROUPING.map((fact) => ({ ...fact, forGrouping: true }))
