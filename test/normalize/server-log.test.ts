/** A backup server's own log: which lines become evidence, in whose clock, and what of it stays text. */
import { describe, expect, it } from "vitest"
import { parseServerLog } from "../../src/normalize/server-log.ts"

const REST = "Veeam.Archiver.REST_2026_11_18_09_00_00.log"
const SERVICE = "Veeam.Archiver.Service_2026_11_18_09_00_00.log"
const SESSION = "6b2f0c1d-8e34-4a57-9b60-1c2d3e4f5a6b"
const OTHER = "0d1e2f3a-4b5c-4d6e-8f70-8192a3b4c5d6"
const HEADER = "18/11/2026 09:00:00    1 (412) UTC Date & Time: 18/11/2026 08:00:00"
const CONNECTING =
  "Connecting to Veeam Backup for Microsoft 365 server using Windows authentication: 127.0.0.1 (port: 9194, user name: restore-svc)..."

/** The seconds after 09:23 by the server's clock, which is an hour ahead of UTC. */
const at = (second: number): number => Date.UTC(2026, 10, 18, 8, 23, second)
const line = (second: number, text: string, thread = "98 (5800)"): string =>
  `18/11/2026 09:23:${String(second).padStart(2, "0")}   ${thread} ${text}`
const parse = (
  file: string,
  lines: readonly string[],
  source: Partial<Parameters<typeof parseServerLog>[2]> = {},
) => parseServerLog(file, `${lines.join("\r\n")}\r\n`, { server: "vb365-01", ...source })
const entriesOf = (...given: Parameters<typeof parse>) => {
  const parsed = parse(...given)
  if ("problem" in parsed) throw new Error(parsed.problem)
  return parsed.entries
}

describe("parseServerLog() of the REST service", () => {
  it("tells which session was opened, and the Windows account of that operation", () => {
    const lines = [
      HEADER,
      line(53, CONNECTING),
      line(54, `Restore session created (ID: ${SESSION.toUpperCase()})`),
    ]

    expect(entriesOf(REST, lines)).toEqual([
      {
        kind: "server-log",
        id: expect.stringMatching(/^server-log:[0-9a-f]{64}$/),
        server: "vb365-01",
        at: at(54),
        session: SESSION,
        account: "restore-svc",
      },
    ])
  })

  it.each([
    ["another thread", line(53, CONNECTING, "91 (1632)")],
    ["six seconds before", line(48, CONNECTING)],
    ["afterwards", line(55, CONNECTING)],
  ])("doesn't take the account of %s", (_what, connecting) => {
    const lines = [HEADER, connecting, line(54, `Restore session created (ID: ${SESSION})`)]

    const [entry] = entriesOf(REST, [...lines].sort())

    expect(entry).not.toHaveProperty("account")
  })

  it("knows another line for it when the configuration tells one, as text and not as a pattern", () => {
    const sessionLine = "Session [{id}] opened (.*)"
    const lines = [
      HEADER,
      line(53, `Session [${SESSION}] opened (.*)`),
      line(54, `Session [${OTHER}] opened (yes)`),
      line(55, `Restore session created (ID: ${OTHER})`),
    ]

    expect(entriesOf(REST, lines, { sessionLine }).map(({ session }) => session)).toEqual([SESSION])
  })

  it("takes nothing for a session's id that is none", () => {
    expect(entriesOf(REST, [HEADER, line(53, "Restore session created (ID: all)")])).toEqual([])
  })
})

describe("parseServerLog() of the service", () => {
  it("tells which organization was let in, and from where requests came in the minute after", () => {
    const lines = [
      HEADER,
      line(1, "Checking identity of the request from 198.51.100.9:1024..."),
      line(2, "Found initial domain: Contoso.onmicrosoft.com", "84 (19080)"),
      line(50, "Checking identity of the request from 192.0.2.44:50378...", "79 (15292)"),
      line(51, "Checking identity of the request from 192.0.2.44:50378...", "79 (15292)"),
      "18/11/2026 09:24:03   79 (15292) Checking identity of the request from 203.0.113.5:1024...",
    ]

    expect(entriesOf(SERVICE, lines)).toEqual([
      expect.objectContaining({
        at: at(2),
        organization: "contoso.onmicrosoft.com",
        peers: ["192.0.2.44:50378"],
      }),
    ])
  })
})

it("parseServerLog() keeps one of what the service says several times within seconds", () => {
  const found = (second: number, domain: string) => line(second, `Found initial domain: ${domain}`)
  const lines = [
    HEADER,
    found(1, "a.example"),
    found(2, "b.example"),
    found(6, "a.example"),
    found(7, "a.example"),
  ]

  expect(entriesOf(SERVICE, lines).map((entry) => [entry.organization, entry.at])).toEqual([
    ["a.example", at(1)],
    ["b.example", at(2)],
    ["a.example", at(7)],
  ])
})

describe("parseServerLog()", () => {
  it("counts the lines that it doesn't understand, and leaves out one that isn't whole yet", () => {
    const lines = [
      HEADER,
      "no time at all",
      line(1, "Action started (action: explore)"),
      "18/11/2026 09:23:02   98",
    ]
    const cut = `${lines.join("\n")}\n${line(53, `Restore session created (ID: ${SESSION})`)}`

    expect(parseServerLog(REST, cut, { server: "vb365-01" })).toEqual({
      entries: [],
      lines: 4,
      notUnderstood: 2,
    })
  })

  it("reads the same log twice as the same evidence", () => {
    const lines = [HEADER, line(54, `Restore session created (ID: ${SESSION})`)]

    expect(entriesOf(REST, lines)).toEqual(entriesOf(REST, [...lines, line(55, "more")]))
    expect(entriesOf(REST, lines)[0]?.id).not.toBe(entriesOf(REST, lines, { server: "vb365-02" })[0]?.id)
  })

  it("takes the server's zone from the configuration where it is told, also across a change of clocks", () => {
    const file = "Veeam.Archiver.REST_2026_10_24_09_00_00.log"
    const opened = (day: number, id: string) =>
      `${day}.10.2026 09:23:53   98 (5800) Restore session created (ID: ${id})`
    const lines = [opened(24, SESSION), opened(26, OTHER)]

    expect(entriesOf(file, lines, { timeZone: "Europe/Vienna" }).map((entry) => entry.at)).toEqual([
      Date.UTC(2026, 9, 24, 7, 23, 53),
      Date.UTC(2026, 9, 26, 8, 23, 53),
    ])
    expect(parse(file, lines)).toEqual({ problem: "The header with the time in UTC hasn't arrived." })
  })

  it("says so where a file's name tells no order of day and month", () => {
    expect(parse("RestoreREST/restore.log", [HEADER])).toEqual({
      problem: "Its dates fit no order of day and month together with its name.",
    })
  })

  it("is done soon with a log that was made to keep it busy", () => {
    const peers = Array.from({ length: 60_000 }, (_, index) =>
      line(index % 60, `Checking identity of the request from 192.0.2.1:${index}...`),
    )
    const started = process.cpuUsage()

    const entries = entriesOf(SERVICE, [HEADER, line(0, "Found initial domain: a.example"), ...peers])

    expect(entries[0]?.peers).toHaveLength(10)
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(10)
  })
})
