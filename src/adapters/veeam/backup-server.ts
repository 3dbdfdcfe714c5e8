/**
 * Restore sessions and their events from one Veeam Backup for Microsoft 365 server (REST v8, v7 or v6). Reads only.
 * Source: Veeam Backup for Microsoft 365 REST API reference.
 */
import { LRUCache } from "lru-cache"
import { z } from "zod"
import { ContractError } from "../../model/errors.ts"
import type { BackupServer, RestoreEvent, RestoreSession } from "../../ports/backup-server.ts"
import { createHttpClient, type HttpClient } from "../http/http-client.ts"
import { isObject } from "../http/json-body.ts"
import { Event, Organization, toEvent, toOrganization, toSession, User } from "./veeam-schema.ts"
import { createVeeamSession, type VeeamSession } from "./veeam-session.ts"
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
  const mailboxes: MailboxCache = new LRUCache({ max: KEPT_USERS })
  const where = { name, veeam: createVeeamSession({ ...options, http }) }

  return {
    name,
    organizations: async (signal) => {
      // v6 and v7 answer with a bare array, v8 with pages.
      const rows = await allPages(where, "Organizations?extendedView=false", signal)
      const parsed = z.array(Organization).safeParse(rows)
      if (!parsed.success) throw unknownForm(name)
      return parsed.data.map(toOrganization)
    },
    sessions: (from, signal) => listSessions(where, from, signal),
    session: async (id, signal) => {
      const raw = await where.veeam.get(`RestoreSessions/${part(id)}`, signal)
      return raw === undefined ? undefined : readable(where, toSession(raw))
    },
    events: (sessionId, signal) => listEvents(where, mailboxes, sessionId, signal),
  }
}

type Where = { readonly name: string; readonly veeam: VeeamSession }
/** By path; an unknown user is kept too, as one without an address. */
type MailboxCache = LRUCache<string, { readonly email: string | undefined }>

function readable<T>(where: Where, value: T | undefined): T {
  if (value === undefined) throw unknownForm(where.name)
  return value
}

async function listSessions(
  where: Where,
  from: number,
  signal: AbortSignal,
): Promise<readonly RestoreSession[]> {
  const newestFirst =
    (await where.veeam.version(signal)) === "v8" ? "&orderBy=CreationTime&orderAsc=false" : ""
  const path = `RestoreSessions?startTimeFrom=${new Date(from).toISOString()}${newestFirst}`
  const tooOld = (raw: unknown): boolean => (toSession(raw)?.createdAt ?? from) < from
  // Sessions that start while the pages are read push the others down: they come twice.
  const byId = new Map<string, RestoreSession>()
  for (const row of await allPages(where, path, signal, tooOld)) {
    const session = readable(where, toSession(row))
    if (session.createdAt >= from) byId.set(session.id, session)
  }
  return [...byId.values()].sort((a, b) => b.createdAt - a.createdAt)
}

async function listEvents(
  where: Where,
  mailboxes: MailboxCache,
  sessionId: string,
  signal: AbortSignal,
): Promise<readonly RestoreEvent[]> {
  const byId = new Map<string, RestoreEvent>()
  for (const row of await allPages(where, `RestoreSessions/${part(sessionId)}/Events`, signal)) {
    const mailbox = await mailboxOf(where, mailboxes, row, signal)
    const event = readable(where, toEvent(row, sessionId, mailbox))
    byId.set(event.id, event)
  }
  return [...byId.values()].sort((a, b) => a.order - b.order || a.startedAt - b.startedAt)
}

/** v8 names the user of an event by id; older versions give only the display name inside `source`. */
async function mailboxOf(
  where: Where,
  mailboxes: MailboxCache,
  raw: unknown,
  signal: AbortSignal,
): Promise<string | undefined> {
  const event = Event.safeParse(raw)
  if (!event.success || !event.data.userId || !event.data.organizationId) return undefined
  const path = `Organizations/${part(event.data.organizationId)}/Users/${part(event.data.userId)}`
  const known = mailboxes.get(path)
  if (known !== undefined) return known.email
  const user = User.safeParse(await where.veeam.get(path, signal))
  const email = user.success ? user.data.name.toLowerCase() : undefined
  mailboxes.set(path, { email })
  return email
}

const hidden = (name: string): ContractError =>
  new ContractError(
    `${name} does not offer its restore sessions: use a REST host that is not limited to restore operators.`,
  )

/** Ids are Veeam's, but they become a part of a path; dots alone would climb. */
const part = (id: string): string => encodeURIComponent(id).replace(/^\.+$/, "-")

/** Links in answers are relative in two ways and are not followed; their presence says that there is more. */
async function allPages(
  where: Where,
  path: string,
  signal: AbortSignal,
  stopAt: (raw: unknown) => boolean = () => false,
): Promise<readonly unknown[]> {
  const rows: unknown[] = []
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const join = path.includes("?") ? "&" : "?"
    const url = `${path}${join}limit=${PAGE_SIZE}&offset=${rows.length}`
    const body = await where.veeam.get(url, signal)
    // A host in restore-operator-only mode hides its other end points: that must not read as "no restores".
    if (body === undefined) throw hidden(where.name)
    if (Array.isArray(body)) return body
    const parsed = Page.safeParse(body)
    if (!parsed.success) throw unknownForm(where.name)
    const { results, _links } = parsed.data
    rows.push(...results)
    const more = isObject(_links?.next) && results.length > 0
    if (!more || results.some(stopAt)) return rows
  }
  throw unknownForm(where.name)
}
