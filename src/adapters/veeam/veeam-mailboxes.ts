/**
 * Whose mailbox an event touched. v8 names the user by id; older versions give only the display name at the head of the
 * path, which two users may share. Source: Veeam Backup for Microsoft 365 REST API reference, "Get organization users".
 */
import { LRUCache } from "lru-cache"
import { z } from "zod"
import { foldText } from "../../lib/fold.ts"
import { HOUR } from "../../lib/time-units.ts"
import type { RestoreEvent } from "../../ports/backup-server.ts"
import { optional, part, rowsOf, type Where } from "./veeam-pages.ts"

export interface VeeamMailboxes {
  /** What is known of the event's mailbox. `organizationId`: of the session, where the event doesn't tell. */
  of(
    event: RestoreEvent,
    organizationId: string | undefined,
    signal: AbortSignal,
  ): Promise<Pick<RestoreEvent, "mailbox" | "mailboxBy" | "mailboxCandidates">>
}

type Known = readonly string[]

const User = z.object({ name: z.string(), displayName: z.string().nullish() })
const KEPT_USERS = 10_000
const MOST_NAMESAKES = 1000
/** Names are given to other people in time; users come and go. */
const KEPT_MS = HOUR

export function createVeeamMailboxes(where: Where, now: () => number): VeeamMailboxes {
  // The cache's clock is ours, so that it forgets in practice's time, too. 0 would mean "never".
  const known = new LRUCache<string, Known>({
    max: KEPT_USERS,
    ttl: KEPT_MS,
    ttlResolution: 0,
    perf: { now: () => Math.max(1, now()) },
  })
  const remembered = async (path: string, read: () => Promise<Known>): Promise<Known> => {
    const before = known.get(path)
    if (before !== undefined) return before
    const found = await read()
    known.set(path, found)
    return found
  }
  const byId = (organization: string, user: string, signal: AbortSignal): Promise<Known> => {
    const path = `Organizations/${part(organization)}/Users/${part(user)}`
    return remembered(path, async () => addresses([await optional(where, path, signal)]))
  }
  const byName = (organization: string, name: string, signal: AbortSignal): Promise<Known> => {
    const query = `displayName=${encodeURIComponent(name)}&limit=${MOST_NAMESAKES}`
    const path = `Organizations/${part(organization)}/Users?${query}`
    return remembered(path, async () => {
      // The filter knows wildcards, and a name may hold one: only the very name counts.
      return addresses(rowsOf(await optional(where, path, signal)), name)
    })
  }
  return {
    of: async (event, ofSession, signal) => {
      const organization = event.organizationId ?? ofSession
      if (organization === undefined) return {}
      if (event.userId !== undefined) {
        const [mailbox] = await byId(organization, event.userId, signal)
        return mailbox === undefined ? {} : { mailbox, mailboxBy: "user-id" }
      }
      const name = displayName(event.source)
      if (name === undefined) return {}
      const [mailbox, ...others] = await byName(organization, name, signal)
      if (mailbox === undefined) return {}
      return others.length === 0
        ? { mailbox, mailboxBy: "display-name" }
        : { mailboxCandidates: [mailbox, ...others] }
    },
  }
}

function addresses(rows: readonly unknown[], displayed?: string): Known {
  const users = rows.flatMap((row) => User.safeParse(row).data ?? [])
  const fitting = users.filter(
    (user) => displayed === undefined || foldText(user.displayName ?? "") === foldText(displayed),
  )
  return [...new Set(fitting.map((user) => user.name.toLowerCase()))].sort()
}

/** `Ben Young` of `Ben Young\Inbox\Board`; paths of sites begin with a slash. */
function displayName(source: string): string | undefined {
  const [head = "", ...rest] = source.split("\\")
  return rest.length === 0 || head.trim() === "" || head.startsWith("/") ? undefined : head.trim()
}
