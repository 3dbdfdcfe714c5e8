/** The report in a browser: on a screen light and dark, on a phone, and printed. */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { reportPage } from "../../src/report/report-page.ts"
import { makeAlert } from "../adapters/sqlite/make-rows.ts"
import { DAY, fixOf, incidentOn, MINUTE, makeReportInput, OCTOBER } from "../report/make-report-input.ts"
import { launchBrowser } from "./launch.ts"

/** Where pictures for the documentation go; unset for an ordinary run. */
const pictures = process.env.SCREENSHOTS

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
}, 60_000)
afterAll(() => browser?.close())

const SUMMARIES = [
  "Ada's mailbox now forwards to out@mail.example.",
  "Kim Vega gave bob@contoso.example full access to the mailbox lena.roth@contoso.example.",
  "The app “Invoice Helper” may read everybody's mail.",
  "Somebody signed in as lee@contoso.example from a country that nobody of you was in before.",
]

/** Eleven incidents, a restore, a gap; names as long as they get. */
function busyMonth(): string {
  const incidents = [2, 3, 3, 3, 9, 14, 14, 17, 21, 28, 30].map((day, index) => {
    const incident = incidentOn(day, index + 1)
    const alert = makeAlert({ ...incident.alert, summary: SUMMARIES[index % SUMMARIES.length] ?? "" })
    const claimedAt = (incident.times.postedAt ?? 0) + (index + 2) * MINUTE
    const state = index === 10 ? "new" : index % 3 === 2 ? "expected" : "fixed"
    return { ...incident, alert, claimedAt, state } as const
  })
  const fixes = incidents.flatMap((one, index) =>
    one.state === "fixed" ? [fixOf(one, index === 3 ? { state: "undone" } : {})] : [],
  )
  const hole = { from: OCTOBER.from + 6 * DAY, to: OCTOBER.from + 7 * DAY }
  const words =
    "Audit.Exchange 7 Oct 00:00 to 8 Oct 00:00 (Watchpost was not running; it can't be fetched any more)"
  const long = `${"very.long.name.of.an.administrator.".repeat(3)}ada@contoso.example`
  return reportPage(
    makeReportInput({
      ...{ incidents, fixes },
      restores: [
        {
          at: OCTOBER.from + 11 * DAY,
          what: "3 items of lena.roth@contoso.example saved to disk (Exchange)",
          reason: "Ticket 4711",
          attribution: {
            grade: "C",
            person: "mara",
            candidates: [],
            reasons: [{ text: "a hint", evidenceIds: [] }],
          },
        },
      ],
      admins: {
        tally: [
          { actor: "kim@contoso.example", operation: "Set-Mailbox", count: 41 },
          { actor: "kim@contoso.example", operation: "Add-MailboxPermission", count: 12 },
          { actor: "app", operation: "Update user.", count: 310 },
        ],
        globalAdmins: ["kim@contoso.example", long],
      },
      mailboxes: { total: 43, withoutAudit: ["archive@contoso.example"], domains: [] },
      coverage: {
        isWatched: true,
        sentence: "complete from 1 Oct 2026 to 31 Oct 2026, except what is listed below",
        complete: OCTOBER,
        holes: [{ ...hole, words }],
      },
    }),
  )
}

async function opened(html: string, width: number, colorScheme: "light" | "dark" = "light"): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
  await page.setContent(html)
  return page
}

/** Whole, where it isn't a long scroll. */
async function keep(page: Page, name: string, fullPage: boolean): Promise<void> {
  if (pictures === undefined) return
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage })
}

/** How much wider the page is than its screen. */
const overhang = (page: Page): Promise<unknown> =>
  page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

describe("the monthly report in a browser", () => {
  it.each([
    ["report", 900, "light"],
    ["report-dark", 900, "dark"],
    ["report-phone", 360, "light"],
  ] as const)("fits its screen (%s)", async (name, width, scheme) => {
    const page = await opened(busyMonth(), width, scheme)

    expect(await overhang(page)).toBe(0)
    if (scheme === "light") await keep(page, name, width > 400)
    await page.close()
  })

  it("shows every day of the month on a phone, each with a number that can be read", async () => {
    const page = await opened(busyMonth(), 360)

    const hidden = "[...document.querySelectorAll('figure')].some((one) => one.scrollWidth > one.clientWidth)"
    expect(await page.evaluate<boolean>(hidden)).toBe(false)
    const days = page.locator("svg.days .label:visible")
    expect(await days.allTextContents()).toEqual(["1", "6", "11", "16", "21", "26", "31"])
    expect((await days.first().boundingBox())?.height).toBeGreaterThan(8)
    await page.close()
  })

  it("names each value on a phone, where the table's head is gone", async () => {
    const page = await opened(busyMonth(), 360)

    const said = await page.evaluate(
      `getComputedStyle(document.querySelector('td[data-name="Level"]'), "::before").content`,
    )

    expect(said).toContain("Level")
    await page.close()
  })

  it("has a text for every chart", async () => {
    const page = await opened(busyMonth(), 900)

    const names = await page
      .locator("svg")
      .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")))

    expect(names).toHaveLength(3)
    expect(names.every((name) => (name ?? "").length > 20)).toBe(true)
    await page.close()
  })

  it.each(["A4", "Letter"] as const)("prints on %s with nothing cut off", async (format) => {
    const page = await opened(busyMonth(), 900)
    await page.emulateMedia({ media: "print" })
    await page.setViewportSize({ width: 640, height: 900 })

    expect(await overhang(page)).toBe(0)
    const pdf = await page.pdf({ format })

    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-")
    const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []
    expect(pages.length).toBeGreaterThan(1)
    if (process.env.PDF !== undefined) writeFileSync(join(process.env.PDF, `${format}.pdf`), pdf)
    await page.close()
  })
})
