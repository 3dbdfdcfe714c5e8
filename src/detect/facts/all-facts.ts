/** The catalog of facts: what a rule may name after `facts.`. */
import type { AuditRecord } from "../../model/audit-record.ts"
import { AUDITING_FACTS } from "./auditing.ts"
import { DLP_FACTS } from "./dlp.ts"
import type { Fact, FactContext } from "./fact.ts"
import { FILE_FACTS } from "./files.ts"
import { FORWARDING_FACTS } from "./forwarding.ts"
import { INBOX_RULE_FACTS } from "./inbox-rule-facts.ts"
import { PEOPLE_FACTS } from "./people.ts"
import { PERMISSION_FACTS } from "./permissions.ts"
import { RESTORE_FACTS } from "./restores.ts"
import { SHARING_FACTS } from "./sharing.ts"
import { SIGN_IN_FACTS } from "./sign-in-facts.ts"
import { SIGN_IN_PLACE_FACTS } from "./sign-in-place.ts"
import { TEAMS_FACTS } from "./teams.ts"

export const FACTS: ReadonlyMap<string, Fact> = new Map(
  [
    ...FORWARDING_FACTS,
    ...INBOX_RULE_FACTS,
    ...PERMISSION_FACTS,
    ...AUDITING_FACTS,
    ...PEOPLE_FACTS,
    ...RESTORE_FACTS,
    ...SIGN_IN_FACTS,
    ...SIGN_IN_PLACE_FACTS,
    ...FILE_FACTS,
    ...SHARING_FACTS,
    ...TEAMS_FACTS,
    ...DLP_FACTS,
  ].map((fact) => [fact.name, fact]),
)

/** Reads facts of one record when they are asked for, each at most once. */
export type FactReader = {
  /** The evidence when the fact is true; undefined when it isn't or when there is no such fact. */
  evidence(name: string): string | undefined
  /** Every true fact with its evidence. */
  all(): ReadonlyMap<string, string>
}

export function readFacts(record: AuditRecord, context: FactContext): FactReader {
  const known = new Map<string, string | undefined>()
  const evidence = (name: string): string | undefined => {
    if (!known.has(name)) known.set(name, FACTS.get(name)?.read(record, context))
    return known.get(name)
  }
  return {
    evidence,
    all: () =>
      new Map(
        [...FACTS.keys()].flatMap((name) => {
          const found = evidence(name)
          return found === undefined ? [] : [[name, found] as const]
        }),
      ),
  }
}
