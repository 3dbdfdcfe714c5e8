/** Schedules in chat: having a question asked by itself, seeing what is asked here and what came of it, and ending that. */
import { isDeepStrictEqual } from "node:util"
import { namedText, plainText } from "../lib/plain-text.ts"
import { localTimeText } from "../lib/time-text.ts"
import { sharedZone } from "../lib/time-zone.ts"
import { mayAs } from "../model/person.ts"
import { type LastAsk, MOST_SCHEDULES, type NewSchedule, type Schedule } from "../model/schedule.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import type { Caller } from "../ports/bot.ts"
import type { Store } from "../ports/store.ts"
import { type Answer, sentenceAnswer } from "./answer.ts"
import type { Command, ScheduleCommand, UnknownCommand } from "./command.ts"
import type { Scope } from "./command-scope.ts"
import { askOf, parseWords, splitWords } from "./parse-line.ts"
import { askAfter, timeWords } from "./schedule-times.ts"

export type ScheduleDeps = {
  readonly store: Pick<Store, "schedules">
  readonly now: () => number
  /** The answer of now, in the scope in which it would be set. */
  readonly answerNow: (ask: ScheduleCommand["ask"]) => Promise<Answer>
}

export type OfSchedules = Extract<Command, { kind: "schedule" | "schedules" | "stop-schedule" }>
export const isOfSchedules = (command: Command | UnknownCommand): command is OfSchedules =>
  ["schedule", "schedules", "stop-schedule"].includes(command.kind)

/** `scope` is narrowed to whom the question is about: what can't be asked here isn't set. */
export async function runSchedules(
  command: OfSchedules,
  scope: Scope,
  caller: Caller,
  deps: ScheduleDeps,
): Promise<Answer> {
  switch (command.kind) {
    case "schedule":
      return set(command, scope, caller, deps)
    case "schedules":
      return list(await deps.store.schedules.here(caller.conversationId), caller)
    case "stop-schedule":
      return stop(command.number, scope, caller, deps)
  }
}

const HERE = { channel: "in this channel", personal: "in this chat" } as const

async function set(
  command: ScheduleCommand,
  scope: Scope,
  caller: Caller,
  deps: ScheduleDeps,
): Promise<Answer> {
  const ask = askOf(command.ask) ?? ""
  // What is kept are words: they have to mean the same when they are read again.
  if (!isDeepStrictEqual(parseWords(splitWords(ask)), command.ask))
    return sentenceAnswer(
      "I can't ask that by itself",
      "The name in it can't be told from other words of the question. Please say the address.",
    )
  // What would be asked back each time is asked back once.
  const now = await deps.answerNow(command.ask)
  if (now.coverage === "") {
    const lines = [...now.lines, "As long as that is all I can answer, it isn't asked by itself."]
    return { title: now.title, lines, rows: [], coverage: "" }
  }
  const schedule = newSchedule(command, ask, { scope, caller, now: deps.now() })
  const { time, isAlert } = schedule
  const what = `Has asked here ${timeWords(time)}: ${ask}${isAlert ? " (if any)" : ""}`
  const set = await deps.store.schedules.add(schedule, noteOf(schedule, scope, deps.now(), what))
  const place = HERE[caller.kind]
  if (set === "full")
    return sentenceAnswer(
      "That is enough",
      `${MOST_SCHEDULES} questions are asked by themselves ${place}, and more than that nobody reads. “schedules” lists them, “stop schedule” with a number ends one.`,
    )
  const { id, nextAt } = set.schedule
  const silence = isAlert
    ? " If there is nothing, and all of it was read, nothing is posted; “schedules” tells when it was last asked."
    : ""
  return {
    title: `Schedule ${id} ${set.created ? "is set" : "is there already"}`,
    lines: [
      `“${ask}” is asked ${timeWords(time)} and answered ${place}, next on ${localTimeText(nextAt, time.timeZone)}.${silence}`,
      `“stop schedule ${id}” ends it.`,
    ],
    rows: [],
    coverage: "",
    next: [{ title: "Schedules", ask: "schedules" }],
  }
}

function newSchedule(
  { days, minutes, isAlert }: ScheduleCommand,
  ask: string,
  { scope, caller, now }: { readonly scope: Scope; readonly caller: Caller; readonly now: number },
): NewSchedule {
  const { objectId, teamsTenantId, conversationId, kind, serviceUrl } = caller
  const { name } = scope.person
  const [customer] = scope.customers
  const zone = scope.timeZone ?? sharedZone(scope.customers.map(({ timeZone }) => timeZone))
  const time = { days, minutes, timeZone: zone }
  return {
    ...{ ask, isAlert, time },
    asker: {
      ...{ objectId, teamsTenantId, name, conversationId, kind, serviceUrl },
      ...(scope.timeZone === undefined ? {} : { timeZone: scope.timeZone }),
    },
    ...(scope.face === "customer" && customer !== undefined ? { tenantId: customer.id } : {}),
    setAt: now,
    nextAt: askAfter(time, now),
  }
}

function list(schedules: readonly Schedule[], { kind }: Caller): Answer {
  if (schedules.length === 0)
    return sentenceAnswer(
      "No schedules",
      `Nothing is asked by itself ${HERE[kind]}. For example, write: every monday at 8 who restored anything this week`,
    )
  const [first, ...others] = schedules
  const many = `${schedules.length} questions are asked by themselves ${HERE[kind]}. “stop schedule ${first?.id}” ends the first.`
  const one = `1 question is asked by itself ${HERE[kind]}. “stop schedule ${first?.id}” ends it.`
  return {
    title: "Schedules",
    lines: [others.length === 0 ? one : many],
    rows: schedules.map(rowOf),
    coverage: "Times are by the clock of the place that is named with each.",
  }
}

function rowOf({
  id,
  ask,
  time,
  asker,
  isAlert,
  last,
  nextAt,
  isWaiting,
  setAt,
}: Schedule): Answer["rows"][number] {
  const clock = (at: number): string => localTimeText(at, time.timeZone)
  return {
    heading: `Schedule ${id}: ${timeWords(time)}`,
    facts: [
      { label: "Asks", value: `${ask}${isAlert ? " (if any)" : ""}` },
      { label: "Set by", value: `${plainText(asker.name, 80)}, ${clock(setAt)}` },
      {
        label: "Last",
        value: last === undefined ? "not asked yet" : `${clock(last.dueAt)}: ${endWords(last, isWaiting)}`,
      },
      { label: "Next", value: clock(nextAt) },
    ],
  }
}

function endWords({ end, rows = 0 }: LastAsk, isWaiting: boolean): string {
  const waits = isWaiting ? ", and Teams hasn't taken it yet" : ""
  switch (end) {
    case "told":
      return `answered with ${rows === 1 ? "1 row" : `${rows === 0 ? "no" : rows} rows`}${waits}`
    case "nothing":
      return "asked; there was nothing, so nothing was posted"
    case "failed":
      return `could not be answered${waits}`
    case "missed":
      return `not asked, because I wasn't running${waits}`
    case "held-back":
      return "not asked, because Teams hasn't taken the message before"
  }
}

/** Whoever had it asked, and every technician. */
async function stop(number: number, scope: Scope, caller: Caller, deps: ScheduleDeps): Promise<Answer> {
  const standing = await deps.store.schedules.here(caller.conversationId)
  const schedule = standing.find(({ id }) => id === number)
  if (schedule === undefined)
    return sentenceAnswer(
      "There is no such schedule",
      `No schedule ${number} is asked ${HERE[caller.kind]}. “schedules” lists those that are.`,
    )
  const { asker, ask } = schedule
  const isTheirs = asker.objectId === caller.objectId && asker.teamsTenantId === caller.teamsTenantId
  if (!isTheirs && !mayAs(scope.person, "technician"))
    return sentenceAnswer(
      "Not yours to end",
      `${plainText(asker.name, 80)} set schedule ${number}: they can end it, and technicians can.`,
    )
  const note = noteOf(schedule, scope, deps.now(), `Ended schedule ${number}: ${ask}`)
  await deps.store.schedules.end(schedule.id, note)
  return sentenceAnswer(`Schedule ${number} is ended`, `“${ask}” isn't asked by itself any more.`)
}

const noteOf = (
  { tenantId, asker }: Pick<NewSchedule, "tenantId" | "asker">,
  { person }: Scope,
  at: number,
  what: string,
): TrailNote => ({
  at,
  kind: "command",
  who: namedText(person.name, person.objectId),
  ...(tenantId === undefined ? {} : { tenantId }),
  what,
  data: { conversationId: plainText(asker.conversationId, 200) },
})
