/**
 * Words about a change that may be a question about it: "freeze?", "how do I unlink", "nicht einfrieren". Who asks, or
 * says no, is told what it would do; nothing is changed before somebody says it plainly.
 */
import { plainText } from "../lib/plain-text.ts"
import type { Change, Command, WriteCommand } from "./command.ts"
import { SAID_BESIDE } from "./parse-brake.ts"
import { askOf, parseWords, splitWords } from "./parse-line.ts"
import { setOf } from "./parse-words.ts"

export const isWrite = (command: Command): command is WriteCommand => command.kind in EXAMPLE

/** How each is said plainly. */
const EXAMPLE = {
  freeze: "freeze",
  unfreeze: "unfreeze",
  link: "link contoso",
  unlink: "unlink",
  "lift-mute": "lift mute 7",
  "stop-schedule": "stop schedule 3",
  expect: "expect forwarding for kim@contoso.com until friday #4711",
} as const satisfies Readonly<Record<WriteCommand["kind"], string>>

/** Undefined where the words say plainly that it is to be done. */
export function doubtIn(said: string, command: WriteCommand): Change | undefined {
  if (!MARK.test(said.replaceAll(QUOTED, '""')) && !hasDoubtfulReason(command)) return undefined
  const line = plainText(said.replaceAll(EVERY_MARK, ""), said.length).replace(/[\s!.,;:]+$/, "")
  const plainly = parseWords(splitWords(line))
  const isPlain =
    plainly?.kind === command.kind &&
    !hasDoubtfulReason(plainly) &&
    !isNoName(plainly) &&
    !maySayMore(plainly)
  const customer = isPlain && isBrake(plainly) ? plainly.customer : undefined
  const say = isPlain ? line : EXAMPLE[command.kind]
  return { kind: command.kind, say, ...(customer === undefined ? {} : { customer }) }
}

const MARKS = "[?？؟¿⁇⁈⁉‽❓❔🤔]"
/** One inside a link is no question. */
const MARK_SOURCE = String.raw`(?<=^|\s)${MARKS}|${MARKS}(?![\p{L}\p{N}=&/%+_-])`
const MARK = new RegExp(MARK_SOURCE, "u")
const EVERY_MARK = new RegExp(MARK_SOURCE, "gu")
/** A name in quotes is taken whole. */
const QUOTED = /"[^"]*"|“[^”]*”|„[^“”]*[“”]/gu

const NO = setOf("not no never nope dont don't nothing nicht nein nie kein keine keinen nichts")
/** A reason that begins so is none: it asks, or says when, or whether. */
const NO_REASON = setOf(
  "until bis who what what's whats when where why which how is does mean means should or and if unless later tomorrow help unfreeze wer was wann wo warum wieso wie ist heißt heisst bedeutet soll sollen oder und wenn falls später spaeter morgen hilfe",
)
/** Alone, they end something. */
const ENDS = setOf("off end over cancel undo lift release aus ende beenden aufheben abbrechen")

/** What else people freeze. */
const ACCOUNTS = setOf("account accounts user users mailbox mailboxes konto konten postfach benutzer")

type BrakeCommand = Extract<WriteCommand, { kind: "freeze" | "unfreeze" }>
const isBrake = (command: Command): command is BrakeCommand =>
  command.kind === "freeze" || command.kind === "unfreeze"

/** Several words behind "freeze" may be a customer's name or what happened. */
const maySayMore = (command: Command): boolean =>
  isBrake(command) && (command.customer?.includes(" ") ?? false)

/** Behind "freeze" and "unfreeze" stand a name or a reason, whatever they are. */
function hasDoubtfulReason(command: Command): boolean {
  if (!isBrake(command)) return false
  const said = `${command.customer ?? ""} ${command.kind === "freeze" ? command.reason : ""}`
  const words = wordsOf(said).filter((word) => !SAID_BESIDE.has(word) && !/^[-–—:]$/.test(word))
  const [first = "", second = ""] = words
  const last = words.at(-1) ?? ""
  return (
    [first, last].some((word) => NO.has(word)) ||
    NO_REASON.has(first) ||
    /^(?:(?:in|at|um|ab|from|after|nach) \d|\d\d?[:.]\d\d)/.test(`${first} ${second}`) ||
    (words.length === 1 && (ENDS.has(first) || first.includes("@"))) ||
    (words.length <= 3 && ACCOUNTS.has(last)) ||
    isQuestionItself(words)
  )
}

/** "freeze status"; an incident may be the reason. */
function isQuestionItself(words: readonly string[]): boolean {
  const command = words.length === 0 ? undefined : parseWords(words)
  return command?.kind !== "explain" && askOf(command) !== undefined
}

/** "link how does that work": nobody's name. */
const isNoName = (command: Command): boolean =>
  command.kind === "link" &&
  wordsOf(command.to).some((word) => NO.has(word) || NO_REASON.has(word) || /^(?:channel|kanal)$/.test(word))

const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .replaceAll("’", "'")
    .split(/[\s,;]+/)
    .filter((word) => word !== "")

/** Behind whom or what it is a verb, and no link of a mail. */
const LINK =
  /^link$|(?:^|\s)(?:to|i|we|you|not|never|don['’]?t|channel|kanal|nicht|how) (?:ver)?link(?:en)?(?=\s|$)/

const END_OF_FREEZE =
  /(?:^|\s)(?:(?:lift|end|stop|cancel|undo) (?:the |this )?freez|(?:freez|einfrier)\S* (?:aufheb|beend|lift|off|over))/

/** Who is about to restore something. */
const RESTORES =
  /^(?:i['’]?m|i am|we are|we) (?:will |going to |about to |planning to )?restor|^ich .*(?:wiederherstell|restor)|^ich stelle .* wieder her/

/** In this order: who speaks of "unfreeze" doesn't mean the other. */
const SPOKEN_OF: readonly (readonly [RegExp, WriteCommand["kind"]])[] = [
  [/(?:^|\s)(?:un-?fr(?:e+|o)z|auftau|aufgetaut)/, "unfreeze"],
  [END_OF_FREEZE, "unfreeze"],
  [/(?:^|\s)(?:fre+z|froze|einfrier|eingefror|einzufrier|notaus|emergency stop)/, "freeze"],
  [/(?:^|\s)(?:stop|halt|pause|stopp) (?:everything|all fixes|all|alles)$|^alles stop/, "freeze"],
  [/(?:^|\s)unlink/, "unlink"],
  [LINK, "link"],
  [
    /(?:^|\s)(?:stop|end|delete|cancel|remove|beende\S*|lösch\S*) (?:the |this |that |my |all )?schedul/,
    "stop-schedule",
  ],
  [/(?:^|\s)(?:unmut|lift)/, "lift-mute"],
  [
    /(?:^|\s)(?:remove|delete|end|cancel|stop|undo|lösch\S*|beende\S*) (?:the |this |that |den )?mute/,
    "lift-mute",
  ],
  [/^(?:erwarte|we expect|wir erwarten)(?=\s|$)/, "expect"],
  [RESTORES, "expect"],
]

/** The change that words speak of which are no command; undefined for any other text. */
export function changeSpokenOf(words: readonly string[]): Change | undefined {
  const line = words.join(" ").toLowerCase()
  const kind = SPOKEN_OF.find(([pattern]) => pattern.test(line))?.[1]
  if (RESTORES.test(line)) return { kind: "expect", say: "I will restore kim@contoso.com today #4711" }
  const number = /(?:^|[\s#])(\d{1,9})$/.exec(line)?.[1]
  if (number !== undefined && kind === "lift-mute") return { kind, say: `lift mute ${number}` }
  if (number !== undefined && kind === "stop-schedule") return { kind, say: `stop schedule ${number}` }
  return kind === undefined ? undefined : { kind, say: EXAMPLE[kind] }
}
