/**
 * Takes bytes of an Explorer log where they belong. A sender says at which byte its bytes stand and what the hash of
 * everything before is, so that whatever comes twice, late or in the wrong order changes nothing, and a file that became
 * another one under the same name is noticed.
 */
import { sha256Hex } from "../lib/sha256.ts"
import type { ExplorerLogs, LogCopy, LogName, OfferedBytes, TakenBytes } from "../ports/explorer-logs.ts"

/** Whoever rewrites a log again and again must not fill the store with it. */
const MOST_COPIES = 20

export type TakeLogDeps = {
  readonly logs: ExplorerLogs
  readonly maxSiteFiles: number
  readonly maxSiteBytes: number
  readonly now: () => number
}

export async function takeLogBytes(
  name: LogName,
  offered: OfferedBytes,
  deps: TakeLogDeps,
): Promise<TakenBytes> {
  const { logs, now } = deps
  const { offset, bytes } = offered
  const copy = await logs.newest(name)
  const have = copy === undefined ? new Uint8Array() : await logs.bytes(copy.id)
  if (offset > have.length) return { kind: "elsewhere", offset: have.length }
  if (sha256Hex(have.subarray(0, offset)) !== offered.before) return { kind: "elsewhere", offset: 0 }
  const common = Math.min(have.length - offset, bytes.length)
  const changed = Buffer.compare(have.subarray(offset, offset + common), bytes.subarray(0, common)) !== 0
  const fresh = changed ? bytes : bytes.subarray(common)
  const taken: TakenBytes = { kind: "taken", offset: offset + bytes.length, added: fresh.length, changed }
  if (fresh.length === 0) return taken
  if (await isFull(name.site, copy === undefined || changed, fresh.length, deps))
    return { kind: "refused", because: "site-full" }
  if (changed && (copy?.copy ?? 0) >= MOST_COPIES) return { kind: "refused", because: "changed-too-often" }
  const stored = changed
    ? await logs.begin(name, (copy?.copy ?? 0) + 1, joined(have.subarray(0, offset), bytes), now())
    : await add(logs, name, copy, fresh, now())
  // Somebody else wrote in between: the sender asks again.
  return stored ? taken : { kind: "elsewhere", offset }
}

const add = (
  logs: ExplorerLogs,
  name: LogName,
  copy: LogCopy | undefined,
  bytes: Uint8Array,
  now: number,
): Promise<boolean> => (copy === undefined ? logs.begin(name, 1, bytes, now) : logs.append(copy, bytes, now))

async function isFull(site: string, isNew: boolean, bytes: number, deps: TakeLogDeps): Promise<boolean> {
  const total = await deps.logs.total(site)
  return total.files + (isNew ? 1 : 0) > deps.maxSiteFiles || total.bytes + bytes > deps.maxSiteBytes
}

function joined(before: Uint8Array, after: Uint8Array): Uint8Array {
  const whole = new Uint8Array(before.length + after.length)
  whole.set(before)
  whole.set(after, before.length)
  return whole
}
