/** What can be asked here, and what was perhaps meant. */
import type { NextQuestion } from "../card/answer-card.ts"
import { plainText } from "../lib/plain-text.ts"
import { isStaff } from "../model/person.ts"
import type { Answer } from "./answer.ts"
import { EXAMPLES, type UnknownCommand } from "./command.ts"
import type { Scope } from "./command-scope.ts"

export function answerHelp(scope: Scope): Answer {
  const known = EXAMPLES.filter((one) => one.for === undefined || isStaff(scope.person))
  const lines = known.map(({ ask, tells }) => [here(ask, scope), tells] as const)
  // Of two questions that are one where a single customer is answered for, the first is told.
  const asked = new Map(lines.toReversed())
  return {
    title: "What you can ask",
    lines: [
      ...[...asked].toReversed().map(([ask, tells]) => `${ask}: ${tells}`),
      `This place answers for ${scope.sentence}.`,
    ],
    rows: [],
    coverage: "",
  }
}

/** Where one customer is answered for, nobody names one; elsewhere a real one stands for them. */
function here(ask: string, { customers }: Scope): string {
  const [first, ...others] = customers
  if (first !== undefined && others.length === 0) return ask.replace(/ (?:at|of) contoso\b/, "")
  return ask.replace(/\bcontoso\b(?!\.)/, first?.name ?? "contoso")
}

/** An example with somebody's name or a number in it is no question that a button could ask. */
const asksOf = (ask: string): readonly NextQuestion[] =>
  /[@\d]/.test(ask) ? [] : [{ title: `Ask: ${ask}`, ask }]

export function answerUnknown({ unknown, suggestion }: UnknownCommand, scope: Scope): Answer {
  const meant = here(suggestion, scope)
  return {
    title: "I don't know that question",
    lines: [
      `You wrote: ${plainText(unknown, 120)}`,
      ...(meant === "help" ? [] : [`Did you mean: ${meant}`]),
      "Write help to see everything that can be asked.",
    ],
    rows: [],
    coverage: "",
    next: [...(meant === "help" ? [] : asksOf(meant)), { title: "Help", ask: "help" }],
  }
}
