/**
 * One restore session of a backup server: read with its events and stored, or found to be gone.
 * Restores are handed over before the session is saved: a crash in between hands the same records over again, which changes nothing.
 */
import { sha256Hex } from "../lib/sha256.ts"
import { coerceError } from "../model/errors.ts"
import type { TenantId } from "../model/ids.ts"
import { isTaken } from "../model/taken.ts"
import type { RestoreEvent, RestoreSession } from "../ports/backup-server.ts"
import type { KeptSession } from "../ports/restore-store.ts"
import { keptSince, sessionDeleted } from "./backup-changes.ts"
import type { BackupPollDeps, Memory, Reading } from "./backup-round.ts"
import type { Owner } from "./organization-owners.ts"
import { operatorsDuring } from "./restore-rights.ts"

/** Stores what is new of these sessions. One that can't be read doesn't stop the others; the last such trouble comes back. */
export async function readSessions(
  reading: Reading,
  sessions: Iterable<RestoreSession>,
): Promise<Error | undefined> {
  const { memory, signal } = reading
  let trouble: Error | undefined
  for (const session of sessions) {
    if (isKnown(memory, session)) continue
    const { organization } = session
    try {
      const { owner, organizationId } = await ownerOf(reading, session)
      const known = organizationId === undefined ? session : { ...session, organizationId }
      if (owner.kind === "customer") await readSession(reading, known, owner.tenantId)
      else memory.leftOut.set(organization.toLowerCase(), { organization, owner })
    } catch (thrown) {
      signal.throwIfAborted()
      trouble = coerceError(thrown)
    }
  }
  return trouble
}

/** An ended session that looks as it did when its events were read has no new ones. */
const isKnown = (memory: Memory, session: RestoreSession): boolean =>
  session.endedAt !== undefined && memory.read.get(session.id) === looksOf(session)

const looksOf = ({ endedAt = 0, raw }: RestoreSession): string => sha256Hex(JSON.stringify([endedAt, raw]))

/** A name that several organizations share is asked of the session itself, while the server still tells. */
async function ownerOf(
  { deps, memory, signal }: Reading,
  { id, organization }: RestoreSession,
): Promise<{ readonly owner: Owner; readonly organizationId?: string }> {
  const named = memory.owners?.byName(organization) ?? { owner: { kind: "nobody" } }
  if (named.owner.kind !== "ambiguous" || named.organizationId !== undefined) return named
  const organizationId = await deps.server.organizationOf(id, signal)
  const owner = organizationId === undefined ? undefined : memory.owners?.byId(organizationId)
  return owner === undefined || organizationId === undefined ? named : { owner, organizationId }
}

async function readSession(
  { deps, memory, signal }: Reading,
  found: RestoreSession,
  owner: TenantId,
): Promise<void> {
  const stored = await deps.restores.kept(deps.server.name, found.id)
  if (stored !== undefined && stored.tenantId !== owner) return leaveWhereItIs(deps, memory, found)
  const session = await withOperators(deps, found, owner)
  const skip = session.endedAt === undefined ? (memory.settled.get(session.id) ?? 0) : 0
  const events = await readEvents(deps, session, { skip, signal })
  signal.throwIfAborted()
  const known = memory.handedOver.get(session.id) ?? new Set<string>()
  const fresh = events.filter((event) => isTaken(event) && !known.has(event.id))
  if (fresh.length > 0) {
    await deps.ingestRestores(
      owner,
      fresh.map((event) => ({ session, event })),
    )
    for (const { id } of fresh) known.add(id)
    memory.handedOver.set(session.id, known)
  }
  await deps.restores.save(deps.server.name, owner, session, events)
  memory.read.set(session.id, looksOf(session))
  memory.settled.set(session.id, settledIn(events, skip))
}

/** With those who could restore then, by the roles that were read. Of a time before the first reading nobody can tell. */
async function withOperators(
  { server, book, now }: BackupPollDeps,
  session: RestoreSession,
  owner: TenantId,
): Promise<RestoreSession> {
  const { organizationId, createdAt: from, endedAt: to = now() } = session
  const firstReadAt = (await book.reading(server.name))?.firstReadAt ?? Number.POSITIVE_INFINITY
  if (organizationId === undefined || from < firstReadAt) return session
  const kept = await book.setting(server.name, { kind: "restore-roles", organizationId })
  if (kept?.setting.kind !== "restore-roles") return session
  const changes = await book.changes(owner, from, Number.MAX_SAFE_INTEGER)
  return { ...session, operators: operatorsDuring(kept.setting.roles, changes, { from, to }) }
}

/**
 * A restore of ten thousand items must not be read whole at every item: of a running session only what isn't settled yet.
 * The list is in order as far as was seen; where it turns out not to be, nothing is skipped.
 */
async function readEvents(
  { server }: BackupPollDeps,
  session: RestoreSession,
  { skip, signal }: { readonly skip: number; readonly signal: AbortSignal },
): Promise<readonly RestoreEvent[]> {
  const events = await server.events(session, signal, skip)
  const isInOrder = events.every(({ order }, index) => order === skip + index)
  return skip === 0 || isInOrder ? events : server.events(session, signal)
}

/** How many events at the beginning of the session's list won't change any more. */
function settledIn(events: readonly RestoreEvent[], skipped: number): number {
  const first = events[0]?.order ?? skipped
  let count = first === skipped ? skipped : 0
  for (const { order, status } of events) {
    if (order !== count || /^running$/i.test(status)) return count
    count += 1
  }
  return count
}

/** What was stored for one customer is never given to another, nor added to: the configuration says something else by now. */
function leaveWhereItIs({ server, log }: BackupPollDeps, memory: Memory, session: RestoreSession): void {
  memory.read.set(session.id, looksOf(session))
  log.warn("a restore session is stored for another customer than the configuration says now", {
    server: server.name,
    session: session.id,
  })
}

/**
 * A stored session that the server doesn't have any more. Older than what the server keeps, it was forgotten as it should
 * be; else somebody deleted it, which is told before it is stored. `foundAt`: when the reading began that missed it.
 */
export async function settleGone(
  { deps, memory }: Reading,
  session: KeptSession,
  foundAt: number,
): Promise<void> {
  const { server, restores, book } = deps
  if (session.createdAt >= keptSince(memory.history, foundAt) && !memory.wasReplaced) {
    const what = `restore session of ${new Date(session.createdAt).toISOString()}`
    const since = Math.max(memory.readBefore ?? 0, session.createdAt)
    const place = { server: server.name, tenantId: session.tenantId, since, foundAt }
    const change = sessionDeleted(session.id, what, place)
    await deps.onChange(change)
    await book.saveChange(change)
  }
  await restores.markGone(server.name, session.id, foundAt)
}
