/** The parts of the store that questions use, in memory; what was asked of them is recorded. */
import type { CommandDeps } from "../../src/command/run-command.ts"
import type { Incident } from "../../src/model/alert.ts"
import type { LegalHold } from "../../src/model/legal-hold.ts"
import type { TrailNote } from "../../src/model/trail-entry.ts"
import type { BackupGap, BackupStatus } from "../../src/ports/backup-book.ts"
import type { FeedHealth } from "../../src/ports/feed-ledger.ts"
import type { StoredRestore } from "../../src/ports/restore-store.ts"
import { weighed } from "./make.ts"

export type StoreContent = {
  readonly incidents?: readonly Incident[]
  readonly health?: readonly FeedHealth[]
  readonly restores?: readonly StoredRestore[]
  readonly backups?: readonly BackupStatus[]
  readonly gaps?: readonly BackupGap[]
  readonly holds?: readonly LegalHold[]
  /** The trail can't be written. */
  readonly trailBroken?: boolean
}

export type FakeStore = { readonly store: CommandDeps["store"]; readonly trail: TrailNote[]; reads: number }

const unused = async (): Promise<never> => {
  throw new Error("questions don't use this part of the store")
}

/** As the port promises: `list` filters and sorts, `between` filters by tenant and event time. */
export function fakeStore(content: StoreContent): FakeStore {
  const trail: TrailNote[] = []
  const fake: FakeStore = {
    trail,
    reads: 0,
    store: {
      trail: {
        append: async (note) => {
          if (content.trailBroken) throw new Error("disk full at /secret/path")
          trail.push(note)
          return { ...note, seq: trail.length, prev: "0".repeat(64), hash: "0".repeat(64) }
        },
        head: unused,
        read: unused,
      },
      feed: {
        watchedSince: unused,
        cursor: unused,
        saveListing: unused,
        pending: unused,
        trouble: unused,
        subscription: unused,
        saveSubscription: unused,
        openGaps: unused,
        loseGap: unused,
        healGaps: unused,
        postpone: unused,
        giveUp: unused,
        forgetHealth: unused,
        keepHealth: unused,
        ledgers: unused,
        saveHealth: unused,
        tally: unused,
        health: async () => {
          fake.reads += 1
          return content.health ?? []
        },
      },
      evidenceBook: { keep: unused, between: async () => [] },
      month: { worked: unused },
      noise: { told: unused, like: unused },
      schedules: { add: unused, here: unused, due: unused, asked: unused, putRight: unused, end: unused },
      mutes: { add: unused, lift: unused, mute: unused, active: unused, covering: unused },
      channels: {
        linked: async () => [],
        link: unused,
        unlink: unused,
        configure: unused,
        lost: async () => [],
        noteLost: unused,
        noteFound: unused,
      },
      accounts: { checked: async () => new Map(), keep: unused },
      canaries: {
        canaries: async () => [],
        newestArrived: async () => undefined,
        begin: unused,
        end: unused,
      },
      sweeps: { sweep: async () => undefined, keep: unused, finish: unused, keepOnly: unused },
      outbox: {
        waiting: async () => [],
        owing: async () => [],
        arrivalsOf: async () => [],
        toldUndelivered: async () => [],
      },
      damage: { damaged: () => [] },
      holds: { standing: async () => content.holds ?? [] },
      brake: { frozen: async () => undefined, all: async () => [], freeze: unused, release: unused },
      incidents: {
        incident: unused,
        alertsOf: unused,
        openAbout: unused,
        openBeginning: unused,
        change: unused,
        noteLive: unused,
        buttons: unused,
        button: unused,
        alertsSince: unused,
        snoozeOver: unused,
        approvalOver: unused,
        questionOver: unused,
        ofThread: unused,
        untaken: unused,
        list: async ({ tenants, states, limit }) => {
          fake.reads += 1
          return (content.incidents ?? [])
            .filter((one) => tenants === undefined || tenants.includes(one.tenantId))
            .filter((one) => states === undefined || states.includes(one.state))
            .toSorted((a, b) => b.id - a.id)
            .slice(0, limit)
        },
      },
      records: {
        addRecords: unused,
        saveBatch: unused,
        inEvidence: unused,
        aboutTarget: unused,
        find: unused,
        count: unused,
        names: unused,
        fromAddress: unused,
        operations: unused,
        tally: unused,
        record: unused,
        alert: unused,
        sync: unused,
        dropOld: unused,
      },
      backups: {
        reading: unused,
        all: async () => content.backups ?? [],
        noteTrouble: unused,
        saveReading: unused,
        gaps: async (from, to) => (content.gaps ?? []).filter((gap) => gap.to > from && gap.from < to),
        setting: unused,
        saveSetting: unused,
        saveChange: unused,
        changes: unused,
      },
      attributions: {
        open: unused,
        restore: unused,
        latest: unused,
        ofSessions: async (tenant) =>
          weighed((content.restores ?? []).filter((one) => one.tenantId === tenant)),
        store: unused,
      },
      snapshots: { save: unused, mailboxBefore: unused, names: async () => undefined },
      restores: {
        save: unused,
        running: unused,
        kept: unused,
        keptByServer: unused,
        markGone: unused,
        between: async (tenant, from, to) => {
          fake.reads += 1
          return (content.restores ?? []).filter(
            (one) =>
              one.tenantId === tenant &&
              one.events.some((event) => event.startedAt >= from && event.startedAt < to),
          )
        },
      },
    },
  }
  return fake
}
