/**
 * Reads logs that have grown, and keeps what they prove. A crash in between reads the same log again, which
 * changes nothing.
 */
import { plainText } from "../lib/plain-text.ts"
import { ContractError } from "../model/errors.ts"
import type { RestoreEvidence } from "../model/restore-evidence.ts"
import type { EvidenceBook } from "../ports/evidence-book.ts"
import type { ExplorerLogs, LogCopy, LogReading } from "../ports/explorer-logs.ts"

/** What the parser says of a log's bytes. */
export type ReadLog = (
  copy: LogCopy,
  bytes: Uint8Array,
) =>
  | { readonly evidence: readonly RestoreEvidence[]; readonly lines: number; readonly notUnderstood: number }
  | { readonly problem: string }

export type ReadLogsDeps = {
  readonly logs: ExplorerLogs
  readonly book: EvidenceBook
  readonly read: ReadLog
  /** Of what version `read` is, 1 or more: with a newer one every log is read again. */
  readonly reader: number
  readonly now: () => number
}

/** At once; the rest is read in the next round. */
const A_ROUND = 20

/** Answers of which sites something was read. */
export async function readGrownLogs(deps: ReadLogsDeps, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const sites = new Set<string>()
  for (const copy of await deps.logs.unread(deps.reader, A_ROUND)) {
    if (signal.aborted) break
    await readOne(copy, deps)
    sites.add(copy.site)
  }
  return sites
}

async function readOne(copy: LogCopy, { logs, book, read, reader, now }: ReadLogsDeps): Promise<void> {
  const bytes = await bytesOf(copy, logs)
  const parsed = "problem" in bytes ? bytes : read(copy, bytes)
  if ("evidence" in parsed)
    for (const one of parsed.evidence) await book.keep(copy.tenantId, ofCopy(copy, one), now())
  // Last, so that a crash reads it again.
  const { size } = "problem" in bytes ? copy : { size: bytes.length }
  await logs.saveReading({ ...copy, size }, reader, readingOf(parsed))
}

/** What is damaged in the store is told as what can't be read for any other reason; the other logs go on. */
async function bytesOf(
  { id }: LogCopy,
  logs: ExplorerLogs,
): Promise<Uint8Array | { readonly problem: string }> {
  try {
    return await logs.bytes(id)
  } catch (thrown) {
    if (thrown instanceof ContractError) return { problem: thrown.message }
    throw thrown
  }
}

const readingOf = (parsed: ReturnType<ReadLog>): LogReading =>
  "problem" in parsed
    ? { lines: 0, notUnderstood: 0, problem: plainText(parsed.problem) }
    : { lines: parsed.lines, notUnderstood: parsed.notUnderstood }

/** What a log said before it was changed stays evidence of its own: a changed log must not take it back. */
const ofCopy = ({ copy }: LogCopy, evidence: RestoreEvidence): RestoreEvidence =>
  copy === 1 ? evidence : { ...evidence, id: `${evidence.id}#${copy}` }
