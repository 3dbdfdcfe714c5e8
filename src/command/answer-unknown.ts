/** What wasn't understood: what was perhaps meant, or where it is done, as near as can be to what was typed. */
import Fuse from "fuse.js"
import type { NextQuestion } from "../card/answer-card.ts"
import { plainText } from "../lib/plain-text.ts"
import { isStaff } from "../model/person.ts"
import { type Answer, sentenceAnswer } from "./answer.ts"
import { here, mayBeAsked } from "./answer-help.ts"
import { changeLine, mayHearOf } from "./change-words.ts"
import type { Change, UnknownCommand } from "./command.ts"
import type { Scope } from "./command-scope.ts"
import { EXAMPLES } from "./examples.ts"
import type { NamedHere } from "./known-names.ts"
import { CHANGES, isNobody } from "./no-names.ts"
import { MAX_LENGTH, onlyAsks } from "./parse-command.ts"
import { quoted } from "./question-words.ts"
import { saidIn } from "./said-words.ts"
import { type About, nearestAsk } from "./topics.ts"

/** What fits a button whole stands on it. */
const askButton = (ask: string): NextQuestion => ({
  title: ask.length <= 34 ? `Ask: ${ask}` : "Ask that",
  ask,
})

const HELP: NextQuestion = { title: "Help", ask: "help" }

/** `mspName` is whom a customer's contact calls, `named` whom the line names. */
type Known = { readonly mspName: string; readonly named?: NamedHere | undefined }

export function answerUnknown(command: UnknownCommand, scope: Scope, { mspName, named }: Known): Answer {
  if (command.isTooLong) return tooLong()
  if (THANKS.test(command.unknown))
    return sentenceAnswer("You're welcome", "Write help to see what can be asked.")
  const { lines, next, title = "I don't know that question" } = nextStep(command, scope, named)
  return {
    title,
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

type NextStep = {
  readonly title?: string
  readonly lines: readonly string[]
  readonly next: readonly NextQuestion[]
}

function nextStep(
  { unknown, within, several = [], change: asked }: UnknownCommand,
  scope: Scope,
  named: NamedHere | undefined,
): NextStep {
  if (several.length > 1)
    return {
      title: "One question at a time",
      lines: ["I answer one question of a message. Press them one after the other."],
      next: several.filter((ask) => mayBeTold(ask, scope)).map((ask) => ({ title: ask, ask })),
    }
  const meant = [...several, within].find((ask) => ask !== undefined && mayBeTold(ask, scope))
  if (!isStaff(scope.person) && ANSWERS.test(unknown)) return onTheCard
  if (asked !== undefined)
    return mayHearOf(asked, scope.person) ? notDone(ofNamed(asked, unknown, scope)) : NOTHING_CHANGED
  const change = isStaff(scope.person) ? changeWanted(unknown) : undefined
  // "close incident 3" holds a question, and isn't one.
  if (change !== undefined) return change
  if (meant !== undefined) return { lines: [`Did you mean: ${meant}`], next: [askButton(meant)] }
  return nearest(unknown, scope, named)
}

const NOTHING_CHANGED: NextStep = { title: "Nothing was changed", lines: [], next: [] }

/** Who mistyped "freeze contoso" isn't told the word that stops everybody's fixes. */
function ofNamed(change: Change, unknown: string, scope: Scope): Change {
  const { customer } = customerIn(unknown, scope, undefined)
  const { kind, say } = change
  return customer === undefined || (say !== "freeze" && say !== "unfreeze")
    ? change
    : { kind, say: `${say} ${customer}`, customer }
}

/** What it would do, and where it is seen how that is now. */
function notDone(change: Change): NextStep {
  const next = {
    freeze: STATUS,
    unfreeze: STATUS,
    link: [],
    unlink: [],
    "lift-mute": MUTES,
    expect: MUTES,
    schedule: SCHEDULES,
    "stop-schedule": SCHEDULES,
  } as const satisfies Readonly<Record<Change["kind"], readonly NextQuestion[]>>
  return { ...NOTHING_CHANGED, lines: [changeLine(change)], next: next[change.kind] }
}

const STATUS: readonly NextQuestion[] = [{ title: "Status", ask: "status" }]
const MUTES: readonly NextQuestion[] = [{ title: "Mutes", ask: "mutes" }]
const SCHEDULES: readonly NextQuestion[] = [{ title: "Schedules", ask: "schedules" }]

const THANKS =
  /^\W*(?:(?:many |vielen )?(?:thanks?|thx|ty|danke|dank|merci|cheers)(?: you| a lot| sch[öo]n)?)\W*$|^(?:👍|🙏)+$/iu

/** What a contact says to the question on their card. */
const ANSWERS =
  /\b(?:(?:was|is|were|wasn'?t|weren'?t) (?:not )?(?:us|me)|(?:we|i) (?:don'?t|do not|didn'?t|did not) (?:know|do|recogni[sz]e)|don'?t know this|das war(?:en)? (?:nicht )?(?:wir|ich)|wei(?:ß|ss) davon)(?!\p{L})/iu

const onTheCard: NextStep = {
  title: "Your answer belongs on the card",
  lines: [
    "Please press “That was us” or “We don't know this” on the card that asks you: only so it reaches the technicians.",
  ],
  next: [],
}

/** Stands where the name isn't known, and is no question that a button could ask. */
const MADE_UP = /kim@contoso\.com|mailbox-forwarding-outside|203\.0\.113\.7|#4711|\b(?:42|7)\b/g

/** What the line is nearest to, about whom and whose it names; nothing where only a guess would be left. */
function nearest(unknown: string, scope: Scope, named: NamedHere | undefined): NextStep {
  const said = saidIn(unknown)
  const { name = named?.name, number } = said
  if (number !== undefined && /^#?\d+$/.test(unknown.trim()))
    return suggested(`explain alert ${number}`, false)
  const about: About = {
    ...said,
    ...(name === undefined ? {} : { name }),
    ...customerIn(unknown, scope, named),
  }
  const ask = nearestAsk(unknown, about)
  if (ask === undefined && name !== undefined) return aboutSomebody(name, about)
  if (ask === undefined && number !== undefined) return suggested(`explain alert ${number}`, false)
  const choices = about.customer === undefined ? eachCustomer(unknown, about, scope) : []
  if (ask !== undefined && choices.length > 0)
    return { lines: [`Did you mean: ${ask}? Choose the customer.`], next: choices }
  const meant = ask ?? here(likeExample(unknown), scope)
  if (meant === "help" || !mayBeTold(meant, scope)) return { lines: [], next: [] }
  const isMadeUp = (meant.match(MADE_UP) ?? []).some((made) => !unknown.includes(made))
  return suggested(meant, isMadeUp || !onlyAsks(meant))
}

/** So many buttons fit. */
const MOST_CHOICES = 3

/** The same question about each of a few customers, where it is about one alone and the line names none. */
function eachCustomer(unknown: string, about: About, { customers }: Scope): readonly NextQuestion[] {
  if (customers.length < 2 || customers.length > MOST_CHOICES) return []
  const general = nearestAsk(unknown, about)
  return customers.flatMap(({ name }) => {
    const ask = nearestAsk(unknown, { ...about, customer: name })
    const isOfOne = ask !== undefined && ask !== general && onlyAsks(ask) && !WORKS_FOR_ALL.test(ask)
    return isOfOne ? [{ title: name, ask }] : []
  })
}

/** Answered for all customers as well. */
const WORKS_FOR_ALL = /^(?:board|status|who restored)\b/

const suggested = (meant: string, isExample: boolean): NextStep =>
  isExample
    ? { lines: [`For example: ${meant}`], next: [] }
    : { lines: [`Did you mean: ${meant}`], next: [askButton(meant)] }

/** What only others may ask is never suggested. */
const mayBeTold = (ask: string, scope: Scope): boolean =>
  !EXAMPLES.some((one) => isLike(one.ask, ask) && !mayBeAsked(one, scope))

const isLike = (one: string, other: string): boolean => one.split(" ", 1)[0] === other.split(" ", 1)[0]

/** A name alone is a beginning. */
function aboutSomebody(name: string, { customer, period }: About): NextStep {
  const [who, at] = [quoted(name), customer === undefined ? "" : ` at ${customer}`]
  return {
    lines: ["What about them? For example:"],
    next: [
      { title: "What did they do", ask: `what did ${who} do${at} ${period ?? "in the last 24 hours"}` },
      { title: "Sign-ins", ask: `sign-ins of ${who}${at}${period === undefined ? "" : ` ${period}`}` },
      { title: "Who can read it", ask: `who can read ${who}${at}` },
    ],
  }
}

/** The one that is named, else the one whose somebody is named; nobody names one where there is one alone. */
function customerIn(
  unknown: string,
  { customers }: Scope,
  named: NamedHere | undefined,
): Pick<About, "customer"> {
  if (customers.length < 2) return {}
  const line = ` ${unknown.toLowerCase().replace(/[?!.,;:]/g, " ")} `
  const said = customers.find((one) =>
    [one.name, one.displayName.toLowerCase()].some((name) => line.includes(` ${name} `)),
  )
  const customer = said ?? named?.customer
  return customer === undefined ? {} : { customer: customer.name }
}

const examples = new Fuse(EXAMPLES, { keys: ["ask"], threshold: 0.2, ignoreLocation: true })
/** One word says less than a line: it has to be closer. */
const beginnings = new Fuse(EXAMPLES, { keys: ["ask"], threshold: 0.2, ignoreLocation: true })
const SHORTEST_WORD = 3

/** The closest example; `help` when nothing is close. Fuse takes patterns of at most 32 characters without slowing down. */
function likeExample(line: string): string {
  const firstWord = line.split(" ", 1)[0] ?? ""
  // A word or two are like something in every list.
  const whole = line.length < SHORTEST_LINE ? undefined : examples.search(line.slice(0, 32))[0]?.item.ask
  const isTelling = firstWord.length >= SHORTEST_WORD && !isNobody(firstWord)
  const begun = !isTelling ? undefined : beginnings.search(firstWord.slice(0, 32))[0]
  return whole ?? begun?.item.ask ?? "help"
}

const SHORTEST_LINE = 10

const UNDO = /^(?:undo|revert|rückgängig)$/
/** Who begins so wants to know. */
const ASKS =
  /^(?:who|what|what's|when|where|why|which|how|is|are|did|does|was|were|has|have|wer|wo|wann|wie|hat|ist)$/

/** Nothing is put right from chat; where it is put right instead. */
function changeWanted(unknown: string): NextStep | undefined {
  const words = unknown.toLowerCase().split(/[\s?!.,]+/)
  const isHow = /^how (?:do|can|to|would)$/.test(words.slice(0, 2).join(" "))
  const isAsking = !isHow && (ASKS.test(words[0] ?? "") || words.includes("lift"))
  const wanted = isAsking ? undefined : words.slice(0, 5).find((word) => CHANGES.has(word))
  if (wanted === undefined) return undefined
  const { number } = saidIn(unknown)
  if (wanted === "mute")
    return {
      title: "A mute is made on a card",
      lines: [
        "A mute is made with “Mute” on the card of an incident; a planned change is announced, for example: expect forwarding for kim@contoso.com until friday #4711",
      ],
      next: MUTES,
    }
  const whose = number === undefined ? "an incident's card" : `the card of incident ${number}`
  const back = UNDO.test(wanted) ? " “Undo” is among them for 30 days after a fix." : ""
  return {
    title: "That is done on the card",
    lines: [
      `I put nothing right from chat: that is what the buttons of ${whose} are for.${back}${number === undefined ? " “board” lists what is open." : ""}`,
    ],
    next: [
      ...(number === undefined ? [] : [{ title: `Incident ${number}`, ask: `explain alert ${number}` }]),
      { title: "Board", ask: "board" },
    ],
  }
}
