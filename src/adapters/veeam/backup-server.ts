/**
 * Restore sessions and their events from one Veeam Backup for Microsoft 365 server (REST v8, v7 or v6). Reads only.
 * Source: Veeam Backup for Microsoft 365 REST API reference.
 */
import { z } from "zod"
import type {
  BackupOrganization,
  BackupServer,
  BackupServerFacts,
  RestoreEvent,
  RestoreSession,
} from "../../ports/backup-server.ts"
import { createHttpClient, type HttpClient } from "../http/http-client.ts"
import { createVeeamMailboxes, type VeeamMailboxes } from "./veeam-mailboxes.ts"
import { readNews } from "./veeam-news.ts"
import { allPages, part, type Where } from "./veeam-pages.ts"
import { readRestoreRoles } from "./veeam-roles.ts"
import { toEvent, toOrganization, toSession } from "./veeam-schema.ts"
import { createVeeamSession } from "./veeam-session.ts"
import { readAuditItems, readBackupApps, readSettings } from "./veeam-settings.ts"
import { withStatistics } from "./veeam-statistics.ts"
import { unknownForm } from "./veeam-token.ts"

export type BackupServerOptions = {
  readonly name: string
  /** `https://host:4443`, no trailing slash. */
  readonly baseUrl: string
  readonly username: string
  readonly password: string
  /** Hex SHA-256 of the server's certificate; missing means that the system's authorities must know it. */
  readonly certificateSha256?: string
  readonly now: () => number
  readonly http?: HttpClient
}

const Instance = z.object({ installationId: z.string(), version: z.string() })
const Named = z.object({ id: z.string() })

export function createBackupServer(options: BackupServerOptions): BackupServer {
  const { name } = options
  const http =
    options.http ??
    createHttpClient(
      options.certificateSha256 === undefined ? {} : { certificateSha256: options.certificateSha256 },
    )
  const where: Where = { name, veeam: createVeeamSession({ ...options, http }) }
  const mailboxes = createVeeamMailboxes(where, options.now)
  const { veeam } = where

  return {
    name,
    about: (signal) => readFacts(where, signal),
    organizations: (signal) => listOrganizations(where, signal),
    sessions: (from, signal, onUnreadable = rethrow) => listSessions(where, { from, onUnreadable }, signal),
    session: async (id, signal) => {
      const raw = await veeam.get(`RestoreSessions/${part(id)}`, signal)
      return raw === undefined ? undefined : readable(where, toSession(raw, veeam.aheadMs()))
    },
    organizationOf: async (sessionId, signal) =>
      Named.safeParse(await veeam.get(`RestoreSessions/${part(sessionId)}/Organization`, signal)).data?.id,
    events: (session, signal, skip) => listEvents(where, mailboxes, { session, skip }, signal),
    news: (since, signal) => readNews(where, since, signal),
    settings: (signal) => readSettings(where, signal),
    auditItems: (organizationId, signal) => readAuditItems(where, organizationId, signal),
    backupApps: (organizationId, signal) => readBackupApps(where, organizationId, signal),
    restoreRoles: (organizationId, signal) => readRestoreRoles(where, organizationId, signal),
  }
}

const rethrow = (error: Error): never => {
  throw error
}

function readable<T>(where: Where, value: T | undefined): T {
  if (value === undefined) throw unknownForm(where.name)
  return value
}

async function readFacts(where: Where, signal: AbortSignal): Promise<BackupServerFacts> {
  const { veeam } = where
  const body = await veeam.get("ServiceInstance", signal)
  if (body === undefined) throw await veeam.hidden(signal)
  const { installationId, version: product } = readable(where, Instance.safeParse(body).data)
  return {
    version: await veeam.version(signal),
    product,
    installation: installationId,
    clockAheadMs: veeam.aheadMs(),
  }
}

async function listOrganizations(where: Where, signal: AbortSignal): Promise<readonly BackupOrganization[]> {
  // v6 and v7 answer with a bare array, v8 with pages.
  const rows = await allPages(where, "Organizations?extendedView=false", signal)
  if (rows === undefined) throw await where.veeam.hidden(signal)
  return rows.map((row) => readable(where, toOrganization(row)))
}

async function listSessions(
  where: Where,
  { from, onUnreadable }: { readonly from: number; readonly onUnreadable: (error: Error) => void },
  signal: AbortSignal,
): Promise<readonly RestoreSession[]> {
  const { veeam } = where
  const isSorted = (await veeam.version(signal)) === "v8"
  const order = isSorted ? "&orderBy=CreationTime&orderAsc=false" : ""
  const since = new Date(from + veeam.aheadMs()).toISOString()
  const session = (raw: unknown): RestoreSession | undefined => toSession(raw, veeam.aheadMs())
  const tooOld = (raw: unknown): boolean => isSorted && (session(raw)?.createdAt ?? from) < from
  const rows = await allPages(where, `RestoreSessions?startTimeFrom=${since}${order}`, signal, {
    stopAt: tooOld,
  })
  if (rows === undefined) throw await veeam.hidden(signal)
  // Sessions that start while the pages are read push the others down: they come twice.
  const byId = new Map<string, RestoreSession>()
  for (const row of rows) {
    const read = session(row)
    // Whatever is odd with one session, the restores of all others are still told.
    if (read === undefined) onUnreadable(unknownForm(where.name))
    else if (read.createdAt >= from) byId.set(read.id, read)
  }
  return [...byId.values()].sort((a, b) => b.createdAt - a.createdAt)
}

async function listEvents(
  where: Where,
  mailboxes: VeeamMailboxes,
  wanted: { readonly session: Parameters<BackupServer["events"]>[0]; readonly skip: number | undefined },
  signal: AbortSignal,
): Promise<readonly RestoreEvent[]> {
  const { veeam } = where
  const { session, skip = 0 } = wanted
  const byId = new Map<string, RestoreEvent>()
  // A session that was deleted a moment ago has no events any more.
  const rows = (await allPages(where, `RestoreSessions/${part(session.id)}/Events`, signal, { skip })) ?? []
  for (const row of rows) {
    const event = readable(where, toEvent(row, session.id, veeam.aheadMs()))
    const isMail = session.product === "Exchange" || event.userId !== undefined
    const mailbox = isMail ? await mailboxes.of(event, session.organizationId, signal) : {}
    byId.set(event.id, { ...event, ...mailbox })
  }
  const events = [...byId.values()].sort((a, b) => a.order - b.order || a.startedAt - b.startedAt)
  return session.product === "Exchange" ? withStatistics(where, session.id, events, signal) : events
}
