/**
 * The bot's door to Teams, built on botbuilder's CloudAdapter. Nothing of the SDK leaves this folder:
 * it is out of support since the end of 2025 and has to stay replaceable.
 * Every request is checked three times before anybody's words are read: its shape, where answers would go, its token.
 */
import type { IncomingMessage, ServerResponse } from "node:http"
import { type Activity, CloudAdapter, type InvokeResponse, type TurnContext } from "botbuilder"
import { namedText } from "../../lib/plain-text.ts"
import { coerceError, UpstreamError } from "../../model/errors.ts"
import type { JsonObject } from "../../model/json.ts"
import type { BotHandlers, BotReply, Caller } from "../../ports/bot.ts"
import type { Log } from "../../ports/log.ts"
import type { Messenger } from "../../ports/messenger.ts"
import { callerOf, chatSignOf, InboundActivity, messageOf, pressOf, serviceUrlAllowed } from "./activity.ts"
import { type AuthenticationOptions, NotAuthenticated, TeamsAuthentication } from "./authentication.ts"
import { connectorError } from "./connector-errors.ts"
import { answerConsent, consentActivity, FILE_CONSENT, type FilePlaces } from "./file-consent.ts"
import { cardActivity, connectorCalls, createMessenger } from "./messenger.ts"
import { invokeAnswer, NOT_KNOWN, NOT_READY, NOTHING_CHANGED, WHO_ARE_YOU } from "./replies.ts"
import { createTeamIds, type TeamIdOf } from "./team-id.ts"

export type TeamsOptions = AuthenticationOptions & {
  /** Hosts (with port, where there is one) that a Teams service URL may have. */
  readonly serviceHosts: readonly string[]
  /** Where files of personal chats go; missing: none is offered. */
  readonly files?: FilePlaces
  /** Told of every request that isn't let in, why, and of whom where Teams says that. Must not throw. */
  readonly refused?: Refused
}

export type Teams = {
  /** Answers POST /api/messages. Never throws; the body is an object already. */
  handle(request: IncomingMessage, response: ServerResponse, body: JsonObject): Promise<void>
  /** Who answers. Until then people are told that Watchpost is starting. */
  setHandlers(handlers: BotHandlers): void
  readonly messenger: Messenger
  readonly teamIdOf: TeamIdOf
}

type Refused = (why: string, who?: string) => Promise<void>
type Answer = { readonly status: number; readonly body?: unknown }
type Turn = {
  readonly activity: InboundActivity
  readonly handlers: BotHandlers | undefined
  readonly files: FilePlaces | undefined
  readonly log: Log
  readonly refused: Refused
}

/** Opens the SDK's one protected method: its public one writes refused requests to the console and echoes errors to the sender. */
class Adapter extends CloudAdapter {
  run(header: string, activity: Activity, logic: (context: TurnContext) => Promise<void>) {
    return this.processActivity(header, activity, logic)
  }
}

export function createTeams(options: TeamsOptions): Teams {
  const { log, serviceHosts, files, refused = async () => {} } = options
  const authentication = new TeamsAuthentication(options)
  const connecting = { appId: options.appId, authentication, serviceHosts }
  const adapter = new Adapter(authentication)
  let handlers: BotHandlers | undefined

  const answer = async (header: string, body: JsonObject): Promise<Answer> => {
    const parsed = InboundActivity.safeParse(body)
    if (!parsed.success) {
      log.info("refused a request that is no Teams activity", { fields: fieldsOf(parsed.error.issues) })
      await refused("it is no activity from Microsoft Teams")
      return { status: 400, body: { error: "This is not an activity from Microsoft Teams." } }
    }
    if (!serviceUrlAllowed(parsed.data.serviceUrl, serviceHosts)) {
      log.warn("refused an activity whose service URL is not on the list of allowed hosts")
      await refused("its service URL is not allowed")
      return { status: 403, body: { error: "The service URL of this activity is not allowed." } }
    }
    const turn: Turn = { activity: parsed.data, handlers, files, log, refused }
    return runTurn(adapter, header, turn)
  }

  return {
    async handle(request, response, body) {
      const { status, body: answered } = await answer(request.headers.authorization ?? "", body)
      response.statusCode = status
      if (answered === undefined) return void response.end()
      response.setHeader("content-type", "application/json; charset=utf-8")
      response.end(JSON.stringify(answered))
    },
    setHandlers(given) {
      handlers = given
    },
    messenger: createMessenger(connecting),
    teamIdOf: createTeamIds(connectorCalls(connecting), log),
  }
}

const fieldsOf = (issues: readonly { readonly path: readonly PropertyKey[] }[]): string[] =>
  issues.slice(0, 10).map((issue) => issue.path.join(".").slice(0, 100))

async function runTurn(adapter: Adapter, header: string, turn: Turn): Promise<Answer> {
  try {
    // Parsed above; the SDK reads the same fields and passes the rest through.
    const activity = structuredClone(turn.activity) as unknown as Activity
    const result: InvokeResponse | undefined = await adapter.run(header, activity, (context) =>
      take(context, turn),
    )
    return result === undefined ? { status: 200 } : { status: result.status, body: result.body }
  } catch (thrown) {
    if (thrown instanceof NotAuthenticated) return refuseToken(thrown, turn)
    turn.log.error("a request from Teams could not be handled", { reason: coerceError(thrown).message })
    await turn.refused("it could not be taken in")
    return { status: 200 }
  }
}

async function refuseToken(thrown: NotAuthenticated, { log, refused }: Turn): Promise<Answer> {
  if (thrown.cause instanceof UpstreamError) {
    log.warn("refused a request: without signing keys nobody knows whether it is from the Bot Connector")
    await refused("its token can't be checked while the Bot Connector's signing keys can't be read")
  } else {
    const reason = coerceError(thrown.cause ?? thrown).name
    log.warn("refused a request that is not from the Bot Connector", { reason })
    await refused("its token isn't the Bot Connector's")
  }
  return { status: 401, body: { error: "Not authorized." } }
}

async function take(context: TurnContext, turn: Turn): Promise<void> {
  await noteChat(turn)
  if (turn.activity.type === "invoke")
    return turn.activity.name === FILE_CONSENT
      ? answerFile(context, turn)
      : answerInvoke(context, await replyToInvoke(turn))
  if (turn.activity.type !== "message") return
  const reply = await replyToMessage(turn)
  try {
    await context.sendActivity(
      "card" in reply
        ? cardActivity(reply.card)
        : { type: "message", text: reply.text, textFormat: "plain", summary: reply.text.slice(0, 200) },
    )
    if ("card" in reply && reply.offer !== undefined) await context.sendActivity(consentActivity(reply.offer))
  } catch (thrown) {
    const error = connectorError(thrown, Date.now())
    turn.log.warn("an answer could not be sent", { reason: error.advice })
    const caller = callerOf(turn.activity)
    if (caller?.kind === "channel") await turn.handlers?.unanswered(caller.conversationId, error)
  }
}

/** Where a person can be written to. That it can't be kept just now keeps nobody from being answered. */
async function noteChat({ activity, handlers, log }: Turn): Promise<void> {
  const [sign, caller] = [chatSignOf(activity), callerOf(activity)]
  if (sign === undefined || caller === undefined || handlers === undefined) return
  try {
    await handlers.chat(caller, sign)
  } catch (thrown) {
    log.error("a personal chat could not be remembered", { reason: coerceError(thrown).message })
  }
}

/** Always HTTP 200: for anything else Teams shows "Something went wrong" instead of our sentence. */
async function answerInvoke(context: TurnContext, reply: BotReply): Promise<void> {
  await context.sendActivity({ type: "invokeResponse", value: { status: 200, body: invokeAnswer(reply) } })
}

/** Teams wants no words in this answer: they come as a message. */
async function answerFile(context: TurnContext, turn: Turn): Promise<void> {
  const { activity, handlers, files, log } = turn
  const caller = callerOf(activity)
  try {
    if (caller === undefined) await turn.refused(NOBODY)
    else if (handlers !== undefined && files !== undefined) {
      const refused = (why: string) => turn.refused(why, whoOf(caller))
      await answerConsent({ context, activity, caller, handlers, files, log, refused })
    }
  } catch (thrown) {
    log.error("an offered file could not be handed over", { reason: coerceError(thrown).message })
  }
  await context.sendActivity({ type: "invokeResponse", value: { status: 200 } })
}

const NOBODY = "it doesn't say who sent it, or from which tenant"

const whoOf = ({ name, objectId }: Caller): string => namedText(name, objectId)

async function replyToInvoke(turn: Turn): Promise<BotReply> {
  const caller = callerOf(turn.activity)
  if (caller === undefined) return refuseNobody(turn)
  const press = pressOf(turn.activity, caller)
  if (press === undefined) {
    turn.log.info("an invoke that Watchpost does not know", {
      name: (turn.activity.name ?? "").slice(0, 100),
    })
    await turn.refused("it is an invoke that Watchpost doesn't know", whoOf(caller))
    return { text: NOT_KNOWN }
  }
  return ask(turn, caller, (handlers) => handlers.press(press))
}

async function refuseNobody({ refused }: Turn): Promise<BotReply> {
  await refused(NOBODY)
  return { text: WHO_ARE_YOU }
}

async function replyToMessage(turn: Turn): Promise<BotReply> {
  const caller = callerOf(turn.activity)
  if (caller === undefined) return refuseNobody(turn)
  return ask(turn, caller, (handlers) => handlers.message(messageOf(turn.activity, caller)))
}

async function ask(
  turn: Turn,
  caller: Caller,
  run: (handlers: BotHandlers) => Promise<BotReply>,
): Promise<BotReply> {
  if (turn.handlers === undefined) return { text: NOT_READY }
  try {
    return await run(turn.handlers)
  } catch (thrown) {
    turn.log.error("a question or a button failed", {
      reason: coerceError(thrown).message,
      objectId: caller.objectId,
    })
    return { text: NOTHING_CHANGED }
  }
}
