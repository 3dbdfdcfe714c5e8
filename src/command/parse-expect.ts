/** "expect forwarding for kim@contoso.com until friday #4711": a change that is announced. */
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
  const [forAt, untilAt] = [folded.indexOf("for"), folded.lastIndexOf("until")]
  if (forAt < 1 || untilAt < forAt + 2) return undefined
  const what = KINDS[folded.slice(0, forAt).join(" ")]
  const { rest, ticket } = takeTicket(words.slice(untilAt + 1))
  const target = words.slice(forAt + 1, untilAt).join(" ")
  const until = rest.join(" ")
  if (what === undefined || until === "") return undefined
  return { kind: "expect", what, target, until, ...(ticket === undefined ? {} : { ticket }) }
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
