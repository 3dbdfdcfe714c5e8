/**
 * Asks what is due by itself, as the person who set it would ask it there now, and owes the answer to the place as a notice.
 * Reading changes nothing, so that a death before the one transaction that owes the answer only asks once more.
 */
import { textCard } from "../card/answer-card.ts"
import { namedText, plainText } from "../lib/plain-text.ts"
import { localTimeText } from "../lib/time-text.ts"
import { DAY, HOUR, MINUTE } from "../lib/time-units.ts"
import type { RenderedCard } from "../model/delivery.ts"
import { coerceError } from "../model/errors.ts"
import type { Notice } from "../model/notice.ts"
import type { AskEnd, LastAsk, Schedule } from "../model/schedule.ts"
import type { TrailNote } from "../model/trail-entry.ts"
import type { Store } from "../ports/store.ts"
import type { Answer } from "./answer.ts"
import type { Scope } from "./command-scope.ts"
import { answerCard } from "./render-answer.ts"
import { answerCommand, type CommandDeps, type Deps, withMemory } from "./run-command.ts"
import { askAfter, askBefore, timeWords } from "./schedule-times.ts"
import { silenceOf } from "./silence-of.ts"
import { type Asking, askingOf } from "./who-is-asking.ts"

type ScheduledDeps = Deps & { readonly store: Pick<Store, "schedules"> }

/** Later than that it isn't asked any more: the next time is as near. */
const TOO_LATE_MS = 12 * HOUR
/** Later than that is said. */
const LATE_MS = 5 * MINUTE
/** A channel that takes nothing for so long is gone. */
const LOST_MS = 7 * DAY

/** One round over what is due. A question that fails holds up no other. `prepare` is called before the first one. */
export function createScheduledAsks(
  deps: CommandDeps,
  prepare: () => Promise<void> = async () => {},
): (signal: AbortSignal) => Promise<void> {
  const all = withMemory(deps)
  return async (signal) => {
    for (const schedule of await deps.store.schedules.due(deps.now())) {
      if (signal.aborted) return
      try {
        await prepare()
        await askOne(schedule, all)
      } catch (thrown) {
        deps.log.error("a schedule could not be worked off", {
          schedule: schedule.id,
          problem: coerceError(thrown).message,
        })
      }
    }
  }
}

async function askOne(schedule: Schedule, deps: ScheduledDeps): Promise<void> {
  const { store, config, now } = deps
  const at = now()
  const { time, asker, isWaiting } = schedule
  const nextAt = askAfter(time, at)
  const asking = askingOf(schedule, config, await store.channels.linked())
  if ("ended" in asking) return end(schedule, asking, deps)
  // Set, or asked last, by a clock that was ahead.
  if (schedule.nextAt > at) return store.schedules.putRight(schedule.id, nextAt, at)
  const lost = (await store.channels.lost()).find(
    ({ conversationId }) => conversationId === asker.conversationId,
  )
  if (lost !== undefined && at - lost.since > LOST_MS)
    return end(schedule, { ended: "Its channel takes no messages any more." }, deps)
  const dueAt = askBefore(time, at)
  const done = { schedule, asking, dueAt, nextAt }
  if (isWaiting) return settle({ ...done, end: "held-back" }, deps)
  if (at - dueAt >= TOO_LATE_MS)
    return settle({ ...done, end: "missed", card: missedCard(schedule, dueAt, nextAt) }, deps)
  await settle({ ...done, ...(await answered(done, at, deps)) }, deps)
}

type Due = {
  readonly schedule: Schedule
  readonly asking: Asking
  readonly dueAt: number
  readonly nextAt: number
}
type Outcome = { readonly end: AskEnd; readonly rows?: number; readonly card?: RenderedCard }

/** The trail is written before the store is read for the answer, as for a question that somebody types. */
async function answered({ schedule, asking, dueAt }: Due, at: number, deps: ScheduledDeps): Promise<Outcome> {
  const { command, scope } = asking
  const what = `Asked by schedule ${schedule.id}: ${schedule.ask}`
  await deps.store.trail.append(noteOf(schedule, at, what, asking))
  try {
    const answer = await answerCommand(command, scope, deps)
    const silence = schedule.isAlert ? await silenceOf(answer, command, scope, deps) : "something"
    if (silence === "nothing") return { end: "nothing" }
    const lines = [
      askedBy(schedule, at - dueAt > LATE_MS ? dueAt : undefined),
      ...(silence === "not-all-read"
        ? ["Nothing was found, but not all of it was read: so it is posted."]
        : []),
    ]
    const card = answerCard(withLines(answer, lines), 0, { title: "Ask it now", ask: schedule.ask })
    return { end: "told", rows: answer.rows.length + (answer.more ?? 0), card }
  } catch (thrown) {
    const problem = coerceError(thrown).message
    deps.log.error("a schedule could not be answered", { schedule: schedule.id, problem })
    return { end: "failed", card: failedCard(schedule) }
  }
}

/** Above rows eight lines are shown: the last of these is among them. */
const MOST_BEFORE = 6
const withLines = (answer: Answer, lines: readonly string[]): Answer => ({
  ...answer,
  lines: [...answer.lines.slice(0, MOST_BEFORE), ...lines, ...answer.lines.slice(MOST_BEFORE)],
})

/** `dueAt` where it is asked late. */
function askedBy({ id, asker, time }: Schedule, dueAt?: number): string {
  const due =
    dueAt === undefined ? "" : ` It was due ${localTimeText(dueAt, time.timeZone)} and is asked late.`
  return `Asked by ${plainText(asker.name, 80)}, ${timeWords(time)}.${due} “stop schedule ${id}” ends it.`
}

const askAgain = ({ ask }: Schedule) => ({ next: [{ title: "Ask it now", ask }] })

const failedCard = (schedule: Schedule): RenderedCard =>
  textCard(
    "I can't answer now",
    [`“${schedule.ask}”: something went wrong on my side, and nothing was done.`, askedBy(schedule)],
    askAgain(schedule),
  )

function missedCard(schedule: Schedule, dueAt: number, nextAt: number): RenderedCard {
  const clock = (at: number): string => localTimeText(at, schedule.time.timeZone)
  return textCard(
    `Schedule ${schedule.id} wasn't asked`,
    [
      `“${schedule.ask}” was due ${clock(dueAt)}, and I wasn't running. It is asked next ${clock(nextAt)}.`,
      askedBy(schedule),
    ],
    askAgain(schedule),
  )
}

/** What came of it, when it is asked next, and the message: one transaction. */
async function settle(done: Due & Outcome, { store, now }: ScheduledDeps): Promise<void> {
  const { schedule, asking, dueAt, nextAt, rows, card } = done
  const at = now()
  const last: LastAsk = { dueAt, at, end: done.end, ...(rows === undefined ? {} : { rows }) }
  const what = `Schedule ${schedule.id}, ${schedule.ask}: ${TRAIL_WORDS[done.end]}`
  await store.schedules.asked(schedule.id, last, {
    nextAt,
    note: noteOf(schedule, at, what, asking),
    ...(card === undefined ? {} : { notice: { ...messageOf(schedule, asking, `${dueAt}`, at), card } }),
  })
}

const TRAIL_WORDS: Readonly<Record<AskEnd, string>> = {
  told: "the answer is owed to its place.",
  nothing: "there was nothing, and nothing is posted.",
  failed: "it could not be answered.",
  missed: "it wasn't asked, because nobody ran.",
  "held-back": "it wasn't asked, because the message before isn't posted yet.",
}

/** Without a place nobody is told: whoever reads it now isn't whoever it was asked for. */
async function end(
  schedule: Schedule,
  { ended, ...asking }: { readonly ended: string } & Partial<Pick<Asking, "to">>,
  { store, now }: ScheduledDeps,
): Promise<void> {
  const at = now()
  const note = noteOf(schedule, at, `Schedule ${schedule.id} has ended: ${ended}`)
  const { to } = asking
  const notice = to && {
    ...messageOf(schedule, { to }, "ended", at),
    title: `Schedule ${schedule.id} has ended`,
    lines: [`“${schedule.ask}”, ${timeWords(schedule.time)}: ${ended}`],
  }
  await store.schedules.end(schedule.id, note, notice)
}

const messageOf = (
  schedule: Schedule,
  asking: Pick<Asking, "to"> & Partial<Asking>,
  which: string,
  at: number,
): Notice => ({
  key: `schedule ${schedule.id} ${which}`,
  kind: "schedule",
  to: asking.to,
  title: `Schedule ${schedule.id}, ${schedule.ask}`,
  lines: [],
  data: { schedule: schedule.id, ask: schedule.ask },
  ...ofTenant(schedule, asking.scope),
  at,
})

const noteOf = (schedule: Schedule, at: number, what: string, asking?: Asking): TrailNote => ({
  at,
  kind: "command",
  who: asking === undefined ? "watchpost" : namedText(asking.scope.person.name, schedule.asker.objectId),
  ...ofTenant(schedule, asking?.scope),
  what,
  data: {
    conversationId: plainText(schedule.asker.conversationId, 200),
    schedule: schedule.id,
    ...(asking === undefined ? {} : { command: asking.command.kind, scope: asking.scope.sentence }),
  },
})

/** Of several customers it is nobody's. */
function ofTenant({ tenantId }: Schedule, scope?: Scope): Pick<Notice, "tenantId"> {
  const [only, ...others] = scope?.customers ?? []
  const about = only !== undefined && others.length === 0 ? only.id : tenantId
  return about === undefined ? {} : { tenantId: about }
}
