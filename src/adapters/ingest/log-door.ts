/** The other side of the door: how a customer's machine sends bytes of a log. Its address and its answers are in docs/explorer-logs.md. */
import { gzipSync } from "node:zlib"
import { z } from "zod"
import type { HttpClient } from "../http/http-client.ts"
import { parseJson } from "../http/json-body.ts"
import { retryAfterMs } from "../http/retry-after.ts"

const Body = z.object({ offset: z.int().min(0).optional(), error: z.string().max(300).optional() })

type Sent = {
  readonly file: string
  readonly offset: number
  readonly before: string
  readonly bytes: Uint8Array
}

export type DoorOptions = {
  /** Without a slash at the end. */
  readonly address: string
  readonly token: string
  readonly machine: string
  readonly http: HttpClient
  readonly signal: AbortSignal
}

/** Throws an UpstreamError when there is no answer, and the signal's reason after an abort. */
export function createLogDoor({ address, token, machine, http, signal }: DoorOptions): (
  sent: Sent,
) => Promise<{
  readonly status: number
  readonly offset?: number
  readonly sentence?: string
  readonly retryAfterMs?: number
}> {
  return async ({ file, offset, before, bytes }) => {
    const query = new URLSearchParams({ machine, file, offset: String(offset), before })
    const response = await http.send({
      method: "POST",
      url: `${address}/ingest/veeam-explorer?${query}`,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/octet-stream",
        "content-encoding": "gzip",
      },
      body: gzipSync(bytes),
      maxBytes: 64 * 1024,
      signal,
    })
    const body = Body.safeParse(parseJson(response.text())).data ?? {}
    const wait = retryAfterMs(response.headers, Date.now())
    return {
      status: response.status,
      ...(body.offset === undefined ? {} : { offset: body.offset }),
      ...(body.error === undefined ? {} : { sentence: body.error }),
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    }
  }
}
