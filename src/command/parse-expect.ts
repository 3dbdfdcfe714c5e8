/**
 * "expect forwarding for kim@contoso.com until friday #4711": a change that is announced.
 * "I will restore kim@contoso.com today #4711": the same of a restore, by whom it will be.
 */
import type { SubjectKind } from "../model/act.ts"
import type { WriteCommand } from "./command.ts"

/** What people call the kinds of change that can be announced. */
const KINDS: Readonly<Record<string, SubjectKind>> = {
  forward: "forwarding",
  forwarding: "forwarding",
  rule: "inbox-rule",
  "inbox rule": "inbox-rule",
  access: "permission",
  permission: "permission",
  delegate: "permission",
  role: "directory-role",
  app: "application",
  consent: "application",
  restore: "restore",
  restores: "restore",
}

/** The words after "expect"; undefined when they don't say what, for whom and until when. */
export function parseExpect(words: readonly string[]): Extract<WriteCommand, { kind: "expect" }> | undefined {
  const folded = words.map((word) => word.toLowerCase())
  const of = folded[0]?.startsWith("restore") ? folded.indexOf("of") : -1
  const forAt = of > 0 ? of : folded.indexOf("for")
  const untilAt = folded.lastIndexOf("until")
  if (forAt < 1 || untilAt < forAt + 2) return undefined
  const what = KINDS[folded.slice(0, forAt).join(" ")]
  const { rest, ticket } = takeTicket(words.slice(untilAt + 1))
  const target = words.slice(forAt + 1, untilAt).join(" ")
  const until = rest.join(" ")
  // Two addresses, or "not" before one: a mute of such a name would look like one and cover nothing.
  if (what === undefined || until === "" || /@.*\s|\s.*@/.test(target)) return undefined
  return { kind: "expect", what, target, until, ...(ticket === undefined ? {} : { ticket }) }
}

/** "I will restore …", "I'll restore …"; the day is today where none is said. */
export function parseIWill(words: readonly string[]): Extract<WriteCommand, { kind: "expect" }> | undefined {
  const [verb, ...others] = words.slice(words[0]?.toLowerCase() === "i" ? 2 : 1)
  if (words[0]?.toLowerCase() === "i" && words[1]?.toLowerCase() !== "will") return undefined
  const { rest, ticket } = takeTicket(others)
  const [target, ...when] = rest[0]?.toLowerCase() === "mailbox" ? rest.slice(1) : rest
  if (verb?.toLowerCase() !== "restore" || target === undefined) return undefined
  const at = when[0]?.toLowerCase() === "at" ? when[1] : undefined
  const said = at === undefined ? when : when.slice(2)
  const until = (said[0]?.toLowerCase() === "until" ? said.slice(1) : said).join(" ")
  return {
    kind: "expect",
    what: "restore",
    target,
    until: until === "" ? "today" : until,
    ...(ticket === undefined ? {} : { ticket }),
    ...(at === undefined ? {} : { customer: at }),
  }
}

/** `#4711` at the end. */
function takeTicket(words: readonly string[]): {
  readonly rest: readonly string[]
  readonly ticket?: string
} {
  const last = words.at(-1) ?? ""
  return /^#[\w-]{1,40}$/.test(last) ? { rest: words.slice(0, -1), ticket: last.slice(1) } : { rest: words }
}

/** "7" or "mute 7" after "lift". */
export function parseLift(words: readonly string[]): WriteCommand | undefined {
  const [number, ...others] = words[0]?.toLowerCase() === "mute" ? words.slice(1) : words
  if (number === undefined || others.length > 0 || !/^\d{1,9}$/.test(number)) return undefined
  return { kind: "lift-mute", number: Number(number) }
}
