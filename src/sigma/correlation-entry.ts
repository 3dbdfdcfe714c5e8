/**
 * What a correlation needs to know of one event that a listed rule matched. It is small and plain, so that it can be
 * stored and asked for again when a late event arrives.
 */
import { textOf } from "./compile-text.ts"
import { toNumber } from "./compile-value.ts"
import type { SigmaEvent } from "./event.ts"
import { foldText } from "./pattern.ts"
import type { SigmaCorrelation } from "./rule.ts"

export type Entry = {
  /** The rule as the correlation lists it: its id or its name. */
  readonly rule: string
  /** The event; one event counts once, however many of the listed rules it matches. */
  readonly id: string
  /** When it happened: milliseconds UTC, never when it arrived. */
  readonly at: number
  /** Events with the same key are looked at together. */
  readonly key: string
  /** The values behind the key, in the order of `group-by`, as the event writes them. */
  readonly group: readonly string[]
  /** What is counted (a text) or added up (a number). */
  readonly value?: string | number
}

type Seen = { readonly rule: string; readonly id: string; readonly at: number; readonly event: SigmaEvent }

/**
 * Undefined when the event can't take part: a field of `group-by` is missing, or the field that is counted or added up
 * is missing or no number. Skipped, not put into a group of its own: strangers would be counted together.
 */
export function entryOf(correlation: SigmaCorrelation, seen: Seen): Entry | undefined {
  const { rule, id, at, event } = seen
  const group: string[] = []
  for (const name of correlation.groupBy) {
    const text = groupText(event.field(fieldFor(correlation, rule, name)))
    if (text === undefined) return undefined
    group.push(text)
  }
  const entry = { rule, id, at, key: JSON.stringify(group.map(foldText)), group }
  if (correlation.fields.length === 0) return entry
  const value = countedValue(correlation, rule, event)
  return value === undefined ? undefined : { ...entry, value }
}

const fieldFor = (correlation: SigmaCorrelation, rule: string, name: string): string =>
  correlation.aliases.get(name)?.get(rule) ?? name

/** Distinct values are told apart without regard to case, as everything in Sigma; several fields count as one tuple. */
function countedValue(
  correlation: SigmaCorrelation,
  rule: string,
  event: SigmaEvent,
): string | number | undefined {
  const found = correlation.fields.map((name) => event.field(fieldFor(correlation, rule, name)))
  if (correlation.type === "value_count") {
    const texts = found.map(groupText)
    return texts.includes(undefined) ? undefined : JSON.stringify(texts.map((text) => foldText(text ?? "")))
  }
  const [first] = found.map(elementsOf)
  const number = toNumber(first?.length === 1 ? first[0] : undefined)
  return Number.isFinite(number) ? number : undefined
}

/** Inner lists are taken apart, too; deeper ones than these hold nothing that a rule could mean. */
const elementsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.flat(50) : [value])

/** A list of one is its element; longer lists are one value, whatever their order. */
function groupText(value: unknown): string | undefined {
  if (!Array.isArray(value)) return textOf(value)
  const texts = elementsOf(value)
    .map(textOf)
    .filter((text) => text !== undefined)
  const [first] = texts
  return texts.length <= 1 ? first : JSON.stringify(texts.sort())
}
