/** Mail files as mail programs save them. */
import { describe, expect, it } from "vitest"
import { CHECKED, VEEAM_SENDER } from "../../sandbox/stories/audit-mail.ts"
import { readAuditMail } from "../../src/normalize/audit-mail.ts"
import { readMailFile } from "../../src/normalize/mime.ts"
import { auditHtml, RECEIVED_AT } from "../make/make-audit-mail.ts"

const HEADERS = [
  "Received: from backup01.northwind.example (192.0.2.7)",
  " by mail.northwind.example; Fri, 6 Nov 2026 08:58:20 +0000",
  `Authentication-Results: ${CHECKED}`,
  "From: Veeam Backup <VB365@northwind.example>",
  "Subject: =?utf-8?B?W0F1ZGl0XSBMZW5hIFI=?= =?utf-8?Q?=C3=B6th_-_save?=",
  "Message-ID: <1@backup.northwind.example>",
  "Date: Fri, 06 Nov 2026 09:58:00 +0100",
  "MIME-Version: 1.0",
]
const HTML = auditHtml([{ item: "Grüße" }])
const quoted = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) =>
      byte === 61 || byte > 126 ? `=${byte.toString(16).toUpperCase()}` : String.fromCharCode(byte),
    )
    .join("")
    .replaceAll(/(.{70})/g, "$1=\r\n")

const plainPart = ["Content-Type: text/plain", "", "See the other part."]
const file = (...lines: readonly string[]): Uint8Array =>
  Buffer.from([...HEADERS, ...lines].join("\r\n"), "latin1")

const ALTERNATIVE = (htmlPart: readonly string[]): Uint8Array =>
  file(
    'Content-Type: multipart/alternative; boundary="=_one"',
    "",
    "preamble",
    "--=_one",
    ...plainPart,
    "--=_one",
    ...htmlPart,
    "--=_one--",
    "",
  )

describe("readMailFile()", () => {
  it.each([
    [
      "one part in base64",
      file(
        "Content-Type: text/html; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        "",
        Buffer.from(HTML)
          .toString("base64")
          .replaceAll(/(.{76})/g, "$1\r\n"),
      ),
    ],
    [
      "an alternative, quoted-printable",
      ALTERNATIVE([
        'Content-Type: text/html; charset="UTF-8"',
        "Content-Transfer-Encoding: quoted-printable",
        "",
        quoted(HTML),
      ]),
    ],
    [
      "an old character set",
      ALTERNATIVE([
        "Content-Type: text/html; charset=iso-8859-1",
        "Content-Transfer-Encoding: 8bit",
        "",
        HTML,
      ]),
    ],
  ])("reads what an audit notification needs: %s", (_what, bytes) => {
    const mail = readMailFile(bytes)
    if ("problem" in mail) throw new Error(mail.problem)

    expect(mail).toMatchObject({
      id: "<1@backup.northwind.example>",
      from: VEEAM_SENDER,
      subject: "[Audit] Lena Röth - save",
      receivedAt: RECEIVED_AT,
    })
    expect(readAuditMail(mail, { sender: VEEAM_SENDER, timeZone: "Europe/Vienna" })).toMatchObject({
      kind: "evidence",
      items: [{ itemName: "Grüße" }],
    })
  })

  it.each([
    ["nothing", ""],
    ["two senders", ["From: a@x.example", ...HEADERS].join("\r\n")],
    [
      "a sender without an address",
      "From: Veeam\r\nMessage-ID: <1>\r\nDate: Fri, 06 Nov 2026 09:58:00 +0100\r\n\r\n",
    ],
    ["no time", "From: a@x.example\r\nMessage-ID: <1>\r\n\r\n"],
  ])("says what is missing: %s", (_what, text) => {
    expect(readMailFile(Buffer.from(text))).toHaveProperty("problem")
  })

  it("ends with parts within parts within parts", () => {
    const nested = 'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'.repeat(1_000)

    expect(readMailFile(Buffer.from(`${HEADERS.join("\r\n")}\r\n${nested}`))).toMatchObject({ html: "" })
  })
})
