/**
 * The bytes of one blob, decided. A large one is read, decided and stored in parts, so that it is never in memory as
 * records at once; in the end all records that tell something are decided together, as those of a normal blob are.
 */
import { sha256Hex } from "../lib/sha256.ts"
import type { Alert, Detection } from "../model/alert.ts"
import type { AuditRecord, RejectedRecord } from "../model/audit-record.ts"
import type { MemoryWrites } from "../model/detect-memory.ts"
import { ContentError } from "../model/errors.ts"
import { type RecordId, recordId } from "../model/ids.ts"
import type { LinkedRecord } from "../model/remediation.ts"
import type { Arrival, RecordKey, RecordStore } from "../ports/record-store.ts"
import { blobParts, type ReadPart } from "./split-blob.ts"

/** What the pure pipeline makes of a batch; the part of its decision that is stored. */
export type Decided = {
  readonly records: readonly AuditRecord[]
  readonly rejected: readonly RejectedRecord[]
  /** What rules saw, also where no alert follows from it. */
  readonly detections: readonly Detection[]
  readonly alerts: readonly Alert[]
  /** Records that our own apps made. */
  readonly linked: readonly LinkedRecord[]
  /** What later batches need of this one. */
  readonly memory: MemoryWrites
  /** Records of earlier batches that these alerts are made of. */
  readonly earlier: readonly RecordKey[]
  /** Records that prove something else than an alert. */
  readonly proofs?: readonly RecordId[]
}

/** Decides what belongs to one batch. */
export type Decider = {
  raw(records: readonly unknown[]): Promise<Decided>
  records(records: readonly AuditRecord[]): Promise<Decided>
}

type Blob = {
  readonly arrival: Arrival
  readonly bytes: Uint8Array
  readonly decider: Decider
  readonly records: Pick<RecordStore, "addRecords">
}

/** Throws a ContentError that says what the bytes were when they can't be read. */
export async function decideBlob(blob: Blob): Promise<Decided> {
  const { bytes, decider } = blob
  try {
    const parts = blobParts(bytes)
    const [first] = parts
    if (parts.length === 1 && first !== undefined) return await decider.raw(first())
    return await decideParts(blob, parts)
  } catch (thrown) {
    if (!(thrown instanceof ContentError)) throw thrown
    const content = { sha256: sha256Hex(bytes), size: bytes.length }
    throw new ContentError(thrown.kind, thrown.advice, { cause: thrown.cause, content })
  }
}

async function decideParts(
  { arrival, decider, records: store }: Blob,
  parts: readonly ReadPart[],
): Promise<Decided> {
  const telling: AuditRecord[] = []
  const rejected: RejectedRecord[] = []
  let before = 0
  for (const read of parts) {
    const raw = read()
    const decided = await decider.raw(raw)
    await store.addRecords({ ...arrival, matched: matchedIds(decided) }, decided.records)
    telling.push(...tellingRecords(decided))
    for (const one of decided.rejected) rejected.push({ ...one, position: one.position + before })
    before += raw.length
  }
  return { ...(await decider.records(telling)), rejected }
}

/** Records that must be found whole: a rule saw something in them, also one that alerts nobody by itself, or they prove something. */
export const matchedIds = ({ detections, memory, proofs = [] }: Decided): ReadonlySet<RecordId> =>
  new Set([
    ...detections.map((one) => one.recordId),
    ...memory.entries.map((one) => recordId(one.id)),
    ...proofs,
  ])

/** What a decision about the whole blob can rest on: matches, our own acts, and what tells how new the blob is. */
function tellingRecords(decided: Decided): readonly AuditRecord[] {
  const ids = new Set([
    ...matchedIds(decided),
    ...decided.linked.map((one) => one.recordId),
    ...decided.memory.traces.map((one) => one.firstRecord),
  ])
  const newest = decided.records.reduce<AuditRecord | undefined>(
    (kept, one) => (kept === undefined || one.happenedAt > kept.happenedAt ? one : kept),
    undefined,
  )
  return decided.records.filter((one) => ids.has(one.id) || one === newest)
}
