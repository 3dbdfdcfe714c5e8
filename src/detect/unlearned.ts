/**
 * Habits that an attack taught. Until somebody finds it, a thief's network, country and programs are learned like anybody's.
 * What people said of an alert takes that back: for a month its network is usual for nobody and teaches nothing, and what
 * the account did for the first time in that time is new again. A later verdict that it was harmless gives it back.
 */
import { networkOf } from "../lib/ip-text.ts"
import { DAY } from "../lib/time-units.ts"
import type { Trace } from "../model/detect-memory.ts"
import type { JudgedAlert } from "../model/judged-alert.ts"

/** As long as a network is remembered that nobody uses. */
export const UNLEARNED_MS = 30 * DAY
/** So long before its first alert an attack may have begun. Source: Mandiant, M-Trends 2025: half are found within 11 days. */
const UNSEEN_MS = 14 * DAY

export type Unlearned = {
  /** Networks from which attackers came, with the time (milliseconds UTC) since when people know it. */
  readonly networks: ReadonlyMap<string, number>
  /** Accounts through which they came, by user principal name, with the times in which they may have done so. */
  readonly accounts: ReadonlyMap<string, readonly Attack[]>
}

/** Both ends belong to it, milliseconds UTC. */
type Attack = { readonly from: number; readonly until: number }

export type KnownHabits = {
  /** What was learned before, in the first week, is never taken back: nothing else would be usual then. Milliseconds UTC. */
  readonly learnedAt: number
  /** When somebody of the customer first got in from a network; undefined when nobody did. */
  firstInFrom(network: string): number | undefined
  /** True for the customer's own networks and Microsoft's relays, which are nobody's in particular. */
  isNobodys(ip: string): boolean
}

/** Undefined when nothing is unlearned, as nearly always. */
export function unlearnedOf(judged: readonly JudgedAlert[], habits: KnownHabits): Unlearned | undefined {
  const attacks = judged.filter((alert) => alert.judgement.as === "attack" && !isCleared(alert, judged))
  if (attacks.length === 0) return undefined
  const networks = new Map<string, number>()
  const accounts = new Map<string, Attack[]>()
  for (const { judgement, happenedAt, ip, account } of attacks) {
    const attack = { from: Math.max(happenedAt - UNSEEN_MS, habits.learnedAt), until: judgement.at }
    const network = ip === undefined || habits.isNobodys(ip) ? undefined : networkOf(ip)
    // What was usual long before is the office, whatever was done from there.
    if (network !== undefined && (habits.firstInFrom(network) ?? attack.from) >= attack.from)
      networks.set(network, Math.min(judgement.at, networks.get(network) ?? judgement.at))
    if (account !== undefined) accounts.set(account, [...(accounts.get(account) ?? []), attack])
  }
  return { networks, accounts }
}

/** From the same network came what a technician later found to be harmless. */
const isCleared = ({ ip, judgement }: JudgedAlert, judged: readonly JudgedAlert[]): boolean =>
  ip !== undefined &&
  judged.some(
    (other) =>
      other.judgement.as === "harmless" &&
      other.judgement.at > judgement.at &&
      other.ip !== undefined &&
      networkOf(other.ip) === networkOf(ip),
  )

/** The trace as a habit goes by it: none where an attack taught it. `what` is whose it is and what was seen. */
export function believed(
  trace: Trace | undefined,
  what: readonly (string | undefined)[],
  { networks, accounts }: Unlearned,
): Trace | undefined {
  if (trace === undefined) return undefined
  const isTheirs = what.some(
    (one) =>
      one !== undefined &&
      (networks.has(one) ||
        accounts.get(one)?.some(({ from, until }) => trace.firstAt >= from && trace.firstAt <= until)),
  )
  return isTheirs ? undefined : trace
}

/** A record that teaches nothing: it comes from an attacker's network, or its account was in wrong hands at that time. */
export function teachesNothing(
  {
    ip,
    account,
    at,
  }: { readonly ip?: string | undefined; readonly account?: string | undefined; readonly at: number },
  { networks, accounts }: Unlearned,
): boolean {
  const network = ip === undefined ? undefined : networkOf(ip)
  if (network !== undefined && networks.has(network)) return true
  const attacks = account === undefined ? undefined : accounts.get(account)
  return attacks?.some(({ from, until }) => at >= from && at <= until) === true
}
