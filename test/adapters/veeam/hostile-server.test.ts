/** A backup server may be a customer's own: whatever it sends costs no more than itself. */
import { afterEach, describe, expect, it } from "vitest"
import { createVeeamClock } from "../../../src/adapters/veeam/veeam-clock.ts"
import { allPages, type Where } from "../../../src/adapters/veeam/veeam-pages.ts"
import { toSession } from "../../../src/adapters/veeam/veeam-schema.ts"
import { withStatistics } from "../../../src/adapters/veeam/veeam-statistics.ts"
import { ContractError } from "../../../src/model/errors.ts"
import type { RestoreEvent } from "../../../src/ports/backup-server.ts"
import { errorOf } from "../error-of.ts"
import { closer, connect, FROM, never, page } from "./veeam-rig.ts"

afterEach(() => closer.closeAll())

const SESSION = { id: "s1", type: "Vex", creationTime: "2026-03-02T04:30:17Z" }

/** Answers everything with the same body, which is said to be so many bytes long. */
function servedBy(body: unknown, length = 10): Where & { readonly asked: () => number } {
  let asked = 0
  const bytes = new Uint8Array(length)
  const answer = { status: 200, headers: {}, bytes, text: () => "" }
  const veeam: Where["veeam"] = {
    version: async () => "v8",
    aheadMs: () => 0,
    get: async () => body,
    ask: async () => {
      asked += 1
      return answer
    },
    read: () => body,
    hidden: async () => new ContractError("hidden"),
  }
  return { name: "vb365-01", veeam, asked: () => asked }
}

describe("allPages() of a hostile server", () => {
  it("takes more rows in one answer than were asked for", async () => {
    const rows = Array.from({ length: 150_000 }, () => ({}))

    expect(await allPages(servedBy({ results: rows }), "RestoreSessions", never)).toHaveLength(150_000)
  })

  it.each([
    ["a page", (rows: readonly unknown[]) => ({ results: rows })],
    ["a bare array", (rows: readonly unknown[]) => rows],
  ])("looks at no row of %s that holds a million", async (_what, bodyOf) => {
    const where = servedBy(bodyOf(Array.from({ length: 1_000_000 }, () => 1)))

    expect(await errorOf(allPages(where, "RestoreSessions", never))).toBeInstanceOf(ContractError)
  })

  it("counts the rows of all pages together", async () => {
    const rows = Array.from({ length: 100_000 }, () => ({}))
    const where = servedBy({ results: rows, _links: { next: { href: "/v8/anything" } } })

    expect(await errorOf(allPages(where, "RestoreSessions", never))).toBeInstanceOf(ContractError)
    expect(where.asked()).toBe(3)
  })

  it("gives a list up that never ends before it fills the memory, in one sentence", async () => {
    const more = { results: [{}], _links: { next: { href: "/v8/anything" } } }
    const where = servedBy(more, 30 * 1024 * 1024)

    const error = await errorOf(allPages(where, "RestoreSessions", never))

    expect(error).toBeInstanceOf(ContractError)
    expect(error).toMatchObject({ message: "vb365-01 sends a list without end." })
    expect(where.asked()).toBe(5)
  })
})

describe("toSession() of a hostile server", () => {
  it("cuts a text that nobody wrote, and tells the session all the same", () => {
    const session = toSession({ ...SESSION, reason: "x".repeat(1_000_000) }, 0)

    expect(session?.reason).toHaveLength(4_000)
  })

  it.each([
    ["DESK07 (via: 192.0.2.7)", "DESK07"],
    ["DESK(7) (via: 192.0.2.7)", "DESK(7)"],
    ["DESK07 (via: a (via: b)", "DESK07"],
    ["DESK07 (via: a) b)", "DESK07 (via: a) b)"],
    ["DESK07 (via: 192.0.2.7) ", "DESK07"],
    ["DESK07", "DESK07"],
  ])("reads the host in %j", (clientHost, host) => {
    expect(toSession({ ...SESSION, clientHost }, 0)?.clientHost).toBe(host)
  })

  it.each(["+275760-09-13T00:00:00Z", "-271821-04-20T00:00:00Z"])(
    "believes no time that can't be written down once it is put right: %s",
    (time) => {
      expect(toSession({ ...SESSION, creationTime: time }, 0)).toBeUndefined()
      expect(toSession({ ...SESSION, endTime: time }, 0)?.endedAt).toBeUndefined()
    },
  )
})

describe("createVeeamClock() of a hostile server", () => {
  it("believes no date of a year that has more than four digits", async () => {
    const clock = createVeeamClock()
    const answer = {
      status: 200,
      headers: { date: "Sat, 13 Sep 275760 00:00:00 GMT" },
      bytes: new Uint8Array(),
    }

    clock.saw({ ...answer, text: () => "" }, FROM, FROM)

    expect(clock.aheadMs()).toBe(0)
  })
})

describe("withStatistics() of a hostile server", () => {
  it("goes through fifty thousand events and items of one name in no more than seconds", async () => {
    const count = 50_000
    const event = (_: unknown, index: number): RestoreEvent => ({
      ...{ id: `e${index}`, sessionId: "s1", order: index, type: "Save", status: "Success", startedAt: FROM },
      ...{ itemName: "Budget", itemType: "", source: "Kim Vega\\Inbox", target: "", message: "", raw: {} },
    })
    const item = (_: unknown, index: number) => ({
      name: "Budget",
      mailboxEmail: `kim${index}@contoso.example`,
    })
    const items = Array.from({ length: count }, item)

    const events = await withStatistics(
      servedBy({ items }),
      "s1",
      Array.from({ length: count }, event),
      never,
    )

    expect(events.every(({ mailbox }) => mailbox === undefined)).toBe(true)
  })
})

describe("restoreRoles() of a hostile server", () => {
  it("doesn't ask for the operators of a million roles", async () => {
    const roles = Array.from({ length: 2_000 }, (_, index) => ({ id: `r${index}` }))
    const { backup, server } = await connect((path) =>
      path.endsWith("/RbacRoles") ? { body: roles } : page([]),
    )

    expect(await backup.restoreRoles("o1", never)).toBeUndefined()
    expect(server.seen.filter(({ url }) => url.includes("/operators"))).toEqual([])
  })
})
