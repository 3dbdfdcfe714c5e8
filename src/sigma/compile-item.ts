/**
 * One `field|modifiers: values` line as a test of events. Everything that can be worked out once is worked out here:
 * a match looks the field up once, folds its text once and compares it with all values.
 * Source: Sigma appendix "Modifiers" v2.1.0.
 */
import { anyElement } from "./any-element.ts"
import { compileReference } from "./compile-reference.ts"
import { compileTexts } from "./compile-text.ts"
import {
  compileDate,
  compileExpression,
  compileNetwork,
  compileNumber,
  type ValueTest,
} from "./compile-value.ts"
import type { SigmaEvent } from "./event.ts"
import { ItemError } from "./item-error.ts"
import { checkModifiers, kindOf } from "./modifiers.ts"
import type { Item, Scalar } from "./rule.ts"

export type EventTest = (event: SigmaEvent) => boolean

/** Throws ItemError with one plain sentence. */
export function compileItem(item: Item): EventTest {
  checkModifiers(item)
  const kind = kindOf(item.modifiers)
  if (kind === "presence") return compilePresence(item)
  const test = kind === "reference" ? compileReference(item) : compileValues(item)
  return item.modifiers.includes("neq") ? (event) => !test(event) : test
}

function compilePresence(item: Item): EventTest {
  const { field = "", values } = item
  const wanted = values[0] === true
  return (event) => (event.field(field) !== undefined) === wanted
}

function compileValues(item: Item): EventTest {
  if (!item.modifiers.includes("all")) return onEvent(item.field, compileAny(item, item.values))
  const tests = item.values.map((value) => onEvent(item.field, compileAny(item, [value])))
  return (event) => {
    for (const test of tests) if (!test(event)) return false
    return true
  }
}

/** Lists in events match when any element does; keywords look at every text of the event. */
function onEvent(field: string | undefined, test: ValueTest): EventTest {
  if (field === undefined) {
    return (event) => {
      for (const text of event.texts()) if (test(text)) return true
      return false
    }
  }
  return (event) => anyElement(event.field(field), test)
}

function compileAny(item: Item, values: readonly Scalar[]): ValueTest {
  const known = values.filter((value) => value !== null)
  if (known.length === values.length) return compileKnown(item, known)
  const modifier = item.modifiers.find((one) => one !== "neq")
  if (modifier !== undefined) throw new ItemError(`null takes no modifier "${modifier}"`)
  if (item.field === undefined) throw new ItemError("null needs a field before it: field: null")
  if (known.length === 0) return (found) => found === undefined || found === null
  const test = compileKnown(item, known)
  return (found) => found === undefined || found === null || test(found)
}

function compileKnown(item: Item, values: readonly NonNullable<Scalar>[]): ValueTest {
  const kind = kindOf(item.modifiers)
  if (kind === "text") return compileTexts(item, values)
  const compile = { date: compileDate, expression: compileExpression, network: compileNetwork }
  const tests = values.map((value) =>
    kind === "date" || kind === "expression" || kind === "network"
      ? compile[kind](item, value)
      : compileNumber(item, value),
  )
  const [first] = tests
  if (tests.length === 1 && first !== undefined) return first
  return (found) => {
    for (const test of tests) if (test(found)) return true
    return false
  }
}
