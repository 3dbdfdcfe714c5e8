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
  return events.map((event) => (isWanting(event) ? named(event, items) : event))
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

/** That both have one id isn't documented, so that name and path count where no id fits. */
function named(event: RestoreEvent, items: readonly Item[]): RestoreEvent {
  const sameId = items.filter(({ id }) => id === event.id)
  const fitting = sameId.length > 0 ? sameId : items.filter((item) => isAlike(item, event))
  const [mailbox, ...others] = new Set(fitting.map(({ mailboxEmail }) => fold(mailboxEmail)))
  // Items of one name in two mailboxes are told apart by nothing: then it stays as it was.
  if (!mailbox || others.length > 0) return event
  const { mailboxCandidates: _, ...rest } = event
  return { ...rest, mailbox, mailboxBy: "statistics" }
}

const isAlike = ({ name, path }: Item, { itemName, source }: RestoreEvent): boolean =>
  fold(name) !== "" && fold(name) === fold(itemName) && fold(path || source) === fold(source)

const fold = (value: string | null | undefined): string => (value ?? "").trim().toLowerCase()
