/** What status says of the backup servers, and an answer of the times in which they were not read. */
import { describe, expect, it } from "vitest"
import { backupLines, gapLines } from "../../src/command/backup-lines.ts"
import type { Scope } from "../../src/command/command-scope.ts"
import type { BackupReading, BackupStatus } from "../../src/ports/backup-book.ts"
import { fakeStore } from "./fake-store.ts"
import { ALEX, CONTOSO, CONTOSO_CHANNEL, caller, config, health, MSP, NOW } from "./make.ts"
import { makeHandler } from "./make-handler.ts"

const [person] = config.people
if (person === undefined) throw new Error("the test configuration names people")

const scope = (over: Partial<Scope> = {}): Scope => ({
  allowed: true,
  person: { ...person, scope: "all" },
  customers: config.customers,
  face: "technician",
  sentence: "all customers",
  ...over,
})
const reading = (over: Partial<BackupReading> = {}): BackupReading => ({
  version: "v8",
  product: "8.3.0.2201",
  installation: "i-1",
  clockAheadMs: 0,
  firstReadAt: 0,
  readAt: NOW - 12_000,
  ...over,
})
const lines = (status: BackupStatus[], asking = scope()) =>
  backupLines(asking, ["vb365-01"], { all: async () => status }, NOW)

describe("backupLines()", () => {
  it("says the version and when the server was read", async () => {
    expect(await lines([{ server: "vb365-01", reading: reading() }])).toEqual([
      "vb365-01: Veeam 8.3.0.2201 (REST v8), read 12 s ago.",
    ])
  })

  it("says what an older version can't tell, a clock that is wrong, and the trouble", async () => {
    const [line] = await lines([
      {
        server: "vb365-01",
        reading: reading({ version: "v7", product: "7.0.0.2911", clockAheadMs: -180_000 }),
        trouble: "vb365-01 asks to slow down.",
      },
    ])

    expect(line).toBe(
      "vb365-01: Veeam 7.0.0.2911 (REST v7), read 12 s ago. Its clock is 3 min behind; times are put right. This version names mailboxes by display name only. In trouble: vb365-01 asks to slow down.",
    )
  })

  it("says so when a configured server was never read, and why", async () => {
    expect(await lines([])).toEqual(["vb365-01: never read so far."])
    expect(await lines([{ server: "vb365-01", trouble: "vb365-01 refuses our account." }])).toEqual([
      "vb365-01: never read so far. In trouble: vb365-01 refuses our account.",
    ])
  })

  it("names organizations that aren't clear only to who answers for all customers", async () => {
    const status = [{ server: "vb365-01", reading: reading({ leftOut: "Whose is Group?" }) }]

    expect((await lines(status))[0]).toContain("Whose is Group?")
    const some = scope({ person: { ...person, role: "technician", scope: [] } })
    expect((await lines(status, some))[0]).not.toContain("Whose is Group?")
  })

  it("says nothing to customers", async () => {
    expect(await lines([{ server: "vb365-01", reading: reading() }], scope({ face: "customer" }))).toEqual([])
  })
})

describe("createCommandHandler() status", () => {
  const silent = { info: () => {}, warn: () => {}, error: () => {} }
  const ask = async (who: Parameters<typeof caller>[0]) => {
    const own = { tenantId: MSP, lastOkAt: NOW - 60_000 }
    const { store } = fakeStore({
      backups: [{ server: "vb365-01", reading: reading() }],
      health: [
        health({ ...own, source: "Veeam audit mails", state: "trouble", sentence: "The mailbox is locked." }),
        health({ ...own, source: "Server logs of vb365-01" }),
      ],
    })
    return JSON.stringify(await makeHandler({ store, log: silent })({ caller: caller(who), text: "status" }))
  }

  it("tells technicians of the backup servers, and a customer's channel nothing", async () => {
    expect(await ask({})).toContain("vb365-01: Veeam 8.3.0.2201 (REST v8)")
    const contact = { conversationId: CONTOSO_CHANNEL, objectId: ALEX, teamsTenantId: CONTOSO }
    expect(await ask(contact)).not.toMatch(/vb365|Veeam/)
  })

  it("tells who answers for all customers how what concerns all of them is read", async () => {
    expect(await ask({})).toContain("Veeam audit mails: The mailbox is locked.")
    expect(await ask({})).toContain("Server logs of vb365-01: read 1 min ago.")
    expect(await ask({ conversationId: CONTOSO_CHANNEL })).not.toContain("mailbox is locked")
  })
})

describe("gapLines()", () => {
  const gap = { server: "vb365-01", from: NOW - 7_200_000, to: NOW - 3_600_000, cause: "vb365-01 was away" }
  const period = { from: NOW - 86_400_000, to: NOW }

  it("says when a server was not read and what may be missing", () => {
    const [line] = gapLines([gap], period, { timeZone: "UTC", face: "technician" })

    expect(line).toMatch(/^vb365-01 was not read from .* to .* \(vb365-01 was away\): sessions of that time/)
  })

  it("leaves out what lies outside the time that was asked for, and counts what is too much", () => {
    const told = { timeZone: "UTC", face: "technician" } as const
    const outside = { ...gap, from: NOW, to: NOW + 1 }

    expect(gapLines([outside], period, told)).toEqual([])
    expect(gapLines(Array(5).fill(gap), period, told).at(-1)).toBe("2 more times without a reading.")
  })

  it("doesn't name the provider's server to a customer", () => {
    const [line] = gapLines([gap], period, { timeZone: "UTC", face: "customer" })

    expect(line).toMatch(/^The backup server was not read/)
    expect(line).not.toContain("vb365-01")
  })
})
