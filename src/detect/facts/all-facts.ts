/** The catalog of facts: what a rule may name after `facts.`. */
import type { AuditRecord } from "../../model/audit-record.ts"
import { ACCESS_POLICY_FACTS } from "./access-policies.ts"
import { ACCOUNT_RISK_FACTS } from "./account-risks.ts"
import { APP_ROLE_FACTS } from "./app-roles.ts"
import { APP_TRUST_FACTS } from "./app-trust.ts"
import { APPLICATION_FACTS } from "./applications.ts"
import { AUDITING_FACTS } from "./auditing.ts"
import { AUTHORIZATION_FACTS } from "./authorization.ts"
import { CHAT_APP_FACTS } from "./chat-apps.ts"
import { CONSENT_FACTS } from "./consents.ts"
import { COPILOT_FACTS } from "./copilot.ts"
import { DIRECTORY_POWER_FACTS } from "./directory-power.ts"
import { DIRECTORY_ROLE_FACTS } from "./directory-roles.ts"
import { DIRECTORY_USER_FACTS } from "./directory-users.ts"
import { DLP_FACTS } from "./dlp.ts"
import { DOMAIN_FACTS } from "./domains.ts"
import { EDISCOVERY_FACTS } from "./ediscovery.ts"
import { EMERGENCY_ACCOUNT_FACTS } from "./emergency-accounts.ts"
import { EXCHANGE_ROLE_FACTS } from "./exchange-roles.ts"
import type { Fact, FactContext } from "./fact.ts"
import { FILE_FACTS } from "./files.ts"
import { FIRST_SEEN_FACTS } from "./first-seen.ts"
import { FOLDER_PERMISSION_FACTS } from "./folder-permissions.ts"
import { FORWARDING_FACTS } from "./forwarding.ts"
import { IDENTITY_FACTS } from "./identities.ts"
import { IMPORTANT_PEOPLE_FACTS } from "./important-people.ts"
import { INBOX_RULE_FACTS } from "./inbox-rule-facts.ts"
import { KEEPING_FACTS } from "./keeping.ts"
import { LOCK_OUT_FACTS } from "./lock-outs.ts"
import { MAIL_ACCESS_FACTS } from "./mail-access.ts"
import { MAIL_OPENING_FACTS } from "./mail-openings.ts"
import { MAIL_PROTECTION_FACTS } from "./mail-protection.ts"
import { MAILBOX_OPENING_FACTS } from "./mailbox-openings.ts"
import { MICROSOFT_ALERT_FACTS } from "./microsoft-alerts.ts"
import { NEW_ACCOUNT_FACTS } from "./new-accounts.ts"
import { PARTNER_FACTS } from "./partners.ts"
import { PEOPLE_FACTS } from "./people.ts"
import { PERMISSION_FACTS } from "./permissions.ts"
import { QUARANTINE_FACTS } from "./quarantine.ts"
import { RESTORE_FACTS } from "./restores.ts"
import { SHARING_FACTS } from "./sharing.ts"
import { SIGN_IN_FACTS } from "./sign-in-facts.ts"
import { SIGN_IN_METHOD_FACTS } from "./sign-in-methods.ts"
import { SIGN_IN_PLACE_FACTS } from "./sign-in-place.ts"
import { SIGN_IN_SETTING_FACTS } from "./sign-in-settings.ts"
import { SWEEP_RULE_FACTS } from "./sweep-rules.ts"
import { TEAMS_FACTS } from "./teams.ts"
import { TRANSPORT_RULE_FACTS } from "./transport-rules.ts"
import { WORKSPACE_FACTS } from "./workspaces.ts"

export const FACTS: ReadonlyMap<string, Fact> = new Map(
  [
    ...FORWARDING_FACTS,
    ...INBOX_RULE_FACTS,
    ...PERMISSION_FACTS,
    ...NEW_ACCOUNT_FACTS,
    ...AUDITING_FACTS,
    ...PEOPLE_FACTS,
    ...RESTORE_FACTS,
    ...TRANSPORT_RULE_FACTS,
    ...EXCHANGE_ROLE_FACTS,
    ...FOLDER_PERMISSION_FACTS,
    ...MAIL_ACCESS_FACTS,
    ...MAIL_PROTECTION_FACTS,
    ...MAIL_OPENING_FACTS,
    ...QUARANTINE_FACTS,
    ...EDISCOVERY_FACTS,
    ...SIGN_IN_FACTS,
    ...SIGN_IN_PLACE_FACTS,
    ...FILE_FACTS,
    ...SHARING_FACTS,
    ...TEAMS_FACTS,
    ...DLP_FACTS,
    ...DIRECTORY_ROLE_FACTS,
    ...DIRECTORY_USER_FACTS,
    ...CONSENT_FACTS,
    ...APPLICATION_FACTS,
    ...APP_ROLE_FACTS,
    ...SIGN_IN_METHOD_FACTS,
    ...ACCESS_POLICY_FACTS,
    ...AUTHORIZATION_FACTS,
    ...DOMAIN_FACTS,
    ...PARTNER_FACTS,
    ...MICROSOFT_ALERT_FACTS,
    ...FIRST_SEEN_FACTS,
    ...IDENTITY_FACTS,
    ...IMPORTANT_PEOPLE_FACTS,
    ...ACCOUNT_RISK_FACTS,
    ...APP_TRUST_FACTS,
    ...DIRECTORY_POWER_FACTS,
    ...KEEPING_FACTS,
    ...LOCK_OUT_FACTS,
    ...EMERGENCY_ACCOUNT_FACTS,
    ...MAILBOX_OPENING_FACTS,
    ...SIGN_IN_SETTING_FACTS,
    ...SWEEP_RULE_FACTS,
    ...WORKSPACE_FACTS,
    ...COPILOT_FACTS,
    ...CHAT_APP_FACTS,
  ].map((fact) => [fact.name, fact]),
)

/** Every record asks for some, so that they are numbered: the index of rules knows the numbers beforehand. */
const NUMBERED: readonly Fact[] = [...FACTS.values()]
/** Facts are written in several shapes, so that what reads them is found sooner here. */
const READS = NUMBERED.map(({ read }) => read)
const NUMBERS: ReadonlyMap<string, number> = new Map(NUMBERED.map(({ name }, number) => [name, number]))

/** -1 when there is no such fact. */
export const numberOfFact = (name: string): number => NUMBERS.get(name) ?? -1

/** The number of the fact without which this one can't hold; undefined when there is none. */
export const gateOfFact = (number: number): number | undefined => {
  const within = NUMBERED[number]?.within
  return within === undefined ? undefined : numberOfFact(within)
}

const EXPLAINING = NUMBERED.flatMap(({ name, forGrouping }) => (forGrouping === true ? [] : [name]))

/** Reads facts of one record when they are asked for, each at most once. */
export type FactReader = {
  /** The evidence when the fact is true; undefined when it isn't or when there is no such fact. */
  evidence(name: string): string | undefined
  /** The same by the fact's number. */
  evidenceAt(number: number): string | undefined
  /** Names of those that are true among what was asked so far, without those that only group. */
  asked(): readonly string[]
  /** Every true fact with its evidence, without those that only group. */
  all(): ReadonlyMap<string, string>
}

/** The last answer to each fact, and which reader it was for: a table for each record would cost more than most facts. */
const answers: (string | undefined)[] = NUMBERED.map(() => undefined)
const answeredFor: number[] = NUMBERED.map(() => 0)
let readers = 0

export const readFacts = (record: AuditRecord, context: FactContext): FactReader =>
  new RecordFacts(record, context)

/** Made for every record that a rule could be about, so that it is as small as can be. */
class RecordFacts implements FactReader {
  readonly #record: AuditRecord
  readonly #context: FactContext
  readonly #number: number
  #held: number[] | undefined

  constructor(record: AuditRecord, context: FactContext) {
    readers += 1
    this.#record = record
    this.#context = context
    this.#number = readers
    this.#held = undefined
  }

  evidence(name: string): string | undefined {
    return this.evidenceAt(numberOfFact(name))
  }

  evidenceAt(number: number): string | undefined {
    if (answeredFor[number] === this.#number) return answers[number]
    const read = READS[number]
    if (read === undefined) return undefined
    const found = read(this.#record, this.#context, this)
    answers[number] = found
    answeredFor[number] = this.#number
    if (found === undefined) return undefined
    if (this.#held === undefined) this.#held = [number]
    else this.#held.push(number)
    return found
  }

  asked(): readonly string[] {
    return [...new Set(this.#held)].flatMap((number) => {
      const fact = NUMBERED[number]
      return fact === undefined || fact.forGrouping === true ? [] : [fact.name]
    })
  }

  all(): ReadonlyMap<string, string> {
    return new Map(
      EXPLAINING.flatMap((name) => {
        const found = this.evidence(name)
        return found === undefined ? [] : [[name, found] as const]
      }),
    )
  }
}
