/**
 * Files in a personal chat: the person is asked, Teams names a place in their OneDrive, and the file is put there.
 * Follows "Send and receive files through a bot" of the Teams documentation.
 */
import type { Activity, TurnContext } from "botbuilder"
import { z } from "zod"
import { isLoopback } from "../../lib/loopback.ts"
import { coerceError } from "../../model/errors.ts"
import type { BotHandlers, Caller, FileChoice, FileOffer, TextFile } from "../../ports/bot.ts"
import type { Log } from "../../ports/log.ts"
import type { HttpClient } from "../http/http-client.ts"
import type { InboundActivity } from "./activity.ts"

export const FILE_CONSENT = "fileConsent/invoke"
const CONSENT_TYPE = "application/vnd.microsoft.teams.card.file.consent"
const INFO_TYPE = "application/vnd.microsoft.teams.card.file.info"

/** Teams waits 10 s for the answer to an invoke at least. */
const UPLOAD_MS = 8_000
const MAX_ANSWER_BYTES = 256 * 1024

export type FilePlaces = {
  readonly http: HttpClient
  /** Hosts (with port, where there is one) that take files; one with a dot before it stands for all below it. */
  readonly hosts: readonly string[]
}

export const consentActivity = ({ name, description, size, token }: FileOffer): Partial<Activity> => ({
  type: "message",
  attachments: [
    {
      contentType: CONSENT_TYPE,
      name,
      content: { description, sizeInBytes: size, acceptContext: { token }, declineContext: { token } },
    },
  ],
})

const Upload = z.object({
  name: z.string().min(1).max(400),
  uploadUrl: z.string().max(4_000),
  contentUrl: z.url({ protocol: /^https?$/ }).max(4_000),
  uniqueId: z.string().max(200),
  fileType: z.string().max(40).default(""),
})
type Upload = z.infer<typeof Upload>

const Consent = z.object({
  action: z.enum(["accept", "decline"]),
  context: z.object({ token: z.string().max(100) }),
  uploadInfo: Upload.optional(),
})

/** Only https, and http on this machine; no name and password, and a host of the list. */
export function mayTakeFile(url: string, hosts: readonly string[]): boolean {
  const place = URL.parse(url)
  if (place === null || place.username !== "" || place.password !== "") return false
  if (place.protocol !== "https:" && !(place.protocol === "http:" && isLoopback(place.hostname))) return false
  const host = place.host.toLowerCase()
  return hosts.some((one) => (one.startsWith(".") ? host.endsWith(one) : host === one))
}

type Consented = {
  readonly context: TurnContext
  readonly activity: InboundActivity
  readonly caller: Caller
  readonly handlers: BotHandlers
  readonly files: FilePlaces
  readonly log: Log
  /** Told of an answer that isn't taken, and why. Must not throw. */
  readonly refused: (why: string) => Promise<void>
}

/** Answers what a person said to an offered file; the card that asked is taken away. */
export async function answerConsent(consented: Consented): Promise<void> {
  const { context, activity, caller, handlers, files, log, refused } = consented
  const read = Consent.safeParse(activity.value)
  if (!read.success) return refused("it is an answer to an offered file that can't be read")
  const { action, context: offered, uploadInfo } = read.data
  const choice: FileChoice = { caller, token: offered.token, accepted: action === "accept" }
  if (choice.accepted && (uploadInfo === undefined || !mayTakeFile(uploadInfo.uploadUrl, files.hosts))) {
    log.warn("refused to put a file where the host is not on the list of those that take files")
    await refused("it names a place for a file that isn't on the list of those that take files")
    return say(
      context,
      "Teams named a place for the file that Watchpost doesn't know: nothing was sent there.",
    )
  }
  const answer = await handlers.file(choice)
  await removeAsked(context, activity, log)
  if ("text" in answer) return say(context, answer.text)
  if (uploadInfo === undefined) return
  try {
    await put(answer.file, uploadInfo, files)
  } catch (thrown) {
    log.warn("a file could not be put into a OneDrive", { reason: coerceError(thrown).message })
    return say(context, `${answer.file.name} could not be saved: OneDrive did not take it. Ask for it again.`)
  }
  await context.sendActivity(infoActivity(uploadInfo))
}

const say = async (context: TurnContext, text: string): Promise<void> =>
  void (await context.sendActivity({ type: "message", text, textFormat: "plain" }))

/** Without it the person could answer twice. That is no harm, so that a failure is left alone. */
async function removeAsked(context: TurnContext, { replyToId }: InboundActivity, log: Log): Promise<void> {
  if (replyToId === undefined) return
  try {
    await context.deleteActivity(replyToId)
  } catch (thrown) {
    log.info("the card that asked about a file could not be removed", { reason: coerceError(thrown).message })
  }
}

/** In one piece. Source: Microsoft Graph, "Upload large files with an upload session", `Content-Range`. */
async function put({ body }: TextFile, { uploadUrl }: Upload, { http }: FilePlaces): Promise<void> {
  const bytes = Buffer.from(body, "utf8")
  const { status } = await http.send({
    method: "PUT",
    url: uploadUrl,
    headers: {
      "content-type": "application/octet-stream",
      "content-range": `bytes 0-${bytes.length - 1}/${bytes.length}`,
    },
    body: bytes,
    timeoutMs: UPLOAD_MS,
    maxBytes: MAX_ANSWER_BYTES,
  })
  if (status < 200 || status >= 300) throw new Error(`OneDrive answered ${status}`)
}

const infoActivity = ({ name, contentUrl, uniqueId, fileType }: Upload): Partial<Activity> => ({
  type: "message",
  attachments: [{ contentType: INFO_TYPE, name, contentUrl, content: { uniqueId, fileType } }],
})
