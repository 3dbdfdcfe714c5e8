/**
 * `expand`: `%name%` in a value stands for a list of values that the caller gives. `\%` is a plain percent sign.
 * Source: Sigma rules specification v2.1.0, "Placeholders".
 */
import { ItemError } from "./item-error.ts"
import { didYouMean } from "./nearest.ts"
import type { Item, Scalar } from "./rule.ts"

/** Names without percent signs. Values are Sigma strings, so that their wildcards count. */
export type Placeholders = ReadonlyMap<string, readonly string[]>

const MAX_VALUES = 10_000

/** The item with its placeholders filled in, and without the modifier. Throws ItemError for a name without a list. */
export function expandItem(item: Item, placeholders: Placeholders): Item {
  if (!item.modifiers.includes("expand")) return item
  const values = item.values.flatMap((value) => expandValue(value, placeholders))
  const dropped = values.length < 2 ? ["expand", "all"] : ["expand"]
  return { ...item, values, modifiers: item.modifiers.filter((modifier) => !dropped.includes(modifier)) }
}

/** A name without a list is refused: a rule that silently lost its values would match nothing, or everything. */
function expandValue(value: Scalar, placeholders: Placeholders): readonly Scalar[] {
  if (typeof value !== "string") return [value]
  const pieces = value.split(/((?<!\\)%[^%\s\\]+%)/)
  return pieces.reduce<readonly string[]>(
    (texts, piece) => {
      if (!/^%[^%]+%$/.test(piece)) return texts.map((text) => text + piece.replaceAll("\\%", "%"))
      const values = valuesOf(piece.slice(1, -1), placeholders)
      if (values.length * texts.length > MAX_VALUES) {
        throw new ItemError(`${JSON.stringify(value)} stands for more than ${MAX_VALUES} values`)
      }
      return texts.flatMap((text) => values.map((one) => text + one))
    },
    [""],
  )
}

function valuesOf(name: string, placeholders: Placeholders): readonly string[] {
  const values = placeholders.get(name)
  if (values !== undefined && values.length > 0) return values
  const known = [...placeholders.keys()]
  const hint = didYouMean(name, known)
  throw new ItemError(
    `the placeholder %${name}% has no list of values${hint}; ${known.length === 0 ? "no placeholder is given" : `given are ${known.join(", ")}`}`,
  )
}
