/** What can be asked here. */
import { mayAs } from "../model/person.ts"
import type { Answer } from "./answer.ts"
import type { Scope } from "./command-scope.ts"
import { EXAMPLE_GROUPS, type Example } from "./examples.ts"

export function answerHelp(scope: Scope): Answer {
  const asked = new Set<string>()
  const terms = EXAMPLE_GROUPS.flatMap(({ heading, examples }) =>
    examples
      .filter((one) => mayBeAsked(one, scope))
      .map((one) => ({ said: here(one.ask, scope), tells: here(tellsOf(one, scope), scope) }))
      // Of two questions that are one where a single customer is answered for, the first is told.
      .filter(({ said }) => !asked.has(said) && asked.add(said))
      .map((term, index) => (index === 0 ? { heading, ...term } : term)),
  )
  return {
    title: "What you can ask",
    lines: [`This place answers for ${scope.sentence}.`, HOW_TO_ASK],
    terms,
    rows: [],
    coverage: "",
  }
}

/** What others alone may ask, or is answered elsewhere alone, is told to nobody. */
export const mayBeAsked = ({ for: least, isInside }: Example, { person, face }: Scope): boolean =>
  (least === undefined || mayAs(person, least)) && (isInside !== true || face === "technician")

const tellsOf = ({ tells, tellsThere = tells }: Example, { face }: Scope): string =>
  face === "technician" ? tells : tellsThere

const HOW_TO_ASK =
  "A first or last name will do, and times as you say them: “yesterday evening”, “last night at 2”, “since friday 5pm”, “22.11.”, in German, too. What I don't understand, or not for sure, I ask back; it changes nothing."

/** Where one customer is answered for, nobody names one; elsewhere a real one stands for them. */
export function here(ask: string, { customers }: Scope): string {
  const [first, ...others] = customers
  if (first !== undefined && others.length === 0)
    return ask.replace(/ (?:at|of) (?:contoso|one customer)\b/, "")
  return ask.replace(/\bcontoso\b(?!\.)/, first?.name ?? "contoso")
}
