/**
 * Audit content that can't be had any more is an incident of our own: one of each customer and cause, in the triage
 * channel alone, counted up when more is lost. Pure.
 */

import { mergeAlerts } from "../alert/merge-alerts.ts"
import { durationText, instantText } from "../lib/time-text.ts"
import { DAY } from "../lib/time-units.ts"
import { type Alert, type Incident, LOSS_SUBJECT } from "../model/alert.ts"
import type { Channel } from "../model/delivery.ts"
import type { AlertId } from "../model/ids.ts"
import type { Tenant } from "../model/tenant.ts"
import type { GapCause, GivenUpState, TypeLedger } from "../ports/feed-ledger.ts"
import type { DecisionWrites } from "../ports/record-store.ts"
import { ownAlert } from "./own-alert.ts"

type Owner = Pick<Tenant, "id" | "displayName" | "timeZone">
type Cause = GapCause | `blob-${GivenUpState}`
/** A gap or a blob. `at`: when it was found lost. Milliseconds UTC. */
type Loss = {
  readonly cause: Cause
  readonly from: number
  readonly to: number
  readonly at: number
  readonly isBlob: boolean
}

const RULE_NAME = "audit-content-lost"

/** So long a loss is looked at, as long as the health of its source tells it. */
export const LOSS_MEMORY_MS = 7 * DAY

/**
 * What was lost since `since` (milliseconds UTC): one alert for each cause and day on which it was found. It grows with
 * what is found later that day; each tells the whole of its cause.
 */
export function lossAlerts(tenant: Owner, ledgers: readonly TypeLedger[], since: number): readonly Alert[] {
  const losses = ledgers.flatMap((ledger) => [...gapsOf(ledger), ...blobsOf(ledger)])
  const byCause = Map.groupBy(
    losses.filter((loss) => loss.at >= since),
    ({ cause }) => cause,
  )
  return [...byCause].flatMap(([cause, group]) => {
    const summary = summaryOf(cause, group, tenant)
    const days = Map.groupBy(group, ({ at }) => Math.floor(at / DAY))
    return [...days].map(([day, found]) => alertOf(tenant, { cause, day, found }, summary))
  })
}

const gapsOf = ({ gaps }: TypeLedger): readonly Loss[] =>
  gaps.flatMap(({ cause, from, to, lostAt }) =>
    lostAt === undefined ? [] : [{ cause, from, to, at: lostAt, isBlob: false }],
  )

const blobsOf = ({ givenUp }: TypeLedger): readonly Loss[] =>
  givenUp.map(({ state, createdAt, at }) => ({
    cause: `blob-${state}`,
    from: createdAt,
    to: createdAt,
    at,
    isBlob: true,
  }))

const BY_HAND = "Search the audit log of that time in Microsoft Purview by hand."
const WORDS: Readonly<Record<Cause, { readonly why: string; readonly advice: string }>> = {
  "not-running": {
    why: "Watchpost was not running, and Microsoft offers content for seven days only",
    advice: `${BY_HAND} Let Watchpost run all the time.`,
  },
  "not-listed": {
    why: "the feed could not be listed for as long as Microsoft offered it",
    advice: `${BY_HAND} The command status tells whether it can be listed now.`,
  },
  disabled: {
    why: "the audit subscription was off, so that nothing was collected for us",
    advice: `${BY_HAND} Find out who switched it off.`,
  },
  "blob-lost": {
    why: "Microsoft had listed content and could not give it any more",
    advice: `${BY_HAND} Nothing of ours has to be changed.`,
  },
  "blob-unreadable": {
    why: "Microsoft's content can't be read",
    advice: `${BY_HAND} Please report it with the lines about unreadable content in the log.`,
  },
  "blob-too-large": {
    why: "a blob of content is larger than Watchpost takes in",
    advice: `${BY_HAND} Please report it.`,
  },
}

function summaryOf(cause: Cause, losses: readonly Loss[], { displayName, timeZone }: Owner): string {
  const from = Math.min(...losses.map((loss) => loss.from))
  const to = Math.max(...losses.map((loss) => loss.to))
  const blobs = losses.filter(({ isBlob }) => isBlob).length
  const howMuch =
    blobs === 0 ? `${durationText(unionMs(losses))} in all` : blobs === 1 ? "1 blob" : `${blobs} blobs`
  const { why, advice } = WORDS[cause]
  const span =
    from === to
      ? `at ${instantText(from, timeZone)}`
      : `between ${instantText(from, timeZone)} and ${instantText(to, timeZone)}`
  return `Audit records of ${displayName} that became available ${span} (${howMuch}) are lost: ${why}. Attacks in them raised no alert. ${advice}`
}

/** Content types that miss the same time miss it once. */
function unionMs(losses: readonly Loss[]): number {
  let covered = 0
  let end = Number.NEGATIVE_INFINITY
  for (const { from, to } of losses.toSorted((a, b) => a.from - b.from)) {
    covered += Math.max(0, to - Math.max(from, end))
    end = Math.max(end, to)
  }
  return covered
}

type Found = { readonly cause: Cause; readonly day: number; readonly found: readonly Loss[] }

const alertOf = (tenant: Owner, { cause, day, found }: Found, summary: string): Alert =>
  ownAlert([tenant.id, RULE_NAME, cause, day], {
    tenantId: tenant.id,
    rule: {
      id: RULE_NAME,
      name: RULE_NAME,
      title: `Audit records of ${tenant.displayName} are lost`,
      level: "high",
      techniques: [],
      why: "What was not read can't raise an alert, and answers about that time are incomplete.",
      falsePositives: [],
      question: "Did anything happen in that time that must be known?",
      actions: [],
    },
    level: "high",
    target: { kind: "tenant", id: tenant.id, name: tenant.displayName },
    object: { cause },
    operation: "Reading the audit records",
    summary,
    happenedAt: Math.min(...found.map(({ at }) => at)),
    lastAt: Math.max(...found.map(({ at }) => at)),
    count: found.length,
    subject: `${LOSS_SUBJECT}${cause}`,
  })

/** What the store found: losses that are new, incidents that they may belong to, alerts as they were before. */
export type FoundLosses = {
  readonly fresh: readonly Alert[]
  readonly known: readonly Incident[]
  readonly before: ReadonlyMap<AlertId, Alert>
}

/** One incident of each cause, for the triage channel alone; a repeat counts up. */
export const mergeLosses = (
  { fresh, known, before }: FoundLosses,
  triage: Channel,
  now: number,
): DecisionWrites => {
  const channelsFor = () => [{ face: "technician" as const, channel: triage }]
  return mergeAlerts(fresh, known, { now, fetchedAt: now, watchedSince: 0, channelsFor }, before)
}
