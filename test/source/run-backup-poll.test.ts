import { describe, expect, it } from "vitest"
import { UpstreamError } from "../../src/model/errors.ts"
import { type TenantId, tenantId } from "../../src/model/ids.ts"
import type {
  BackupOrganization,
  BackupServer,
  RestoreEvent,
  RestoreSession,
} from "../../src/ports/backup-server.ts"
import type { RestoreStore } from "../../src/ports/restore-store.ts"
import { createBackupPoller } from "../../src/source/run-backup-poll.ts"
import { CONTOSO, fakeLedger, silentLog } from "./fake-feed.ts"

const MSP = tenantId("b7e0d3c4-52a1-4f8e-9c6d-0e1f2a3b4c04")
const FABRIKAM = tenantId("8a4be1d7-6b1c-4d53-9a0e-72b6d4c1e002")
const START = Date.UTC(2026, 2, 10, 12, 0, 0)
const DAY = 86_400_000
const HEALTH = "Veeam vb365-01"

const session = (id: string, overrides: Partial<RestoreSession> = {}): RestoreSession => ({
  id,
  organization: "Contoso.onmicrosoft.com",
  product: "Exchange",
  createdAt: START - 3_600_000,
  initiatedBy: "CONTOSO\\kim",
  raw: {},
  ...overrides,
})
const restoreEvent = (id: string, type: string): RestoreEvent => ({
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

type World = {
  organizations: BackupOrganization[]
  sessions: RestoreSession[]
  /** Sessions that only `session(id)` still knows. */
  older: RestoreSession[]
  events: Record<string, RestoreEvent[]>
  broken: Set<string>
}

const rig = (options: { readonly failIngest?: () => boolean } = {}) => {
  let now = START
  const world: World = {
    organizations: [{ id: "o1", name: "Contoso", officeName: "contoso.onmicrosoft.com", tenantId: CONTOSO }],
    sessions: [],
    older: [],
    events: {},
    broken: new Set(),
  }
  const asked: number[] = []
  const server: BackupServer = {
    name: "vb365-01",
    organizations: async () => {
      if (world.broken.has("server")) throw new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Not available.")
      return world.organizations
    },
    sessions: async (from) => {
      asked.push(from)
      return world.sessions.filter((one) => one.createdAt >= from)
    },
    session: async (id) => [...world.sessions, ...world.older].find((one) => one.id === id),
    events: async (id) => {
      if (world.broken.has(id)) throw new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Events not available.")
      return world.events[id] ?? []
    },
  }
  const saved = new Map<
    string,
    { readonly owner: TenantId; readonly session: RestoreSession; readonly events: number }
  >()
  const restores: RestoreStore = {
    save: async (_server, owner, one, events) => {
      saved.set(one.id, { owner, session: one, events: events.length })
    },
    running: async () =>
      [...saved.values()].filter((row) => row.session.endedAt === undefined).map((row) => row.session.id),
    between: async () => [],
  }
  const handedOver: string[] = []
  const ledger = fakeLedger()
  const poller = createBackupPoller({
    server,
    restores,
    ledger,
    ownTenant: MSP,
    tenantOf: (organization) =>
      organization.tenantId === undefined ? undefined : tenantId(organization.tenantId),
    ingestRestores: async (owner, all) => {
      if (options.failIngest?.()) throw new Error("store is closed")
      handedOver.push(
        `${owner === CONTOSO ? "contoso" : "other"}: ${all.map((one) => one.event.id).join(" ")}`,
      )
    },
    now: () => now,
    log: silentLog,
  })
  return {
    world,
    asked,
    saved,
    handedOver,
    ledger,
    poll: (signal = new AbortController().signal) => poller.poll(signal),
    later: (ms: number) => {
      now += ms
    },
  }
}

describe("createBackupPoller() poll()", () => {
  it("hands over what left the backup, not what was only looked at, to the organization's customer", async () => {
    const { world, handedOver, saved, ledger, poll } = rig()
    world.sessions = [session("s1")]
    world.events = {
      s1: ["None", "View", "Restore", "Save", "Export", "Send"].map((type) => restoreEvent(type, type)),
    }

    await poll()

    expect(handedOver).toEqual(["contoso: Restore Save Export Send"])
    expect(saved.get("s1")).toMatchObject({ owner: CONTOSO, events: 6 })
    expect(ledger.told.get(HEALTH)).toEqual({ state: "ok", sentence: "" })
  })

  it("looks a month back at first and then a day over the last round", async () => {
    const { asked, poll, later } = rig()

    await poll()
    later(60_000)
    await poll()

    expect(asked).toEqual([START - 31 * DAY, START - DAY])
  })

  it("hands over a running session again only when it gained a restore", async () => {
    const { world, handedOver, poll, later } = rig()
    world.sessions = [session("s1")]
    world.events = { s1: [restoreEvent("e1", "Restore")] }

    await poll()
    later(60_000)
    await poll()
    world.events = { s1: [restoreEvent("e1", "Restore"), restoreEvent("e2", "Export")] }
    await poll()

    expect(handedOver).toEqual(["contoso: e1", "contoso: e1 e2"])
  })

  it("follows a session that runs longer than any window, until it ends", async () => {
    const { world, handedOver, saved, poll, later } = rig()
    const long = session("long")
    world.sessions = [long]
    await poll()
    later(9 * DAY)
    await poll()
    world.sessions = []
    world.older = [{ ...long, endedAt: START + 9 * DAY }]
    world.events = { long: [restoreEvent("late", "Restore")] }

    await poll()

    expect(handedOver).toEqual(["contoso: late"])
    expect(saved.get("long")?.session.endedAt).toBe(START + 9 * DAY)
  })

  it("stores a session only after its restores were handed over, so that a crash repeats them", async () => {
    let fails = true
    const { world, handedOver, saved, ledger, poll } = rig({ failIngest: () => fails })
    world.sessions = [session("s1", { endedAt: START })]
    world.events = { s1: [restoreEvent("e1", "Restore")] }

    await poll()
    const savedEarly = saved.has("s1")
    const told = ledger.told.get(HEALTH)?.state
    fails = false
    await poll()

    expect([savedEarly, told, handedOver]).toEqual([false, "trouble", ["contoso: e1"]])
  })

  it("goes on with the other sessions when one can't be read, and tries it again", async () => {
    const { world, handedOver, ledger, asked, poll } = rig()
    world.sessions = [session("s1"), session("s2")]
    world.events = { s1: [restoreEvent("e1", "Restore")], s2: [restoreEvent("e2", "Restore")] }
    world.broken.add("s1")

    await poll()
    const told = ledger.told.get(HEALTH)
    world.broken.clear()
    await poll()

    expect(told).toEqual({ state: "trouble", sentence: "Events not available." })
    expect(handedOver).toEqual(["contoso: e2", "contoso: e1"])
    expect(asked).toEqual([START - 31 * DAY, START - 31 * DAY])
  })

  it("tells only the MSP about an organization that belongs to no customer", async () => {
    const { world, handedOver, ledger, saved, poll } = rig()
    const told: string[] = []
    const save = ledger.saveHealth
    Object.assign(ledger, {
      saveHealth: async (...args: Parameters<typeof save>) => {
        told.push(`${args[0] === MSP ? "msp" : "customer"}: ${args[2]} ${args[3]}`)
      },
    })
    world.sessions = [session("s1", { organization: "northwind.onmicrosoft.com" })]
    world.events = { s1: [restoreEvent("e1", "Restore")] }

    await poll()

    expect([handedOver, saved.size]).toEqual([[], 0])
    expect(told).toEqual([
      expect.stringMatching(/^msp: trouble .*northwind\.onmicrosoft\.com/),
      "customer: ok ",
    ])
  })

  it("gives a name that two customers share to neither", async () => {
    const { world, handedOver, poll } = rig()
    world.organizations = [
      { id: "o1", name: "Group", officeName: "contoso.onmicrosoft.com", tenantId: CONTOSO },
      { id: "o2", name: "group", officeName: "fabrikam.onmicrosoft.com", tenantId: FABRIKAM },
    ]
    world.sessions = [session("s1", { organization: "Group" })]
    world.events = { s1: [restoreEvent("e1", "Restore")] }

    await poll()

    expect(handedOver).toEqual([])
  })

  it("turns the server's trouble into health and heals", async () => {
    const { world, ledger, poll } = rig()
    await poll()
    world.broken.add("server")
    await poll()
    const told = ledger.told.get(HEALTH)
    world.broken.clear()
    await poll()

    expect(told).toEqual({ state: "trouble", sentence: "Not available." })
    expect(ledger.told.get(HEALTH)?.state).toBe("ok")
  })

  it("ends with the signal's reason and blames nobody", async () => {
    const { world, ledger, poll } = rig()
    const stop = new AbortController()
    world.broken.add("server")
    stop.abort(new Error("shutting down"))

    await expect(poll(stop.signal)).rejects.toThrow("shutting down")
    expect(ledger.told.size).toBe(0)
  })
})
