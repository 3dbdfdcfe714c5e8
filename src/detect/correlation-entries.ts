/** What matched becomes entries of the correlations that list the rule, small enough to be kept until the last late record. */

import { perObject } from "../lib/per-object.ts"
import { plainText } from "../lib/plain-text.ts"
import { createMemo } from "../lib/remembered.ts"
import { sha256Hex } from "../lib/sha256.ts"
import { DAY, HOUR } from "../lib/time-units.ts"
import type { SubjectKind } from "../model/act.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { EVERY_TENANT, type MemoryEntry } from "../model/detect-memory.ts"
import type { TenantId } from "../model/ids.ts"
import { type Entry, entryOf } from "../sigma/correlation-entry.ts"
import { deedSentence } from "./deed-words.ts"
import type { Telling } from "./describe-act.ts"
import { chatApp } from "./facts/chat-apps.ts"
import { foreignMailApp, mailAppSubject } from "./facts/mail-apps.ts"
import { type Match, OWN_TECHNICIAN, RAISING } from "./match-rules.ts"
import type { Correlation, Feed, Rule } from "./rule.ts"
import type { RuleSet } from "./rule-set.ts"

/** Records arrive up to seven days late: so long does Microsoft offer content. Source: Activity API reference, "List available content". */
const LATEST_MS = 7 * DAY
/** Two firings of a group that are less than this apart are one alert. */
const ONE_BURST_MS = HOUR

/** How far apart two firings may be to be one alert: the correlation's own time, and an hour at least. */
export const pauseOf = ({ sigma }: Correlation): number => Math.max(sigma.timespan, ONE_BURST_MS)

/** `alerting` is a rule that alerts about the same record: a silent step is told in its words, and its alert's incident is the sequence's. */
type Tellers = { readonly alerting: Rule | undefined; readonly telling: Telling }

/** The entries of one match. A correlation whose group the record doesn't name gets none. */
export function entriesOf(
  match: Match,
  record: AuditRecord,
  { rules, ...tellers }: Tellers & { readonly rules: RuleSet },
): readonly MemoryEntry[] {
  const { event } = match
  return rules.feedsOf(match.rule).flatMap(({ correlation, listed }: Feed): readonly MemoryEntry[] => {
    const entry = entryOf(correlation.sigma, { rule: listed, id: record.id, at: record.happenedAt, event })
    if (entry === undefined) return []
    if (!isOneOfMany(match.rule, correlation, record))
      return [memoryEntry(correlation, record.tenantId, entry, aboutOf(match, record, correlation, tellers))]
    const short = memoryEntry(correlation, record.tenantId, entry, shortAbout(match, record, correlation))
    return [{ ...short, keepUntil: short.keepUntil - LATEST_MS + LATEST_OF_MANY_MS }]
  })
}

export const memoryEntry = (
  correlation: Correlation,
  tenantId: TenantId,
  { rule, id, at, key, group, value }: Entry,
  about: MemoryEntry["about"],
): MemoryEntry => ({
  scope: correlation.everyTenant ? EVERY_TENANT : tenantId,
  rule: correlation.info.id,
  key: shortValue(key),
  id,
  listed: rule,
  at,
  tenantId,
  group: group.map(shown),
  ...(value === undefined ? {} : { value: typeof value === "string" ? shortValue(value) : value }),
  keepUntil: at + correlation.sigma.timespan + pauseOf(correlation) + LATEST_MS,
  about,
})

/** As an alert shows it. Names come again and again. */
const shown = (text: string): string => shownBefore(text, () => plainText(text))
const shownBefore = createMemo<string>()

/** Keys and values are only told apart, so that a long one may be its hash. */
const shortValue = (value: string): string => (value.length > 80 ? sha256Hex(value).slice(0, 24) : value)

/** Of sign-ins and reads in number nobody is told the single one; a week of them is kept, so that each must be small. */
const IN_NUMBER: readonly SubjectKind[] = ["sign-in", "file-activity", "mail-access", "teams"]

/** Of these a sequence is told as well as by any other words. */
const MAIL_IN_NUMBER: ReadonlySet<string> = new Set(["send", "mailitemsaccessed"])
/** Nearly all content comes within a day; that one of many comes later than this changes no burst. */
const LATEST_OF_MANY_MS = 2 * DAY

const isOneOfMany = (rule: Rule, { sigma, subject }: Correlation, { operationKey }: AuditRecord): boolean =>
  rule.silent &&
  (sigma.type.startsWith("temporal") ? MAIL_IN_NUMBER.has(operationKey) : IN_NUMBER.includes(subject))

function shortAbout(
  { facts, detection }: Match,
  record: AuditRecord,
  correlation: Correlation,
): MemoryEntry["about"] {
  const { actor, target, ip, operation, operationKey } = record
  const who = actor.upn ?? shown(actor.id)
  const mailApp = operationKey === "mailitemsaccessed" ? foreignMailApp(record) : undefined
  const app = mailApp ?? chatApp(record)?.id ?? (actor.kind === "application" ? actor.appId : undefined)
  return {
    actor,
    actorName: who,
    target,
    ...(ip === undefined ? {} : { ip }),
    operation,
    silent: true,
    kind: correlation.subject,
    level: detection.level,
    subject: mailApp === undefined ? "" : mailAppSubject(mailApp),
    object: {
      ...(actor.upn === undefined ? {} : { user: actor.upn }),
      ...(app === undefined ? {} : { appId: app }),
    },
    sentence: deedSentence(who, record),
    facts: askedOf(correlation, facts),
  }
}

const askedOf = (correlation: Correlation, facts: Match["facts"]): readonly string[] =>
  askedNames(correlation).filter((name) => facts.evidence(name) !== undefined)

const askedNames = perObject(({ raise, lower, unless }: Correlation) => [
  ...new Set([...raise, ...lower, ...unless, OWN_TECHNICIAN, ...RAISING]),
])

/** What no rule alerts about is told in the words of the correlation's own kind. */
function aboutOf(
  { rule, facts, detection }: Match,
  record: AuditRecord,
  correlation: Correlation,
  { alerting, telling }: Tellers,
): MemoryEntry["about"] {
  const teller = rule.silent ? alerting : rule
  const kind = teller?.subject ?? correlation.subject
  const { subject, object, sentence } = telling.act(kind)
  return {
    actor: record.actor,
    actorName: telling.actor(),
    target: record.target,
    ...(record.ip === undefined ? {} : { ip: record.ip }),
    operation: record.operation,
    silent: teller === undefined,
    kind,
    level: detection.level,
    subject,
    object,
    sentence,
    facts: askedOf(correlation, facts),
  }
}
