/** What runs when: polling each tenant and backup server, delivering cards, running fixes, housekeeping. */
import { setTimeout as pause } from "node:timers/promises"
import { createAuditMailRound } from "../audit-mails.ts"
import type { CustomerConfig } from "../config/config.ts"
import { ourselves } from "../config/ourselves.ts"
import type { SendTimes } from "../deliver/rate.ts"
import { oldProofs, readExplorerLogs } from "../explorer-logs.ts"
import type { Ground } from "../ground.ts"
import { splitSignal } from "../lib/split-signal.ts"
import { ACCOUNTS_LOOK_MS, createAccountChecks } from "../onboard/run-check-accounts.ts"
import { createMailboxSnapshots, SNAPSHOT_CHECK_MS } from "../onboard/run-mailbox-snapshot.ts"
import { watchBackups } from "../onboard/run-watch-backups.ts"
import { watchFixing } from "../onboard/run-watch-fixing.ts"
import { watchTenants } from "../onboard/run-watch-tenants.ts"
import type { Ingest } from "../source/run-ingest.ts"
import { createPoller } from "../source/run-poll.ts"
import { attributeRestores } from "./attribute-restores.ts"
import { canariesForever } from "./canaries.ts"
import { every } from "./every.ts"
import { sweepForever } from "./first-sweeps.ts"
import { startHousekeeping } from "./housekeeping.ts"
import { monthlyReports } from "./monthly-reports.ts"
import { watchCredentials } from "./own-credentials.ts"
import { pollBackup } from "./poll-backup.ts"
import { tellPeople } from "./tell-people.ts"

/** Times of day are said in minutes. */
const SCHEDULES_LOOK_MS = 15_000

/** A loop that is woken when there is work, and looks by itself when nobody wakes it. */
type Runner = { start(signal: AbortSignal): Promise<void> }

/**
 * A card that is on its way may still be marked as posted. What takes longer is left as it is in the store: a service
 * manager would kill us, which ends the same way.
 */
const LAST_WAIT_MS = 3_000
/**
 * From one customer's first round to the next one's, after a start: thousands must not sign in in the same second. They
 * keep the distance that they begin with, so that the minutes after it are even, too: 5,000 begin within 125 s.
 */
const FIRST_ROUNDS_APART_MS = 25

export function startJobs(parts: {
  readonly ground: Ground
  readonly ingest: Ingest
  readonly outbox: Runner & { wake(): void }
  readonly fixes: Runner
  readonly automatic: Runner
  /** One round over the questions that are asked by themselves. */
  readonly askSchedules: (signal: AbortSignal) => Promise<void>
  /** Instants of sends by thread. */
  readonly sendTimes: Map<string, SendTimes>
}): { stop(): Promise<void> } {
  const { ground, ingest, outbox, fixes, automatic, sendTimes } = parts
  const { log, book } = ground
  const stopping = new AbortController()
  const { signal } = stopping
  const stopHousekeeping = startHousekeeping(
    [
      { name: "customer domains", at: "17 * * * *", run: () => book.refresh(signal) },
      monthlyReports(ground),
      oldProofs(ground),
    ],
    log,
  )
  const running = [
    outbox.start(signal),
    fixes.start(signal),
    automatic.start(signal),
    readMailboxesForever(ground, outbox.wake, signal),
    watchForever(ground, outbox.wake, signal),
    checkAccountsForever(ground, outbox.wake, signal),
    watchCredentials(ground, outbox.wake, signal),
    sweepForever(ground, ingest, signal),
    canariesForever(ground, signal),
    every(SCHEDULES_LOOK_MS, parts.askSchedules, { signal, log, name: "schedules" }),
    tellPeople(ground, { times: sendTimes, wakeOutbox: outbox.wake }, signal),
    pollForever(ground, ingest, signal),
    attributeRestores(ground, ingest, outbox.wake, signal),
    readLogsForever(ground, signal),
    readMailsForever(ground, signal),
  ]
  return {
    stop: async () => {
      stopping.abort()
      await stopHousekeeping()
      await Promise.race([Promise.allSettled(running), pause(LAST_WAIT_MS, undefined, { ref: false })])
    },
  }
}

/** Is every customer seen, and every backup server read? As often as is polled: a minute, unless told. */
function watchForever(ground: Ground, wakeOutbox: () => void, signal: AbortSignal): Promise<void> {
  const { config, store, log, now } = ground
  const pollMs = config.poll.feedSeconds * 1000
  const { sight, feed: ledger, records, incidents, canaries } = store
  const deps = {
    sight,
    ledger,
    records,
    incidents,
    canaries,
    triage: config.triageChannel,
    us: ourselves(config),
    pollMs,
    wakeOutbox,
    now,
    log,
  }
  const servers = config.veeam.map(({ name }) => name)
  const backupDeps = { ...deps, book: store.backups, startedAt: now() }
  const look = async (): Promise<void> => {
    await watchTenants(config.customers, deps, signal)
    await watchBackups(servers, backupDeps)
  }
  return every(pollMs, look, { signal, log, name: "sight of all customers", spread: 0.1 })
}

/** As the app that the customer lets read accounts: Monitor may only where somebody wanted that. */
function checkAccountsForever(ground: Ground, wakeOutbox: () => void, signal: AbortSignal): Promise<void> {
  const { config, store, outside, book, log, now } = ground
  const check = createAccountChecks({
    records: store.records,
    incidents: store.incidents,
    accounts: store.accounts,
    directoryOf: (tenant) =>
      book.get(tenant)?.canRespond === true ? outside.respondDirectory : outside.directory,
    triage: config.triageChannel,
    wakeOutbox,
    now,
    log,
  })
  const round = (own: AbortSignal): Promise<void> => check(config.customers, own)
  return every(ACCOUNTS_LOOK_MS, round, { signal, log, name: "protected accounts", spread: 0.1 })
}

/** Soon after it has arrived, and not at every piece of a log that is just being sent. */
const LOGS_READ_MS = 5_000

const readLogsForever = (ground: Ground, signal: AbortSignal): Promise<void> =>
  ground.config.sites.length === 0
    ? Promise.resolve()
    : every(LOGS_READ_MS, (own) => readExplorerLogs(ground, own), {
        signal,
        log: ground.log,
        name: "explorer logs",
      })

/** As often as the backup servers are asked: an audit mail comes a minute after its restore. */
const readMailsForever = (ground: Ground, signal: AbortSignal): Promise<void> =>
  ground.config.auditMails === undefined
    ? Promise.resolve()
    : every(ground.config.poll.backupSeconds * 1000, createAuditMailRound(ground, ground.config.auditMails), {
        signal,
        log: ground.log,
        name: "audit mails",
      })

/** One loop a customer that lets us into Exchange. Polling doesn't wait for it. */
async function readMailboxesForever(
  ground: Ground,
  wakeOutbox: () => void,
  signal: AbortSignal,
): Promise<void> {
  const { config, store, outside, log, now } = ground
  const mailboxes = createMailboxSnapshots({ admin: outside.admin, snapshots: store.snapshots, log, now })
  const customers = config.customers.filter((customer) => customer.canRespond)
  const { records, incidents } = store
  const deps = { records, incidents, triage: config.triageChannel, wakeOutbox, now, log }
  const look = (): Promise<void> =>
    watchFixing({ customers, reached: mailboxes.reached(), us: ourselves(config), now: now() }, deps)
  const ownSignal = splitSignal(signal)
  await Promise.all([
    every(SNAPSHOT_CHECK_MS, look, { signal: ownSignal(), log, name: "where fixes are refused" }),
    ...customers.map((customer, index) =>
      every(SNAPSHOT_CHECK_MS, (own) => mailboxes.takeWhenDue(customer, own), {
        signal: ownSignal(),
        log,
        name: `mailbox snapshot of ${customer.name}`,
        spread: 0.1,
        delayMs: index * FIRST_ROUNDS_APART_MS,
      }),
    ),
  ])
}

/** One loop a tenant and a backup server: one customer's trouble never slows another. */
async function pollForever(ground: Ground, ingest: Ingest, signal: AbortSignal): Promise<void> {
  const { config, store, outside, log, now } = ground
  const poller = createPoller({ feed: outside.feed, ledger: store.feed, ingest: ingest.blob, now, log })
  // Domains first: a customer's own second domain must not look like an outside address.
  const round =
    (customer: CustomerConfig) =>
    async (own: AbortSignal): Promise<void> => {
      await ground.book.ensureDomains(customer.id, own)
      await poller.pollTenant(customer, own)
    }
  const ownSignal = splitSignal(signal)
  const tenants = config.customers.map((customer, index) =>
    every(config.poll.feedSeconds * 1000, round(customer), {
      signal: ownSignal(),
      log,
      name: `feed of ${customer.name}`,
      spread: 0.1,
      delayMs: index * FIRST_ROUNDS_APART_MS,
    }),
  )
  const servers = outside.backups.map((server) => pollBackup(ground, ingest, server, ownSignal()))
  await Promise.all([...tenants, ...servers])
}
