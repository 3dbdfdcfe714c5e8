/** Audit mails from files: what is taken in, and the sentence for each that isn't. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { CHECKED } from "../../sandbox/stories/audit-mail.ts"
import { openStore } from "../../src/adapters/sqlite/open-store.ts"
import { runImportAuditMails } from "../../src/cli/import-audit-mails.ts"
import { ConfigError } from "../../src/model/errors.ts"
import { auditHtml } from "../make/make-audit-mail.ts"

const SAMPLE = readFileSync(resolve(import.meta.dirname, "../../watchpost.sample.yaml"), "utf8")
const SOURCE = "auditMails: { sender: VB365@northwind.example, timeZone: Europe/Vienna }"

const eml = (id: number, html = auditHtml(), results = CHECKED): string =>
  [
    `Message-ID: <${id}@backup.northwind.example>`,
    `Authentication-Results: ${results}`,
    "From: Veeam <vb365@northwind.example>",
    "Date: Fri, 06 Nov 2026 09:58:00 +0100",
    "Content-Type: text/html; charset=utf-8",
    "",
    html,
  ].join("\r\n")

function rig(settings = SOURCE) {
  const folder = mkdtempSync(join(tmpdir(), "watchpost-mails-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const database = join(folder, "watchpost.db")
  const configFile = join(folder, "watchpost.yaml")
  writeFileSync(configFile, `${SAMPLE}\ndatabase: ${database}\n${settings}\n`)
  const said = { stdout: "", stderr: "" }
  const writer = (stream: keyof typeof said) => ({
    write: (text: string): void => {
      said[stream] += text
    },
  })
  const io = { stdout: writer("stdout"), stderr: writer("stderr") }
  return {
    ...{ folder, database, said },
    write: (name: string, text: string) => writeFileSync(join(folder, name), text),
    run: (json = false) => runImportAuditMails({ folder, configFile, json }, io),
  }
}

describe("watchpost import-audit-mails", () => {
  it("keeps each mail once, for the next start to read", async () => {
    const { write, run, said, database } = rig()
    write("one.eml", eml(1))
    write("two.EML", eml(2))
    write("two again.eml", eml(2))
    write("notes.txt", "no mail")

    expect(await run()).toBe(0)
    expect(await run(true)).toBe(0)
    expect(said).toEqual({
      stdout:
        "3 files: 2 mails are new, 1 were known, 0 weren't taken. They become evidence when Watchpost runs.\n" +
        '{"files":3,"added":0,"known":3,"refused":0}\n',
      stderr: "",
    })
    const store = openStore(database)
    onTestFinished(() => store.close())
    expect((await store.auditMails.unread(0, 10)).map(({ from }) => from)).toEqual([
      "vb365@northwind.example",
      "vb365@northwind.example",
    ])
  })

  it("says of each file why it isn't taken, and answers 1", async () => {
    const { write, run, said } = rig()
    write("a-forged.eml", eml(1, undefined, "spf=fail"))
    write("b-other.eml", eml(2, "<p>Hello</p>"))
    write("c-none.eml", "nothing")
    write("d-large.eml", "x".repeat(2 * 1024 * 1024 + 1))

    expect(await run()).toBe(1)
    expect(said.stderr.split("\n")).toEqual([
      "a-forged.eml: Neither SPF nor DKIM nor DMARC proves who sent it.",
      "b-other.eml: It has no table of an audit notification.",
      "c-none.eml: It names no sender, or several.",
      "d-large.eml: It is larger than an audit mail.",
      "",
    ])
  })

  it("needs to know whose mails and which clock", async () => {
    await expect(rig("").run()).rejects.toThrow(ConfigError)
    await expect(
      rig("auditMails: { sender: vb365@northwind.example, timeZone: Europe/Viena }").run(),
    ).rejects.toThrow("did you mean Europe/Vienna?")
  })

  it("says that Watchpost must be stopped when it is running", async () => {
    const { run, database } = rig()
    const store = openStore(database)
    onTestFinished(() => store.close())

    await expect(run()).rejects.toThrow(ConfigError)
  })
})
