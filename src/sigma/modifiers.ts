/**
 * Which modifiers there are and which go together. Everything that Sigma leaves open or forbids is refused here, before
 * anything is compiled, so that a rule never means something else than its author thinks.
 * Source: Sigma appendix "Modifiers" v2.1.0.
 */
import { DATE_PARTS } from "./date-part.ts"
import { ItemError } from "./item-error.ts"
import { didYouMean } from "./nearest.ts"
import type { Item } from "./rule.ts"

export const SIDES = ["contains", "startswith", "endswith"] as const
export const WIDE = ["wide", "utf16le", "utf16be", "utf16"] as const
export const NUMERIC = ["gt", "gte", "lt", "lte"] as const
const BASE64 = ["base64", "base64offset"] as const
const FLAGS = ["i", "ignorecase", "m", "multiline", "s", "dotall"] as const

type Kind = "text" | "expression" | "network" | "number" | "presence" | "reference" | "date"

/** What each kind of comparison may carry besides its own word. */
const COMPANIONS: Readonly<Record<Kind, readonly string[]>> = {
  text: [...SIDES, ...WIDE, ...BASE64, "cased", "windash", "expand", "all", "neq"],
  expression: ["re", ...FLAGS, ...SIDES, "expand", "all", "neq"],
  network: ["cidr", "expand", "all", "neq"],
  number: [...NUMERIC, "expand", "all", "neq"],
  presence: ["exists"],
  reference: ["fieldref", ...SIDES, "cased", "all", "neq"],
  date: [...DATE_PARTS, ...NUMERIC, "expand", "all", "neq"],
}
const KNOWN = new Set(Object.values(COMPANIONS).flat())

/** The value order of Sigma: time part, reference, expression, network, number, text; it doesn't depend on the spelling. */
export function kindOf(modifiers: readonly string[]): Kind {
  const has = (words: readonly string[]): boolean => modifiers.some((modifier) => words.includes(modifier))
  if (has(["exists"])) return "presence"
  if (has(DATE_PARTS)) return "date"
  if (has(["fieldref"])) return "reference"
  if (has(["re"])) return "expression"
  if (has(["cidr"])) return "network"
  return has(NUMERIC) ? "number" : "text"
}

/** Throws ItemError for unknown modifiers and for ones that don't go together or lack what they need. */
export function checkModifiers(item: Item): void {
  const { modifiers } = item
  const unknown = modifiers.find((modifier) => !KNOWN.has(modifier))
  if (unknown !== undefined)
    throw new ItemError(`the modifier "${unknown}" isn't known${didYouMean(unknown, KNOWN)}`)
  const flag = modifiers.find((modifier) => FLAGS.some((one) => one === modifier))
  if (flag !== undefined && !modifiers.includes("re"))
    throw new ItemError(`the modifier "${flag}" needs "re" before it`)
  const kind = kindOf(modifiers)
  const stranger = modifiers.find((modifier) => !COMPANIONS[kind].includes(modifier))
  if (stranger !== undefined) {
    const own = modifiers.find((modifier) => COMPANIONS[kind].includes(modifier)) ?? kind
    throw new ItemError(`the modifiers "${own}" and "${stranger}" don't go together`)
  }
  checkOnce(modifiers, NUMERIC)
  checkOnce(modifiers, DATE_PARTS)
  checkOnce(modifiers, BASE64)
  checkOnce(modifiers, WIDE)
  checkNeeds(item, kind)
}

function checkOnce(modifiers: readonly string[], words: readonly string[]): void {
  const [first, second] = modifiers.filter((modifier) => words.includes(modifier))
  if (second !== undefined)
    throw new ItemError(`the modifiers "${first}" and "${second}" don't go together: use two searches`)
}

function checkNeeds(item: Item, kind: Kind): void {
  if (item.values.length === 0) throw new ItemError("the list of values is empty")
  if (item.modifiers.includes("all") && item.values.length < 2) {
    throw new ItemError('the modifier "all" needs a list of at least two values')
  }
  if (item.field === undefined && kind !== "text" && kind !== "expression") {
    throw new ItemError(
      `the modifier "${item.modifiers[0]}" needs a field before it: field|${item.modifiers[0]}`,
    )
  }
  const [wanted] = item.values
  if (kind === "presence" && (item.values.length !== 1 || typeof wanted !== "boolean")) {
    throw new ItemError('the modifier "exists" stands alone and takes true or false')
  }
}
