/** Questions to the customer's tenant itself: with a time limit, a few at once, and one sentence when it doesn't work. */
import type { CustomerConfig } from "../config/config.ts"
import { aborted } from "../lib/aborted.ts"
import { AppError, CmdletError } from "../model/errors.ts"
import type { JsonObject } from "../model/json.ts"
import { MAILBOX_FIELDS, type MailboxRow, mailboxName, mailboxRows } from "../onboard/exchange-rows.ts"
import type { TenantAdmin } from "../ports/tenant-admin.ts"
import { type Answer, sentenceAnswer } from "./answer.ts"
import { beforeAt, resolveName } from "./resolve-name.ts"

export type LiveDeps = {
  readonly admin: TenantAdmin
  readonly now: () => number
  /** An answer may take so long; a chat waits about 15 s. */
  readonly liveTimeoutMs?: number
}

/** One customer's tenant while a question is answered. */
export type Live = {
  readonly customer: CustomerConfig
  readonly invoke: (
    cmdlet: string,
    parameters: JsonObject,
    over?: { readonly anchor?: string; readonly select?: readonly string[] },
  ) => Promise<readonly JsonObject[]>
  readonly get: (path: string) => Promise<JsonObject>
  /** Aborted when the time is up. */
  readonly signal: AbortSignal
}

const TIMEOUT_MS = 9_000

/** Runs `ask`; what can't be read becomes the answer. Nothing is asked of a customer that only allowed watching. */
export async function askLive(
  customer: CustomerConfig,
  { admin, liveTimeoutMs }: LiveDeps,
  ask: (live: Live) => Promise<Answer>,
): Promise<Answer> {
  if (!customer.canRespond) {
    return sentenceAnswer(
      "Watchpost can't look there",
      `${customer.displayName} allowed watching only, so its settings can't be read. What changed can be asked for all the same.`,
    )
  }
  const signal = timeToAnswer(liveTimeoutMs)
  try {
    return await ask(openLive(customer, admin, signal))
  } catch (thrown) {
    return sentenceAnswer(
      "I couldn't read it",
      `${customer.displayName}: ${problemOf(thrown, signal)} Nothing is known of how it is now.`,
    )
  }
}

/** Aborts when the time that one answer may take is up. */
export const timeToAnswer = (liveTimeoutMs: number = TIMEOUT_MS): AbortSignal =>
  AbortSignal.timeout(liveTimeoutMs)

/** Everything it is asked ends with `signal`, whether the tenant answered or not. */
export function openLive(customer: CustomerConfig, admin: TenantAdmin, signal: AbortSignal): Live {
  const inTime = <T>(work: Promise<T>): Promise<T> => Promise.race([work, aborted(signal)])
  return {
    customer,
    signal,
    invoke: async (cmdlet, parameters, { anchor, select } = {}) => {
      const call = { cmdlet, parameters, ...(select === undefined ? {} : { select }) }
      return (await inTime(admin.invoke(customer.id, call, anchor, signal))).rows
    },
    get: (path) => inTime(admin.request(customer.id, { method: "GET", path }, signal)),
  }
}

/** Why it couldn't be read, in one sentence; what is our own trouble is thrown on. */
export function problemOf(thrown: unknown, signal: AbortSignal): string {
  if (thrown instanceof AppError) return thrown.advice
  if (signal.aborted) return "Microsoft didn't answer in time."
  throw thrown
}

export const LIVE_AT_ONCE = 6

/** Of each item what `read` tells, until the time is up; `read` counts how far it came. Other trouble ends all. */
export async function readEach<Item, Value>(
  items: readonly Item[],
  signal: AbortSignal,
  read: (item: Item) => Promise<Value>,
): Promise<readonly Value[]> {
  const values: Value[] = []
  const waiting = items.values()
  const work = async (): Promise<void> => {
    for (const item of waiting) {
      if (signal.aborted) return
      try {
        values.push(await read(item))
      } catch (thrown) {
        if (!signal.aborted) throw thrown
      }
    }
  }
  await Promise.all(Array.from({ length: LIVE_AT_ONCE }, work))
  return values
}

/** "12 of 40 mailboxes were read …", or nothing when all were. */
export const unreadNote = (read: number, all: number): readonly string[] =>
  read >= all
    ? []
    : [
        `Only ${read} of ${all} mailboxes were read in the time that an answer may take; the others may hold more.`,
      ]

export const allMailboxes = async ({ invoke }: Live): Promise<readonly MailboxRow[]> =>
  mailboxRows(await invoke("Get-Mailbox", { ResultSize: "Unlimited" }, { select: MAILBOX_FIELDS }))

/** `several` is empty when there is none; `closest` are names that may have been meant then. */
export type Match =
  | { readonly mailbox: MailboxRow }
  | { readonly several: readonly MailboxRow[]; readonly closest: readonly string[] }

/**
 * The mailbox that a name means, or why there is none: what Exchange knows by it, else the only one that begins so.
 * @NOTE Get-Mailbox may answer a name that doesn't exist with all mailboxes: rows that don't carry the name don't count.
 */
export async function findMailbox(live: Live, typed: string): Promise<Match> {
  if (/[*?]/.test(typed)) return { several: [], closest: [] }
  const rows = await orNone(live.invoke("Get-Mailbox", { Identity: typed }, { select: MAILBOX_FIELDS }))
  const wanted = typed.toLowerCase()
  const named = mailboxRows(rows).filter((row) =>
    [
      row.UserPrincipalName,
      row.PrimarySmtpAddress,
      row.DisplayName,
      row.Alias,
      row.Name,
      beforeAt(mailboxName(row)),
    ].some((name) => name?.toLowerCase() === wanted),
  )
  // An address beside the main one is known to Exchange alone: then its only row is meant.
  const found = named.length === 0 && rows.length === 1 && typed.includes("@") ? mailboxRows(rows) : named
  if (found.length === 0) return findByBeginning(live, typed)
  const [only] = found
  return only !== undefined && found.length === 1 ? { mailbox: only } : { several: found, closest: [] }
}

async function findByBeginning(live: Live, typed: string): Promise<Match> {
  const all = await allMailboxes(live)
  const { names, suggestions } = resolveName(typed, all.map(mailboxName))
  const found = all.filter((row) => names.includes(mailboxName(row)))
  const [only] = found
  return only !== undefined && found.length === 1
    ? { mailbox: only }
    : { several: found, closest: suggestions }
}

/** No rows instead of "it isn't there". */
export const orNone = (rows: Promise<readonly JsonObject[]>): Promise<readonly JsonObject[]> =>
  rows.catch((thrown: unknown) => {
    if (thrown instanceof CmdletError && thrown.missing) return []
    throw thrown
  })
