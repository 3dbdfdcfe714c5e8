/** Reads a request's body: at most so many bytes; or leaves it. */
import type { IncomingMessage, ServerResponse } from "node:http"
import { isDeeperThan } from "../../lib/deeper-than.ts"
import type { JsonObject } from "../../model/json.ts"
import { collectUpTo } from "./collect-body.ts"

/** Levels of a JSON body. Nothing that Teams sends has a quarter of them. */
const MAX_DEPTH = 100

export type BodyProblem = { readonly status: 400 | 413; readonly problem: string }
export type BodyRead = { readonly body: JsonObject } | BodyProblem

const TOO_DEEP: BodyProblem = {
  status: 400,
  problem: `The body is nested more than ${MAX_DEPTH} levels deep.`,
}

/** As `readBytes`, and only a JSON object. */
export async function readJsonObject(request: IncomingMessage, maxBytes: number): Promise<BodyRead> {
  const read = await readBytes(request, maxBytes)
  return "problem" in read ? read : parseObject(read.bytes.toString("utf8"))
}

/** Stops reading at the limit, whatever the length header said. */
export async function readBytes(
  request: IncomingMessage,
  maxBytes: number,
): Promise<{ readonly bytes: Buffer } | BodyProblem> {
  const tooBig: BodyProblem = { status: 413, problem: `The body is larger than ${maxBytes} bytes.` }
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return tooBig
  // What is announced gets no room before it comes: announcing costs the sender nothing.
  const body = collectUpTo(maxBytes)
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }))
      if (!body.add(chunk)) return tooBig
  } catch {
    return { status: 400, problem: "The body did not arrive whole." }
  }
  return { bytes: body.whole() }
}

/** Before an answer: a body that wasn't read ends with its connection. Else all of it would be taken in, however long. */
export function leaveUnread(response: ServerResponse): void {
  const { complete, headers } = response.req
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0
  if (hasBody && !complete) response.setHeader("connection", "close")
}

function parseObject(text: string): BodyRead {
  const problem: BodyRead = { status: 400, problem: "The body is not a JSON object." }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== "object" || value === null || Array.isArray(value)) return problem
    return isDeeperThan(value as JsonObject, MAX_DEPTH) ? TOO_DEEP : { body: value as JsonObject }
  } catch {
    return problem
  }
}
