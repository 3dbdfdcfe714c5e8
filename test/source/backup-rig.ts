/** A backup server, a store and a poller in memory; each test says what the server holds and what goes wrong. */

import type { BackupChange } from "../../src/model/backup-change.ts"
import { ContractError, UpstreamError } from "../../src/model/errors.ts"
import { type TenantId, tenantId } from "../../src/model/ids.ts"
import type {
  BackupBook,
  BackupGap,
  BackupReading,
  BackupSettingName,
  KeptSetting,
} from "../../src/ports/backup-book.ts"
import type {
  BackupNews,
  BackupOrganization,
  BackupServer,
  BackupSettings,
  RestoreEvent,
  RestoreRole,
  RestoreSession,
} from "../../src/ports/backup-server.ts"
import type { KeptSession, RestoreStore } from "../../src/ports/restore-store.ts"
import type { BackupPollDeps } from "../../src/source/backup-round.ts"
import type { OwnerFacts } from "../../src/source/organization-owners.ts"
import { createBackupPoller } from "../../src/source/run-backup-poll.ts"
import { CONTOSO, fakeLedger, silentLog } from "./fake-feed.ts"

export const MSP = tenantId("b7e0d3c4-52a1-4f8e-9c6d-0e1f2a3b4c04")
export const FABRIKAM = tenantId("8a4be1d7-6b1c-4d53-9a0e-72b6d4c1e002")
export const START = Date.UTC(2026, 2, 10, 12, 0, 0)
export const DAY = 86_400_000
export const SERVER = "vb365-01"
export const HEALTH = `Veeam ${SERVER}`

export const session = (id: string, overrides: Partial<RestoreSession> = {}): RestoreSession => ({
  id,
  organization: "Contoso.onmicrosoft.com",
  product: "Exchange",
  createdAt: START - 3_600_000,
  initiatedBy: "CONTOSO\\kim",
  raw: {},
  ...overrides,
})

export const restoreEvent = (id: string, type: string): RestoreEvent => ({
  id,
  sessionId: "s1",
  order: 0,
  type,
  status: "Success",
  startedAt: START - 1_800_000,
  itemName: "Budget",
  itemType: "IPM.Note",
  source: "Kim Vega\\Inbox",
  target: "",
  message: "",
  raw: {},
})

export type BackupWorld = {
  installation: string
  organizations: BackupOrganization[]
  sessions: RestoreSession[]
  /** Sessions that only `session(id)` still knows. */
  older: RestoreSession[]
  /** What a session says of its organization, by the session's id. */
  organizationOf: Record<string, string>
  events: Record<string, RestoreEvent[]>
  settings: BackupSettings
  auditItems: Record<string, string[]>
  /** Further apps, by organization. */
  apps: Record<string, string[]>
  /** Who may restore, by the organization's id. */
  roles: Record<string, RestoreRole[]>
  /** The answers of the change feed, in order; then there is none any more. */
  news: (BackupNews | "unsupported" | "outdated")[]
  /** How many events were left out of each answer. */
  skipped: number[]
  /** Set: the server asks to be left alone so long. */
  throttledMs: number | undefined
  /** "server", a session's id (its events), "s1 itself", "a listed session" or "feed". */
  broken: Set<string>
}

const unavailable = (what: string) => new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", what)

const createWorld = (): BackupWorld => ({
  installation: "installation-1",
  organizations: [{ id: "o1", name: "Contoso", officeName: "contoso.onmicrosoft.com", tenantId: CONTOSO }],
  sessions: [],
  older: [],
  organizationOf: {},
  events: {},
  settings: {},
  auditItems: {},
  apps: {},
  roles: {},
  news: [],
  skipped: [],
  throttledMs: undefined,
  broken: new Set(),
})

const serverOf = (world: BackupWorld, asked: number[], newsAsked: (string | undefined)[]): BackupServer => ({
  name: SERVER,
  about: async () => {
    if (world.broken.has("server")) throw unavailable("Not available.")
    const retryAfterMs = world.throttledMs
    if (retryAfterMs !== undefined)
      throw new UpstreamError("ERR_UPSTREAM_THROTTLED", "Asks to slow down.", { retryAfterMs })
    return { version: "v8", product: "8.3.0.2201", installation: world.installation, clockAheadMs: 0 }
  },
  organizations: async () => world.organizations,
  sessions: async (from, _signal, onUnreadable) => {
    asked.push(from)
    if (world.broken.has("a listed session")) onUnreadable?.(new ContractError("One session can't be read."))
    return world.sessions.filter((one) => one.createdAt >= from)
  },
  session: async (id) => {
    if (world.broken.has(`${id} itself`)) throw new ContractError("The session can't be read.")
    return [...world.sessions, ...world.older].find((one) => one.id === id)
  },
  organizationOf: async (id) => world.organizationOf[id],
  events: async ({ id }, _signal, skip = 0) => {
    if (world.broken.has(id)) throw unavailable("Events not available.")
    world.skipped.push(skip)
    return (world.events[id] ?? []).slice(skip)
  },
  news: async (since) => {
    newsAsked.push(since)
    if (world.broken.has("feed")) throw unavailable("The feed is not available.")
    return world.news.shift() ?? "unsupported"
  },
  settings: async () => world.settings,
  backupApps: async (organization) => world.apps[organization] ?? [],
  auditItems: async (organization) => world.auditItems[organization],
  restoreRoles: async (organization) => world.roles[organization],
})

type Saved = { readonly owner: TenantId; readonly session: RestoreSession; readonly events: number }

const restoresOf = (saved: Map<string, Saved>, gone: Map<string, number>): RestoreStore => {
  const kept = (): KeptSession[] =>
    [...saved]
      .filter(([id]) => !gone.has(id))
      .map(([id, row]) => ({ id, tenantId: row.owner, createdAt: row.session.createdAt }))
  return {
    save: async (_server, owner, one, events) => {
      saved.set(one.id, { owner, session: one, events: events.length })
    },
    running: async () => kept().filter(({ id }) => saved.get(id)?.session.endedAt === undefined),
    kept: async (_server, id) => kept().find((one) => one.id === id),
    keptByServer: async (_server, from, to) =>
      kept().filter(({ createdAt }) => createdAt >= from && createdAt < to),
    markGone: async (_server, id, at) => void gone.set(id, at),
    between: async () => [],
  }
}

type Book = { reading: BackupReading | undefined; gaps: BackupGap[]; changes: BackupChange[] }

const bookOf = (book: Book): BackupBook => {
  const settings = new Map<string, KeptSetting>()
  const keyOf = (name: BackupSettingName): string =>
    "organizationId" in name ? `${name.kind} ${name.organizationId}` : name.kind
  const keep = (change: BackupChange | undefined): void => {
    if (change !== undefined && !book.changes.some(({ id }) => id === change.id)) book.changes.push(change)
  }
  return {
    reading: async () => book.reading,
    all: async () => (book.reading === undefined ? [] : [{ server: SERVER, reading: book.reading }]),
    noteTrouble: async () => {},
    saveReading: async (server, facts, at, gap) => {
      book.reading = { ...facts, firstReadAt: book.reading?.firstReadAt ?? at, readAt: at }
      if (gap !== undefined) book.gaps.push({ server, ...gap })
    },
    gaps: async () => book.gaps,
    setting: async (_server, name) => settings.get(keyOf(name)),
    saveSetting: async (_server, read, change) => {
      const { setting } = read
      keep(change)
      settings.set(keyOf(setting), read)
    },
    saveChange: async (change) => keep(change),
    changes: async () => book.changes,
  }
}

export const backupRig = (
  options: {
    readonly failIngest?: () => boolean
    readonly owners?: OwnerFacts
    /** What an earlier run left in the store. */
    readonly before?: BackupReading
    readonly failChange?: () => boolean
  } = {},
) => {
  let now = START
  const world = createWorld()
  const [asked, newsAsked, handedOver, told] = [[], [], [], []] as [
    number[],
    (string | undefined)[],
    string[],
    BackupChange[],
  ]
  const [saved, gone] = [new Map<string, Saved>(), new Map<string, number>()]
  const book: Book = { reading: options.before, gaps: [], changes: [] }
  const ledger = fakeLedger()
  const health: string[] = []
  const save = ledger.saveHealth
  Object.assign(ledger, {
    saveHealth: async (...args: Parameters<typeof save>) => {
      health.push(`${NAMES.get(args[0])}: ${args[2]} ${args[3]}`.trim())
      return save(...args)
    },
  })
  const deps: BackupPollDeps = {
    server: serverOf(world, asked, newsAsked),
    restores: restoresOf(saved, gone),
    book: bookOf(book),
    ledger,
    ownTenant: MSP,
    owners: () => options.owners ?? DEFAULT_OWNERS,
    ingestRestores: async (owner, all) => {
      if (options.failIngest?.()) throw new Error("store is closed")
      handedOver.push(`${NAMES.get(owner)}: ${all.map((one) => one.event.id).join(" ")}`)
    },
    onChange: async (change) => {
      told.push(change)
      if (options.failChange?.()) throw new Error("store is closed")
    },
    now: () => now,
    log: silentLog,
  }
  let poller = createBackupPoller(deps)
  const never = new AbortController().signal
  return {
    world,
    asked,
    newsAsked,
    saved,
    gone,
    handedOver,
    told,
    health,
    ledger,
    book,
    poll: (signal = never) => poller.poll(signal),
    follow: (signal = never) => poller.follow(signal),
    /** Another process on the same store. */
    restart: () => {
      poller = createBackupPoller(deps)
    },
    later: (ms: number) => {
      now += ms
    },
  }
}

const NAMES = new Map<TenantId, string>([
  [MSP, "msp"],
  [CONTOSO, "contoso"],
  [FABRIKAM, "fabrikam"],
])

const DEFAULT_OWNERS: OwnerFacts = {
  customers: [
    { id: CONTOSO, domains: ["contoso.onmicrosoft.com"] },
    { id: FABRIKAM, domains: ["fabrikam.onmicrosoft.com"] },
  ],
  configured: [],
}
