/**
 * Restore sessions and their events from one Veeam Backup for Microsoft 365 server (REST v8, v7 or v6). Reads only.
 * Source: Veeam Backup for Microsoft 365 REST API reference.
 */
import { LRUCache } from "lru-cache"
import { z } from "zod"
import type { BackupServer, RestoreEvent, RestoreSession } from "../../ports/backup-server.ts"
import { createHttpClient, type HttpClient } from "../http/http-client.ts"
import { isObject } from "../http/json-body.ts"
import { Event, Organization, toEvent, toOrganization, toSession, User } from "./veeam-schema.ts"
import { createVeeamSession, unknownForm, type VeeamSession } from "./veeam-session.ts"

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

/** The service's maximum is 10,000; smaller pages answer sooner. */
const PAGE_SIZE = 1000
const MAX_PAGES = 1000
const KEPT_USERS = 10_000

const Page = z.object({
  results: z.array(z.unknown()),
  _links: z.object({ next: z.unknown().optional() }).nullish(),
})

/** Errors of every method: ConfigError (password, pin, URL), TenantError (role), UpstreamError, ContractError. */
export function createBackupServer(options: BackupServerOptions): BackupServer {
  const { name } = options
  const http =
    options.http ??
    createHttpClient(
      options.certificateSha256 === undefined ? {} : { certificateSha256: options.certificateSha256 },
    )
  const veeam = createVeeamSession({ ...options, http })
  const mailboxes = new LRUCache<string, { readonly email: string | undefined }>({ max: KEPT_USERS })

  const mailboxOf = async (raw: unknown, signal: AbortSignal): Promise<string | undefined> => {
    const event = Event.safeParse(raw)
    if (!event.success || !event.data.userId || !event.data.organizationId) return undefined
    const path = `Organizations/${part(event.data.organizationId)}/Users/${part(event.data.userId)}`
    const known = mailboxes.get(path)
    if (known !== undefined) return known.email
    const user = User.safeParse(await veeam.get(path, signal))
    const email = user.success ? user.data.name.toLowerCase() : undefined
    mailboxes.set(path, { email })
    return email
  }

  return {
    name,

    organizations: async (signal) => {
      // v6 and v7 answer with a bare array, v8 with pages.
      const rows = await allPages(veeam, "Organizations?extendedView=false", { name, signal })
      return z.array(Organization).parse(rows).map(toOrganization)
    },

    sessions: async (from, signal) => {
      const newestFirst = (await veeam.version(signal)) === "v8" ? "&orderBy=CreationTime&orderAsc=false" : ""
      const path = `RestoreSessions?startTimeFrom=${new Date(from).toISOString()}${newestFirst}`
      const tooOld = (raw: unknown): boolean => (toSession(raw)?.createdAt ?? from) < from
      const rows = await allPages(veeam, path, { name, signal, stopAt: tooOld })
      // Sessions that start while the pages are read push the others down: they come twice.
      const byId = new Map<string, RestoreSession>()
      for (const row of rows) {
        const session = toSession(row)
        if (session === undefined) throw unknownForm(name)
        if (session.createdAt >= from && !byId.has(session.id)) byId.set(session.id, session)
      }
      return [...byId.values()].sort((a, b) => b.createdAt - a.createdAt)
    },

    session: async (id, signal) => {
      const raw = await veeam.get(`RestoreSessions/${part(id)}`, signal)
      if (raw === undefined) return undefined
      const session = toSession(raw)
      if (session === undefined) throw unknownForm(name)
      return session
    },

    events: async (sessionId, signal) => {
      const rows = await allPages(veeam, `RestoreSessions/${part(sessionId)}/Events`, { name, signal })
      const byId = new Map<string, RestoreEvent>()
      for (const row of rows) {
        const event = toEvent(row, sessionId, await mailboxOf(row, signal))
        if (event === undefined) throw unknownForm(name)
        byId.set(event.id, event)
      }
      return [...byId.values()].sort((a, b) => a.order - b.order || a.startedAt - b.startedAt)
    },
  }
}

/** Ids are Veeam's, but they become a part of a path; dots alone would climb. */
const part = (id: string): string => encodeURIComponent(id).replace(/^\.+$/, "-")

/** Links in answers are relative in two ways and are not followed; their presence says that there is more. */
async function allPages(
  veeam: VeeamSession,
  path: string,
  how: { readonly name: string; readonly signal: AbortSignal; readonly stopAt?: (raw: unknown) => boolean },
): Promise<readonly unknown[]> {
  const rows: unknown[] = []
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const join = path.includes("?") ? "&" : "?"
    const body = await veeam.get(`${path}${join}limit=${PAGE_SIZE}&offset=${rows.length}`, how.signal)
    if (body === undefined) return rows
    if (Array.isArray(body)) return body
    const parsed = Page.safeParse(body)
    if (!parsed.success) throw unknownForm(how.name)
    const { results, _links } = parsed.data
    rows.push(...results)
    const more = isObject(_links?.next) && results.length > 0
    if (!more || results.some((raw) => how.stopAt?.(raw) ?? false)) return rows
  }
  throw unknownForm(how.name)
}
