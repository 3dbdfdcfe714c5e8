/**
 * "freeze", "freeze contoso", "freeze everything: stolen laptop", "unfreeze contoso". What stands behind the word is
 * everybody, or a customer's name as typed; a reason only behind a colon, a dash or "because", or as a ticket. Anything
 * else is taken for a name, which the customers' own names have to fit: words that nobody understands stop nothing.
 */
import type { WriteCommand } from "./command.ts"
import { setOf } from "./parse-words.ts"

type Freeze = Extract<WriteCommand, { kind: "freeze" }>
type Unfreeze = Extract<WriteCommand, { kind: "unfreeze" }>

/** Said beside it, they change nothing. */
export const SAID_BESIDE = setOf(
  "please pls plz bitte now jetzt immediately sofort asap quick quickly schnell",
)
const DASHES = setOf("- – — :")
const BECAUSE = setOf("because weil wegen reason grund")
const EVERYBODY =
  /^(?:everything|everybody|everyone|every|all|alles|alle)(?: (?:of them|fix(?:es)?|customers?|tenants?|clients?|kunden))?$/
/** "all fixes of contoso", "at contoso", "customer contoso": what stands before a name. */
const BEFORE_NAME =
  /^(?:(?:everything|all|alles|alle) )?(?:fix(?:es)? )?(?:(?:at|for|of|bei|für|von) )(?:(?:the|den|dem|der) )?(?:(?:customer|tenant|client|kunden?) )?|^(?:(?:the|den|dem|der) )?(?:customer|tenant|client|kunden?) /i

/** `words` begin with "freeze". */
export function parseFreeze([first = "", ...rest]: readonly string[]): Freeze {
  const start = first.endsWith(":") ? 0 : rest.findIndex(isReasonAt)
  const whom = start === -1 ? rest : rest.slice(0, start)
  const reason = reasonOf(start === -1 ? [] : rest.slice(start))
  return { kind: "freeze", reason, ...customerIn(withEnd(whom)) }
}

/** Undefined for "unfreeze please": what may be meant kindly or as a question is asked about. */
export function parseUnfreeze(words: readonly string[]): Unfreeze | undefined {
  if (words.some((word) => SAID_BESIDE.has(word.toLowerCase()))) return undefined
  return { kind: "unfreeze", ...customerIn(words) }
}

const isReasonAt = (word: string, index: number, words: readonly string[]): boolean =>
  DASHES.has(word) ||
  BECAUSE.has(word.toLowerCase()) ||
  /^#\d/.test(word) ||
  // "everything: stolen laptop"
  (words[index - 1]?.endsWith(":") ?? false)

const reasonOf = ([first = "", ...rest]: readonly string[]): string =>
  [...(DASHES.has(first) || BECAUSE.has(first.toLowerCase()) ? [] : [first]), ...rest].join(" ").trim()

const withEnd = (words: readonly string[]): readonly string[] =>
  words.map((word) => word.replace(/:$/, "")).filter((word) => word !== "")

function customerIn(words: readonly string[]): { readonly customer?: string } {
  const bare = words.filter((word) => !SAID_BESIDE.has(word.toLowerCase())).join(" ")
  const said = bare.replace(/(?:^| )at once$/i, "")
  const named = said.replace(BEFORE_NAME, "")
  // "for all customers" is everybody, and no customer called so.
  return [said, named].some(isEverybody) ? {} : { customer: named }
}

const isEverybody = (said: string): boolean => said === "" || EVERYBODY.test(said.toLowerCase())
