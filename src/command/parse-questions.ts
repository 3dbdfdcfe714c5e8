/** Questions about what happened and what is: the words that begin them, and what each needs. Undefined when it fits none. */
import { bareIp } from "../lib/ip-text.ts"
import type { Question } from "./command.ts"
import { nameIn, numberIn, takeCustomer, takeWhere, type Where } from "./parse-words.ts"
import { type Beginning, beginningOf } from "./question-beginnings.ts"

type Parser = (words: readonly string[]) => Question | undefined

const PARSERS: Readonly<Record<Beginning, Parser>> = {
  "who restored": whoRestored,
  restores: restoresOfAny,
  "who can read": whoCanRead,
  "who set forwarding": whoSetForwarding,
  "what changed": whatChanged,
  "what did": whatDid,
  "what was done by": whatWasDoneBy,
  "what was fixed": whatWasFixed,
  show,
  "same ip": sameAddress,
  "sign-ins of": signIns,
  "admin activity": adminActivity,
  posture,
  board,
  noise,
  "test rule": testRule,
  explain,
}

export function parseQuestion(words: readonly string[]): Question | undefined {
  const begun = beginningOf(words)
  // A listing and a place are a question without the word "show", too.
  return begun ? PARSERS[begun.kind](begun.rest) : isListing(words) ? show(words) : undefined
}

const at = (customer: string | undefined): { readonly customer?: string } =>
  customer === undefined ? {} : { customer }

/** Nobody's name: "a mailbox" is said without its last word here. */
const ANYTHING =
  /^(?:(?:any|some|every)thing|what|which|(?:any|some|every)(?:one|body)|(?:(?:an?|any|all|every|some) )?(?:mailbox(?:es)?|e?mails?|files?|items?|data)|an?|any|all|every|some)$/i

function whoRestored(words: readonly string[]): Question | undefined {
  const { rest, period, customer } = takeWhere(words)
  const mailbox = nameIn(rest)
  const where = { period: period ?? "this week", ...at(customer) }
  if (mailbox !== "" && !ANYTHING.test(mailbox)) return { kind: "who-restored", mailbox, ...where }
  const isWhole = mailbox !== "" || period !== undefined || customer !== undefined
  return isWhole ? { kind: "who-restored", ...where } : undefined
}

/** What follows "restores" is no name: "by kim" and "that failed" ask something else. */
function restoresOfAny(words: readonly string[]): Question | undefined {
  const asked = whoRestored(words)
  return asked !== undefined && "mailbox" in asked ? undefined : asked
}

function whoCanRead(words: readonly string[]): Question | undefined {
  const { rest, customer } = takeCustomer(words)
  const mailbox = nameIn(rest)
  return mailbox === "" ? undefined : { kind: "who-can-read", mailbox, ...at(customer) }
}

/** `on kim`, `for kim@contoso.com`. */
function whoSetForwarding(words: readonly string[]): Question | undefined {
  const isFor = ["on", "for", "of"].includes(words[0]?.toLowerCase() ?? "")
  const { rest, period = "last 90 days", customer } = takeWhere(words.slice(isFor ? 1 : 0))
  const mailbox = nameIn(rest)
  return mailbox === "" ? undefined : { kind: "who-set-forwarding", mailbox, period, ...at(customer) }
}

function whatChanged(words: readonly string[]): Question | undefined {
  const { rest, period = "today", customer } = takeWhere(words)
  return rest.length > 0 ? undefined : { kind: "changes", period, ...at(customer) }
}

function whatDid(words: readonly string[]): Question | undefined {
  const { rest, ...where } = takeWhere(words)
  const isDone = ["do", "done"].includes(rest.at(-1)?.toLowerCase() ?? "")
  return isDone ? activityOf(rest.slice(0, -1), where) : undefined
}

function whatWasDoneBy(words: readonly string[]): Question | undefined {
  const { rest, ...where } = takeWhere(words)
  return activityOf(rest, where)
}

/** "What did you do for us this month": the customer of the place. German says what was done at the end. */
const OF_THIS_PLACE = /^(?:here|us|hier|behoben|gemacht|getan|erledigt)$/i

function whatWasFixed(words: readonly string[]): Question | undefined {
  const {
    rest,
    period = "this month",
    customer,
  } = takeWhere(words.filter((word) => !OF_THIS_PLACE.test(word)))
  return rest.every((word) => /^for$/i.test(word)) ? { kind: "done", period, ...at(customer) } : undefined
}

function activityOf(
  words: readonly string[],
  { period = "last 24 hours", customer }: Where,
): Question | undefined {
  const person = nameIn(words)
  return person === "" ? undefined : { kind: "activity", person, period, ...at(customer) }
}

const LISTINGS = {
  forwards: "forwards",
  forwarding: "forwards",
  forwardings: "forwards",
  "inbox rules": "rules",
  "mailbox rules": "rules",
  rules: "rules",
  delegates: "delegates",
  delegations: "delegates",
  permissions: "delegates",
} as const

export const LISTING_NAMES: readonly string[] = Object.keys(LISTINGS).flatMap((name) => name.split(" "))

const isListing = (words: readonly string[]): boolean => {
  const [first = "", second = "", ...rest] = words.map((word) => word.toLowerCase())
  return first in LISTINGS
    ? ["at", "of"].includes(second)
    : `${first} ${second}` in LISTINGS && ["at", "of"].includes(rest[0] ?? "")
}

/** `show inbox rules of kim` asks about one mailbox, and so does `for kim@contoso.com`. */
function show(words: readonly string[]): Question | undefined {
  const { rest, customer } = takeCustomer(words)
  const of = rest.findIndex((word) => ["of", "for"].includes(word.toLowerCase()))
  const what = rest
    .slice(0, of === -1 ? undefined : of)
    .filter((word) => !["all", "me", "the"].includes(word.toLowerCase()))
    .join(" ")
    .toLowerCase()
  const listing = Object.entries(LISTINGS).find(([name]) => name === what)?.[1]
  const mailbox = of === -1 ? undefined : nameIn(rest.slice(of + 1))
  if (listing === undefined || mailbox === "") return undefined
  return { kind: "show", what: listing, ...(mailbox === undefined ? {} : { mailbox }), ...at(customer) }
}

/** Names no customer on purpose: the question is whom else an address visited. */
function sameAddress(words: readonly string[]): Question | undefined {
  const { rest, period = "last 7 days", customer } = takeWhere(words)
  const named = rest.filter((word) => word.toLowerCase() !== "anywhere")
  const ip = bareIp(named[0] ?? "")
  return ip === undefined || named.length > 1 ? undefined : { kind: "same-ip", ip, period, ...at(customer) }
}

function signIns(words: readonly string[]): Question | undefined {
  const place = words.findIndex((word, index) =>
    /^from (?:outside|abroad)$/i.test(`${word} ${words[index + 1] ?? ""}`),
  )
  const outside = place !== -1
  const { rest, period = "last 7 days", customer } = takeWhere(outside ? words.toSpliced(place, 2) : words)
  const person = nameIn(rest)
  return person === "" ? undefined : { kind: "sign-ins", person, outside, period, ...at(customer) }
}

function adminActivity(words: readonly string[]): Question | undefined {
  const { rest, period = "last 30 days", customer } = takeWhere(words)
  const whose = rest.join(" ").toLowerCase()
  if (!["", "of global admins", "of global administrators"].includes(whose)) return undefined
  return { kind: "admin-activity", period, ...at(customer) }
}

function posture(words: readonly string[]): Question | undefined {
  const [of, ...named] = words
  if (of?.toLowerCase() === "of")
    return named.length === 0 ? undefined : { kind: "posture", customer: named.join(" ") }
  const { rest, customer } = takeCustomer(words)
  return rest.length > 0 ? undefined : { kind: "posture", ...at(customer) }
}

function board(words: readonly string[]): Question | undefined {
  const { rest, customer } = takeCustomer(words)
  return rest.length > 0 ? undefined : { kind: "board", ...at(customer) }
}

function noise(words: readonly string[]): Question | undefined {
  const { rest, period = "last 30 days", customer } = takeWhere(words)
  return rest.length > 0 ? undefined : { kind: "noise", period, ...at(customer) }
}

/** A title may have a "for" in it. */
function testRule(words: readonly string[]): Question | undefined {
  const { rest, period = "last 30 days", customer } = takeWhere(words, ["at"])
  const rule = rest.slice(0, /^for$/i.test(rest.at(-1) ?? "") ? -1 : undefined).join(" ")
  if (rule === "") return undefined
  const time = period.replace(/^(\d+) ?d(?:ays?)?$/, "last $1 days")
  return { kind: "test-rule", rule, period: time, ...at(customer) }
}

function explain(words: readonly string[]): Question | undefined {
  const { rest, customer } = takeCustomer(words)
  const number = numberIn(rest)
  return number === undefined ? undefined : { kind: "explain", number, ...at(customer) }
}
