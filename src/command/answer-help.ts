/** What can be asked here. */
import type { Answer } from "./answer.ts"
import { EXAMPLES, type UnknownCommand } from "./command.ts"

export const answerHelp = (scopeSentence: string): Answer => ({
  title: "What you can ask",
  lines: [
    ...EXAMPLES.map(({ ask, tells }) => `${ask}: ${tells}`),
    "The same words always mean the same; nothing is guessed.",
    `This place answers for ${scopeSentence}.`,
  ],
  rows: [],
  coverage: "",
})

export const answerUnknown = (command: UnknownCommand): Answer => ({
  title: "I don't know that question",
  lines: [
    `You wrote: ${command.unknown}`,
    `Did you mean: ${command.suggestion}`,
    "Write help to see everything that can be asked.",
  ],
  rows: [],
  coverage: "",
})
