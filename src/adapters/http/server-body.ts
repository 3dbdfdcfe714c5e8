/** Reads a request's body: at most so many bytes. */
import type { IncomingMessage } from "node:http"
import type { JsonObject } from "../../model/json.ts"

export type BodyProblem = { readonly status: 400 | 413; readonly problem: string }
export type BodyRead = { readonly body: JsonObject } | BodyProblem

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
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += chunk.length
      if (size > maxBytes) return tooBig
      chunks.push(chunk)
    }
  } catch {
    return { status: 400, problem: "The body did not arrive whole." }
  }
  return { bytes: Buffer.concat(chunks) }
}

function parseObject(text: string): BodyRead {
  const problem: BodyRead = { status: 400, problem: "The body is not a JSON object." }
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? { body: value as JsonObject }
      : problem
  } catch {
    return problem
  }
}
