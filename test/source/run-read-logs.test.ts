/** From bytes that arrived to evidence: what is read again, what is kept of what isn't understood. */
import { describe, expect, it } from "vitest"
import { parseExplorerLog } from "../../src/normalize/explorer-log.ts"
import { explorerLogText } from "../../src/normalize/explorer-log-text.ts"
import { type ReadLog, readGrownLogs } from "../../src/source/run-read-logs.ts"
import { CONTOSO, FABRIKAM, NOW } from "../adapters/sqlite/make-rows.ts"
import { openRaw, openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { LOG_HEADER, LOG_NAME } from "../make/make-explorer-log.ts"

const NAME = { ...LOG_NAME, file: "ExchangeExplorer/Logs/Veeam.Exchange.Explorer_2026_11_18_20_11_29.log" }
const OPENED = "18/11/2026 20:12:05   22 (12892)  Restore session successfully created\r\n"
const AT = Date.UTC(2026, 10, 18, 10, 12, 5)
const signal = new AbortController().signal

function rig() {
  const { store, path } = openTemporaryStore()
  const logs = store.explorerLogs
  const book = store.evidenceBook
  const read: ReadLog = ({ file }, bytes) => {
    const parsed = parseExplorerLog(file, explorerLogText(bytes))
    return "run" in parsed ? { ...parsed, evidence: [parsed.run] } : parsed
  }
  return {
    ...{ logs, book, path },
    round: (reader = 1) => readGrownLogs({ logs, book, read, reader, now: () => NOW }, signal),
    arrive: async (text: string | Uint8Array) => {
      const copy = await logs.newest(NAME)
      const added = { bytes: Buffer.from(text), sha256: "" }
      await (copy === undefined ? logs.begin(NAME, 1, added, NOW) : logs.append(copy, added, NOW))
    },
    runs: () => book.between(CONTOSO, AT - 1, AT + 1),
  }
}

describe("readGrownLogs()", () => {
  it("makes evidence for the site's customer alone, and more of it when the log has grown", async () => {
    const { arrive, round, runs, book } = rig()
    await arrive(LOG_HEADER)
    await round()
    await arrive(OPENED)
    await round()

    expect(await runs()).toMatchObject([{ kind: "explorer-run", account: "PC-0417\\mara", openedAt: [AT] }])
    expect(await book.between(FABRIKAM, 0, AT * 2)).toEqual([])
  })

  it("reads nothing twice", async () => {
    const { arrive, round, logs } = rig()
    await arrive(LOG_HEADER + OPENED)
    await round()

    expect([await round(), await logs.unread(1, 10)]).toEqual([new Set(), []])
  })

  it("reads every log again when more is understood", async () => {
    const { arrive, round } = rig()
    await arrive(LOG_HEADER + OPENED)
    await round()

    expect([await round(2), await round(2)]).toEqual([new Set(["office"]), new Set()])
  })

  it("counts what it doesn't understand and says why there is no evidence yet", async () => {
    const { arrive, round, logs } = rig()
    await arrive("at System.Something()\r\n")
    await round()
    expect(await logs.summary("office")).toEqual({
      logs: 1,
      withProblem: 1,
      lines: 0,
      notUnderstood: 0,
      example: {
        machine: "PC-0417",
        file: NAME.file,
        problem: "The header with the Windows account hasn't arrived.",
      },
    })

    await arrive(LOG_HEADER)
    await round()

    expect(await logs.summary("office")).toEqual({ logs: 1, withProblem: 0, lines: 4, notUnderstood: 1 })
  })

  it("tells which log is damaged in the store, takes in what is sent of it, and reads the others", async () => {
    const { arrive, round, runs, logs, path } = rig()
    await arrive(LOG_HEADER)
    await logs.begin(
      { ...NAME, machine: "PC-2" },
      1,
      { bytes: Buffer.from(LOG_HEADER + OPENED), sha256: "" },
      NOW,
    )
    openRaw(path).exec("UPDATE explorer_log_part SET body = x'00' WHERE log_id = 1")
    await arrive(OPENED)
    await round()

    expect(await runs()).toMatchObject([{ openedAt: [AT] }])
    expect(await logs.summary("office")).toMatchObject({
      withProblem: 1,
      example: {
        problem: "The database's row 1 in table explorer_log_part is damaged; restore it from a backup.",
      },
    })
    expect(await logs.unread(1, 10)).toEqual([])
  })

  it.each([
    ["UTF-8 with a mark", Buffer.from(`\ufeff${LOG_HEADER}${OPENED}`)],
    ["UTF-16", Buffer.from(`\ufeff${LOG_HEADER}${OPENED}`, "utf16le")],
    ["UTF-16, the other way round", Buffer.from(`\ufeff${LOG_HEADER}${OPENED}`, "utf16le").swap16()],
    [
      "an old code page",
      Buffer.from(`${LOG_HEADER}18/11/2026 20:12:00 1 (1) Gr\u00f6\u00dfe\r\n${OPENED}`, "latin1"),
    ],
  ])("reads %s, also when it ends within a character", async (_what, bytes) => {
    const { arrive, round, runs } = rig()
    await arrive(bytes.subarray(0, bytes.length - 3))
    await round()
    await arrive(bytes.subarray(bytes.length - 3))
    await round()

    expect(await runs()).toMatchObject([{ account: "PC-0417\\mara", openedAt: [AT] }])
  })

  it("keeps what a log said before it was changed as evidence of its own", async () => {
    const { arrive, round, runs, logs } = rig()
    await arrive(LOG_HEADER + OPENED)
    await round()

    const text = LOG_HEADER.replace("mara", "liam") + OPENED
    await logs.begin(NAME, 2, { bytes: Buffer.from(text), sha256: "" }, NOW)
    await round()

    const accounts = (await runs()).map((run) => (run.kind === "explorer-run" ? run.account : ""))
    expect(accounts.toSorted()).toEqual(["PC-0417\\liam", "PC-0417\\mara"])
  })
})

describe("forget()", () => {
  it("drops the text of logs that haven't grown for long, and keeps what they proved", async () => {
    const { arrive, round, runs, logs } = rig()
    await arrive(LOG_HEADER + OPENED)
    await round()
    await logs.begin({ ...NAME, machine: "PC-2" }, 1, { bytes: Buffer.from(LOG_HEADER), sha256: "" }, NOW + 1)

    expect(await logs.forget(NOW + 1, 10)).toBe(1)
    expect([await logs.newest(NAME), (await logs.total("office")).files]).toEqual([undefined, 1])
    expect(await runs()).toHaveLength(1)
  })
})
