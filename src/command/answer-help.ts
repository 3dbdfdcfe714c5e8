/** What can be asked here, and what was perhaps meant. */
import type { NextQuestion } from "../card/answer-card.ts"
import { plainText } from "../lib/plain-text.ts"
import { isStaff } from "../model/person.ts"
import type { Answer } from "./answer.ts"
import { EXAMPLES, type UnknownCommand } from "./command.ts"
import type { Scope } from "./command-scope.ts"
import { MAX_LENGTH, onlyAsks } from "./parse-command.ts"

export function answerHelp(scope: Scope): Answer {
  const known = EXAMPLES.filter((one) => one.for === undefined || isStaff(scope.person))
  const questions = known.map(({ ask, tells }) => [here(ask, scope), tells] as const)
  // Of two questions that are one where a single customer is answered for, the first is told.
  const asked = new Map(questions.toReversed())
  return {
    title: "What you can ask",
    lines: [`This place answers for ${scope.sentence}.`],
    terms: [...asked].toReversed().map(([said, tells]) => ({ said, tells })),
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
const isAbstract = (ask: string): boolean => /[@\d]/.test(ask)

/** What fits a button whole stands on it. */
const askButton = (ask: string): NextQuestion => ({
  title: ask.length <= 34 ? `Ask: ${ask}` : "Ask that",
  ask,
})

const HELP: NextQuestion = { title: "Help", ask: "help" }

/** `mspName` is whom a customer's contact calls. */
export function answerUnknown(command: UnknownCommand, scope: Scope, mspName: string): Answer {
  if (command.isTooLong) return tooLong()
  const { lines, next } = nextStep(command, scope)
  return {
    title: "I don't know that question",
    lines: [
      `You wrote: ${plainText(command.unknown, 120)}`,
      ...lines,
      "Write help to see everything that can be asked.",
      ...(isStaff(scope.person) ? [] : [`For everything else, call ${plainText(mspName, 80)}.`]),
    ],
    rows: [],
    coverage: "",
    next: [...next, HELP],
  }
}

const tooLong = (): Answer => ({
  title: "That is too long for me",
  lines: [
    `I read up to ${MAX_LENGTH} characters. Please write one question, without what was pasted around it.`,
    "Write help to see everything that can be asked.",
  ],
  rows: [],
  coverage: "",
  next: [HELP],
})

type NextStep = { readonly lines: readonly string[]; readonly next: readonly NextQuestion[] }

/** What only others may ask is never suggested. */
function nextStep({ unknown, within, suggestion }: UnknownCommand, scope: Scope): NextStep {
  if (within !== undefined) return { lines: [`Did you mean: ${within}`], next: [askButton(within)] }
  if (isStaff(scope.person) && wantsChange(unknown))
    return {
      lines: [
        "I put nothing right from chat: that is what the buttons of an incident's card are for. “board” lists what is open.",
      ],
      next: [{ title: "Board", ask: "board" }],
    }
  const example = EXAMPLES.find(({ ask }) => ask === suggestion)
  if (suggestion === "help" || (example?.for !== undefined && !isStaff(scope.person)))
    return { lines: [], next: [] }
  const meant = here(suggestion, scope)
  if (isAbstract(meant)) return { lines: [`For example: ${meant}`], next: [] }
  return { lines: [`Did you mean: ${meant}`], next: onlyAsks(meant) ? [askButton(meant)] : [] }
}

const CHANGES = new Set(
  "stop fix disable remove block undo revoke secure delete reset close claim snooze reopen".split(" "),
)

const wantsChange = (text: string): boolean => CHANGES.has(text.split(" ", 1)[0]?.toLowerCase() ?? "")
