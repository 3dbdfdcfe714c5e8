import { afterEach, describe, expect, it } from "vitest"
import { ContractError } from "../../../src/model/errors.ts"
import { errorOf } from "../error-of.ts"
import { closer, connect, FROM, never, page } from "./veeam-rig.ts"

const ORGANIZATION = "1d2c3b4a-5f6e-4a7b-8c9d-0e1f2a3b4c07"

afterEach(() => closer.closeAll())

const S1 = { id: "s1", product: "Exchange" }

const session = (id: string, overrides: object = {}) => ({
  id,
  name: "Exchange restore (Entire organization - 3/2/2026 4:30:17 AM)",
  organization: "contoso.onmicrosoft.com",
  type: "Vex",
  creationTime: "2026-03-02T04:30:17.4717481Z",
  endTime: "2026-03-02T05:00:00.1Z",
  state: "Stopped",
  result: "Success",
  initiatedBy: "CONTOSO\\kim",
  scopeName: "",
  clientHost: "DESK07 (via: 192.0.2.7)",
  reason: "",
  ...overrides,
})
const event = (id: string, order: number, overrides: object = {}) => ({
  id,
  type: "Save",
  status: "Success",
  startTime: "2026-03-02T04:34:26.0135345Z",
  title: "saved",
  message: "Item Budget was saved successfully",
  order,
  itemName: "Budget",
  itemType: "IPM.Note",
  source: "Kim Vega\\Inbox",
  target: "C:\\Users\\kim\\Desktop",
  ...overrides,
})

describe("createBackupServer() sessions()", () => {
  it("reads a session in our words", async () => {
    const { backup, server } = await connect(() => page([session("s1", { reason: "lost folder" })]))

    const [found] = await backup.sessions(FROM, never)

    expect(found).toMatchObject({
      id: "s1",
      product: "Exchange",
      organization: "contoso.onmicrosoft.com",
      createdAt: Date.UTC(2026, 2, 2, 4, 30, 17, 471),
      endedAt: Date.UTC(2026, 2, 2, 5, 0, 0, 100),
      initiatedBy: "CONTOSO\\kim",
      clientHost: "DESK07",
      reason: "lost folder",
    })
    expect(found && "scopeName" in found).toBe(false)
    const asked = new URL(server.seen.at(-1)?.url ?? "", server.url).searchParams
    expect(asked.get("startTimeFrom")).toBe("2026-03-01T00:00:00.000Z")
  })

  it.each([
    ["the year 9999", { endTime: "9999-12-31T23:59:59.9999999Z" }],
    ["no end", { endTime: null }],
    ["the state Working", { state: "Working" }],
  ])("knows a running session by %s", async (_name, overrides) => {
    const { backup } = await connect(() => page([session("s1", overrides)]))

    const [found] = await backup.sessions(FROM, never)

    expect(found && "endedAt" in found).toBe(false)
  })

  it("pages by offset and drops a session that a newer one pushed to the next page", async () => {
    const { backup } = await connect((_path, query) =>
      query.get("offset") === "0"
        ? page([session("s3"), session("s2")], true)
        : page([session("s2"), session("s1")]),
    )

    const sessions = await backup.sessions(FROM, never)

    expect(sessions.map((one) => one.id)).toEqual(["s3", "s2", "s1"])
  })

  it("stops at the first session that is too old, where the server was asked for an order", async () => {
    const old = session("old", { creationTime: "2026-02-01T00:00:00Z" })
    const { backup, server } = await connect(() => page([session("s1"), old], true))

    const sessions = await backup.sessions(FROM, never)

    expect(sessions.map((one) => one.id)).toEqual(["s1"])
    expect(server.seen.filter((request) => request.url.includes("RestoreSessions")).length).toBe(1)
  })

  it("leaves out a session that can't be read, and tells of it", async () => {
    const { backup } = await connect(() => page([session("s1"), { id: "s2" }]))
    const told: Error[] = []

    const read = await backup.sessions(FROM, never, (error) => told.push(error))

    expect(read.map(({ id }) => id)).toEqual(["s1"])
    expect(told).toEqual([expect.any(ContractError)])
    expect(await errorOf(backup.sessions(FROM, never))).toBeInstanceOf(ContractError)
  })
})

describe("createBackupServer() session()", () => {
  it("is undefined for a session that is gone", async () => {
    const { backup } = await connect(() => ({ status: 404 }))

    expect(await backup.session("s1", never)).toBeUndefined()
  })

  it("can't be led to another end point by an id", async () => {
    const { backup, server } = await connect(() => ({ status: 404 }))

    await backup.session("../Organizations", never)

    expect(server.seen.at(-1)?.url).toBe("/v8/RestoreSessions/..%2FOrganizations")
  })
})

describe("createBackupServer() events()", () => {
  it("reads all pages in order and asks for each mailbox once", async () => {
    const user = { organizationId: ORGANIZATION, userId: "user-1" }
    const { backup, server } = await connect((path, query) => {
      if (path.startsWith("Organizations/"))
        return { body: { name: "Kim@Contoso.example", displayName: "Kim" } }
      return query.get("offset") === "0"
        ? page([event("e2", 2, user), event("e0", 0, { type: "None", itemName: undefined })], true)
        : page([event("e1", 1, user)])
    })

    const events = await backup.events(S1, never)

    expect(events.map((one) => [one.id, one.mailbox])).toEqual([
      ["e0", undefined],
      ["e1", "kim@contoso.example"],
      ["e2", "kim@contoso.example"],
    ])
    expect(events[1]).toMatchObject({
      sessionId: "s1",
      type: "Save",
      startedAt: Date.UTC(2026, 2, 2, 4, 34, 26, 13),
      source: "Kim Vega\\Inbox",
      target: "C:\\Users\\kim\\Desktop",
    })
    expect(server.seen.filter((request) => request.url.includes("/Users/")).length).toBe(1)
  })

  it("keeps an event whose user is unknown", async () => {
    const { backup } = await connect((path) =>
      path.startsWith("Organizations/")
        ? { status: 404 }
        : page([event("e1", 1, { organizationId: ORGANIZATION, userId: "gone" })]),
    )

    const [found] = await backup.events(S1, never)

    expect([found?.id, found && "mailbox" in found]).toEqual(["e1", false])
  })
})

describe("createBackupServer() organizations()", () => {
  it.each([
    ["the page of v8", "v8", (rows: readonly object[]) => page(rows)],
    ["the bare array of v7", "v7", (rows: readonly object[]) => ({ body: rows })],
  ] as const)("reads %s", async (_name, version, reply) => {
    const rows = [
      {
        id: "o1",
        name: "Contoso",
        officeName: "contoso.onmicrosoft.com",
        msid: "3F1C0A52-9D0F-4B7A-8F5E-1F0C5F2A7C01",
        exchangeOnlineSettings: { applicationId: "B7D1C1A2-5F64-4D0C-9A3E-2C8F1E6D7A90" },
      },
      { id: "o2", name: "Without Exchange", exchangeOnlineSettings: "odd" },
    ]
    const { backup } = await connect(() => reply(rows), { version })

    expect(await backup.organizations(never)).toEqual([
      {
        id: "o1",
        name: "Contoso",
        officeName: "contoso.onmicrosoft.com",
        tenantId: "3f1c0a52-9d0f-4b7a-8f5e-1f0c5f2a7c01",
        appId: "b7d1c1a2-5f64-4d0c-9a3e-2c8f1e6d7a90",
      },
      { id: "o2", name: "Without Exchange" },
    ])
  })
})
