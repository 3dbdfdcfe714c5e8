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
  const { logs } = deps
  const { offset, bytes } = offered
  const copy = await logs.newest(name)
  // The usual question of a sender that has been started: is all of it there?
  if (offset === copy?.size && bytes.length === 0 && offered.before === copy.sha256)
    return { kind: "taken", offset, added: 0, changed: false }
  const have = copy === undefined ? new Uint8Array() : await logs.bytes(copy.id)
  if (offset > have.length) return { kind: "elsewhere", offset: have.length }
  if (sha256Hex(have.subarray(0, offset)) !== offered.before) return { kind: "elsewhere", offset: 0 }
  const common = Math.min(have.length - offset, bytes.length)
  const changed = Buffer.compare(have.subarray(offset, offset + common), bytes.subarray(0, common)) !== 0
  const added = bytes.length - (changed ? 0 : common)
  const taken: TakenBytes = { kind: "taken", offset: offset + bytes.length, added, changed }
  if (added === 0) return taken
  const whole = joined(have.subarray(0, changed ? offset : have.length), bytes.subarray(bytes.length - added))
  const grown = changed ? whole.length : added
  if (await isFull(name.site, copy === undefined || changed, grown, deps))
    return { kind: "refused", because: "site-full" }
  if (changed && (copy?.copy ?? 0) >= MOST_COPIES) return { kind: "refused", because: "changed-too-often" }
  const stored = await store(name, changed ? { after: copy } : { onto: copy }, { whole, added }, deps)
  // Somebody else wrote in between: the sender asks again.
  return stored ? taken : { kind: "elsewhere", offset }
}

/** Onto the end of a copy, or as a copy of its own after it. */
function store(
  name: LogName,
  place: { readonly onto: LogCopy | undefined } | { readonly after: LogCopy | undefined },
  { whole, added }: { readonly whole: Uint8Array; readonly added: number },
  { logs, now }: TakeLogDeps,
): Promise<boolean> {
  const sha256 = sha256Hex(whole)
  if ("onto" in place && place.onto !== undefined)
    return logs.append(place.onto, { bytes: whole.subarray(whole.length - added), sha256 }, now())
  const number = "after" in place ? (place.after?.copy ?? 0) + 1 : 1
  return logs.begin(name, number, { bytes: whole, sha256 }, now())
}

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
