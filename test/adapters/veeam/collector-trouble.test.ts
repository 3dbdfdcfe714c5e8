/** What goes wrong with a real server, each with the sentence that says so. */
import { describe, expect, it } from "vitest"
import { addRestoreEvent, endRestore, startRestore } from "../../../sandbox/stories/restore-session.ts"
import { tenantId } from "../../../src/model/ids.ts"
import { asked, MINUTE, SERVER, START, startCollector, tenantNamed } from "./collector-rig.ts"

const restore = {
  tenant: "contoso",
  alias: "adele.varga",
  initiatedBy: "NORTHWIND\\kim.vega",
  clientHost: "NWBACKUP01",
} as const
const item = { type: "Export", item: "Board", itemType: "Folder", target: "C:\\Restores\\board.pst" } as const

type Rig = Awaited<ReturnType<typeof startCollector>>
const msp = (rig: Rig) => rig.health(rig.world.mspTenantId)

describe("the collector in trouble", () => {
  it("waits a minute when the token end point is throttled, and goes on then", async () => {
    const rig = await startCollector({
      prepare: (veeam) => {
        veeam.signInsPerMinute = 0
      },
    })
    await rig.poll()
    const told = await msp(rig)
    rig.later(30_000)
    await rig.poll()
    const early = asked(rig.cloud, "/token").length
    rig.world.veeam.signInsPerMinute = 5
    rig.later(31_000)

    await rig.poll()

    expect(told).toEqual({ state: "trouble", sentence: `${SERVER} asks to slow down.` })
    expect(early).toBe(1)
    expect(await msp(rig)).toEqual({ state: "ok", sentence: "" })
  })

  it("signs in again when the server forgot its tokens", async () => {
    const rig = await startCollector()
    await rig.poll()
    rig.cloud.faults.push({
      service: "veeam",
      match: "/ServiceInstance",
      times: 1,
      kind: "status",
      status: 401,
    })

    await rig.poll()

    expect(await msp(rig)).toEqual({ state: "ok", sentence: "" })
    expect(asked(rig.cloud, "/token").length).toBe(2)
  })

  it("recognizes a host that serves restore operators only, and never sends it the password", async () => {
    const bodies: string[] = []
    const rig = await startCollector({
      prepare: (veeam) => {
        veeam.operatorsOnly = true
      },
    })
    rig.cloud.faults.push({
      service: "veeam",
      match: encodeURIComponent(rig.world.veeam.password),
      times: 1,
      kind: "watch",
      answered: () => bodies.push("password"),
    })

    await rig.poll()

    expect((await msp(rig))?.sentence).toMatch(/serves restore operators only .*internal REST host/)
    expect(bodies).toEqual([])
  })

  it("recognizes it when the host was switched while it was read, and takes nothing for deleted", async () => {
    const rig = await startCollector()
    await rig.poll()
    rig.world.veeam.operatorsOnly = true

    await rig.poll()

    expect((await msp(rig))?.sentence).toContain("restore operators only")
    expect(rig.told).toEqual([])
  })

  it("refuses a changed certificate before anything is sent, and says which one it saw", async () => {
    const rig = await startCollector({ pin: "ab".repeat(32) })

    await rig.poll()

    expect((await msp(rig))?.sentence).toContain(rig.tls.certificateSha256)
    expect(rig.cloud.requests).toEqual([])
  })

  it("goes on when the server was upgraded from v7 to v8", async () => {
    const rig = await startCollector({ version: "v7" })
    await rig.poll()
    Object.assign(rig.world.veeam, { version: "v8", build: "8.3.0.2201" })

    await rig.poll()
    const told = await msp(rig)
    await rig.poll()

    expect(told?.sentence).toBe(`${SERVER} speaks v8 now, no longer v7: it is read anew.`)
    expect(await rig.store.backups.reading(SERVER)).toMatchObject({ version: "v8", product: "8.3.0.2201" })
    expect(rig.told).toEqual([])
  })

  it.each([3 * MINUTE, -3 * MINUTE])(
    "takes a clock that is %i ms ahead off every time",
    async (clockAheadMs) => {
      const rig = await startCollector({
        prepare: (veeam) => {
          veeam.clockAheadMs = clockAheadMs
        },
      })
      await rig.poll()
      startRestore(rig.stage, restore)
      addRestoreEvent(rig.stage, restore, item)
      rig.later(MINUTE)
      endRestore(rig.stage, restore)

      await rig.poll()

      const [stored] = await rig.restoresOf("contoso")
      expect(stored?.session).toMatchObject({ createdAt: START, endedAt: START + MINUTE, clockAheadMs })
      expect(stored?.session.raw.creationTime).toBe(
        new Date(START + clockAheadMs).toISOString().replace("Z", "0000Z"),
      )
      expect(stored?.events[1]?.startedAt).toBe(START)
      expect(await rig.store.backups.reading(SERVER)).toMatchObject({ clockAheadMs })
    },
  )

  it("leaves no session out at the edge of the list because of the server's clock", async () => {
    const rig = await startCollector({
      prepare: (veeam) => {
        veeam.clockAheadMs = -10 * MINUTE
      },
    })
    await rig.poll()
    rig.later(24 * 60 * MINUTE - 5 * MINUTE)
    await rig.poll()
    startRestore(rig.stage, restore)
    rig.later(24 * 60 * MINUTE - MINUTE)

    await rig.poll()

    expect(await rig.store.restores.running(SERVER)).toHaveLength(1)
  })
})

describe("several servers", () => {
  it("are told apart in one store", async () => {
    const one = await startCollector()
    const two = await startCollector({ version: "v6", name: "vb365-02", store: one.store })
    startRestore(two.stage, restore)
    addRestoreEvent(two.stage, restore, item)
    await one.poll()
    await two.poll()
    two.world.veeam.sessions.pop()
    two.later(MINUTE)
    one.later(MINUTE)

    await one.poll()
    await two.poll()

    const contoso = tenantNamed(one.world, "contoso").id
    expect(one.told).toEqual([])
    expect(two.told).toMatchObject([{ kind: "session-deleted", server: "vb365-02" }])
    expect(await one.store.backups.reading(SERVER)).toMatchObject({ version: "v8" })
    expect(await one.store.backups.reading("vb365-02")).toMatchObject({ version: "v6" })
    expect([await one.health(contoso), await two.health(contoso)]).toEqual([
      { state: "ok", sentence: "" },
      { state: "ok", sentence: "" },
    ])
    expect(await one.store.backups.changes(tenantId(contoso), 0, START + 60 * MINUTE)).toHaveLength(1)
  })
})
