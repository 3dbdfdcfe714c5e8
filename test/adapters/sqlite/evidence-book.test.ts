import { describe, expect, it } from "vitest"
import type {
  AdminSignIn,
  AuditMail,
  Declaration,
  ExplorerRun,
  MailboxWrite,
} from "../../../src/model/restore-evidence.ts"
import { CONTOSO, FABRIKAM, NOW } from "./make-rows.ts"
import { openTemporaryStore } from "./temporary-store.ts"

const HOUR = 3_600_000

const run: ExplorerRun = {
  kind: "explorer-run",
  id: "log-1",
  machine: "CONTOSO-PC7",
  account: "CONTOSO-PC7\\kim",
  product: "Exchange",
  upns: ["kim@contoso.example"],
  openedAt: [NOW],
  items: [{ at: NOW + HOUR, name: "Board.msg", folder: "C:\\Users\\kim\\Desktop" }],
}
const mail: AuditMail = {
  kind: "audit-mail",
  id: "mail-1",
  initiatedBy: "CONTOSO\\kim",
  at: NOW + 2 * HOUR,
  mailbox: "lena@contoso.example",
  itemName: "Board",
}
const signIn: AdminSignIn = {
  kind: "admin-sign-in",
  id: "in-1",
  upn: "kim@contoso.example",
  at: NOW + 3 * HOUR,
  ip: "192.0.2.7",
}
const write: MailboxWrite = {
  kind: "mailbox-write",
  id: "write-1",
  at: NOW + 4 * HOUR,
  mailbox: "lena@contoso.example",
  folder: "Calendar",
  upn: "kim@contoso.example",
}
const declared: Declaration = {
  kind: "declaration",
  id: "said-1",
  person: "Kim Vega",
  mailbox: "lena@contoso.example",
  from: NOW - HOUR,
  to: NOW + 9 * HOUR,
}

describe("sqliteEvidenceBook()", () => {
  it("gives back what says something about a time, in order, of one customer", async () => {
    const { evidenceBook } = openTemporaryStore().store
    for (const one of [write, mail, signIn, run, declared]) await evidenceBook.keep(CONTOSO, one, NOW)
    await evidenceBook.keep(FABRIKAM, { ...mail, id: "mail-2" }, NOW)

    expect(await evidenceBook.between(CONTOSO, NOW - HOUR, NOW + 3 * HOUR)).toEqual([declared, run, mail])
    expect(await evidenceBook.between(CONTOSO, NOW + 3 * HOUR, NOW + 4 * HOUR + 1)).toEqual([
      declared,
      signIn,
      write,
    ])
  })

  it("takes the time from the first to the last instant of a log, and of a declaration all but its end", async () => {
    const { evidenceBook } = openTemporaryStore().store
    for (const one of [mail, run, declared]) await evidenceBook.keep(CONTOSO, one, NOW)
    const found = async (from: number, to: number): Promise<readonly string[]> =>
      (await evidenceBook.between(CONTOSO, from, to)).map(({ id }) => id)

    expect(await found(NOW + 1, NOW + 2)).toEqual(["said-1", "log-1"])
    expect(await found(NOW + HOUR + 1, NOW + 2 * HOUR)).toEqual(["said-1"])
    expect(await found(NOW + 2 * HOUR, NOW + 2 * HOUR + 1)).toEqual(["said-1", "mail-1"])
    expect(await found(NOW + 9 * HOUR, NOW + 10 * HOUR)).toEqual([])
  })

  it("replaces what has the same id, and says when nothing changed", async () => {
    const { evidenceBook } = openTemporaryStore().store
    const grown = { ...run, openedAt: [NOW, NOW + 4 * HOUR] }

    expect(await evidenceBook.keep(CONTOSO, run, NOW)).toBe(true)
    expect(await evidenceBook.keep(CONTOSO, run, NOW + 1)).toBe(false)
    expect(await evidenceBook.keep(CONTOSO, grown, NOW + 2)).toBe(true)
    expect(await evidenceBook.between(CONTOSO, 0, NOW + 9 * HOUR)).toEqual([grown])
  })

  it("keeps a log without any instant until it has grown", async () => {
    const { evidenceBook } = openTemporaryStore().store
    await evidenceBook.keep(CONTOSO, { ...run, openedAt: [], items: [] }, NOW)
    expect(await evidenceBook.between(CONTOSO, 0, NOW + HOUR)).toEqual([])

    await evidenceBook.keep(CONTOSO, run, NOW)
    expect(await evidenceBook.between(CONTOSO, 0, NOW + HOUR)).toEqual([run])
  })
})
