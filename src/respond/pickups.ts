/**
 * New passwords that wait to be picked up, in memory alone: a restart forgets them, and then nobody learns them. One is
 * shown once, to whoever asked for the fix, on a page whose link and code are given to that person only. The link alone
 * opens nothing; five wrong codes, or a quarter of an hour, and it is gone.
 */
import { createHash, randomBytes, randomInt, timingSafeEqual } from "node:crypto"
import { shortInstantText } from "../lib/time-text.ts"
import { MINUTE } from "../lib/time-units.ts"
import type { IncidentId, TenantId } from "../model/ids.ts"
import type { Remediation } from "../model/remediation.ts"
import { text } from "./cmdlet-rows.ts"
import { nameIn } from "./who.ts"

/** Milliseconds. */
export const PICK_UP_MS = 15 * MINUTE
const MOST_WRONG_CODES = 5
const CODE_DIGITS = 8

/** Whose password it is, and who may have it. */
export type Kept = Pick<Remediation, "id" | "tenantId" | "incidentId" | "requestedBy"> & {
  readonly account: string
  readonly until: number
}

export type Ticket = { readonly url: string; readonly code: string; readonly kept: Kept }

export type Opened =
  | {
      readonly kind: "shown"
      readonly password: string
      readonly kept: Kept
      /** It wasn't shown after all: the same link and code work once more. */
      readonly putBack: () => void
    }
  | { readonly kind: "wrong"; readonly left: number; readonly kept: Kept }
  | { readonly kind: "gone" }

export type Pickups = {
  /** Keeps the password of a proven fix (unknown when the process died between) and says in one sentence how it is had. */
  keep(run: Remediation, password: string | undefined): string
  /** Does one wait on this incident? */
  waits(incident: IncidentId): boolean
  /** A link and a code; an earlier link stops working. Undefined when none waits for `who`, a name with its object id. */
  ticket(incident: IncidentId, who: string): Ticket | undefined
  /** Whose password a link is about; undefined for a link that is over, forged or unknown. */
  find(link: string): Kept | undefined
  /** Shows it once. */
  open(link: string, code: string): Opened
}

export type PickupsDeps = {
  /** Where people reach this process, without a slash at the end; undefined: nobody can. */
  readonly publicUrl: string | undefined
  readonly timeZoneOf: (tenant: TenantId) => string
  /** Milliseconds UTC. */
  readonly now: () => number
}

/** Clocks are put right by seconds all the time. One that is put back by more must not make a password wait for longer. */
const CLOCK_STEP_MS = MINUTE

const isOver = ({ until }: Kept, now: number): boolean =>
  now >= until || until > now + PICK_UP_MS + CLOCK_STEP_MS

type Entry = { readonly kept: Kept; readonly password: string; link?: string; code?: string; wrong: number }

export function createPickups({ publicUrl, timeZoneOf, now }: PickupsDeps): Pickups {
  const entries = new Map<IncidentId, Entry>()
  const alive = (wanted: (entry: Entry) => boolean): Entry | undefined => {
    for (const [id, { kept }] of entries) if (isOver(kept, now())) entries.delete(id)
    return [...entries.values()].find(wanted)
  }
  const sentenceOf = ({ requestedBy, until, tenantId }: Kept): string =>
    `${nameIn(requestedBy)} can pick the new one up once, until ${shortInstantText(until, timeZoneOf(tenantId), now())}; after that nobody learns it.`
  const ofLink = (link: string): Entry | undefined =>
    alive((entry) => entry.link !== undefined && same(entry.link, link))
  return {
    keep: (run, password) => {
      const known = entries.get(run.incidentId)?.kept
      if (known?.id === run.id) return sentenceOf(known)
      if (publicUrl === undefined || password === undefined) return NOBODY
      const { id, tenantId, incidentId, requestedBy } = run
      const account = text(run.before ?? {}, "account") ?? "the account"
      const kept = { id, tenantId, incidentId, requestedBy, account, until: now() + PICK_UP_MS }
      entries.set(incidentId, { kept, password, wrong: 0 })
      return sentenceOf(kept)
    },
    waits: (incident) => alive(({ kept }) => kept.incidentId === incident) !== undefined,
    ticket: (incident, who) => {
      const entry = alive(({ kept }) => kept.incidentId === incident && kept.requestedBy === who)
      if (entry === undefined || publicUrl === undefined) return undefined
      const code = newCode()
      entry.link = randomBytes(24).toString("base64url")
      entry.code = code
      return { url: `${publicUrl}/passwords/${entry.link}`, code, kept: entry.kept }
    },
    find: (link) => ofLink(link)?.kept,
    open: (link, code) => {
      const entry = ofLink(link)
      if (entry?.code === undefined) return { kind: "gone" }
      const { kept, password } = entry
      if (same(entry.code, code.replace(/\D/g, ""))) {
        entries.delete(kept.incidentId)
        const putBack = (): void => {
          if (!entries.has(kept.incidentId)) entries.set(kept.incidentId, entry)
        }
        return { kind: "shown", password, kept, putBack }
      }
      entry.wrong += 1
      const left = MOST_WRONG_CODES - entry.wrong
      if (left <= 0) entries.delete(kept.incidentId)
      return { kind: "wrong", left, kept }
    },
  }
}

const NOBODY =
  "Nobody learns the new one: give the user another by phone or in person, from the admin center."

const newCode = (): string => String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, "0")

/** Takes as long whatever differs. */
const same = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other))
const digest = (text: string): Buffer => createHash("sha256").update(text).digest()
