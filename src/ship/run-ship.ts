/** Looks through a folder and sends what is new in every Explorer log of it; one log's trouble doesn't stop the others. */
import { AppError, coerceError } from "../model/errors.ts"
import { findLogs, openLog } from "./run-find-logs.ts"
import { type PostLog, sendLog } from "./run-send-log.ts"

export type News = { readonly file: string; readonly bytes: number }

export type Shipped = {
  readonly logs: number
  /** Logs of which bytes were sent. */
  readonly news: readonly News[]
  /** One sentence each. */
  readonly problems: readonly string[]
}

/** What was seen of a log when it was sent last: while it is the same, nothing is asked. */
type Seen = {
  readonly size: number
  readonly changedAt: number
  readonly offset?: number
  readonly refused?: string
}

export type Shipper = {
  /** One look at every log. Throws when nothing at all can be sent: an AppError whose advice says why. */
  round(signal: AbortSignal): Promise<Shipped>
}

/**
 * `root` is a real path, without links. `told` hears of each log as it was sent. What is remembered only saves questions;
 * the server decides.
 */
export function createShipper(root: string, post: PostLog, told: (news: News) => void): Shipper {
  let seen: ReadonlyMap<string, Seen> = new Map()
  return {
    round: async (signal) => {
      const { names, problems } = await findLogs(root)
      const now = new Map<string, Seen>()
      const news: News[] = []
      const troubles = [...problems]
      for (const name of names) {
        if (signal.aborted) break
        const result = await lookAt(root, name, seen.get(name), post)
        if (result.seen !== undefined) now.set(name, result.seen)
        if (result.problem !== undefined) troubles.push(result.problem)
        if (result.sent === 0) continue
        news.push({ file: name, bytes: result.sent })
        told({ file: name, bytes: result.sent })
      }
      seen = now
      return { logs: names.length, news, problems: troubles }
    },
  }
}

type Look = { readonly seen?: Seen; readonly sent: number; readonly problem?: string }

async function lookAt(root: string, name: string, before: Seen | undefined, post: PostLog): Promise<Look> {
  try {
    const file = await openLog(root, name)
    if (file === undefined) return { sent: 0 }
    try {
      const { size, mtimeMs: changedAt } = await file.stat()
      const same = before?.size === size && before.changedAt === changedAt
      if (size === 0) return { sent: 0 }
      if (same) return toLook(before, 0)
      const answer = await sendLog({ name, file, size }, before?.offset, post)
      return answer.kind === "sent"
        ? toLook({ size, changedAt, offset: answer.offset }, answer.bytes)
        : toLook({ size, changedAt, refused: `${name} was refused: ${answer.sentence}` }, 0)
    } finally {
      await file.close()
    }
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown
    return { sent: 0, problem: `${name} can't be read now: ${codeOf(thrown)}.` }
  }
}

const toLook = (seen: Seen, sent: number): Look => ({
  ...{ seen, sent },
  ...(seen.refused === undefined ? {} : { problem: seen.refused }),
})

const codeOf = (thrown: unknown): string => {
  const error = coerceError(thrown)
  return "code" in error ? String(error.code) : error.message
}
