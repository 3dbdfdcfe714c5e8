/** The page for the customer: what it tells, and what it keeps to itself. */
import { describe, expect, it } from "vitest"
import type { Incident } from "../../src/model/alert.ts"
import type { ReportInput } from "../../src/report/report-input.ts"
import { reportPage } from "../../src/report/report-page.ts"
import { makeAlert, makeIncident } from "../adapters/sqlite/make-rows.ts"
import { DAY, fixOf, incidentOn, makeReportInput, OCTOBER } from "./make-report-input.ts"

/** The words of the page, without its marks. */
const wordsOf = (input: ReportInput): string =>
  reportPage(input)
    .replace(/<style>.*<\/style>/s, "")
    .replace(/<[^>]+>/g, " ")
    .replaceAll("&#39;", "'")
    .replace(/\s+/g, " ")

describe("reportPage()", () => {
  it("tells of each incident what was done, what was taken back, and how it ended", () => {
    const [kept, taken, open] = [
      incidentOn(3, 1, { state: "fixed" }),
      incidentOn(4, 2, { state: "reopened" }),
      incidentOn(5, 3),
    ]
    const fixes = [fixOf(kept), fixOf(taken, { state: "undone" }), fixOf(open, { state: "failed" })]

    const words = wordsOf(makeReportInput({ incidents: [kept, taken, open], fixes }))

    expect(words).toMatch(/3 Oct 2026.*Stop forwarding: done and checked.*put right and checked/)
    expect(words).toMatch(/4 Oct 2026.*Stop forwarding: done, taken back later.*open again/)
    expect(words).toMatch(/5 Oct 2026.*Stop forwarding: did not work.*open/)
    expect(words).toContain("2 fixes proven, 1 not, 1 taken back")
  })

  it("says how fast, in words and in a chart that says the same", () => {
    const incident = incidentOn(3, 1, { state: "fixed" })
    const page = reportPage(makeReportInput({ incidents: [incident], fixes: [fixOf(incident)] }))

    expect(page).toContain(
      "until it was put right and checked: half within 10 min, all within 10 min (1 incident)",
    )
    expect(page).toMatch(/<svg role="img" [^>]*aria-label="How fast: from the record to the report 1 min/)
  })

  it("has a page worth reading for a month in which nothing happened", () => {
    const words = wordsOf(makeReportInput())

    expect(words).toContain("A quiet month: of 12,345 records none showed anything that needed a person.")
    expect(words).not.toMatch(/Day by day|How fast/)
    expect(words).toContain("None was recorded. That does not exclude a restore with another product.")
  })

  it("names global admins with what they changed, and nobody of another company", () => {
    const tally = [
      { actor: "ada@contoso.example", operation: "Set-Mailbox", count: 7 },
      { actor: "ada@contoso.example", operation: "New-InboxRule", count: 2 },
      { actor: "bob@contoso.example", operation: "Set-Mailbox", count: 4 },
      { actor: "eve@fabrikam.example", operation: "Set-Mailbox", count: 5 },
    ]
    const globalAdmins = ["ada@contoso.example", "idle@contoso.example"]

    const words = wordsOf(makeReportInput({ admins: { tally, globalAdmins } }))

    expect(words).toContain("ada@contoso.example 9 7 × Set-Mailbox, 2 × New-InboxRule")
    expect(words).toContain("idle@contoso.example none")
    expect(words).toContain("Everybody else (other people, apps, services, providers): 9 changes.")
    expect(words).not.toMatch(/fabrikam|bob@/)
  })

  it("shows nothing of what is for technicians alone", () => {
    const blind = incidentOn(3, 1, { subject: "blind:contoso" })
    const common = incidentOn(4, 2, { subject: "customers:address" })

    expect(wordsOf(makeReportInput({ incidents: [blind, common] }))).toContain("A quiet month")
  })

  it("says how well is recorded: the organization's log, and each mailbox that isn't", () => {
    const mailboxes = { total: 3, withoutAudit: ["kim@contoso.example"], domains: [] }

    const words = wordsOf(makeReportInput({ mailboxes }))
    const unread = wordsOf(
      makeReportInput({ coverage: { isWatched: true, sentence: "not covered", holes: [] } }),
    )

    expect(words).toContain("audit log recorded was read. 1 of 3 mailboxes isn't audited now")
    expect(words).toContain("kim@contoso.example")
    expect(unread).toContain("audit log could not be read in this month.")
  })

  it("says nothing good of a month that nobody watched", () => {
    const coverage = { isWatched: false, sentence: "not covered: nothing of this time was read", holes: [] }
    const backup = { isRead: false, doubts: [] }

    const words = wordsOf(makeReportInput({ coverage, backup, records: 0 }))

    expect(words).toContain("October 2026 was not watched: nothing is known of it, neither good nor bad.")
    expect(words).toContain("Unknown: no backup server of yours was read since the month began.")
    expect(words).not.toMatch(/quiet month|Nothing was seen|0 incidents|No restore|What administrators did/)
  })

  it("says at the top of a month that was watched in part from when to when", () => {
    const complete = { from: OCTOBER.from + 13 * DAY, to: OCTOBER.to - 2 * DAY }

    const words = wordsOf(
      makeReportInput({ coverage: { isWatched: true, sentence: "complete", complete, holes: [] } }),
    )

    expect(words).toMatch(
      /Watched from 14 Oct 2026, 00:00 CEST on: what was before is not known. Watched until 30 Oct 2026.*0 incidents/,
    )
  })

  it("compares with the month before, where that was watched", () => {
    const before = { title: "September 2026", incidents: 7 }

    expect(wordsOf(makeReportInput({ before }))).toContain("In September 2026 there were 7.")
    expect(wordsOf(makeReportInput({ before: { ...before, incidents: 0 } }))).toContain(
      "In September 2026 there were none.",
    )
    expect(wordsOf(makeReportInput())).not.toContain("September")
  })

  it("doubts a log that holds nothing", () => {
    expect(wordsOf(makeReportInput({ records: 0 }))).toContain(
      "it holds nothing of this month: it may be off",
    )
  })

  it("tells what may be missing of the restores", () => {
    const backup = { isRead: true, doubts: ["The backup server was not read from then to now."] }

    expect(wordsOf(makeReportInput({ backup }))).toMatch(/None was recorded.*The backup server was not read/)
  })

  it("counts sessions of which nothing is known apart from restores, and says why", () => {
    const backup = { isRead: true, doubts: [], unread: ["Session of 3 Oct: Unknown: it was deleted."] }
    const words = wordsOf(makeReportInput({ backup }))

    expect(words).toContain(
      "No restore from the backup was recorded. Of 1 session it isn't known whether anything was restored.",
    )
    expect(words).toContain("Session of 3 Oct: Unknown: it was deleted.")
  })

  it("says gaps in words beside the strip, without addresses", () => {
    const hole = {
      from: OCTOBER.from + DAY,
      to: OCTOBER.from + 2 * DAY,
      words: "Audit.Exchange 2 Oct to 3 Oct (192.0.2.7 was down)",
    }
    const coverage = {
      isWatched: true,
      sentence: "complete, except what is listed below",
      complete: OCTOBER,
      holes: [hole],
    }

    const words = wordsOf(makeReportInput({ coverage }))

    expect(words).toContain("Missing: Audit.Exchange 2 Oct to 3 Oct ([address] was down)")
  })

  it("says of a month that isn't over that it isn't", () => {
    expect(wordsOf(makeReportInput({ now: OCTOBER.from + 3 * DAY }))).toContain(
      "The month is not over: this is as of 4 Oct 2026, 00:00 CEST.",
    )
    expect(wordsOf(makeReportInput())).not.toContain("The month is not over")
  })

  it("draws nothing from outside, whatever names hold", () => {
    const summary = `"><script>alert(1)</script><img src=https://evil.example>`
    const incident: Incident = {
      ...incidentOn(3, 1),
      ...makeIncident({ alert: makeAlert({ summary, subject: "forwarding:anna@contoso.example" }) }),
    }
    const times = incidentOn(3, 1).times
    const tenant = { displayName: "<b>Contoso", timeZone: "Europe/Berlin", acceptedDomains: [] }

    const page = reportPage(makeReportInput({ incidents: [{ ...incident, times }], tenant }))

    expect(page).toContain("&lt;script&gt;")
    expect(page).not.toMatch(/<script|<img|<b>Contoso|href=|@import|url\(/)
  })

  it("counts what is too much to be listed", () => {
    const incidents = Array.from({ length: 320 }, (_, index) => incidentOn(1 + (index % 28), index + 1))
    const page = reportPage(makeReportInput({ incidents }))

    expect(page.match(/<td class="when">/g)).toHaveLength(300)
    expect(page).toContain("And 20 more, counted above.")
  })
})
