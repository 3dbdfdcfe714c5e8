/** A question in the words that ask it: what a button says in the name of who presses it. */
import type { Command, Listing, Question, UnknownCommand } from "./command.ts"

const KINDS: ReadonlySet<string> = new Set<Question["kind"]>([
  "who-restored",
  "who-can-read",
  "who-set-forwarding",
  "changes",
  "activity",
  "show",
  "same-ip",
  "sign-ins",
  "admin-activity",
  "posture",
  "done",
  "board",
  "noise",
  "test-rule",
  "explain",
])

export const isQuestion = (command: Command | UnknownCommand): command is Question => KINDS.has(command.kind)

/** A name in quotes is taken whole, whatever words are in it. */
export const quoted = (name: string): string => (/^[\w.@+-]+$/.test(name) ? name : `"${name}"`)

const LISTING_WORDS: Readonly<Record<Listing, string>> = {
  forwards: "forwards",
  rules: "inbox rules",
  delegates: "delegates",
}

export function questionWords(question: Question): string {
  const at = question.customer === undefined ? "" : ` at ${question.customer}`
  switch (question.kind) {
    case "who-restored":
      return `who restored ${question.mailbox === undefined ? "anything" : quoted(question.mailbox)}${at} ${question.period}`
    case "who-can-read":
      return `who can read ${quoted(question.mailbox)}${at}`
    case "who-set-forwarding":
      return `who set forwarding on ${quoted(question.mailbox)}${at} ${question.period}`
    case "changes":
      return `what changed${at} ${question.period}`
    case "activity":
      return `what did ${quoted(question.person)} do${at} ${question.period}`
    case "show":
      return `show ${LISTING_WORDS[question.what]}${question.mailbox === undefined ? "" : ` of ${quoted(question.mailbox)}`}${at}`
    case "same-ip":
      return `same ip ${question.ip}${at} ${question.period}`
    case "sign-ins":
      return `sign-ins of ${quoted(question.person)}${question.outside ? " from outside" : ""}${at} ${question.period}`
    case "admin-activity":
      return `admin activity${at} ${question.period}`
    case "posture":
      return `posture${at}`
    case "done":
      return `what was fixed${at} ${question.period}`
    case "board":
      return `board${at}`
    case "noise":
      return `noise${at} ${question.period}`
    case "test-rule":
      return `test rule ${quoted(question.rule)}${at} ${question.period}`
    case "explain":
      return `explain alert ${question.number}${at}`
  }
}

/** The same question about another mailbox, person or rule; undefined where it names none. */
export function askedOf(question: Question, name: string): Question | undefined {
  if (question.kind === "test-rule") return { ...question, rule: name }
  if ("person" in question) return { ...question, person: name }
  return "mailbox" in question ? { ...question, mailbox: name } : undefined
}
