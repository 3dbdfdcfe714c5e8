/** Veeam's audit notifications: what they prove, and who is believed. */
import { describe, expect, it } from "vitest"
import { CHECKED, VEEAM_SENDER } from "../../sandbox/stories/audit-mail.ts"
import type { MailHeader } from "../../src/model/received-mail.ts"
import { readAuditMail } from "../../src/normalize/audit-mail.ts"
import { htmlRows, htmlText } from "../../src/normalize/html-rows.ts"
import { cpuMs } from "../make/cpu-ms.ts"
import { auditHtml, makeAuditMail } from "../make/make-audit-mail.ts"

const SOURCE = { sender: VEEAM_SENDER, timeZone: "Europe/Vienna" }
const read = (change: Parameters<typeof makeAuditMail>[0] = {}) =>
  readAuditMail(makeAuditMail(change), SOURCE)
const results = (value: string): { readonly headers: readonly MailHeader[] } => ({
  headers: [{ name: "Authentication-Results", value }],
})

describe("readAuditMail()", () => {
  it("reads who did what to whose item, and when in UTC", () => {
    expect(read()).toEqual({
      kind: "evidence",
      organization: "contoso.onmicrosoft.example",
      items: [
        {
          kind: "audit-mail",
          id: expect.stringMatching(/^audit-mail:[0-9a-f]{64}:0$/),
          initiatedBy: "BACKUP01\\mara",
          at: Date.UTC(2026, 10, 6, 8, 57),
          mailbox: "lena@contoso.example",
          itemName: "Offer & price",
        },
      ],
    })
  })

  it.each([
    ["day before month", "6/11/2026 9:57 AM"],
    ["month before day", "11/6/2026 9:57 AM"],
    ["year first, 24 hours", "2026-11-06 09:57"],
    ["dots, with seconds", "06.11.2026 09:57:00"],
  ])("takes the order of day and month in which the mail came soon after: %s", (_what, start) => {
    expect(read({ html: auditHtml([{ start }]) })).toMatchObject({
      items: [{ at: Date.UTC(2026, 10, 6, 8, 57) }],
    })
  })

  it("reads every row, each with an id of its own that stays the same", () => {
    const html = auditHtml([{ item: "One" }, { item: "Two" }])
    const first = read({ html })
    const ids = first.kind === "evidence" ? first.items.map(({ id }) => id) : []

    expect(first).toMatchObject({ items: [{ itemName: "One" }, { itemName: "Two" }] })
    expect(new Set(ids).size).toBe(2)
    expect(read({ html })).toEqual(first)
  })

  it("knows the mail that only says that notifications are on", () => {
    expect(
      read({
        subject: "Veeam Backup for Microsoft 365 Audit Notifications",
        html: "<p>Audit notifications was enabled</p>",
      }),
    ).toEqual({ kind: "notice" })
  })

  it.each([
    ["no table", "<p>Hello</p>", "It has no table of an audit notification."],
    ["an empty table", auditHtml([]), "Its table names no item."],
    ["a name instead of an address", auditHtml([{ account: "Lena Roth" }]), "Its account is no address."],
    [
      "a time far from the mail's",
      auditHtml([{ start: "6/10/2026 9:57 AM" }]),
      "Its time fits neither order of day and month, or isn't near the mail's own.",
    ],
  ])("says what isn't understood: %s", (_what, html, problem) => {
    expect(read({ html })).toEqual({ kind: "not-understood", problem })
  })

  it.each([
    ["SPF of the sender's domain", results("spf=pass smtp.mailfrom=vb365@northwind.example")],
    [
      "DKIM of the sender's domain",
      results("dkim=pass (signature was verified) header.d=mail.northwind.example"),
    ],
    ["DMARC", results(CHECKED)],
    [
      "Exchange's own word that it came from inside",
      { headers: [{ name: "X-MS-Exchange-Organization-AuthAs", value: "Internal" }] },
    ],
  ])("believes %s", (_what, change) => {
    expect(read(change)).toMatchObject({ kind: "evidence" })
  })

  it.each([
    ["another sender", { from: "vb365@northw1nd.example" }, "It isn't from vb365@northwind.example."],
    ["no check at all", { headers: [] }, "The receiving server didn't check who sent it."],
    [
      "a failed check",
      results(
        "dmarc=fail action=none header.from=northwind.example;spf=pass smtp.mailfrom=northwind.example",
      ),
      "Its sender's domain says that it is forged.",
    ],
    [
      "another domain's signature",
      results("dkim=pass header.d=evil.example;spf=pass smtp.mailfrom=evil.example"),
      "Neither SPF nor DKIM nor DMARC proves who sent it.",
    ],
    [
      "a domain that only ends alike",
      results("spf=pass smtp.mailfrom=evilnorthwind.example"),
      "Neither SPF nor DKIM nor DMARC proves who sent it.",
    ],
    [
      "a pass within a comment",
      results("spf=none (spf=pass smtp.mailfrom=northwind.example)"),
      "Neither SPF nor DKIM nor DMARC proves who sent it.",
    ],
    [
      "a pass within what its sender chose to be called",
      results('spf=pass smtp.mailfrom="a; dmarc=pass header.from=northwind.example x"@evil.example'),
      "Neither SPF nor DKIM nor DMARC proves who sent it.",
    ],
    [
      "a sender whose name hides a failed check",
      results(
        'spf=pass smtp.mailfrom="(a"@evil.example;dmarc=fail header.from=northwind.example;dkim=pass (b) header.d=northwind.example',
      ),
      "Its sender's domain says that it is forged.",
    ],
    [
      "a second header that the sender wrote",
      {
        headers: [
          { name: "Authentication-Results", value: "spf=none" },
          { name: "Authentication-Results", value: CHECKED },
        ],
      },
      "Neither SPF nor DKIM nor DMARC proves who sent it.",
    ],
    [
      "from outside",
      { headers: [{ name: "X-MS-Exchange-Organization-AuthAs", value: "Anonymous" }] },
      "The receiving server didn't check who sent it.",
    ],
  ])("doesn't believe a mail with %s", (_what, change, problem) => {
    expect(read(change)).toEqual({ kind: "forged", problem })
  })
})

describe("htmlRows()", () => {
  it("reads cells as text, also of tables within cells", () => {
    const html =
      "<table><tr><td>a<br>b</td><th>&lt;b&gt; &#246;&#xF6; &nope;</th></tr><tr><td><table><tr><td>in</td></tr></table></td></tr></table>"

    expect(htmlRows(html)).toEqual([["a b", "<b> öö &nope;"], [""], ["in"]])
  })

  it("reads a megabyte of nonsense at once", () => {
    for (const text of ["<", "<td", "&#", "<style>", "<tr><td>"]) {
      const nonsense = text.repeat(1_000_000 / text.length)

      expect(cpuMs(() => [htmlRows(nonsense), htmlText(nonsense)])).toBeLessThan(2_000)
    }
  })
})
