/** What can be asked here. */
import { plainText } from "../lib/plain-text.ts"
import type { Answer } from "./answer.ts"
import { EXAMPLES, type UnknownCommand } from "./command.ts"

/** Where one customer is answered for, naming one is no question. */
export const answerHelp = (scopeSentence: string, oneCustomer: boolean): Answer => ({
  title: "What you can ask",
  lines: [
    ...EXAMPLES.filter(({ ask }) => !(oneCustomer && / at /.test(ask))).map(
      ({ ask, tells }) => `${ask}: ${tells}`,
    ),
    `This place answers for ${scopeSentence}.`,
  ],
  rows: [],
  coverage: "",
})

export const answerUnknown = (command: UnknownCommand): Answer => ({
  title: "I don't know that question",
  lines: [
    `You wrote: ${plainText(command.unknown, 120)}`,
    ...(command.suggestion === "help" ? [] : [`Did you mean: ${command.suggestion}`]),
    "Write help to see everything that can be asked.",
  ],
  rows: [],
  coverage: "",
})
