/**
 * Polls one Veeam server for restore sessions: new ones with 24 h overlap, running ones by id, their events.
 * Restores are handed over before the session is saved: a crash in between hands the same records over again, which changes nothing.
 */
import { coerceError } from "../model/errors.ts"
import type { TenantId } from "../model/ids.ts"
import type {
  BackupOrganization,
  BackupServer,
  RestoreEvent,
  RestoreSession,
} from "../ports/backup-server.ts"
import type { FeedHealth, FeedLedger } from "../ports/feed-ledger.ts"
import type { Log } from "../ports/log.ts"
import type { RestoreStore } from "../ports/restore-store.ts"
import { adviceOf } from "./run-poll.ts"

export type Restored = { readonly session: RestoreSession; readonly event: RestoreEvent }

export type BackupPollDeps = {
  readonly server: BackupServer
  readonly restores: RestoreStore
  readonly ledger: FeedLedger
  /** The customer that an organization belongs to; undefined when it is nobody's we know. */
  readonly tenantOf: (organization: BackupOrganization) => TenantId | undefined
  /** Whose health tells about organizations that belong to no customer: the MSP's own. Missing: only the log does. */
  readonly ownTenant?: TenantId
  readonly ingestRestores: (tenant: TenantId, restores: readonly Restored[]) => Promise<void>
  readonly now: () => number
  readonly log: Log
}

export interface BackupPoller {
  /** One round. Never throws for the server's trouble: that becomes health. Throws the signal's reason after an abort. */
  poll(signal: AbortSignal): Promise<void>
}

const DAY = 86_400_000
/** Sessions are opened by exploring and may gain their first restore hours later. */
const OVERLAP_MS = DAY
/** At the first round after a start: further back than any period that can be asked for in chat. */
const FIRST_ROUND_MS = 31 * DAY
/** What takes data out of the backup. View only opens it. Source: Veeam REST API reference, RESTRestoreSessionEvent. */
const RESTORING = new Set(["Restore", "Save", "Export", "Send"])

/** Between rounds; after a restart all is read again. */
type Memory = {
  lastRoundAt: number | undefined
  readonly ended: Set<string>
  /** Restoring events of each session that were handed over. */
  readonly handedOver: Map<string, number>
  tenants: ReadonlySet<TenantId>
}

export function createBackupPoller(deps: BackupPollDeps): BackupPoller {
  const memory: Memory = {
    lastRoundAt: undefined,
    ended: new Set(),
    handedOver: new Map(),
    tenants: new Set(),
  }
  return {
    poll: async (signal) => {
      try {
        await round(deps, memory, signal)
      } catch (thrown) {
        signal.throwIfAborted()
        const error = coerceError(thrown)
        const { server, log } = deps
        log.warn("restore sessions could not be read", { server: server.name, problem: error.message })
        await tell(deps, everybody(deps, memory), "trouble", adviceOf(error))
      }
    },
  }
}

async function round(deps: BackupPollDeps, memory: Memory, signal: AbortSignal): Promise<void> {
  const startedAt = deps.now()
  const organizations = await deps.server.organizations(signal)
  const owners = ownersOf(organizations, deps.tenantOf)
  memory.tenants = new Set([...owners.values()].filter((owner) => owner !== undefined))
  const unknown = new Set<string>()
  let trouble: Error | undefined
  for (const session of await sessionsToRead(deps, memory, signal)) {
    const owner = owners.get(session.organization.toLowerCase())
    if (owner === undefined) unknown.add(session.organization)
    else
      trouble =
        (await attempt(() => readSession(deps, memory, { session, owner, signal }), signal)) ?? trouble
  }
  await tellUnknown(deps, [...unknown])
  if (trouble !== undefined) throw trouble
  // Moves last: a round with trouble is repeated whole.
  memory.lastRoundAt = startedAt
  await tell(deps, memory.tenants, "ok", "")
}

/** One session that can't be read doesn't stop the others. */
async function attempt(work: () => Promise<void>, signal: AbortSignal): Promise<Error | undefined> {
  try {
    await work()
    return undefined
  } catch (thrown) {
    signal.throwIfAborted()
    return coerceError(thrown)
  }
}

/** Sessions name their organization by text, in any case. A name that two customers share belongs to nobody. */
function ownersOf(
  organizations: readonly BackupOrganization[],
  tenantOf: BackupPollDeps["tenantOf"],
): ReadonlyMap<string, TenantId | undefined> {
  const owners = new Map<string, TenantId | undefined>()
  for (const organization of organizations) {
    const owner = tenantOf(organization)
    for (const name of new Set([organization.name, organization.officeName ?? organization.name])) {
      const key = name.toLowerCase()
      owners.set(key, owners.has(key) && owners.get(key) !== owner ? undefined : owner)
    }
  }
  return owners
}

async function sessionsToRead(
  deps: BackupPollDeps,
  memory: Memory,
  signal: AbortSignal,
): Promise<readonly RestoreSession[]> {
  const { server, restores, now } = deps
  const from = memory.lastRoundAt === undefined ? now() - FIRST_ROUND_MS : memory.lastRoundAt - OVERLAP_MS
  const sessions = new Map((await server.sessions(from, signal)).map((session) => [session.id, session]))
  // Long sessions started before any window: they are asked for by name until they end.
  for (const id of await restores.running(server.name)) {
    if (sessions.has(id)) continue
    const session = await server.session(id, signal)
    if (session !== undefined) sessions.set(id, session)
  }
  return [...sessions.values()].filter((session) => !memory.ended.has(session.id))
}

async function readSession(
  deps: BackupPollDeps,
  memory: Memory,
  read: { readonly session: RestoreSession; readonly owner: TenantId; readonly signal: AbortSignal },
): Promise<void> {
  const { session, owner, signal } = read
  const events = await deps.server.events(session.id, signal)
  signal.throwIfAborted()
  const restoring = events.filter((event) => RESTORING.has(event.type))
  if (restoring.length > (memory.handedOver.get(session.id) ?? 0)) {
    await deps.ingestRestores(
      owner,
      restoring.map((event) => ({ session, event })),
    )
    memory.handedOver.set(session.id, restoring.length)
  }
  await deps.restores.save(deps.server.name, owner, session, events)
  if (session.endedAt !== undefined) memory.ended.add(session.id)
}

const everybody = (deps: BackupPollDeps, memory: Memory): Iterable<TenantId> =>
  new Set([...memory.tenants, ...(deps.ownTenant === undefined ? [] : [deps.ownTenant])])

async function tell(
  deps: BackupPollDeps,
  tenants: Iterable<TenantId>,
  state: FeedHealth["state"],
  sentence: string,
): Promise<void> {
  for (const tenant of tenants) {
    await deps.ledger.saveHealth(tenant, `Veeam ${deps.server.name}`, state, sentence, deps.now())
  }
}

/** Never told in a customer's health: the name of one customer's organization is nothing for another. */
async function tellUnknown(deps: BackupPollDeps, names: readonly string[]): Promise<void> {
  const { server, log, ownTenant } = deps
  if (names.length > 0) {
    log.warn("restore sessions of organizations that belong to no customer were left out", {
      server: server.name,
      organizations: [...names],
    })
  }
  if (ownTenant === undefined) return
  const sentence = `${server.name} has restore sessions of organizations that belong to no configured customer: ${names.join(", ")}. Add them to the configuration.`
  const state = names.length === 0 ? "ok" : "trouble"
  await tell(deps, [ownTenant], state, names.length === 0 ? "" : sentence)
}
