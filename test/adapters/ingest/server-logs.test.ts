/** Which logs are a backup server's own, and from which sites the door takes them. */
import { describe, expect, it } from "vitest"
import { isLogPath, isServerLog } from "../../../src/model/explorer-log-name.ts"
import { LOG, NORTHWIND, OFFICE_TOKEN, SERVER_TOKEN, startIngest } from "./ingest-rig.ts"

const REST = "Logs/Veeam.Archiver.REST_2026_11_18_09_00_00.log"

describe("isServerLog()", () => {
  it.each([
    ["Veeam.Archiver.Service_2026_11_18_09_00_00.log", true],
    ["Logs/veeam.archiver.rest_2026_11_18_09_00_00.LOG", true],
    ["Logs/RestoreREST/anything of 18 November.log", true],
    ["Logs/RestoreREST/notes.txt", false],
    ["Logs/Other/anything.log", false],
    ["Veeam.Archiver.Proxy_2026_11_18_09_00_00.log", false],
    ["Veeam.Archiver.Service_2026_11_18.log.zip", false],
    [LOG, false],
  ])("%s: %s", (path, expected) => {
    expect(isServerLog(path)).toBe(expected)
  })

  it("is no way out of the folder", () => {
    expect(isLogPath("Logs/RestoreREST/anything.log")).toBe(true)
    for (const path of [
      "../RestoreREST/a.log",
      "RestoreREST/..log",
      "RestoreREST/a\\b.log",
      "C:/RestoreREST/a.log",
    ])
      expect(isLogPath(path)).toBe(false)
  })
})

describe("POST /ingest/veeam-explorer for a backup server's own logs", () => {
  it("takes them from that server's site, as the provider's, and its Explorer logs, too", async () => {
    const { send, store } = await startIngest()

    const answers = [
      await send("one\n", { token: SERVER_TOKEN, file: REST }),
      await send("two\n", { token: SERVER_TOKEN }),
    ]

    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    const kept = await store.explorerLogs.newest({
      ...{ site: "vb365", tenantId: NORTHWIND, machine: "PC-0417", file: REST },
    })
    expect(kept?.size).toBe(4)
  })

  it("refuses them from a customer's site in one sentence, which the trail has", async () => {
    const { send, store, trail } = await startIngest()

    const { status, body } = await send("one\n", { token: OFFICE_TOKEN, file: REST })

    expect([status, body]).toEqual([
      422,
      {
        error: "A backup server's own logs are taken from a site of that server only, not from a customer's.",
      },
    ])
    expect(await store.explorerLogs.total("office")).toEqual({ files: 0, bytes: 0 })
    expect((await trail()).at(-1)?.what).toContain("A backup server's own logs")
  })
})
