/** What is likely asked after a question: buttons under its answer. They only ever ask. */
import type { NextQuestion } from "../card/answer-card.ts"
import type { Question } from "./command.ts"

/** A name in quotes is taken whole, whatever words are in it; one with a quote in it can't be asked for by a button. */
const quoted = (name: string): string => (/^[\w.@+-]+$/.test(name) ? name : `"${name}"`)

export function nextQuestions(question: Question): readonly NextQuestion[] {
  const at = question.customer === undefined ? "" : ` at ${question.customer}`
  return asksAfter(question, at).filter(({ ask }) => !/["“”„].*["“”„].*["“”„]/.test(ask))
}

function asksAfter(question: Question, at: string): readonly NextQuestion[] {
  switch (question.kind) {
    case "who-restored":
      return question.mailbox === undefined
        ? [
            { title: "What changed", ask: `what changed${at} ${question.period}` },
            { title: "Admin activity", ask: `admin activity${at} ${question.period}` },
          ]
        : aboutMailbox(question.mailbox, at)
    case "who-can-read":
      return [
        {
          title: "Who set forwarding",
          ask: `who set forwarding on ${quoted(question.mailbox)}${at}`,
        },
        { title: "Its inbox rules", ask: `show inbox rules of ${quoted(question.mailbox)}${at}` },
      ]
    case "who-set-forwarding":
      return aboutMailbox(question.mailbox, at)
    case "changes":
      return [
        { title: "Restores", ask: `who restored anything${at} ${question.period}` },
        { title: "Audit status", ask: `audit status${at}` },
      ]
    case "activity":
      return [{ title: "Sign-ins", ask: `sign-ins of ${quoted(question.person)}${at} ${question.period}` }]
    case "sign-ins":
      return [
        { title: "What did they do", ask: `what did ${quoted(question.person)} do${at} ${question.period}` },
      ]
    case "same-ip":
      return [{ title: "Board", ask: "board" }]
    case "show":
      return LISTINGS.filter(({ what }) => what !== question.what).map(({ title, name }) => ({
        title,
        ask: `show ${name}${question.mailbox === undefined ? "" : ` of ${quoted(question.mailbox)}`}${at}`,
      }))
    case "admin-activity":
      return [{ title: "What changed", ask: `what changed${at} today` }]
    case "audit-status":
      return [{ title: "What changed", ask: `what changed${at} today` }]
    case "board":
      return afterListing("Status", question)
    case "explain":
      return afterListing("Board", question)
  }
}

/** From what is open to how well it is seen, and back. */
export const afterListing = (
  to: "Board" | "Status",
  { customer }: { readonly customer?: string },
): readonly NextQuestion[] => [
  { title: to, ask: `${to.toLowerCase()}${customer === undefined ? "" : ` at ${customer}`}` },
]

const aboutMailbox = (mailbox: string, at: string): readonly NextQuestion[] => [
  { title: "Who can read it", ask: `who can read ${quoted(mailbox)}${at}` },
  { title: "Sign-ins from outside", ask: `sign-ins of ${quoted(mailbox)} from outside${at}` },
]

const LISTINGS = [
  { what: "forwards", title: "Forwards", name: "forwards" },
  { what: "rules", title: "Inbox rules", name: "inbox rules" },
  { what: "delegates", title: "Delegates", name: "delegates" },
] as const
