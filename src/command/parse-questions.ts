/** Questions about what happened and what is: the words that begin them, and what each needs. Undefined when it fits none. */
import { bareIp } from "../lib/ip-text.ts"
import type { Question } from "./command.ts"
import { nameIn, numberIn, takeCustomer, takeWhere } from "./parse-words.ts"

type Parser = (words: readonly string[]) => Question | undefined

/** Longer beginnings come first. */
const BEGINNINGS: readonly (readonly [string, Parser])[] = [
  ["who restored", whoRestored],
  ["who can read", whoCanRead],
  ["who has access to", whoCanRead],
  ["who set forwarding on", whoSetForwarding],
  ["who set forwarding for", whoSetForwarding],
  ["what changed", whatChanged],
  ["what did", whatDid],
  ["show", show],
  ["same ip", sameAddress],
  ["sign-ins of", signIns],
  ["signins of", signIns],
  ["sign ins of", signIns],
  ["admin activity", adminActivity],
  ["audit status", auditStatus],
  ["board", board],
  ["explain", explain],
]

export function parseQuestion(words: readonly string[]): Question | undefined {
  const folded = words.map((word) => word.toLowerCase())
  for (const [beginning, parse] of BEGINNINGS) {
    const start = beginning.split(" ")
    if (start.every((word, index) => folded[index] === word)) return parse(words.slice(start.length))
  }
  return undefined
}

const at = (customer: string | undefined): { readonly customer?: string } =>
  customer === undefined ? {} : { customer }

function whoRestored(words: readonly string[]): Question | undefined {
  const { rest, period = "this week", customer } = takeWhere(words)
  const mailbox = nameIn(rest)
  if (/^(?:anything|something|what)$/i.test(mailbox)) return { kind: "who-restored", period, ...at(customer) }
  return mailbox === "" ? undefined : { kind: "who-restored", mailbox, period, ...at(customer) }
}

function whoCanRead(words: readonly string[]): Question | undefined {
  const { rest, customer } = takeCustomer(words)
  const mailbox = nameIn(rest)
  return mailbox === "" ? undefined : { kind: "who-can-read", mailbox, ...at(customer) }
}

function whoSetForwarding(words: readonly string[]): Question | undefined {
  const { rest, period = "last 90 days", customer } = takeWhere(words)
  const mailbox = nameIn(rest)
  return mailbox === "" ? undefined : { kind: "who-set-forwarding", mailbox, period, ...at(customer) }
}

function whatChanged(words: readonly string[]): Question | undefined {
  const { rest, period = "today", customer } = takeWhere(words)
  return rest.length > 0 ? undefined : { kind: "changes", period, ...at(customer) }
}

function whatDid(words: readonly string[]): Question | undefined {
  const { rest, period = "last 24 hours", customer } = takeWhere(words)
  const person = nameIn(rest.slice(0, -1))
  if (rest.at(-1)?.toLowerCase() !== "do" || person === "") return undefined
  return { kind: "activity", person, period, ...at(customer) }
}

const LISTINGS = {
  forwards: "forwards",
  forwarding: "forwards",
  "inbox rules": "rules",
  rules: "rules",
  delegates: "delegates",
} as const

/** `show inbox rules of kim` asks about one mailbox. */
function show(words: readonly string[]): Question | undefined {
  const { rest, customer } = takeCustomer(words)
  const of = rest.findIndex((word) => word.toLowerCase() === "of")
  const what = rest
    .slice(0, of === -1 ? undefined : of)
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
  const { rest, period = "last 7 days", customer } = takeWhere(words)
  const outside = rest.slice(-2).join(" ").toLowerCase() === "from outside"
  const person = nameIn(outside ? rest.slice(0, -2) : rest)
  return person === "" ? undefined : { kind: "sign-ins", person, outside, period, ...at(customer) }
}

function adminActivity(words: readonly string[]): Question | undefined {
  const { rest, period = "last 30 days", customer } = takeWhere(words)
  const whose = rest.join(" ").toLowerCase()
  if (!["", "of global admins", "of global administrators"].includes(whose)) return undefined
  return { kind: "admin-activity", period, ...at(customer) }
}

function auditStatus(words: readonly string[]): Question | undefined {
  const [of, ...named] = words
  if (of?.toLowerCase() === "of")
    return named.length === 0 ? undefined : { kind: "audit-status", customer: named.join(" ") }
  const { rest, customer } = takeCustomer(words)
  return rest.length > 0 ? undefined : { kind: "audit-status", ...at(customer) }
}

function board(words: readonly string[]): Question | undefined {
  const { rest, customer } = takeCustomer(words)
  return rest.length > 0 ? undefined : { kind: "board", ...at(customer) }
}

function explain(words: readonly string[]): Question | undefined {
  const { rest, customer } = takeCustomer(words)
  const number = numberIn(rest)
  return number === undefined ? undefined : { kind: "explain", number, ...at(customer) }
}
