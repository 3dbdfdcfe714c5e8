/**
 * The keys with which the Bot Connector signs its tokens, as the SDK keeps them. The SDK fetches them without a time
 * limit, and anew for each request that comes meanwhile: a server that never answers would hold every message for ever,
 * and each of them a connection. So the fetch is ours: limited, and one for all who wait.
 */
import { JwtTokenExtractor } from "botframework-connector/lib/auth/jwtTokenExtractor.js"
import { z } from "zod"
import { ContractError } from "../../model/errors.ts"
import type { HttpClient } from "../http/http-client.ts"
import { parseJson } from "../http/json-body.ts"

/** For each of the two answers: a press has to be answered within 15 s. Source: Teams, "Invoke activities", time-out. */
export const KEYS_WITHIN_MS = 5_000
/** Microsoft's are some kilobytes. */
const MAX_BYTES = 1024 * 1024

const Metadata = z.object({ jwks_uri: z.string() })
const Keys = z.object({ keys: z.array(z.looseObject({ kid: z.string() })) })

export type KeyFetch = {
  readonly metadataUrl: string
  readonly http: HttpClient
  /** Milliseconds. */
  readonly withinMs: number
}

/** @NOTE The SDK has one book of keys for each address in a process; what is fetched for it goes this way from now on. */
export function limitKeyFetch(fetch: KeyFetch): void {
  const { openIdMetadata: book } = new JwtTokenExtractor({}, fetch.metadataUrl, [])
  let running: Promise<void> | undefined
  const refresh = async (): Promise<void> => {
    const { jwks_uri } = await read(fetch, fetch.metadataUrl, Metadata)
    const { keys } = await read(fetch, jwks_uri, Keys)
    Object.assign(book, { keys, lastUpdated: Date.now() })
  }
  Object.assign(book, {
    refreshCache: (): Promise<void> => {
      running ??= refresh().finally(() => {
        running = undefined
      })
      return running
    },
  })
}

async function read<T>({ http, withinMs }: KeyFetch, url: string, schema: z.ZodType<T>): Promise<T> {
  const answer = await http.send({ method: "GET", url, timeoutMs: withinMs, maxBytes: MAX_BYTES })
  const parsed = schema.safeParse(parseJson(answer.text()))
  if (answer.status === 200 && parsed.success) return parsed.data
  throw new ContractError("The Bot Connector's signing keys can't be read.")
}
