/** `watchpost trail verify`: is the trail as it was written? Works while the product is running. */
import { openTrailForReading } from "../adapters/sqlite/open-trail.ts"
import { AppError } from "../model/errors.ts"
import type { TrailReader } from "../ports/trail-reader.ts"
import { type ChainVerdict, verifyChain } from "../trail/chain.ts"

type Output = { write(text: string): unknown }

/**
 * Says one sentence, or with `json` one line: `{"ok":true,"entries","head","firstAt","lastAt"}` or
 * `{"ok":false,"seq","problem"}` (`seq` missing when the database can't be read). Times are UTC.
 * Answers the exit code: 0 when whole, 1 when broken or unreadable.
 */
export async function runTrailVerify(
  options: { readonly database: string; readonly json: boolean },
  io: { readonly stdout: Output; readonly stderr: Output },
): Promise<number> {
  try {
    const verdict = await verdictOf(openTrailForReading(options.database))
    io.stdout.write(`${options.json ? JSON.stringify(verdict) : sentence(verdict)}\n`)
    return verdict.ok ? 0 : 1
  } catch (thrown) {
    const problem = thrown instanceof AppError ? thrown.advice : unreadable(options.database, thrown)
    if (options.json) io.stdout.write(`${JSON.stringify({ ok: false, problem })}\n`)
    else io.stderr.write(`${problem}\n`)
    return 1
  }
}

async function verdictOf(trail: TrailReader): Promise<ChainVerdict> {
  try {
    return await verifyChain(trail.entries(), trail.head() ?? "missing")
  } finally {
    trail.close()
  }
}

function sentence(verdict: ChainVerdict): string {
  if (!verdict.ok) return `The trail is broken at entry ${verdict.seq}: ${verdict.problem}.`
  const { entries, head, firstAt, lastAt } = verdict
  if (firstAt === undefined || lastAt === undefined)
    return `The trail is whole: no entries yet; head ${head}.`
  const count = entries === 1 ? "1 entry" : `${entries} entries`
  return `The trail is whole: ${count} from ${instant(firstAt)} to ${instant(lastAt)}; head ${head}.`
}

/** A time that no calendar has can only come from a damaged row; it is shown as the number it is. */
const instant = (at: number): string => {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString()
}

/** SQLite finds some damage only while reading on. */
const unreadable = (database: string, thrown: unknown): string =>
  `The database ${database} can't be read to its end: ${thrown instanceof Error ? thrown.message : String(thrown)}.`
