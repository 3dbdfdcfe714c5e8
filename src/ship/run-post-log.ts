/** One request to the server's door, with patience: what passes by itself is tried again, what doesn't is said. */
import { DeniedError, UpstreamError } from "../model/errors.ts"
import type { LogAnswer, LogRequest, PostLog } from "./run-send-log.ts"

/** What came back; `offset` and `sentence` where the server said them. */
export type DoorAnswer = {
  readonly status: number
  readonly offset?: number
  readonly sentence?: string
  readonly retryAfterMs?: number
}

export type PostDeps = {
  /** Throws an UpstreamError when there is no answer. */
  readonly send: (request: LogRequest) => Promise<DoorAnswer>
  /** How often one request is sent at most. */
  readonly tries: number
  /** Resolves after so many milliseconds, or throws when somebody wants to stop. */
  readonly pause: (ms: number) => Promise<void>
}

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 5 * 60_000

/** Throws a DeniedError when no file of ours is taken, and an UpstreamError when the tries are used up. */
export const createPostLog =
  ({ send, tries, pause }: PostDeps): PostLog =>
  async (request) => {
    let sentence = ""
    for (let tried = 1; ; tried += 1) {
      const answer = await send(request).catch((thrown: unknown): DoorAnswer => {
        if (thrown instanceof UpstreamError) return { status: 503, sentence: thrown.advice }
        throw thrown
      })
      if (!isPassing(answer.status)) return judge(answer)
      sentence = answer.sentence ?? `The server answered HTTP ${answer.status}.`
      if (tried >= tries) throw new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", sentence)
      const doubled = Math.min(FIRST_PAUSE_MS * 2 ** (tried - 1), LONGEST_PAUSE_MS)
      await pause(Math.max(doubled, Math.min(answer.retryAfterMs ?? 0, LONGEST_PAUSE_MS)))
    }
  }

/** Not 507: a site that is full stays full. */
const isPassing = (status: number): boolean =>
  status === 408 || status === 429 || (status >= 500 && status !== 507)

function judge({ status, offset, sentence }: DoorAnswer): LogAnswer {
  if (status === 200 && offset !== undefined) return { kind: "taken", offset }
  if (status === 409 && offset !== undefined) return { kind: "elsewhere", offset }
  if ([400, 413, 422].includes(status) && sentence !== undefined) return { kind: "refused", sentence }
  if (status === 401)
    throw new DeniedError("The server doesn't know this token. Compare WATCHPOST_SHIP_TOKEN with the site's.")
  if (status === 507) throw new DeniedError(sentence ?? "The server is full.")
  throw new DeniedError(
    `There is no Watchpost that takes Explorer logs at this address (HTTP ${status}). Check --to, and that the site is in its configuration.`,
  )
}
