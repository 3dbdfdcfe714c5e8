/** What `status` hears of Explorer logs, and what becomes of old ones. */
import { expect, it } from "vitest"
import { oldProofs, readExplorerLogs } from "../src/explorer-logs.ts"
import { CONTOSO, NOW } from "./adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "./adapters/sqlite/temporary-store.ts"
import { makeAuditMail } from "./make/make-audit-mail.ts"
import { LOG_HEADER, LOG_NAME } from "./make/make-explorer-log.ts"

const NAME = LOG_NAME
const DAY = 86_400_000
const { signal } = new AbortController()

function rig() {
  const { store } = openTemporaryStore()
  const clock = { now: NOW }
  const parts = { config: { sites: [{ name: "office", tenantId: CONTOSO }] }, store, now: () => clock.now }
  return {
    ...{ store, clock },
    forget: () => oldProofs(parts).run(),
    arrive: async (text: string): Promise<void> => {
      const copy = await store.explorerLogs.newest(NAME)
      const added = { bytes: Buffer.from(text), sha256: "" }
      if (copy === undefined) await store.explorerLogs.begin(NAME, 1, added, NOW)
      else await store.explorerLogs.append(copy, added, NOW)
      await readExplorerLogs(parts, signal)
    },
    told: async () =>
      (await store.feed.health()).map(({ source, state, sentence }) => [source, state, sentence]),
  }
}

it("status says which log proves nothing, and takes it back when it does", async () => {
  const { arrive, told } = rig()
  await arrive("something else\r\n")
  const sentence = `1 of 1 logs prove nothing, the last one ${NAME.file} of PC-0417: The header with the Windows account hasn't arrived.`
  expect(await told()).toEqual([["Explorer logs of office", "trouble", sentence]])

  await arrive(LOG_HEADER)

  expect(await told()).toEqual([["Explorer logs of office", "ok", ""]])
})

it("status says when most lines aren't understood", async () => {
  const { arrive, told } = rig()
  await arrive(`${LOG_HEADER}${"another layout\r\n".repeat(4)}`)

  expect(await told()).toEqual([
    [
      "Explorer logs of office",
      "trouble",
      "4 of 7 lines aren't understood: a newer version may write another layout.",
    ],
  ])
})

it("a backup server's own log proves something through its site alone", async () => {
  const { store } = openTemporaryStore()
  const log = {
    ...NAME,
    site: "vb365",
    file: "Logs/Veeam.Archiver.REST_2026_11_18_20_11_29.log",
  }
  const id = "6b2f0c1d-8e34-4a57-9b60-1c2d3e4f5a6b"
  const text = `${LOG_HEADER}18/11/2026 20:12:05   98 (5800) Restore session created (ID: ${id})\r\n`
  await store.explorerLogs.begin(log, 1, { bytes: Buffer.from(text), sha256: "" }, NOW)
  await store.explorerLogs.begin({ ...log, site: "office" }, 1, { bytes: Buffer.from(text), sha256: "" }, NOW)
  const office = { name: "office", tenantId: CONTOSO }
  const sites = [office, { name: "vb365", tenantId: CONTOSO, server: "vb365-01" }]

  await readExplorerLogs({ config: { sites }, store, now: () => NOW }, signal)

  const kept = await store.evidenceBook.between(CONTOSO, 0, NOW * 2)
  expect(kept).toMatchObject([{ kind: "server-log", server: "vb365-01", session: id }])
  const told = (await store.feed.health()).map(({ source, sentence }) => [source, sentence])
  expect(told).toEqual([
    ["Explorer logs of office", expect.stringContaining("Its site is no backup server's any more.")],
    ["Server logs of vb365", ""],
  ])
})

it("texts of last year go, what they proved stays", async () => {
  const { arrive, store, clock, forget } = rig()
  await arrive(LOG_HEADER)
  await store.auditMails.keep(makeAuditMail(), NOW)
  clock.now += 400 * DAY
  await forget()
  expect(await store.explorerLogs.total("office")).toMatchObject({ files: 1 })
  clock.now += 1
  await forget()

  expect(await store.explorerLogs.total("office")).toEqual({ files: 0, bytes: 0 })
  expect(await store.auditMails.unread(clock.now, 10)).toEqual([])
  expect(await store.evidenceBook.between(CONTOSO, -1, 1)).toMatchObject([{ account: "PC-0417\\mara" }])
})
