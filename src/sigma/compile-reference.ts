/** `fieldref`: the value names another field of the same event. */
import { anyElement } from "./any-element.ts"
import { textOf, withSides } from "./compile-text.ts"
import type { SigmaEvent } from "./event.ts"
import { ItemError } from "./item-error.ts"
import { SIDES } from "./modifiers.ts"
import { compilePattern, literalPattern } from "./pattern.ts"
import type { Item, Scalar } from "./rule.ts"

/** True when any element of the field equals (or contains, begins, ends with) any element of a named field. */
export function compileReference(item: Item): (event: SigmaEvent) => boolean {
  const names = item.values.map(nameOf)
  const { field = "" } = item
  const all = item.modifiers.includes("all")
  const same = comparison(item)
  const one = (event: SigmaEvent, name: string): boolean =>
    anyText(event.field(field), (found) => anyText(event.field(name), (other) => same(found, other)))
  return (event) => (all ? names.every((name) => one(event, name)) : names.some((name) => one(event, name)))
}

function nameOf(value: Scalar): string {
  if (typeof value === "string" && value !== "") return value
  throw new ItemError('the modifier "fieldref" needs the name of a field')
}

/** Wildcards in the other field's value are plain characters: events don't write patterns. */
function comparison(item: Item): (found: string, other: string) => boolean {
  const cased = item.modifiers.includes("cased")
  const sides = SIDES.filter((side) => item.modifiers.includes(side))
  return (found, other) =>
    (sides.length > 0 || found.length === other.length || !cased) &&
    compilePattern(withSides(item, literalPattern(other)), cased)(found)
}

const anyText = (value: unknown, test: (text: string) => boolean): boolean =>
  anyElement(value, (element) => {
    const text = textOf(element)
    return text !== undefined && test(text)
  })
