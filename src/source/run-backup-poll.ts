/**
 * Polls one Veeam server for restore sessions: the list with a day's overlap, running ones by id until they end, and what the
 * server is set to. Where the server has a change feed (v8), `follow` reads what changed at once; the list stays, because
 * nothing else shows what a feed missed.
 */
import { DAY, MINUTE } from "../lib/time-units.ts"
import { ContractError, coerceError, UpstreamError } from "../model/errors.ts"
import type { TenantId } from "../model/ids.ts"
import type { BackupGap, BackupReading } from "../ports/backup-book.ts"
import type { BackupOrganization, BackupServerFacts, RestoreSession } from "../ports/backup-server.ts"
import { serverReplaced } from "./backup-changes.ts"
import type { BackupPollDeps, Memory, Reading } from "./backup-round.ts"
import { type OrganizationOwners, ownersOf } from "./organization-owners.ts"
import { followNews } from "./run-backup-news.ts"
import { readSessions, settleGone } from "./run-backup-session.ts"
import { readOrganizationSettings, readServerSettings } from "./run-backup-settings.ts"
import { noteCustomers, tellBackupRound, tellBackupTrouble, unclearCustomers } from "./run-tell-backup.ts"

export interface BackupPoller {
  /** One round. Never throws for the server's trouble: that becomes health. Throws the signal's reason after an abort. */
  poll(signal: AbortSignal): Promise<void>
  /** Waits once for the change feed and reads what it names; returns at once where there is none. Throws as `poll` does. */
  follow(signal: AbortSignal): Promise<void>
}

/** Sessions are opened by exploring and may gain their first restore hours later. */
const OVERLAP_MS = DAY
/** At the first round after a start, and now and then: long sessions may gain events after they have ended. */
const WIDE_MS = 31 * DAY
const WIDE_EVERY_MS = 15 * MINUTE
/** Only to see what is gone: as far back as can be asked for in chat. */
const DEEP_MS = 400 * DAY
const DEEP_EVERY_MS = DAY
/** Readings further apart than this leave a gap: what was deleted meanwhile is not known. */
const GAP_MS = 15 * MINUTE

export function createBackupPoller(deps: BackupPollDeps): BackupPoller {
  const memory = emptyMemory()
  let last: Promise<unknown> = Promise.resolve()
  /** List and feed would read the same session twice at once. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const next = last.then(work, work)
    last = next
    return next
  }
  const poll = (signal: AbortSignal): Promise<void> =>
    inTurn(async () => {
      signal.throwIfAborted()
      if (deps.now() < memory.restUntil) return
      try {
        await round({ deps, memory, signal })
      } catch (thrown) {
        signal.throwIfAborted()
        const error = coerceError(thrown)
        memory.restUntil = deps.now() + (error instanceof UpstreamError ? (error.retryAfterMs ?? 0) : 0)
        memory.trouble = await tellBackupTrouble(deps, memory, error)
      }
    })
  return { poll, follow: (signal) => followNews({ deps, memory, signal }, { poll, inTurn }) }
}

const emptyMemory = (): Memory => ({
  lastRoundAt: undefined,
  readBefore: undefined,
  wideAt: undefined,
  deepAt: undefined,
  owners: undefined,
  read: new Map(),
  handedOver: new Map(),
  settled: new Map(),
  turn: { next: 0, apps: new Map() },
  feed: { since: undefined, restUntil: 0 },
  history: undefined,
  wasReplaced: false,
  tenants: new Set(),
  unclear: new Set(),
  leftOut: new Map(),
  trouble: undefined,
  restUntil: 0,
})

async function round(reading: Reading): Promise<void> {
  const { deps, memory, signal } = reading
  const { server, book, now } = deps
  const startedAt = now()
  const facts = await server.about(signal)
  const before = await book.reading(server.name)
  memory.readBefore = before?.readAt
  if (before !== undefined) await noteReplacement(reading, before, facts)
  const organizations = await server.organizations(signal)
  const owners = ownersOf(organizations, deps.owners())
  memory.owners = owners
  // A customer's domains become known in time: what was nobody's is looked for again.
  const nowClear = [...memory.leftOut.keys()].some((name) => owners.byName(name).owner.kind === "customer")
  if (nowClear) memory.wideAt = undefined
  await noteCustomers(deps, memory, organizations)
  const settings = { server, book, onChange: deps.onChange, now }
  memory.history = await readServerSettings(settings, signal)
  await readOrganizationSettings(settings, customersOf(organizations, owners), memory.turn, signal)
  const trouble = await readList(reading, startedAt)
  if (trouble !== undefined) throw trouble
  const leftOut = await tellBackupRound(deps, memory, organizations)
  const gap = gapBetween(before, startedAt, memory)
  const unclearFor = unclearCustomers(memory)
  const apps = appsOf(organizations, owners, [
    ...(before?.apps ?? []),
    ...[...memory.turn.apps.values()].flat(),
  ])
  const read = {
    ...facts,
    ...(apps.length === 0 ? {} : { apps }),
    ...(leftOut === "" ? {} : { leftOut }),
    ...(unclearFor.length === 0 ? {} : { unclearFor }),
  }
  await book.saveReading(server.name, read, startedAt, gap)
  // Moves last: a round with trouble is repeated whole.
  memory.lastRoundAt = startedAt
  memory.wasReplaced = false
  memory.trouble = undefined
}

async function noteReplacement(
  { deps, memory }: Reading,
  before: BackupReading,
  facts: BackupServerFacts,
): Promise<void> {
  if (before.installation === facts.installation) return
  const place = { server: deps.server.name, since: before.readAt, foundAt: deps.now() }
  const change = serverReplaced(before.installation, facts.installation, place)
  await deps.onChange(change)
  await deps.book.saveChange(change)
  memory.wasReplaced = true
  memory.deepAt = undefined
}

type Apps = NonNullable<BackupReading["apps"]>

/** Those of organizations, and those that are known besides. One that was taken away stays: it explains what it wrote before. */
function appsOf(organizations: readonly BackupOrganization[], owners: OrganizationOwners, known: Apps): Apps {
  const here = new Set(customersOf(organizations, owners).values())
  const own = organizations.flatMap(({ id, appId }) => {
    const owner = owners.byId(id)
    return owner?.kind === "customer" && appId !== undefined ? [{ tenantId: owner.tenantId, appId }] : []
  })
  const all = [...own, ...known.filter(({ tenantId }) => here.has(tenantId))]
  return [...new Map(all.map((one) => [`${one.tenantId} ${one.appId}`, one])).values()]
}

const customersOf = (
  organizations: readonly BackupOrganization[],
  owners: OrganizationOwners,
): ReadonlyMap<string, TenantId> =>
  new Map(
    organizations.flatMap(({ id }) => {
      const owner = owners.byId(id)
      return owner?.kind === "customer" ? [[id, owner.tenantId]] : []
    }),
  )

/** Reads the list, what of the stored is missing in it, and what still ran. The last trouble with a single session comes back. */
async function readList(reading: Reading, startedAt: number): Promise<Error | undefined> {
  const { deps, memory, signal } = reading
  const { server, restores } = deps
  const isDeep = memory.deepAt === undefined || startedAt - memory.deepAt >= DEEP_EVERY_MS
  const isWide = isDeep || memory.wideAt === undefined || startedAt - memory.wideAt >= WIDE_EVERY_MS
  const unread = (memory.readBefore ?? startedAt) - OVERLAP_MS
  const from = Math.min(startedAt - (isDeep ? DEEP_MS : isWide ? WIDE_MS : 0), unread)
  const readFrom = Math.min(startedAt - WIDE_MS, unread)
  let unreadable: Error | undefined
  const note = (error: Error): void => {
    unreadable = error
  }
  const all = await server.sessions(from, signal, note)
  const listed = new Map(all.map((session) => [session.id, session]))
  // What is too old to be read anew counts only as being there.
  const toRead = new Map([...listed].filter(([, { createdAt }]) => createdAt >= readFrom))
  const running = await restores.running(server.name)
  const stored = [...(await restores.keptByServer(server.name, from, startedAt)), ...running]
  for (const session of new Map(stored.map((one) => [one.id, one])).values()) {
    if (listed.has(session.id)) continue
    // A list may lose one while others come and go: only the server's own "not found" counts.
    try {
      const found = await server.session(session.id, signal)
      if (found === undefined) await settleGone(reading, session, startedAt)
      else toRead.set(found.id, found)
    } catch (thrown) {
      // Only what is odd with this session: a server that doesn't answer isn't asked for hundreds of others.
      if (!(thrown instanceof ContractError)) throw thrown
      note(thrown)
    }
  }
  for (const { id } of running) {
    const session = listed.get(id)
    if (session !== undefined) toRead.set(id, session)
  }
  if (isWide) forgetOld(memory, toRead)
  const trouble = (await readSessions(reading, toRead.values())) ?? unreadable
  if (trouble !== undefined) return trouble
  if (isWide) memory.wideAt = startedAt
  if (isDeep) memory.deepAt = startedAt
  return undefined
}

function forgetOld(memory: Memory, listed: ReadonlyMap<string, RestoreSession>): void {
  memory.leftOut.clear()
  for (const kept of [memory.read, memory.handedOver, memory.settled])
    for (const id of kept.keys()) if (!listed.has(id)) kept.delete(id)
}

function gapBetween(
  before: BackupReading | undefined,
  startedAt: number,
  memory: Memory,
): Omit<BackupGap, "server"> | undefined {
  if (before === undefined || startedAt - before.readAt <= GAP_MS) return undefined
  const cause =
    memory.trouble ?? (memory.lastRoundAt === undefined ? "Watchpost was not running" : "it was not read")
  return { from: before.readAt, to: startedAt, cause: cause.replace(/\.$/, "") }
}
