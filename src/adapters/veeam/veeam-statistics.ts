/**
 * Whose mailboxes a session's statistics name. Restores of whole mailboxes may have events without a user; the statistics of v8
 * tell the exact address. Source: Veeam Backup for Microsoft 365 REST API reference v8, "Get restore session statistics".
 */
import { z } from "zod"
import { isTaken } from "../../model/taken.ts"
import type { RestoreEvent } from "../../ports/backup-server.ts"
import { optional, part, type Where } from "./veeam-pages.ts"

const text = z.string().nullish()
const Item = z.object({ id: text, name: text, path: text, mailboxEmail: text })
const Parent = Item.extend({ childItems: z.array(Item).nullish() })
const Statistics = z.object({ items: z.array(Parent).nullish() })

type Item = z.infer<typeof Item>

/** The same events, with the address where the statistics tell one. Asks only when an event that took something has no user. */
export async function withStatistics(
  where: Where,
  sessionId: string,
  events: readonly RestoreEvent[],
  signal: AbortSignal,
): Promise<readonly RestoreEvent[]> {
  if (!events.some(isWanting) || (await where.veeam.version(signal)) !== "v8") return events
  const body = await optional(where, `RestoreSessions/${part(sessionId)}/Statistics`, signal)
  const items = (Statistics.safeParse(body).data?.items ?? []).flatMap(withChildren)
  const mailboxesOf = mailboxFinder(items)
  return events.map((event) => (isWanting(event) ? named(event, mailboxesOf(event)) : event))
}

const isWanting = (event: RestoreEvent): boolean => isTaken(event) && event.mailboxBy !== "user-id"

/** What was restored with a mailbox is of that mailbox. */
function withChildren({ childItems, ...item }: z.infer<typeof Parent>): readonly Item[] {
  const children = (childItems ?? []).map((one) => ({
    ...one,
    mailboxEmail: one.mailboxEmail || item.mailboxEmail,
  }))
  return [item, ...children]
}

type Mailboxes = ReadonlySet<string>

/**
 * The mailboxes of an event's items. That both have one id isn't documented, so that name and path count where no id fits.
 * Looked up, because a restore may have a hundred thousand of both.
 */
function mailboxFinder(items: readonly Item[]): (event: RestoreEvent) => Mailboxes {
  const known = new Map<string, Set<string>>()
  const note = (kind: "id" | "name", of: readonly (string | null | undefined)[], mailbox: string): void => {
    const key = JSON.stringify([kind, ...of])
    const mailboxes = known.get(key) ?? new Set()
    // A second one says that it isn't clear; more say no more.
    if (mailboxes.size < 2) known.set(key, mailboxes.add(mailbox))
  }
  for (const { id, name, path, mailboxEmail } of items) {
    note("id", [id], fold(mailboxEmail))
    if (fold(name) !== "") note("name", [fold(name), path ? fold(path) : null], fold(mailboxEmail))
  }
  const found = (...key: readonly (string | null)[]): Mailboxes => known.get(JSON.stringify(key)) ?? new Set()
  return ({ id, itemName, source }) => {
    const byId = found("id", id)
    if (byId.size > 0) return byId
    const name = fold(itemName)
    return new Set([...found("name", name, fold(source)), ...found("name", name, null)])
  }
}

function named(event: RestoreEvent, mailboxes: Mailboxes): RestoreEvent {
  const [mailbox, ...others] = mailboxes
  // Items of one name in two mailboxes are told apart by nothing: then it stays as it was.
  if (!mailbox || others.length > 0) return event
  const { mailboxCandidates: _, ...rest } = event
  return { ...rest, mailbox, mailboxBy: "statistics" }
}

const fold = (value: string | null | undefined): string => (value ?? "").trim().toLowerCase()
