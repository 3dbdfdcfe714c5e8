/** What several records together mean → one alert. The same entries give the same alert, whatever order they came in. */
import { countryName } from "../lib/country-name.ts"
import { andMore } from "../lib/list-text.ts"
import { durationText } from "../lib/time-text.ts"
import type { SubjectKind } from "../model/act.ts"
import { mayBeTakenOver } from "../model/action.ts"
import { type Alert, type Change, CUSTOMERS_SUBJECT, type RuleInfo } from "../model/alert.ts"
import type { MemoryEntry, RecordsTogether } from "../model/detect-memory.ts"
import type { AlertId, TenantId } from "../model/ids.ts"
import type { Level } from "../model/level.ts"
import { ofEverybody } from "./of-everybody.ts"
import { operationWords } from "./operation-words.ts"

export type CorrelationFinding = {
  readonly id: AlertId
  readonly tenantId: TenantId
  readonly rule: RuleInfo
  readonly level: Level
  readonly kind: SubjectKind
  /** One act after another, instead of many of the same kind. */
  readonly isSequence: boolean
  /** What one account did in number: it is about that account, whomever else the single acts were about. */
  readonly byActor: boolean
  /** Made of bursts that are one address each: whoever tried passwords from there. */
  readonly byAddress: boolean
  /** Of a correlation over all customers: how many take part. Its entries are then those of this one. */
  readonly customers?: number
  /** Oldest first. */
  readonly entries: readonly [MemoryEntry, ...MemoryEntry[]]
  readonly records: RecordsTogether
}

/** More names than this are a number. */
const MAX_NAMES = 3
const MAX_LISTED = 10
const MAX_STEPS = 6

export function makeCorrelationAlert(
  finding: CorrelationFinding,
  country: (ip: string) => string | undefined,
): Alert {
  const { entries, rule, records } = finding
  const teller = tellerOf(finding)
  const { actor, target, ip, operation } = teller.about
  const place = ip === undefined ? undefined : country(ip)
  return {
    id: finding.id,
    tenantId: finding.tenantId,
    rule,
    level: finding.level,
    actor,
    actorName: whoOf(finding),
    target,
    object: finding.byActor ? objectOf(actor) : sequenceObject(finding, teller),
    operation,
    summary: `${sentenceOf(finding, teller, country)}${lastOf(finding, teller)}`,
    changes: changesOf(finding),
    ...(ip === undefined ? {} : { ip }),
    ...(place === undefined ? {} : { country: place }),
    happenedAt: entries[0].at,
    lastAt: entries.at(-1)?.at ?? entries[0].at,
    count: records.count,
    recordIds: records.ids,
    subject: subjectOf(finding, teller),
  }
}

/**
 * The entry that says what a fix needs: the last one of the alert's own kind that would have alerted by itself. A burst
 * within a sequence is about many: a fix of whoever was tried last would lock out somebody else than the victim.
 */
function tellerOf(finding: CorrelationFinding): MemoryEntry {
  const { entries } = finding
  const tellers = tellersOf(finding)
  return tellers.findLast(({ about }) => !about.silent) ?? tellers.at(-1) ?? entries.at(-1) ?? entries[0]
}

const tellersOf = ({ entries, kind }: CorrelationFinding): readonly MemoryEntry[] =>
  singleOr(entries.filter(({ about }) => about.kind === kind))

/**
 * What a fix is about. An app that several people let in is taken from all of them. Mail diverted after somebody signed in
 * is about the account that signed in, whoever diverted it.
 */
function sequenceObject(finding: CorrelationFinding, { about }: MemoryEntry): Alert["object"] {
  const object = ofEverybody([about.object, ...tellersOf(finding).map((entry) => entry.about.object)])
  const signedIn = finding.entries.findLast((entry) => entry.about.kind === "sign-in")?.about.object.user
  return object.account === undefined || signedIn === undefined ? object : { ...object, account: signedIn }
}

/** Several accounts in one alert have one row of buttons: it says whose it is. */
function lastOf(finding: CorrelationFinding, { about }: MemoryEntry): string {
  const { user } = about.object
  const accounts = new Set(tellersOf(finding).flatMap((entry) => entry.about.object.user ?? []))
  const isMeant = finding.kind === "sign-in" && !finding.byActor && mayBeTakenOver(finding.rule.actions)
  return isMeant && user !== undefined && accounts.size > 1
    ? ` The buttons are about ${user}, the last of ${accounts.size} accounts; look at each.`
    : ""
}

/** Of what was counted by address the records name the victims; who it was is known by the address alone. */
const whoOf = ({ entries, byAddress }: CorrelationFinding): string =>
  byAddress
    ? `somebody at ${named(entries.flatMap(({ about }) => about.ip ?? []))}`
    : named(singleOr(entries).map(({ about }) => about.actorName))

/** Nobody's where an app did it: its accounts are none that could be locked out. */
const objectOf = ({ upn }: Alert["actor"]): Alert["object"] => (upn === undefined ? {} : { user: upn })

/** Those that are one record each; all of them where there is none. */
function singleOr(entries: readonly MemoryEntry[]): readonly MemoryEntry[] {
  const single = entries.filter(({ about }) => about.records === undefined)
  return single.length > 0 ? single : entries
}

/** A thing that has its own alerts keeps its incident; otherwise the incident is about what the group has in common. */
function subjectOf(
  { kind, rule, customers, entries, byAddress }: CorrelationFinding,
  teller: MemoryEntry,
): string {
  const addresses = new Set(entries.map(({ about }) => about.ip))
  const group =
    teller.group.join(" ").toLowerCase() || (byAddress && addresses.size === 1 ? teller.about.ip : rule.name)
  if (customers !== undefined) return `${CUSTOMERS_SUBJECT}${rule.name}:${group}`
  // An app that reads mail has one incident, whether it is new or reads much.
  const isOfApp = kind === "mail-access" && teller.about.object.appId !== undefined
  const isNobodys = (teller.about.silent || teller.about.records !== undefined) && !isOfApp
  return isNobodys ? `${kind}:${group}` : teller.about.subject
}

function sentenceOf(
  { entries, rule, isSequence, records, customers, byAddress }: CorrelationFinding,
  teller: MemoryEntry,
  country: (ip: string) => string | undefined,
): string {
  // Names no customer: what is told here is stored with this one's incident.
  if (customers !== undefined)
    return `${rule.title}: ${entries[0].group.join(", ") || "the same"} was seen at ${customers} customers. Here: ${teller.about.sentence}`
  if (isSequence && byAddress && entries.length > 1)
    return `${rule.title}: ${records.count} tries${fromText(entries, country)} within ${withinText(records)}.`
  if (isSequence) return `${rule.title}: ${sequenceText(entries, records)}`
  return `${rule.title}: ${manyText(entries, records, country)}.`
}

/** What happened often, without the rule's title and a full stop: "5 failed sign-ins as anna@… from 192.0.2.7 within 3 min". */
export function manyText(
  entries: readonly MemoryEntry[],
  records: RecordsTogether,
  country: (ip: string) => string | undefined,
): string {
  const operations = entries.map(({ about }) => about.operation)
  const words = operationWords(operations)
  const what =
    words === undefined
      ? `${named(operations.map((operation) => `"${operation}"`))} ${records.count} times by`
      : `${records.count} ${words}`
  const who = named(entries.map(({ about }) => about.actorName))
  return `${what} ${who}${fromText(entries, country)} within ${withinText(records)}`
}

function fromText(entries: readonly MemoryEntry[], country: (ip: string) => string | undefined): string {
  const addresses = entries.flatMap(({ about }) => about.ip ?? []).map((ip) => placed(ip, country(ip)))
  return addresses.length === 0 ? "" : ` from ${named(addresses)}`
}

const withinText = ({ from, to }: RecordsTogether): string => durationText(to - from)

function placed(ip: string, code: string | undefined): string {
  const name = countryName(code)
  return name === undefined ? ip : `${ip} (${name})`
}

function sequenceText(entries: readonly MemoryEntry[], records: RecordsTogether): string {
  const steps = stepsOf(entries)
  const text = steps.reduce(
    (before, { sentence, isMeanwhile }) =>
      before === "" ? sentence : `${before} ${isMeanwhile ? "Meanwhile" : "Then"}: ${sentence}`,
    "",
  )
  return steps.length === 1 ? text : `${text} All within ${withinText(records)}.`
}

/** In the order in which they began. A step of many goes on for a while, and the next may come before its end. */
function stepsOf(entries: readonly MemoryEntry[]): readonly Step[] {
  const inOrder = entries
    .map(({ at, about: { sentence, records } }) => ({
      sentence,
      from: records?.from ?? at,
      to: records?.to ?? at,
    }))
    .toSorted((a, b) => a.from - b.from)
  // Repeated steps are told once, at their first time.
  const once = [...new Map(inOrder.toReversed().map((step) => [step.sentence, step])).values()].reverse()
  return once
    .slice(0, MAX_STEPS)
    .map(({ sentence, from }, index, all) => ({ sentence, isMeanwhile: from < (all[index - 1]?.to ?? from) }))
}

type Step = { readonly sentence: string; readonly isMeanwhile: boolean }

/** Steps are told as changes, by which a sequence is known. */
export const stepName = (index: number): string => `Step ${index + 1}`

function changesOf({ entries, isSequence }: CorrelationFinding): readonly Change[] {
  if (isSequence)
    return stepsOf(entries).map(({ sentence }, index) => ({ what: stepName(index), after: sentence }))
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ["Who", entries.map(({ about }) => about.actorName)],
    ["Addresses", entries.flatMap(({ about }) => about.ip ?? [])],
    // A sign-in is about the one who signs in: once is enough.
    [
      "What",
      entries.flatMap(({ about }) => (about.target.name === about.actorName ? [] : about.target.name)),
    ],
  ]
  return rows
    .map(([what, values]) => ({ what, after: named(values, MAX_LISTED) }))
    .filter(({ after }) => after !== "")
}

/** `a, b, c and 12 more`, each once, in the order of their first time. */
function named(values: readonly string[], max: number = MAX_NAMES): string {
  const unique = [...new Set(values)]
  return andMore(unique.slice(0, max), unique.length)
}
