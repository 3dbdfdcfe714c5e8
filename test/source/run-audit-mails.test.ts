/** From the mailbox to evidence of one customer: what is opened, what is kept, what is believed. */
import { describe, expect, it } from "vitest"
import { VEEAM_SENDER } from "../../sandbox/stories/audit-mail.ts"
import { readAuditMail } from "../../src/normalize/audit-mail.ts"
import { fetchAuditMails, readAuditMails } from "../../src/source/run-audit-mails.ts"
import { startMailbox } from "../adapters/graph/mail-rig.ts"
import { CONTOSO, FABRIKAM } from "../adapters/sqlite/make-rows.ts"
import { openRaw, openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { auditHtml, RECEIVED_AT } from "../make/make-audit-mail.ts"

const { signal } = new AbortController()
const HOUR = 3_600_000
const AT = Date.UTC(2026, 10, 6, 8, 57)

async function rig() {
  const practice = await startMailbox()
  const { store, path } = openTemporaryStore()
  const domains = new Map([
    ["contoso.example", CONTOSO],
    ["contoso.onmicrosoft.example", CONTOSO],
    ["fabrikam.example", FABRIKAM],
  ])
  const clock = { now: RECEIVED_AT + HOUR }
  const deps = {
    mails: store.auditMails,
    book: store.evidenceBook,
    trail: store.trail,
    read: (mail: Parameters<typeof readAuditMail>[0]) =>
      readAuditMail(mail, { sender: VEEAM_SENDER, timeZone: "Europe/Vienna" }),
    tenantOf: (domain: string) => domains.get(domain),
    now: () => clock.now,
  }
  const { mailbox, reader } = practice
  return {
    ...{ ...practice, store, path, domains, clock },
    round: async () => {
      await fetchAuditMails({ mailbox, sender: VEEAM_SENDER, reader }, deps, signal)
      return readAuditMails(deps, signal)
    },
    evidence: () => store.evidenceBook.between(CONTOSO, AT, AT + 1),
  }
}

describe("an audit mail", () => {
  it("becomes evidence of the customer whose mailbox it names, once, and is that customer's", async () => {
    const { arrive, round, evidence, store, path } = await rig()
    arrive()

    expect(await round()).toBe(1)
    expect(await round()).toBe(0)
    expect(await evidence()).toMatchObject([
      { kind: "audit-mail", initiatedBy: "BACKUP01\\mara", mailbox: "lena@contoso.example", at: AT },
    ])
    expect(await store.evidenceBook.between(FABRIKAM, 0, AT * 2)).toEqual([])
    expect(await store.auditMails.counts()).toMatchObject({ evidence: 1 })
    expect(openRaw(path).prepare("SELECT tenant_id FROM audit_mail").pluck().all()).toEqual([CONTOSO])
  })

  it("is taken in page by page, and what was taken in isn't opened again after trouble", async () => {
    const { arrive, round, evidence, asked, practice } = await rig()
    for (let count = 0; count < 25; count += 1) arrive()
    const opened = (): number => asked().filter((path) => path.includes("/messages/AAMk")).length
    practice.cloud.faults.push({ service: "graph", match: "AAMk15", times: 1, kind: "status", status: 500 })
    await expect(round()).rejects.toThrow("not available")
    expect(opened()).toBe(15)

    await round()

    expect(await evidence()).toHaveLength(25)
    expect(opened()).toBe(15 + 15)
  })

  it("is never opened when it is from anybody else", async () => {
    const { arrive, round, asked, store } = await rig()
    arrive({ from: "boss@northwind.example" })
    await round()

    expect(asked().filter((path) => path.includes("/messages/AAMk"))).toEqual([])
    expect(await store.auditMails.unread(Number.MAX_SAFE_INTEGER, 10)).toEqual([])
  })

  it("isn't believed without proof of its sender, and the trail says so once a round", async () => {
    const { arrive, round, evidence, store } = await rig()
    for (let count = 0; count < 3; count += 1) arrive({ headers: [] })
    await round()
    await round()

    expect(await evidence()).toEqual([])
    expect(await store.auditMails.counts()).toMatchObject({ forged: 3 })
    expect(await store.trail.read(0, 10)).toMatchObject([
      {
        kind: "refusal",
        what: "3 audit mails weren't believed: The receiving server didn't check who sent it.",
        data: { mails: 3 },
      },
    ])
  })

  it.each([
    ["of nobody we know", auditHtml([{ account: "kim@stranger.example" }], "stranger.example")],
    ["that names two customers", auditHtml([{}, { account: "kim@fabrikam.example" }])],
    ["whose organization is another customer's", auditHtml([{}], "fabrikam.example")],
  ])("%s is kept and proves nothing", async (_what, html) => {
    const { arrive, round, evidence, store } = await rig()
    arrive({ html })
    await round()

    expect(await evidence()).toEqual([])
    expect(await store.auditMails.counts()).toMatchObject({ nobodys: 1 })
  })

  it("is looked at again when its customer's domain has become known", async () => {
    const { arrive, round, evidence, domains, clock } = await rig()
    domains.delete("contoso.example")
    arrive()
    await round()
    domains.set("contoso.example", CONTOSO)
    await round()
    expect(await evidence()).toEqual([])
    clock.now += 2 * HOUR

    expect(await round()).toBe(1)
    expect(await evidence()).toHaveLength(1)
  })

  it("that isn't understood stays whole", async () => {
    const { arrive, round, store, clock } = await rig()
    arrive({ html: "<p>another version</p>" })
    await round()

    expect(await store.auditMails.counts()).toMatchObject({ "not-understood": 1 })
    expect(await store.auditMails.unread(clock.now + 1, 10)).toMatchObject([
      { html: "<p>another version</p>" },
    ])
  })
})
