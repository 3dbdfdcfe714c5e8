import { describe, expect, it } from "vitest"
import { parseExplorerLog } from "../../src/normalize/explorer-log.ts"
import { cpuMs } from "../make/cpu-ms.ts"

const FILE = "Veeam.Exchange.Explorer_2026_11_18_20_11_29.log"

/** A log of a machine that is ten hours ahead of UTC, in its own spelling of dates. */
const logOf = (date: (day: number) => string, utc: string, time = (text: string) => text): string =>
  [
    `${date(18)} ${time("20:11:29")}    1 (34688) Server: PC-0417 (CPUs: 6, RAM: 24.0 GB)`,
    `${date(18)} ${time("20:11:29")}    1 (34688) UTC Date & Time: ${utc}`,
    `${date(18)} ${time("20:11:29")}    1 (34688) Account: PC-0417\\mara`,
    `${date(18)} ${time("20:12:02")}    9 (33220) Validating if any of the required roles (Global Administrator) is assigned to the current user: Admin@contoso.example...`,
    `${date(18)} ${time("20:12:05")}   22 (12892)  Restore session successfully created`,
    `   a line that nobody knows`,
    `${date(18)} ${time("20:13:34")}   22 (12892)  Exporting item to file 'C:\\Users\\mara\\Desktop\\Offer 2027.msg'...`,
    `${date(19)} ${time("00:01:00")}   22 (12892) Starting item export: IPM.Note, Plan, final, 79.1 KB, Lena Roth\\Inbox, D:\\Out...`,
    "",
  ].join("\r\n")

const twoDigits = (value: number): string => String(value).padStart(2, "0")
const dmy = (day: number): string => `${twoDigits(day)}/11/2026`
const AT = (hours: number, minutes: number, seconds: number): number =>
  Date.UTC(2026, 10, 18, hours, minutes, seconds)

const RUN = {
  kind: "explorer-run",
  machine: "PC-0417",
  account: "PC-0417\\mara",
  product: "Exchange",
  upns: ["admin@contoso.example"],
  openedAt: [AT(10, 12, 5)],
  items: [
    { at: AT(10, 13, 34), name: "Offer 2027", folder: "C:\\Users\\mara\\Desktop" },
    { at: AT(14, 1, 0), name: "Plan, final", folder: "D:\\Out" },
  ],
}

const halves =
  (before: string, after: string) =>
  (text: string): string => {
    const [hours = "0", ...rest] = text.split(":")
    const hour = Number(hours)
    return `${hour % 12 === 0 ? 12 : hour % 12}:${rest.join(":")} ${hour < 12 ? before : after}`
  }
const amPm = halves("AM", "PM")

describe("parseExplorerLog()", () => {
  it.each([
    ["day before month", logOf(dmy, "18/11/2026 10:11:29")],
    ["month before day, with AM and PM", logOf((day) => `11/${day}/2026`, "11/18/2026 10:11:29 AM", amPm)],
    ["dots", logOf((day) => `${day}.11.2026`, "18.11.2026 10:11:29")],
    ["year first", logOf((day) => `2026-11-${day}`, "2026-11-18 10:11:29")],
    ["blanks after dots (Czech)", logOf((day) => `${day}. 11. 2026`, "18. 11. 2026 10:11:29")],
    ["a dot behind the year (Hungarian)", logOf((day) => `2026. 11. ${day}.`, "2026. 11. 18. 10:11:29")],
    ["a letter for the year (Bulgarian)", logOf((day) => `${day}.11.2026 г.`, "18.11.2026 г. 10:11:29")],
    ["dots in the time (Finnish)", logOf(dmy, "18/11/2026 10.11.29", (time) => time.replaceAll(":", "."))],
    ["halves of the day in Spanish", logOf(dmy, "18/11/2026 10:11:29 a. m.", halves("a. m.", "p. m."))],
    ["halves of the day in Greek", logOf(dmy, "18/11/2026 10:11:29 π.μ.", halves("π.μ.", "μ.μ."))],
    [
      "halves of the day before the time (Korean)",
      logOf(
        (day) => `2026-11-${day}`,
        "2026-11-18 오전 10:11:29",
        (time) => halves("오전", "오후")(time).replace(/^(\S+) (\S+)$/, "$2 $1"),
      ),
    ],
    [
      "narrow blanks before the half",
      logOf(dmy, "18/11/2026 10:11:29\u202fAM", (time) => amPm(time).replace(" ", "\u202f")),
    ],
  ])("reads account, machine, sessions and items in UTC: %s", (_what, text) => {
    expect(parseExplorerLog(FILE, text)).toMatchObject({ run: RUN, lines: 8, notUnderstood: 1 })
  })

  it("tells day from month by the file's name where both would be a date", () => {
    const text = logOf((day) => `${twoDigits(day - 7)}/12/2026`, "11/12/2026 10:11:29")
    const parsed = parseExplorerLog("Veeam.Exchange.Explorer_2026_12_11_20_11_29.log", text)

    expect(parsed).toMatchObject({ run: { openedAt: [Date.UTC(2026, 11, 11, 10, 12, 5)] } })
  })

  it("reads a date that is the same either way", () => {
    const text = logOf(() => "11/11/2026", "11/11/2026 10:11:29").replace("00:01:00", "20:14:00")
    const parsed = parseExplorerLog("Veeam.Exchange.Explorer_2026_11_11_20_11_29.log", text)

    expect(parsed).toMatchObject({ run: { openedAt: [Date.UTC(2026, 10, 11, 10, 12, 5)] } })
  })

  it.each([
    ["years of the Thai calendar", (day: number) => `${day}/11/2569`, "18/11/2569 10:11:29", FILE],
    [
      "years of the Thai calendar, in the file's name, too",
      (day: number) => `${day}/11/2569`,
      "18/11/2569 10:11:29",
      FILE.replace("2026", "2569"),
    ],
    ["years of two digits", (day: number) => `${day}/11/26`, "18/11/26 10:11:29", FILE],
  ])("reads %s", (_what, date, utc, file) => {
    expect(parseExplorerLog(file, logOf(date, utc))).toMatchObject({ run: RUN })
  })

  it("says so where dates are of a calendar that it doesn't know, instead of proving nothing in silence", () => {
    const text = logOf((day) => `${day - 10}/06/1448`, "08/06/1448 10:11:29")

    for (const file of [FILE, "Veeam.Exchange.Explorer_1448_06_08_20_11_29.log"])
      expect(parseExplorerLog(file, text)).toEqual({
        problem: "Its dates fit no order of day and month together with its name.",
      })
  })

  it("leaves a line that is cut off for next time", () => {
    const text = logOf(dmy, "18/11/2026 10:11:29")
    const cut = text.slice(0, text.indexOf("Offer 2027") + 5)

    expect(parseExplorerLog(FILE, cut)).toMatchObject({ run: { items: [] } })
  })

  it("has the same id when more of the file arrives", () => {
    const text = logOf(dmy, "18/11/2026 10:11:29")
    const ids = [text, text + text].map((one) => {
      const parsed = parseExplorerLog(FILE, one)
      return "run" in parsed ? parsed.run.id : parsed.problem
    })

    expect(ids[0]).toMatch(/^explorer-log:[0-9a-f]{64}$/)
    expect(ids[1]).toBe(ids[0])
  })

  it.each([
    [
      "another file",
      "Veeam.Archiver.Service_2026_11_18.log",
      "",
      "The file's name isn't that of a Veeam Explorer's log.",
    ],
    ["nothing yet", FILE, "", "The header with the Windows account hasn't arrived."],
    [
      "no offset",
      FILE,
      logOf(dmy, "18/11/2026 10:11:29").replace("UTC Date", "Date"),
      "The header with the time in UTC hasn't arrived.",
    ],
    [
      "a name of another day",
      "Veeam.Exchange.Explorer_2026_10_02_20_11_29.log",
      logOf(dmy, "18/11/2026 10:11:29"),
      "Its dates fit no order of day and month together with its name.",
    ],
  ])("says what is missing: %s", (_what, file, text, problem) => {
    expect(parseExplorerLog(file, text)).toEqual({ problem })
  })

  it("keeps the first items of every session", () => {
    const item = (count: number): string =>
      `18/11/2026 20:11:30   22 (1) Exporting item to file 'C:\\a\\${count}.msg'...\r\n`
    const opened = "18/11/2026 20:11:31   22 (1) Restore session successfully created\r\n"
    const many = Array.from({ length: 700 }, (_, count) => item(count)).join("")
    const parsed = parseExplorerLog(
      FILE,
      `${logOf(dmy, "18/11/2026 10:11:29")}${opened}${many}${opened}${item(900)}`,
    )

    expect("run" in parsed && parsed.run.items.map(({ name }) => name).slice(-2)).toEqual(["499", "900"])
  })

  it("isn't slowed down or blown up by lines that were made for it", () => {
    const line = (message: string): string => `18/11/2026 20:11:30   22 (1) ${message.slice(0, 900)}\r\n`
    const slow = [
      line(`Starting item export: a, ${"1,".repeat(1_000)}`),
      line(`Starting item export: a, ${"1 B, ".repeat(1_000)}`),
      line(
        `Validating if any of the required roles (a) is assigned to the current user: ${"a@".repeat(1_000)}`,
      ),
      line(`Exporting item to file '${"a\\".repeat(1_000)}`),
    ]
    const text = logOf(dmy, "18/11/2026 10:11:29") + slow.join("").repeat(2_000) + line("x".repeat(5_000))
    const many = `18/11/2026 20:11:30   22 (1) Exporting item to file 'C:\\a\\b.msg'...\r\n`.repeat(10_000)

    expect(cpuMs(() => parseExplorerLog(FILE, text + many))).toBeLessThan(5_000)
    const parsed = parseExplorerLog(FILE, text + many)
    expect("run" in parsed && parsed.run.items.length).toBe(500)
  })

  it("never throws, whatever stands in a line", () => {
    const odd = ["99/99/9999 99:99:99 1 (1) Account: a\\b", "\u0000", `${"(".repeat(5_000)}`, "Account: x\\y"]

    expect(parseExplorerLog(FILE, `${odd.join("\n")}\n`)).toHaveProperty("problem")
  })
})
