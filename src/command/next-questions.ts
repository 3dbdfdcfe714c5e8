/** What is likely asked after a question: buttons under its answer. They only ever ask. */
import type { NextQuestion } from "../card/answer-card.ts"
import type { About, Answer } from "./answer.ts"
import type { Listing, Question } from "./command.ts"
import { askedOf, questionWords } from "./question-words.ts"

/** What was perhaps meant, else what follows. Of a question back nothing follows. */
export function nextQuestions(
  question: Question,
  { about, instead = {}, coverage }: Answer,
): readonly NextQuestion[] {
  const { customers = [], names = [] } = instead
  const meant = [
    ...customers.map((customer) => button(customer, { ...question, customer })),
    ...names.map((name) => button(name, askedOf(question, name))),
  ].flat()
  const isFollowed = meant.length === 0 && coverage !== "" && about?.isNobody !== true
  const following = isFollowed
    ? follow(askedAbout(question, about)).flatMap(([title, next]) => button(title, next))
    : []
  // A name with a quote in it can't be asked for by a button.
  return [...meant, ...following].filter(({ ask }) => !/["“”„].*["“”„].*["“”„]/.test(ask))
}

function askedAbout(question: Question, { customer, name }: About = {}): Question {
  const named = (name === undefined ? undefined : askedOf(question, name)) ?? question
  return customer === undefined ? named : { ...named, customer }
}

const button = (title: string, question: Question | undefined): readonly NextQuestion[] =>
  question === undefined ? [] : [{ title, ask: questionWords(question) }]

type Following = readonly (readonly [title: string, Question])[]

function follow(question: Question): Following {
  const at = question.customer === undefined ? {} : { customer: question.customer }
  switch (question.kind) {
    case "who-restored":
    case "who-set-forwarding":
      return question.mailbox === undefined
        ? afterRestores(question.period, at)
        : aboutMailbox(question.mailbox, at)
    case "who-can-read":
      return afterReaders(question.mailbox, at)
    case "changes":
      return [
        ["Restores", { kind: "who-restored", period: question.period, ...at }],
        ["Posture", { kind: "posture", ...at }],
      ]
    case "activity":
      return [["Sign-ins", { ...question, kind: "sign-ins", outside: false }]]
    case "sign-ins":
      return [["What did they do", { ...question, kind: "activity" }]]
    case "show":
      return LISTINGS.filter(([, what]) => what !== question.what).map(([title, what]) => [
        title,
        { ...question, what },
      ])
    case "admin-activity":
    case "posture":
      return [["What changed", { kind: "changes", period: "today", ...at }]]
    case "test-rule":
      return [["Noise", { kind: "noise", period: question.period, ...at }]]
    case "done":
      return [
        ["What changed", { kind: "changes", period: question.period, ...at }],
        ["Board", { kind: "board", ...at }],
      ]
    case "same-ip":
    case "noise":
    case "explain":
      return [["Board", { kind: "board", ...at }]]
    case "board":
      return []
  }
}

type At = { readonly customer?: string }

const afterRestores = (period: string, at: At): Following => [
  ["What changed", { kind: "changes", period, ...at }],
  ["Admin activity", { kind: "admin-activity", period, ...at }],
]

const afterReaders = (mailbox: string, at: At): Following => [
  ["Who set forwarding", { kind: "who-set-forwarding", mailbox, period: "last 90 days", ...at }],
  ["Its inbox rules", { kind: "show", what: "rules", mailbox, ...at }],
]

const aboutMailbox = (mailbox: string, at: At): Following => [
  ["Who can read it", { kind: "who-can-read", mailbox, ...at }],
  [
    "Sign-ins from outside",
    { kind: "sign-ins", person: mailbox, outside: true, period: "last 7 days", ...at },
  ],
]

const LISTINGS: readonly (readonly [title: string, Listing])[] = [
  ["Forwards", "forwards"],
  ["Inbox rules", "rules"],
  ["Delegates", "delegates"],
]

/** From what is open to how well it is seen, and back. */
export const afterListing = (
  to: "Board" | "Status",
  { customer }: { readonly customer?: string },
): readonly NextQuestion[] => [
  { title: to, ask: `${to.toLowerCase()}${customer === undefined ? "" : ` at ${customer}`}` },
]
