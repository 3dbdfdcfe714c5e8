/**
 * The smallest router that the practice services need: method and path pattern to handler.
 * A handler returns its reply as data, so that a fault can withhold, cut or replace it.
 */
import type { IncomingMessage, ServerResponse } from "node:http"

export type PracticeCall = {
  readonly request: IncomingMessage
  /** Only for handlers that stream (server-sent events): they return `"streaming"` and end it themselves. */
  readonly response: ServerResponse
  readonly url: URL
  /** Decoded path parameters by name. */
  readonly params: Readonly<Record<string, string>>
  readonly body: Buffer
  /** The body as JSON. Throws BadRequest when it isn't. */
  json(): unknown
}

export type Reply = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Text and bytes are sent as they are (give the content type); anything else is sent as JSON. */
  readonly body?: string | Uint8Array | object | null
}

export type Handler = (call: PracticeCall) => Reply | "streaming" | Promise<Reply | "streaming">

/** `path` is a pattern: `/graph/v1.0/users/:id`; a last `*name` takes the rest with its slashes. Letters' case doesn't matter. */
export type Route = { readonly method: string; readonly path: string; readonly handler: Handler }

export class BadRequest extends Error {
  override name = "BadRequest"
}

/** 64 MB: no practice body is longer, and a runaway one must not fill memory. */
const BODY_LIMIT = 64 * 1024 * 1024

/** Reads a whole body. Throws BadRequest above the limit. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > BODY_LIMIT) throw new BadRequest("The body is too long.")
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export const parseJson = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString("utf8"))
  } catch {
    throw new BadRequest("The body is not JSON.")
  }
}

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new BadRequest("The path is not readable.")
  }
}

const matchPath = (pattern: string, path: string): Record<string, string> | undefined => {
  const want = pattern.split("/")
  const have = path.split("/")
  const params: Record<string, string> = {}
  for (const [index, part] of want.entries()) {
    if (part.startsWith("*")) {
      params[part.slice(1)] = have.slice(index).map(decode).join("/")
      return params
    }
    const segment = have[index]
    if (segment === undefined) return undefined
    if (part.startsWith(":")) params[part.slice(1)] = decode(segment)
    else if (part.toLowerCase() !== segment.toLowerCase()) return undefined
  }
  return want.length === have.length ? params : undefined
}

export type Match = { readonly route: Route; readonly params: Readonly<Record<string, string>> }

/** The first route that fits, "method" when only the method doesn't, or undefined. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): Match | "method" | undefined {
  let other = false
  for (const route of routes) {
    const params = matchPath(route.path, path)
    if (params === undefined) continue
    if (route.method === method) return { route, params }
    other = true
  }
  return other ? "method" : undefined
}

/** A reply's bytes and headers as they go over the wire. */
export function wireReply(reply: Reply): { headers: Record<string, string>; bytes: Uint8Array } {
  const { body } = reply
  if (body === undefined) return { headers: { ...reply.headers }, bytes: new Uint8Array() }
  if (typeof body === "string") return { headers: { ...reply.headers }, bytes: Buffer.from(body, "utf8") }
  if (body instanceof Uint8Array) return { headers: { ...reply.headers }, bytes: body }
  const headers = { "content-type": "application/json; charset=utf-8", ...reply.headers }
  return { headers, bytes: Buffer.from(JSON.stringify(body), "utf8") }
}
