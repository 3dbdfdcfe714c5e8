/**
 * The control interface of the practice cloud, for its page and for tests: what is there, what people do, stories, faults.
 * It stands for nobody's product. It answers only callers on this machine, and no other site's pages.
 */
import { z } from "zod"
import type { PracticeCloud } from "../cloud.ts"
import type { Fault } from "../faults.ts"
import { BadRequest, type Handler, type PracticeCall, type Reply, type Route } from "../router.ts"
import { STORIES } from "../stories/catalogue.ts"
import { playStory } from "../stories/play.ts"
import type { PracticeChannel, PracticePerson, PracticeTenant } from "../world/types.ts"
import { sendFileChoice, sendInvoke, sendMessage } from "./connector-send.ts"
import { eventStream } from "./control-events.ts"
import { publishRecords } from "./control-records.ts"
import { stateView, worldView } from "./control-views.ts"

export type ControlOptions = {
  /** Plays the first story once, so many milliseconds after the page first looks. Missing: never. */
  readonly autoPlayAfterMs?: number
}

const problem = (status: number, error: string): Reply => ({ status, body: { error } })

/** A name that resolves to this machine isn't enough: another site's page could use its own name for it. */
const LOOPBACK_NAMES = new Set(["127.0.0.1", "localhost", "[::1]"])

function isFromHere(call: PracticeCall): boolean {
  const { host = "", origin } = call.request.headers
  if (!LOOPBACK_NAMES.has(host.replace(/:\d+$/, ""))) return false
  return origin === undefined || origin === `http://${host}`
}

const guarded =
  (handler: Handler): Handler =>
  (call) =>
    isFromHere(call) ? handler(call) : problem(403, "The control interface answers only this machine.")

/** The body of a call as `schema` wants it. Throws BadRequest naming the first field that is wrong. */
function readAs<Schema extends z.ZodType>(schema: Schema, call: PracticeCall): z.infer<Schema> {
  const read = schema.safeParse(call.json())
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new BadRequest(`${issue?.path.join(".") || "The body"}: ${issue?.message ?? "is not readable"}`)
}

const messageSchema = z.object({
  channelId: z.string(),
  personObjectId: z.string(),
  text: z.string().min(1).max(4000),
  mention: z.boolean().default(false),
  threadId: z.string().optional(),
})
const invokeSchema = z.object({
  channelId: z.string(),
  messageId: z.string(),
  personObjectId: z.string(),
  verb: z.string().default(""),
  actionId: z.string().optional(),
  data: z.record(z.string(), z.unknown()).default({}),
  inputs: z.record(z.string(), z.string()).optional(),
  trigger: z.enum(["manual", "automatic"]).optional(),
})
const fileChoiceSchema = z.object({
  channelId: z.string(),
  messageId: z.string(),
  personObjectId: z.string(),
  accepts: z.boolean(),
})
const recordsSchema = z.object({
  tenantId: z.string().optional(),
  contentType: z.string().default("Audit.Exchange"),
  records: z.array(z.record(z.string(), z.unknown())).min(1),
  adopt: z.boolean().default(false),
})
const faultSchema = z.object({
  service: z.string(),
  match: z.string().optional(),
  times: z.number().int().positive().default(1),
  kind: z.enum(["status", "reset", "cut", "hold", "apply-then-504", "html", "half", "slow"]),
  status: z.number().int().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
})
const storySchema = z.object({ pauseMs: z.number().int().min(0).max(60_000).default(0) })
const botSchema = z.object({
  endpoint: z.url({ protocol: /^http$/, hostname: /^(127\.0\.0\.1|localhost)$/ }),
})

const findChannel = (cloud: PracticeCloud, id: string | undefined): PracticeChannel | undefined =>
  cloud.world.channels.find((one) => one.id === id)
const findPerson = (cloud: PracticeCloud, objectId: string): PracticePerson | undefined =>
  cloud.world.people.find((one) => one.objectId === objectId)
const findTenant = (cloud: PracticeCloud, id: string | undefined): PracticeTenant | undefined =>
  id === undefined ? cloud.world.tenants[0] : cloud.world.tenants.find((one) => one.id === id.toLowerCase())

function listMessages(cloud: PracticeCloud, call: PracticeCall): Reply {
  const channel = findChannel(cloud, call.params.channel)
  if (channel === undefined) return problem(404, "There is no such channel.")
  return { status: 200, body: { messages: channel.messages } }
}

async function postMessage(cloud: PracticeCloud, call: PracticeCall): Promise<Reply> {
  const { channelId, personObjectId, text, mention, threadId } = readAs(messageSchema, call)
  const channel = findChannel(cloud, channelId)
  const person = findPerson(cloud, personObjectId)
  if (channel === undefined || person === undefined)
    return problem(404, "There is no such channel or person.")
  if (threadId !== undefined && !channel.messages.some((one) => one.threadId === threadId))
    return problem(404, "There is no such thread.")
  const { message, answer } = await sendMessage(cloud, { channel, person, text, mention, threadId })
  return { status: 200, body: { messageId: message.id, botStatus: answer?.status ?? null } }
}

async function postInvoke(cloud: PracticeCloud, call: PracticeCall): Promise<Reply> {
  const { channelId, messageId, personObjectId, ...press } = readAs(invokeSchema, call)
  const channel = findChannel(cloud, channelId)
  const message = channel?.messages.find((one) => one.id === messageId)
  const person = findPerson(cloud, personObjectId)
  if (channel === undefined || message === undefined || person === undefined)
    return problem(404, "There is no such channel, message or person.")
  const { verb, actionId: id, data, inputs, trigger } = press
  const answer = await sendInvoke(cloud, {
    channel,
    message,
    person,
    action: { verb, id, data },
    inputs,
    trigger,
  })
  return { status: 200, body: answer }
}

async function postFileChoice(cloud: PracticeCloud, call: PracticeCall): Promise<Reply> {
  const { channelId, messageId, personObjectId, accepts } = readAs(fileChoiceSchema, call)
  const channel = findChannel(cloud, channelId)
  const message = channel?.messages.find((one) => one.id === messageId)
  const person = findPerson(cloud, personObjectId)
  if (channel === undefined || message === undefined || person === undefined)
    return problem(404, "There is no such channel, message or person.")
  const answer = await sendFileChoice(cloud, { channel, message, person, accepts })
  return answer === undefined ? problem(409, "This message offers no file.") : { status: 200, body: answer }
}

/** A story that fails says so itself, as a change of the world. */
function startStory(cloud: PracticeCloud, id: string | undefined, pauseMs: number): Reply {
  const story = STORIES.find((one) => one.id === id)
  if (story === undefined) return problem(404, "There is no such story.")
  playStory(cloud, story.id, { pauseMs }).catch(() => undefined)
  return { status: 202, body: { id: story.id } }
}

function showWorld(cloud: PracticeCloud, call: PracticeCall): Reply {
  const tenant = findTenant(cloud, call.params.tenant)
  if (tenant === undefined) return problem(404, "There is no such customer.")
  return { status: 200, body: worldView(cloud.world, tenant) }
}

function postRecords(cloud: PracticeCloud, call: PracticeCall): Reply {
  const { tenantId, ...raw } = readAs(recordsSchema, call)
  const tenant = findTenant(cloud, tenantId)
  if (tenant === undefined) return problem(404, "There is no such customer.")
  return { status: 200, body: publishRecords(cloud.world, tenant, raw) }
}

function postFault(cloud: PracticeCloud, call: PracticeCall): Reply {
  const { match, status, headers, body, ...rest } = readAs(faultSchema, call)
  const fault: Fault = {
    ...rest,
    ...(match === undefined ? {} : { match }),
    ...(status === undefined ? {} : { status }),
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body }),
  }
  cloud.faults.push(fault)
  return { status: 200, body: { faults: cloud.faults.length } }
}

function connectBot(cloud: PracticeCloud, call: PracticeCall): Reply {
  cloud.world.bot.endpoint = readAs(botSchema, call).endpoint
  return { status: 200, body: { botConnected: true } }
}

const LOOK_AGAIN_MS = 200

/**
 * Plays the first story once, when the first page has looked for a while and somebody listens: a page that was left open
 * looks before the product is there, and what happens before its subscriptions begin reaches no feed.
 */
function autoPlay(cloud: PracticeCloud, autoPlayAfterMs: number | undefined): () => void {
  let isDue = autoPlayAfterMs !== undefined
  const isHeard = (): boolean =>
    cloud.world.tenants.every(({ subscriptions }) => subscriptions["Audit.Exchange"]?.enabled)
  return () => {
    if (!isDue) return
    isDue = false
    const waiting = setInterval(() => {
      if (!isHeard()) return
      clearInterval(waiting)
      setTimeout(() => startStory(cloud, STORIES[0]?.id, 0), autoPlayAfterMs).unref()
    }, LOOK_AGAIN_MS)
    waiting.unref()
  }
}

/** All routes of the control interface, below `/control`. */
export function controlRoutes(cloud: PracticeCloud, options: ControlOptions = {}): Route[] {
  const onFirstLook = autoPlay(cloud, options.autoPlayAfterMs)
  const route = (
    method: string,
    path: string,
    handle: (cloud: PracticeCloud, call: PracticeCall) => Reply | Promise<Reply>,
  ): Route => ({ method, path: `/control/${path}`, handler: guarded((call) => handle(cloud, call)) })
  const events: Handler = (call) => {
    onFirstLook()
    return eventStream(cloud.world, call)
  }
  return [
    route("GET", "state", () => ({ status: 200, body: stateView(cloud.world) })),
    route("GET", "channels/:channel/messages", listMessages),
    { method: "GET", path: "/control/events", handler: guarded(events) },
    route("POST", "messages", postMessage),
    route("POST", "invokes", postInvoke),
    route("POST", "file-choices", postFileChoice),
    route("POST", "stories/:story", (_, call) =>
      startStory(cloud, call.params.story, readAs(storySchema, call).pauseMs),
    ),
    route("GET", "world/:tenant", showWorld),
    route("POST", "records", postRecords),
    route("POST", "faults", postFault),
    route("POST", "bot", connectBot),
  ]
}
