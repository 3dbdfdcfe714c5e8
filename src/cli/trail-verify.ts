/** `watchpost trail verify`: is the trail as it was written? Works while the product is running. */
import { openTrailForReading } from "../adapters/sqlite/open-trail.ts"
import { AppError, ConfigError } from "../model/errors.ts"
import type { TrailReader } from "../ports/trail-reader.ts"
import { type Anchor, noteAnchors, parseAnchor } from "../trail/anchor.ts"
import { type ChainVerdict, FIRST_PREV, verifyChain } from "../trail/chain.ts"
import { readConfigFile } from "./config-file.ts"
import type { Teller } from "./output.ts"

export type TrailVerifyOptions = {
  /** Says where the database is, unless `database` does. */
  readonly configFile: string
  /** For whoever has a database and no configuration, like an auditor. */
  readonly database?: string | undefined
  readonly json: boolean
  /** Heads as the triage channel shows them: `512:1f0c…`. */
  readonly anchors?: readonly string[]
}

type Told = Extract<ChainVerdict, { ok: true }> & {
  /** Heads that were told outside and agree, oldest first; missing when there are none. */
  readonly anchors?: readonly Anchor[]
}
type Verdict = Told | Extract<ChainVerdict, { ok: false }>

/**
 * Says one sentence, or with `json` one line: `{"ok":true,"entries","head","firstAt","lastAt","anchors"}` or
 * `{"ok":false,"seq","problem"}` (`seq` missing when the database can't be read). Times are UTC.
 * Answers the exit code: 0 when whole, 1 when broken or unreadable.
 */
export async function runTrailVerify(
  options: TrailVerifyOptions,
  io: { readonly stdout: Teller; readonly stderr: Teller },
): Promise<number> {
  let database = ""
  try {
    database = options.database ?? readConfigFile(options.configFile).database
    const verdict = await verdictOf(openTrailForReading(database), readAnchors(options))
    io.stdout.write(`${options.json ? JSON.stringify(verdict) : sentence(verdict)}\n`)
    return verdict.ok ? 0 : 1
  } catch (thrown) {
    const problem = thrown instanceof AppError ? thrown.advice : unreadable(database, thrown)
    if (options.json) io.stdout.write(`${JSON.stringify({ ok: false, problem })}\n`)
    else io.stderr.write(`${problem}\n`)
    return 1
  }
}

function readAnchors({ anchors = [] }: TrailVerifyOptions): readonly Anchor[] {
  return anchors.map((text) => {
    const anchor = parseAnchor(text)
    if (anchor !== undefined) return anchor
    throw new ConfigError([
      "--anchor must be a number, a colon and 64 hexadecimal digits, as the triage channel shows them.",
    ])
  })
}

async function verdictOf(trail: TrailReader, brought: readonly Anchor[]): Promise<Verdict> {
  try {
    const anchors = [...brought]
    const entries = noteAnchors(trail.entries(), (anchor) => void anchors.push(anchor))
    const verdict = await verifyChain(entries, trail.head() ?? "missing")
    if (!verdict.ok || anchors.length === 0) return verdict
    for (const anchor of anchors) {
      const [entry] = anchor.entries === 0 ? [] : await trail.read(anchor.entries - 1, 1)
      if ((entry?.hash ?? FIRST_PREV) !== anchor.hash) return { ok: false, ...mismatch(anchor) }
    }
    return { ...verdict, anchors: anchors.toSorted((a, b) => a.entries - b.entries) }
  } finally {
    trail.close()
  }
}

const mismatch = ({ entries, toldAt }: Anchor): { readonly seq: number; readonly problem: string } => ({
  seq: entries,
  problem: `its hash isn't the one that was told ${toldAt === undefined ? "outside" : `on ${instant(toldAt)}`}: everything up to it may have been written anew`,
})

function sentence(verdict: Verdict): string {
  if (!verdict.ok) return `The trail is broken at entry ${verdict.seq}: ${verdict.problem}.`
  const { entries, head, firstAt, lastAt, anchors } = verdict
  if (firstAt === undefined || lastAt === undefined)
    return `The trail is whole: no entries yet; head ${head}.`
  const count = entries === 1 ? "1 entry" : `${entries} entries`
  const whole = `The trail is whole: ${count} from ${instant(firstAt)} to ${instant(lastAt)}; head ${head}.`
  return anchors === undefined ? whole : `${whole}\n${anchorText(anchors)}`
}

const MAX_ANCHORS = 10

/** The trail's own word on what was told is no proof: only the message in the channel is. */
function anchorText(anchors: readonly Anchor[]): string {
  const lines = anchors
    .slice(-MAX_ANCHORS)
    .map(
      ({ entries, hash, toldAt }) =>
        `  ${entries}:${hash}  ${toldAt === undefined ? "as given" : `told ${instant(toldAt)}`}`,
    )
  const more = anchors.length - lines.length
  return [
    `${anchors.length === 1 ? "1 anchor agrees" : `${anchors.length} anchors agree`} with it; compare with the triage channel:`,
    ...(more > 0 ? [`  … and ${more} earlier`] : []),
    ...lines,
  ].join("\n")
}

/** A time that no calendar has can only come from a damaged row; it is shown as the number it is. */
const instant = (at: number): string => {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString()
}

/** SQLite finds some damage only while reading on. */
const unreadable = (database: string, thrown: unknown): string =>
  `The database ${database} can't be read to its end: ${thrown instanceof Error ? thrown.message : String(thrown)}.`
