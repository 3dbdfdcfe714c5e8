/**
 * What any record tells, for kinds that need no words of their own: who, which operation, on what, and every value that
 * it says changed.
 */
import { plainText } from "../lib/plain-text.ts"
import type { SubjectKind } from "../model/act.ts"
import type { Change } from "../model/alert.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { actorName } from "./actor-name.ts"
import { deedSentence } from "./deed-words.ts"
import type { Describer } from "./describer.ts"
import { valuesOf } from "./facts/modified-values.ts"
import { capital } from "./mailbox-words.ts"

/** More lines than a card can hold help nobody. */
const MAX_CHANGES = 10

/** Parameters that say where the cmdlet ran, not what it did, and lists of names of what stands beside them. */
const NOT_SHOWN =
  /^(identity|domaincontroller|ignoredehydratedflag|force|confirm|included updated properties)$/i

/** `about` says what alerts are keyed by: the thing that was acted on, or who acted where one person does many things. */
export const describeChange =
  (kind: SubjectKind, about: "target" | "actor" = "target"): Describer =>
  (record, context) => {
    const who = actorName(record, context)
    const { actor, target } = record
    const key = about === "actor" ? (actor.upn ?? actor.id) : target.name
    return {
      subject: `${kind}:${key.toLowerCase()}`,
      object: { target: target.id, ...(actor.upn === undefined ? {} : { user: actor.upn }) },
      changes: changesOf(record),
      sentence: deedSentence(capital(who), record),
    }
  }

/** Old → new where the record says both, else what was given. An empty value was taken off. */
export function changesOf(record: AuditRecord): readonly Change[] {
  const modified = record.modified.map(({ name, oldValue, newValue }) => ({
    what: plainText(name, 80),
    before: shownValue(oldValue),
    after: shownValue(newValue),
  }))
  const given = Object.entries(record.parameters).map(([name, value]) => ({
    what: plainText(name, 80),
    after: shownValue(value),
  }))
  return [...modified.filter(({ before, after }) => before !== after), ...given]
    .filter(({ what }) => !NOT_SHOWN.test(what))
    .slice(0, MAX_CHANGES)
}

/** A value as a person would write it: a list without its brackets and quotes, nothing as "none". */
const shownValue = (text: string): string => plainText(valuesOf(text).join(", ")) || "none"
