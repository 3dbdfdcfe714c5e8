/** "What did lidia and patti do": each of several names is asked about by itself. Pure. */
import type { Command } from "./command.ts"
import { askedOf, isQuestion, questionWords } from "./question-words.ts"

/** A name in quotes is one word here, whatever is in it. */
const AND = /^(?:and|und|&)$/i

/** The question about each of them, in the words that ask it; empty where one is named, or nobody. */
export function askedOfEach(command: Command, words: readonly string[]): readonly string[] {
  if (!isQuestion(command) || !words.some((word) => AND.test(word))) return []
  const said = "person" in command ? command.person : "mailbox" in command ? command.mailbox : undefined
  const names = (said ?? "").split(/ (?:and|und|&) /i).map((name) => name.replace(/['’]s$/i, ""))
  return names.length < 2
    ? []
    : names.flatMap((name) => {
        const asked = askedOf(command, name)
        return asked === undefined ? [] : [questionWords(asked)]
      })
}
