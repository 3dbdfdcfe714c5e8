/** A question came from Teams: parse, find out who may hear what, write the trail, read the store, answer. */
import type { NextQuestion } from "../card/answer-card.ts"
import type { Config } from "../config/config.ts"
import { namedText, plainText } from "../lib/plain-text.ts"
import type { Incident } from "../model/alert.ts"
import { coerceError } from "../model/errors.ts"
import type { JsonObject } from "../model/json.ts"
import type { BotMessage, BotReply, Caller } from "../ports/bot.ts"
import type { Log } from "../ports/log.ts"
import type { Store } from "../ports/store.ts"
import { type Answer, sentenceAnswer } from "./answer.ts"
import { answerHelp } from "./answer-help.ts"
import { answerQuestion } from "./answer-question.ts"
import { FIRST_READ, MOST_READ } from "./answer-records.ts"
import { answerUnknown } from "./answer-unknown.ts"
import { changeLine } from "./change-words.ts"
import type { Command, Question, ScheduleCommand, UnknownCommand } from "./command.ts"
import {
  byAskersClock,
  findTechnician,
  narrowScope,
  type Refusal,
  type Scope,
  scopeOf,
} from "./command-scope.ts"
import { goesOn, isAsked, meantHere } from "./follow-up.ts"
import { narrowByMailbox } from "./known-mailboxes.ts"
import { namedHere } from "./known-names.ts"
import { deniedWrite } from "./may-write.ts"
import { afterListing, nextQuestions } from "./next-questions.ts"
import { parseCommand } from "./parse-command.ts"
import { askOf } from "./parse-line.ts"
import { type CredentialDeps, incidentHere, queryAlerts, queryStatus } from "./query-store.ts"
import type { QuestionDeps } from "./question-deps.ts"
import { createRecentAnswers, type RecentAnswers } from "./recent-answers.ts"
import { pageEnd, renderAnswer, renderSentence } from "./render-answer.ts"
import { runBrake, unclearBrake } from "./run-brake.ts"
import { type EvidenceDeps, evidenceScope, offerEvidence } from "./run-evidence.ts"
import { globalAdminsReader } from "./run-global-admins.ts"
import { type LinkCommand, type LinkDeps, runLink } from "./run-link.ts"
import { answerMutes, runMuteCommand } from "./run-mutes.ts"
import { exportAnswer, type HandOver, nextPage } from "./run-recent.ts"
import { offerReport, type ReportDeps } from "./run-report.ts"
import { isOfSchedules, type OfSchedules, runSchedules } from "./run-schedules.ts"
import type { StuckStore } from "./run-stuck-lines.ts"
import type { UndeliveredStore } from "./run-undelivered-lines.ts"

export type CommandDeps = Omit<QuestionDeps, "globalAdmins" | "rows" | "postures" | "store"> &
  EvidenceDeps &
  Pick<LinkDeps, "teamIdOf" | "cardsOf" | "wakeOutbox"> &
  ReportDeps &
  CredentialDeps &
  HandOver & {
    readonly store: QuestionDeps["store"] &
      Pick<
        Store,
        | "trail"
        | "mutes"
        | "schedules"
        | "evidenceBook"
        | "brake"
        | "channels"
        | "accounts"
        | "canaries"
        | "holds"
        | "sweeps"
      > &
      StuckStore &
      UndeliveredStore
    readonly log: Log
  }

export type Deps = CommandDeps & QuestionDeps & { readonly recent: RecentAnswers }

/** The handler never throws: whoever asks gets an answer, a refusal or one sentence about our trouble. */
export function createCommandHandler(deps: CommandDeps): (message: BotMessage) => Promise<BotReply> {
  const all = withMemory(deps)
  return async (message) => {
    try {
      return await answerMessage(message, all)
    } catch (thrown) {
      deps.log.error("a question could not be answered", { problem: coerceError(thrown).message })
      return renderSentence(
        "I can't answer now",
        "Something went wrong on my side, and nothing was done. Please try again; if it stays, tell the operator.",
      )
    }
  }
}

/** With what is remembered from one question to the next. */
export const withMemory = (deps: CommandDeps): Deps => ({
  ...deps,
  globalAdmins: globalAdminsReader(deps.admin, deps.now),
  recent: createRecentAnswers(deps.now),
  rows: FIRST_READ,
  postures: new Map(),
})

/** The trail is written before the store is read for an answer: without a trail there is no answer. */
async function answerMessage(message: BotMessage, deps: Deps): Promise<BotReply> {
  const parsed = parseCommand(message.text)
  // In a channel that is nobody's yet, this is all that may be said.
  if (parsed.kind === "link" || parsed.kind === "unlink") {
    const answer = await runLink(parsed, message.caller, deps)
    deps.recent.forgetPlace(message.caller)
    return renderAnswer(answer)
  }
  const place = scopeOf(message.caller, deps.config, await deps.store.channels.linked())
  const before = deps.recent.askedBy(message.caller)
  const command = place.allowed ? meantHere(parsed, place, before) : parsed
  // Something else is wanted, also where it is refused.
  if (command === parsed && !goesOn(parsed)) deps.recent.forgetAsked(message.caller)
  const denied = place.allowed ? deniedHere(command, place) : undefined
  if (denied !== undefined) return refuse(message, denied, deps)
  const narrow = place.allowed ? narrowScope(place, customerOf(command)) : place
  const scope = narrow.allowed && command.kind === "evidence" ? evidenceScope(narrow) : narrow
  if (!scope.allowed) return refuse(message, placeRefusal(scope, command, message.caller, deps.config), deps)
  const found =
    command.kind === "explain" || command.kind === "evidence"
      ? await incidentHere(command.number, scope, deps)
      : undefined
  const given = {
    who: namedText(scope.person.name, message.caller.objectId),
    ...aboutOf(scope, found?.incident),
  }
  await deps.store.trail.append({
    at: deps.now(),
    kind: "command",
    ...given,
    what: `Asked: ${textOf(message)}${command === parsed ? "" : ` (${wordsFor(command)})`}`,
    data: { ...placeOf(message.caller), command: command.kind, scope: scope.sentence },
  })
  if (isAsked(command)) deps.recent.keepAsked(message.caller, command)
  if (command.kind === "more") return nextPage(message.caller, deps)
  if (command.kind === "export") return exportAnswer(command.format, message.caller, given, deps)
  if (command.kind === "report") return offerReport(command, scope, { caller: message.caller, given }, deps)
  if (command.kind === "evidence") return offerEvidence(command.number, found, given, deps)
  if (isOfSchedules(command)) return answerSchedules(command, scope, message.caller, deps)
  const askedAt = deps.now()
  const answer = await answerCommand(command, scope, deps)
  const whole = (): Promise<Answer> =>
    answerCommand(command, scope, { ...deps, rows: MOST_READ, now: () => askedAt })
  return kept(answer, message.caller, deps, (answer.more ?? 0) > 0 ? { whole } : {})
}

async function answerSchedules(
  command: OfSchedules,
  scope: Scope,
  caller: Caller,
  deps: Deps,
): Promise<BotReply> {
  const answerNow = (ask: ScheduleCommand["ask"]): Promise<Answer> => answerCommand(ask, scope, deps)
  return kept(await runSchedules(command, scope, caller, { ...deps, answerNow }), caller, deps)
}

/** A question back, and help, are no answers: one goes on with the answer before. */
function kept(
  answer: Answer,
  caller: Caller,
  { recent }: Deps,
  rest: { readonly whole?: () => Promise<Answer> } = {},
): BotReply {
  if (answer.coverage !== "") recent.keep(caller, { answer, shown: pageEnd(answer), ...rest })
  return renderAnswer(answer)
}

/** Who asks comes first: to whoever may not, nothing is told of whom it is about. */
const deniedHere = (command: Command | UnknownCommand, place: Scope): Refusal | undefined =>
  deniedWrite(command, place.person) ?? unclearBrake(command, place)

/** Answered with something else than rows: the answer before, or a file. */
type OfAnswer = Extract<Command, { kind: "more" | "export" | "evidence" | "report" }>

export async function answerCommand(
  command: Exclude<Command, OfAnswer | LinkCommand | OfSchedules> | UnknownCommand,
  scope: Scope,
  deps: Deps,
): Promise<Answer> {
  const read = byAskersClock(scope)
  switch (command.kind) {
    case "help":
      return answerHelp(scope)
    case "unknown":
      return answerUnknown(command, scope, {
        mspName: deps.config.mspName,
        named: await namedHere(command.unknown, scope, deps.store),
      })
    case "status":
      return { ...(await queryStatus(read, deps)), next: afterListing("Board", command) }
    case "alerts":
      return { ...(await queryAlerts(read, deps)), next: afterListing("Status", command) }
    case "mutes":
      return answerMutes(scope, deps)
    case "freeze":
    case "unfreeze":
      return runBrake(command, scope, deps)
    case "lift-mute":
    case "expect":
      return runMuteCommand(command, scope, deps)
    default:
      return answerOf(command, read, deps)
  }
}

/** Where only one of several customers has a mailbox of the name, that one is meant; where none has, it is asked back. */
async function answerOf(question: Question, scope: Scope, deps: Deps): Promise<Answer> {
  const name = "person" in question ? question.person : "mailbox" in question ? question.mailbox : undefined
  // A restore is looked for at all of them anyway.
  const isSought = name !== undefined && question.kind !== "who-restored"
  const meant = isSought ? await narrowByMailbox(name, scope, deps) : scope
  if ("customers" in meant) return answerQuestion(question, meant, deps)
  return { ...meant, next: nextQuestions(question, meant) }
}

async function refuse(
  message: BotMessage,
  refusal: Refusal & Pick<Answer, "next">,
  deps: CommandDeps,
): Promise<BotReply> {
  await deps.store.trail.append({
    at: deps.now(),
    kind: "refusal",
    who: namedText(message.caller.name, message.caller.objectId),
    what: `Refused to answer: ${textOf(message)}`,
    data: { ...placeOf(message.caller), reason: `${refusal.title ?? ""} ${refusal.sentence}`.trim() },
  })
  const answer = sentenceAnswer(refusal.title ?? "I can't answer that here", refusal.sentence)
  return renderAnswer({ ...answer, next: refusal.next ?? [] })
}

/** Where nothing else is answered, a technician still learns what would make it a customer's place. */
function placeRefusal(
  refusal: Refusal,
  command: Command | UnknownCommand,
  caller: Caller,
  config: Config,
): Refusal & Pick<Answer, "next"> {
  const change = command.kind === "unknown" ? command.change : undefined
  const isOfLinks = change?.kind === "link" || change?.kind === "unlink"
  const how = isOfLinks && findTechnician(caller, config) !== undefined ? ` ${changeLine(change)}` : ""
  const sentence = `${refusal.sentence}${how}`
  return { ...refusal, sentence, next: askAgainAt(command, refusal.closest) }
}

/** What a line meant that leaned on the one before. */
const wordsFor = (command: Command | UnknownCommand): string =>
  command.kind === "unknown" ? "" : (askOf(command) ?? command.kind)

const askAgainAt = (
  command: Command | UnknownCommand,
  customer: string | undefined,
): readonly NextQuestion[] => {
  const ask = customer !== undefined && isAsked(command) ? askOf({ ...command, customer }) : undefined
  return customer === undefined || ask === undefined ? [] : [{ title: customer, ask }]
}

const customerOf = (command: Command | UnknownCommand): string | undefined =>
  command.kind === "schedule" ? command.ask.customer : "customer" in command ? command.customer : undefined

/** Who looked at an incident stands in its own story. An answer for several customers belongs to none of them. */
const aboutOf = (scope: Scope, incident: Incident | undefined) => {
  if (incident !== undefined) return { tenantId: incident.tenantId, incidentId: incident.id }
  const [only, ...others] = scope.customers
  return only !== undefined && others.length === 0 ? { tenantId: only.id } : {}
}

const textOf = (message: BotMessage): string => plainText(message.text, 200) || "(nothing)"

const placeOf = (caller: Caller): JsonObject => ({
  conversationId: plainText(caller.conversationId, 200),
  teamsTenantId: plainText(caller.teamsTenantId, 40),
  place: caller.kind,
})
