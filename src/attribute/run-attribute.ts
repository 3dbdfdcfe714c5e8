/**
 * Keeps the answer to "who restored it" of every stored session: gathers the evidence, lets `attribute.ts` decide, stores
 * what changed. Nothing moves on between rounds, so that a restart looks again and finds the same.
 */
import { setImmediate as others } from "node:timers/promises"
import { canonicalHash } from "../lib/canonical-json.ts"
import { DAY, HOUR } from "../lib/time-units.ts"
import { coerceError } from "../model/errors.ts"
import type { TenantId } from "../model/ids.ts"
import { initiatorKind } from "../model/initiator.ts"
import type { Attribution, ExplorerRun, RestoreEvidence } from "../model/restore-evidence.ts"
import { isTaken } from "../model/taken.ts"
import type { AttributionBook, RestoreKey } from "../ports/attribution-book.ts"
import type { BackupBook, BackupGap } from "../ports/backup-book.ts"
import type { RestoreSession } from "../ports/backup-server.ts"
import type { EvidenceBook } from "../ports/evidence-book.ts"
import type { RestoreStore, StoredRestore } from "../ports/restore-store.ts"
import { attribute, isShared } from "./attribute.ts"
import { toldChange } from "./changed-answer.ts"
import { clockSkew, MAX_SKEW_MS } from "./clock-skew.ts"
import { hostLabel } from "./explorer-match.ts"
import { SIGN_IN_AFTER_MS, SIGN_IN_BEFORE_MS } from "./hints.ts"
import { leftOpen } from "./left-open.ts"
import { withMailMailboxes } from "./mail-mailboxes.ts"
import { mailboxWrites } from "./run-mailbox-writes.ts"
import { type SignInDeps, signInsAround } from "./run-sign-ins.ts"
import { type SignInsKnown, stillOpen } from "./still-open.ts"

export type AttributeDeps = SignInDeps & {
  readonly attributions: AttributionBook
  readonly evidenceBook: EvidenceBook
  readonly restores: Pick<RestoreStore, "between">
  readonly backups: Pick<BackupBook, "gaps" | "all">
  /** Accounts that several people use, as names without domain, lower case; `*` stands for any text. */
  readonly sharedAccounts: readonly string[]
  /** Whose computer that is. */
  readonly ownerOf: (tenant: TenantId, machine: string) => string | undefined
  /** The provider's: whose evidence the backup servers' own logs are. */
  readonly ownTenant: TenantId
  /** Who restores for this customer, as the configuration says. */
  readonly operatorsOf: (tenant: TenantId) => readonly string[]
  /** True when every sign-in of [from, to) that Microsoft tells is stored. */
  readonly signInsComplete: (tenant: TenantId, from: number, to: number) => Promise<boolean>
  /** A restore without a sign-in alerts. The same one may be told twice. */
  readonly tellUnseen: (tenant: TenantId, session: RestoreSession) => Promise<void>
  /** Cards may be owed now. Must not throw. */
  readonly wakeOutbox: () => void
  /** Milliseconds UTC. */
  readonly now: () => number
}

/** Sign-ins are told up to a day late. */
const LATE_MS = 2 * DAY
/** After trouble with the feed, records come for as long as Microsoft offers them. Source: Activity API reference, "Working with the API". */
const LATEST_MS = 9 * DAY
const LATEST_EVERY_MS = HOUR
/** Microsoft tells most sign-ins within minutes, and all within a day. Source: Activity API reference, "Working with the API". */
const TOLD_LATE_MS = DAY
/** At the first round after a start: the configuration may say something else now. */
const FIRST_ROUND_MS = 31 * DAY
/** From so many days before a session a machine's clock is learned. */
const CLOCK_MS = 30 * DAY

/** One round: looks at every session whose answer may change. What fails with one session doesn't stop the others. */
export function createAttributor(deps: AttributeDeps): (signal: AbortSignal) => Promise<void> {
  let lastRoundAt: number | undefined
  let lastWideAt = Number.NEGATIVE_INFINITY
  return async (signal) => {
    const startedAt = deps.now()
    const isWide = startedAt - lastWideAt >= LATEST_EVERY_MS
    const since = startedAt - (lastRoundAt === undefined ? FIRST_ROUND_MS : isWide ? LATEST_MS : LATE_MS)
    let trouble: Error | undefined
    for (const key of await deps.attributions.open(since, lastRoundAt ?? since)) {
      signal.throwIfAborted()
      // A store in this process answers without a pause: who asks something in chat must not wait for hundreds.
      await others()
      try {
        await look(deps, key)
      } catch (thrown) {
        trouble = coerceError(thrown)
      }
    }
    if (trouble !== undefined) throw trouble
    lastRoundAt = startedAt
    if (isWide) lastWideAt = startedAt
  }
}

async function look(deps: AttributeDeps, key: RestoreKey): Promise<void> {
  const { attributions, now } = deps
  const restore = await attributions.restore(key)
  if (restore === undefined) return
  const gaps = await gapsOf(deps, key.server, restore)
  const after = await answerOf(deps, restore, gaps, await serverLogsOf(deps, key.server, restore))
  const before = await attributions.latest(key)
  if (before !== undefined && canonicalHash(before) === canonicalHash(after)) return
  if (after.withoutSignIn === true && before?.withoutSignIn !== true && restore.events.some(isTaken))
    await deps.tellUnseen(key.tenantId, restore.session)
  await attributions.store(key, after, now(), toldChange(key, before, after, now()))
  deps.wakeOutbox()
}

/** When the session's server was not read until the session was missed. */
async function gapsOf(
  { backups }: AttributeDeps,
  server: string,
  { session, goneAt }: StoredRestore,
): Promise<readonly BackupGap[]> {
  if (goneAt === undefined) return []
  return (await backups.gaps(session.createdAt, goneAt)).filter((gap) => gap.server === server)
}

/** What the session's server logged itself. It is the provider's: a log tells of all customers. */
async function serverLogsOf(
  { evidenceBook, ownTenant }: AttributeDeps,
  server: string,
  { session: { createdAt } }: StoredRestore,
): Promise<readonly RestoreEvidence[]> {
  const kept = await evidenceBook.between(ownTenant, createdAt - MAX_SKEW_MS, createdAt + MAX_SKEW_MS)
  return kept.filter((one) => one.kind === "server-log" && one.server === server)
}

async function answerOf(
  deps: AttributeDeps,
  stored: StoredRestore,
  gaps: readonly BackupGap[],
  serverLogs: readonly RestoreEvidence[],
): Promise<Attribution> {
  const { session, tenantId } = stored
  const from = session.createdAt - SIGN_IN_BEFORE_MS
  const to = (session.endedAt ?? stored.goneAt ?? deps.now()) + MAX_SKEW_MS
  const kept = await deps.evidenceBook.between(tenantId, from, to)
  const restore = { ...stored, events: withMailMailboxes(stored.events, kept) }
  const isNamed = initiatorKind(session) === "upn"
  const { signIns, missing, ofAll } = await signInsAround(deps, tenantId, {
    from,
    to: session.createdAt + SIGN_IN_AFTER_MS + 1,
    also: isNamed ? [session.initiatedBy.trim().toLowerCase()] : [],
  })
  const writes = await mailboxWrites(deps, restore, (account) => isShared(account, deps.sharedAccounts))
  // Sign-ins of whom the server names aren't kept: to other sessions that is no administrator.
  const found = await withFound(deps, tenantId, { kept, found: [...(isNamed ? [] : signIns), ...writes] })
  const evidence = isNamed ? [...found, ...signIns] : found
  const skew = await skewOf(deps, restore, evidence)
  const { missing: unread, ...open } = leftOpen(restore, gaps)
  const known = await signInsKnown(deps, restore)
  return attribute(session, restore.events, [...evidence, ...serverLogs], {
    ...open,
    sharedAccounts: deps.sharedAccounts,
    skewMs: () => skew,
    ownerOf: (machine) => deps.ownerOf(tenantId, machine),
    operators: deps.operatorsOf(tenantId),
    signInsComplete: (isNamed || ofAll) && known === "all",
    missing: [
      ...(missing === undefined || isNamed
        ? []
        : [`Sign-ins of administrators were not counted. ${missing}`]),
      ...stillOpen(session, evidence, missing === undefined ? known : "all"),
      ...unread,
    ],
  })
}

async function signInsKnown(
  deps: AttributeDeps,
  { session, tenantId }: StoredRestore,
): Promise<SignInsKnown> {
  const told = session.createdAt + TOLD_LATE_MS
  if (deps.now() < told) return "awaited"
  const from = session.createdAt - SIGN_IN_BEFORE_MS
  return (await deps.signInsComplete(tenantId, from, told)) ? "all" : "holes"
}

/** Records are dropped sooner than restores: what was found among them once is kept, or an answer would forget it. */
async function withFound(
  { evidenceBook, now }: AttributeDeps,
  tenant: TenantId,
  { kept, found }: Readonly<Record<"kept" | "found", readonly RestoreEvidence[]>>,
): Promise<readonly RestoreEvidence[]> {
  for (const one of found) await evidenceBook.keep(tenant, one, now())
  return [...new Map([...kept, ...found].map((one) => [one.id, one])).values()]
}

/** Learned from earlier sessions of the same machine: the session in question must not prove its own log. */
async function skewOf(
  { restores, evidenceBook }: AttributeDeps,
  { session, tenantId }: StoredRestore,
  evidence: readonly RestoreEvidence[],
): Promise<number> {
  const machine = session.clientHost ?? ""
  const isOwn = (one: RestoreEvidence): one is ExplorerRun =>
    one.kind === "explorer-run" && hostLabel(one.machine) === hostLabel(machine)
  if (!evidence.some(isOwn)) return 0
  const from = session.createdAt - CLOCK_MS
  const earlier = await restores.between(tenantId, from, session.createdAt)
  const logs = await evidenceBook.between(tenantId, from, session.createdAt + MAX_SKEW_MS)
  return clockSkew(machine, earlier, logs.filter(isOwn))
}
