/** Settings and news as servers spell them, and what of them can't be read. */
import { afterEach, describe, expect, it } from "vitest"
import { ContractError } from "../../../src/model/errors.ts"
import { errorOf } from "../error-of.ts"
import { closer, connect, never, page } from "./veeam-rig.ts"

afterEach(() => closer.closeAll())

type Bodies = Readonly<Record<string, object>>
const serving = (bodies: Bodies, version = "v8") =>
  connect((path) => (path in bodies ? { body: bodies[path] } : { status: 404 }), { version })

const audit = {
  enableNotification: true,
  to: "Security@Northwind.example; audit@northwind.example;",
  from: "veeam@northwind.example",
  subject: "[Audit]",
  smtpServer: "mail.northwind.example",
  authenticationType: "CustomSmtp",
  userPassword: "never to be kept",
}

describe("createBackupServer() settings()", () => {
  it.each([
    ["weeks", { keepAllsessions: false, keeponlyLast: 53 }, { weeks: 53 }],
    ["text where others send values", { keepAllsessions: "false", keeponlyLast: "4" }, { weeks: 4 }],
    ["for good", { keepAllsessions: true, keeponlyLast: 53 }, {}],
    ["nothing that can be read", { keepAllsessions: "perhaps" }, undefined],
  ])("reads a history of %s", async (_name, body, expected) => {
    const { backup } = await serving({ HistorySettings: body })

    expect((await backup.settings(never)).history).toEqual(expected)
  })

  it("reads whom audit mails go to, and keeps no password", async () => {
    const { backup } = await serving({ AuditEmailSettings: audit })

    const { auditMail } = await backup.settings(never)

    expect(auditMail).toEqual({
      enabled: true,
      to: ["audit@northwind.example", "security@northwind.example"],
      from: "veeam@northwind.example",
      subject: "[Audit]",
      sentBy: "CustomSmtp mail.northwind.example",
    })
  })

  it.each([403, 404])("goes without them where a proxy answers %i", async (status) => {
    const { backup } = await connect(() => ({ status }))

    expect(await backup.settings(never)).toEqual({})
  })
})

describe("createBackupServer() auditItems()", () => {
  it("names users by address and groups by name", async () => {
    const { backup } = await serving({
      "Organizations/o1/AuditItems": [
        { id: "1", type: "User", user: { id: "u", name: "CEO@contoso.example", displayName: "The CEO" } },
        { id: "2", type: "Group", group: { id: "g", name: "Board", displayName: "Board" } },
      ],
    })

    expect(await backup.auditItems("o1", never)).toEqual(["ceo@contoso.example", "group Board"])
    expect(await backup.auditItems("o2", never)).toBeUndefined()
  })
})

describe("createBackupServer() backupApps()", () => {
  it("names each further app by its id, and none that it can't read", async () => {
    const results = [
      { applicationId: "B7D1C1A2-5F64-4D0C-9A3E-2C8F1E6D7A90" },
      { displayName: "without an id" },
    ]
    const { backup } = await serving({ "Organizations/o1/BackupApplications": { results } })

    expect(await backup.backupApps("o1", never)).toEqual(["b7d1c1a2-5f64-4d0c-9a3e-2c8f1e6d7a90"])
    expect(await backup.backupApps("o2", never)).toEqual([])
  })
})

describe("createBackupServer() news()", () => {
  const feed = (results: readonly object[]) =>
    serving({ Events: { nextChangeToken: "t2", limit: 10_000, results } })

  it("takes of the feed what is about restore sessions, each once", async () => {
    const { backup, server } = await feed([
      { eventType: "JobUpdate", id: "job" },
      { eventType: "RestoreSessionUpdate", id: "s1", eTag: 1 },
      { eventType: "RestoreSessionUpdate", id: "s1", eTag: 2 },
      { eventType: "RestoreSessionDelete", id: "s2", eTag: 3 },
    ])

    expect(await backup.news("t1", never)).toEqual({ next: "t2", changed: ["s1"], deleted: ["s2"] })
    const asked = new URL(server.seen.at(-1)?.url ?? "", server.url).searchParams
    expect(Object.fromEntries(asked)).toEqual({ from: "t1", limit: "10000", timeoutSeconds: "25" })
  })

  it("begins at the latest", async () => {
    const { backup, server } = await feed([])

    await backup.news(undefined, never)

    expect(server.seen.at(-1)?.url).toContain("from=latest")
  })

  it("says that the token is outdated, and that older versions have no feed", async () => {
    const outdated = await connect(() => ({ status: 400, body: { errorCode: "OutdatedChangeToken" } }))
    const older = await connect(() => page([]), { version: "v7" })
    const closed = await connect(() => ({ status: 403 }))

    expect(await outdated.backup.news("t1", never)).toBe("outdated")
    expect(await older.backup.news(undefined, never)).toBe("unsupported")
    expect(await closed.backup.news(undefined, never)).toBe("unsupported")
    expect(older.server.seen.some(({ url }) => url.includes("/Events"))).toBe(false)
  })

  it("doesn't go on from an answer that it can't read", async () => {
    const { backup } = await serving({ Events: { results: [] } })

    expect(await errorOf(backup.news("t1", never))).toBeInstanceOf(ContractError)
  })
})
