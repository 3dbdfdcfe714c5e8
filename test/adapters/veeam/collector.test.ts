import { describe, expect, it, vi } from "vitest"
import { addRestoreEvent, endRestore, startRestore } from "../../../sandbox/stories/restore-session.ts"
import { asked, MINUTE, SERVER, START, startCollector, tenantNamed } from "./collector-rig.ts"

const restore = {
  tenant: "fabrikam",
  alias: "henrietta.moss",
  initiatedBy: "fabrikam.onmicrosoft.com",
  clientHost: "FABWS07 (via: 192.0.2.17)",
} as const
const mail = (item: string) => ({ type: "Save", item, itemType: "IPM.Note", target: "C:\\Restores" }) as const

describe.each(["v8", "v7", "v6"] as const)("the collector on REST %s", (version) => {
  it("stores restores with the mailbox and the customer, and says what it speaks to", async () => {
    const rig = await startCollector({ version })
    startRestore(rig.stage, restore)
    addRestoreEvent(rig.stage, restore, mail("Merger timetable"))

    await rig.poll()

    const [stored] = await rig.restoresOf("fabrikam")
    const event = stored?.events.find(({ type }) => type === "Save")
    expect(stored?.session).toMatchObject({ clientHost: "FABWS07", initiatedBy: "fabrikam.onmicrosoft.com" })
    expect(stored?.session.endedAt).toBeUndefined()
    expect(event).toMatchObject({
      mailbox: "henrietta.moss@fabrikam.example",
      mailboxBy: version === "v8" ? "user-id" : "display-name",
    })
    expect(rig.handedOver).toContain("Merger timetable")
    expect(await rig.store.backups.reading(SERVER)).toMatchObject({
      version,
      product: rig.world.veeam.build,
      installation: rig.world.veeam.installationId,
      clockAheadMs: 0,
    })
    expect(await rig.health(tenantNamed(rig.world, "fabrikam").id)).toEqual({ state: "ok", sentence: "" })
  })

  it("reads a session until it ends, and what it gains meanwhile, with one token", async () => {
    const rig = await startCollector({ version })
    startRestore(rig.stage, restore)
    await rig.poll()
    for (const item of ["First", "Second"]) {
      rig.later(40 * MINUTE)
      addRestoreEvent(rig.stage, restore, mail(item))
      await rig.poll()
    }
    rig.later(MINUTE)
    endRestore(rig.stage, restore)
    await rig.poll()
    const reads = asked(rig.cloud, "/Events?limit").length

    await rig.poll()

    const [stored] = await rig.restoresOf("fabrikam")
    expect(stored?.session.endedAt).toBe(START + 81 * MINUTE)
    expect(stored?.events.map(({ itemName }) => itemName)).toEqual(["", "First", "Second", ""])
    expect(asked(rig.cloud, "/Events?limit").length).toBe(reads)
    // One for the first hour, one that renews it.
    expect(asked(rig.cloud, "/token").length).toBe(2)
  })

  it("tells when a session was deleted and when the history became shorter", async () => {
    const rig = await startCollector({ version })
    startRestore(rig.stage, restore)
    addRestoreEvent(rig.stage, restore, mail("Fees"))
    endRestore(rig.stage, restore)
    await rig.poll()
    rig.world.veeam.sessions.pop()
    rig.world.veeam.historySettings = { keepAllsessions: false, keeponlyLast: 1 }
    rig.world.veeam.auditMail = { ...rig.world.veeam.auditMail, enableNotification: false }
    rig.world.veeam.auditItems = []
    rig.later(MINUTE)

    await rig.poll()

    expect(rig.told.map(({ kind, worse }) => `${kind} ${worse}`).sort()).toEqual([
      "audit-items true",
      "audit-items true",
      "audit-items true",
      "audit-mail true",
      "history true",
      "session-deleted true",
    ])
    const [stored] = await rig.restoresOf("fabrikam")
    expect([stored?.goneAt, stored?.events.length]).toEqual([START + MINUTE, 3])
  })

  it("reads newest first, page by page, whole while new sessions arrive", async () => {
    const rig = await startCollector({ version })
    const [pattern] = rig.world.veeam.sessions
    if (pattern === undefined) throw new Error("the world has no session")
    rig.world.veeam.sessions = Array.from({ length: 1500 }, (_, index) => ({
      ...pattern,
      id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
      creationTime: START - 10 * MINUTE - index * 1000,
      events: [],
    }))
    let arrived = 0
    rig.cloud.faults.push({
      service: "veeam",
      match: "RestoreSessions?startTimeFrom",
      times: 2,
      kind: "watch",
      answered: () => {
        arrived += 1
        rig.world.veeam.sessions.push({
          ...pattern,
          id: `00000000-0000-4000-8000-99999999999${arrived}`,
          creationTime: START - arrived * 1000,
          events: [],
        })
      },
    })

    const sessions = await rig.server.sessions(0, new AbortController().signal)

    const ids = sessions.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThanOrEqual(1500)
    expect(sessions.at(-1)?.id).toBe("00000000-0000-4000-8000-000000001499")
  })
})

describe("the collector and display names", () => {
  it("looks the name up where v8 tells no user id, and does without where a proxy doesn't let it", async () => {
    const rig = await startCollector()
    startRestore(rig.stage, restore)
    addRestoreEvent(rig.stage, restore, mail("Fees"))
    addRestoreEvent(rig.stage, { ...restore, alias: "henrietta.moss" }, mail("Board"))
    for (const event of rig.world.veeam.sessions.at(-1)?.events ?? []) delete event.userId
    rig.cloud.faults.push({
      service: "veeam",
      match: "/Users?displayName",
      times: 1,
      kind: "status",
      status: 403,
    })

    await rig.poll()
    rig.later(61 * MINUTE)
    endRestore(rig.stage, restore)
    await rig.poll()

    const events = (await rig.restoresOf("fabrikam"))[0]?.events ?? []
    expect(rig.handedOver).toContain("Board")
    expect(events.slice(1, 3).map(({ mailbox, mailboxBy }) => [mailbox, mailboxBy])).toEqual([
      ["henrietta.moss@fabrikam.example", "display-name"],
      ["henrietta.moss@fabrikam.example", "display-name"],
    ])
  })

  it("names all mailboxes that may be meant where two people share a name and the version tells no id", async () => {
    const rig = await startCollector({
      version: "v7",
      prepare: (veeam) => {
        const known = veeam.users.find(({ name }) => name === "henrietta.moss@fabrikam.example")
        if (known) veeam.users.push({ ...known, id: "other", name: "h.moss@fabrikam.example" })
      },
    })
    startRestore(rig.stage, restore)
    addRestoreEvent(rig.stage, restore, mail("Fees"))

    await rig.poll()

    const event = (await rig.restoresOf("fabrikam"))[0]?.events.at(-1)
    expect(event?.mailbox).toBeUndefined()
    expect(event?.mailboxCandidates).toEqual(["h.moss@fabrikam.example", "henrietta.moss@fabrikam.example"])
  })
})

describe("the collector and the change feed", () => {
  const followed = async () => {
    const rig = await startCollector()
    await rig.poll()
    await rig.follow()
    return rig
  }
  const heldQuestions = (rig: Awaited<ReturnType<typeof startCollector>>) =>
    asked(rig.cloud, "/Events?from=1").length

  it("reads a restore as soon as the held question is answered", async () => {
    const rig = await followed()
    const waiting = rig.follow()
    await vi.waitFor(() => expect(heldQuestions(rig)).toBe(1))
    startRestore(rig.stage, restore)
    await waiting
    addRestoreEvent(rig.stage, restore, mail("Merger timetable"))

    await rig.follow()

    expect(rig.handedOver).toContain("Merger timetable")
    expect(asked(rig.cloud, "/RestoreSessions?").length).toBe(2)
  })

  it("tells of a deleted session without waiting for the list", async () => {
    const rig = await followed()
    rig.world.veeam.sessions.shift()
    rig.world.changed({ kind: "veeam" })

    await rig.follow()

    expect(rig.told.map(({ kind }) => kind)).toEqual(["session-deleted"])
  })

  it("recovers by the list what happened while the server forgot the change token", async () => {
    const rig = await followed()
    rig.world.veeam.feedEpoch += 1
    startRestore(rig.stage, restore)
    addRestoreEvent(rig.stage, restore, mail("Merger timetable"))

    await rig.follow()
    await rig.follow()

    expect(rig.handedOver).toContain("Merger timetable")
  })

  it("goes on with the list while the feed is in trouble", async () => {
    const rig = await followed()
    rig.cloud.faults.push({ service: "veeam", match: "/Events?from", times: 1, kind: "status", status: 500 })
    await rig.follow()
    startRestore(rig.stage, restore)
    addRestoreEvent(rig.stage, restore, mail("Merger timetable"))

    await rig.poll()

    expect(rig.handedOver).toContain("Merger timetable")
  })
})
