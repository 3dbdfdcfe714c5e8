/**
 * Files behind links of ours. What came from outside is downloaded, never shown; a page of our own is shown in a sandbox that
 * runs and loads nothing.
 */
import type { ServerResponse } from "node:http"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { z } from "zod"
import { MINUTE } from "../../lib/time-units.ts"

/** A file of ours for who has a link to it; undefined when the link is none. What is made while it is sent is a function. */
export type FileRoute = (
  id: string,
  signature: string,
) => Promise<
  | {
      readonly name: string
      readonly type: string
      readonly body: string | (() => AsyncIterable<Uint8Array>)
      readonly shown?: true
    }
  | undefined
>

/** Whoever reads slower than this is cut off: what is made meanwhile holds a moment of the store. Milliseconds. */
const LONGEST_MS = 5 * MINUTE

const NOTHING_RUNS =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"

const LinkParts = z.object({ id: z.string().max(100), signature: z.string().max(100) })

/** False, and nothing is sent, when the link is none. A file that can't be made to its end breaks the connection. */
export async function sendFile(
  route: FileRoute,
  params: unknown,
  response: ServerResponse,
): Promise<boolean> {
  const parts = LinkParts.safeParse(params)
  const file = parts.success ? await route(parts.data.id, parts.data.signature) : undefined
  if (file === undefined) return false
  response.statusCode = 200
  response.setHeader("content-type", file.type)
  const how = file.shown ? "inline" : "attachment"
  response.setHeader("content-disposition", `${how}; filename="${file.name}"`)
  response.setHeader("content-security-policy", NOTHING_RUNS)
  response.setHeader("x-content-type-options", "nosniff")
  response.setHeader("cache-control", "no-store")
  response.setHeader("referrer-policy", "no-referrer")
  if (typeof file.body === "string") response.end(file.body)
  else await pipeline(Readable.from(file.body()), response, { signal: AbortSignal.timeout(LONGEST_MS) })
  return true
}
