/** The edges of every rule that tells who restored something, one row each: what is just inside, and what is just outside. */
import { describe, expect, it } from "vitest"
import { attribute } from "../../src/attribute/attribute.ts"
import type { Grade, RestoreEvidence } from "../../src/model/restore-evidence.ts"
import type { RestoreEvent, RestoreSession } from "../../src/ports/backup-server.ts"
import {
  AT,
  CONTEXT,
  makeDeclaration,
  makeEvent,
  makeMail,
  makeRun,
  makeSession,
  makeSignIn,
  SECOND,
} from "./make-evidence.ts"

type Row = {
  readonly evidence?: readonly RestoreEvidence[]
  readonly session?: Partial<RestoreSession>
  readonly event?: Partial<RestoreEvent>
}

const EVENT_AT = AT + 90 * SECOND
const MINUTE = 60 * SECOND
const FOLDER = "D:\\Handover"
const item = { at: EVENT_AT, name: "Offer 2027", folder: FOLDER }
const runWith = (over: Partial<typeof item>) => makeRun({ items: [{ ...item, ...over }] })

const gradeOf = ({ evidence = [], session = {}, event = {} }: Row): Grade =>
  attribute(makeSession(session), [makeEvent({ target: FOLDER, ...event })], evidence, CONTEXT).grade

const grades = (rows: readonly (readonly [string, Row, Grade])[]): void => {
  it.each(rows)("%s", (_what, row, grade) => {
    expect(gradeOf(row)).toBe(grade)
  })
}

describe("attribute() of who opened the session", () => {
  grades([
    ["a Windows account: A", { session: { initiatedBy: "NORTHWIND\\mara" } }, "A"],
    ["a Microsoft 365 account: A", { session: { initiatedBy: "mara@contoso.example" } }, "A"],
    [
      "the organization, as it spells itself: D",
      { session: { initiatedBy: " CONTOSO.onmicrosoft.com " } },
      "D",
    ],
    ["another organization's name: D", { session: { initiatedBy: "fabrikam.onmicrosoft.com" } }, "D"],
    ["a name that is neither: D", { session: { initiatedBy: "mara" } }, "D"],
    ["nobody: D", { session: { initiatedBy: "" } }, "D"],
    ["a shared account: C", { session: { initiatedBy: "PC-0417\\ADMINISTRATOR" } }, "C"],
    ["a service's account: C", { session: { initiatedBy: "svc-veeam@contoso.example" } }, "C"],
  ])
})

describe("attribute() of an Explorer's log", () => {
  grades([
    ["5 s before the session: B", { evidence: [{ ...runWith({}), openedAt: [AT - 5 * SECOND] }] }, "B"],
    ["5 s after it: B", { evidence: [{ ...runWith({}), openedAt: [AT + 5 * SECOND] }] }, "B"],
    ["a moment more: D", { evidence: [{ ...runWith({}), openedAt: [AT + 5 * SECOND + 1] }] }, "D"],
    ["the item 5 s later: B", { evidence: [runWith({ at: EVENT_AT + 5 * SECOND })] }, "B"],
    ["the item a moment more: C", { evidence: [runWith({ at: EVENT_AT + 5 * SECOND + 1 })] }, "C"],
    ["another item: C", { evidence: [runWith({ name: "Offer 2028" })] }, "C"],
    ["another folder: C", { evidence: [runWith({ folder: "D:\\Other" })] }, "C"],
    ["an item that was only opened: C", { evidence: [runWith({})], event: { type: "View" } }, "C"],
    ["of another machine: D", { evidence: [runWith({})], session: { clientHost: "PC-0418" } }, "D"],
    ["two of one account: C", { evidence: [runWith({}), { ...runWith({}), id: "run-2" }] }, "C"],
    [
      "two of one account, in another spelling: C",
      { evidence: [runWith({}), makeRun({ id: "run-2", account: "pc-0417\\MARA" })] },
      "C",
    ],
    [
      "two of two accounts: D",
      { evidence: [runWith({}), makeRun({ id: "run-2", account: "PC-0417\\joel" })] },
      "D",
    ],
    [
      "of an account that several use: C",
      { evidence: [{ ...runWith({}), account: "PC-0417\\Administrator" }] },
      "C",
    ],
  ])
})

describe("attribute() of a sign-in", () => {
  grades([
    ["20 minutes before: C", { evidence: [makeSignIn({ at: AT - 20 * MINUTE })] }, "C"],
    ["a moment earlier: D", { evidence: [makeSignIn({ at: AT - 20 * MINUTE - 1 })] }, "D"],
    ["2 minutes after: C", { evidence: [makeSignIn({ at: AT + 2 * MINUTE })] }, "C"],
    ["a moment later: D", { evidence: [makeSignIn({ at: AT + 2 * MINUTE + 1 })] }, "D"],
    [
      "of one administrator, twice: C",
      { evidence: [makeSignIn(), makeSignIn({ id: "in-2", upn: "ADMIN@contoso.example" })] },
      "C",
    ],
    [
      "of two administrators: D",
      { evidence: [makeSignIn(), makeSignIn({ id: "in-2", upn: "eva@contoso.example" })] },
      "D",
    ],
  ])
})

describe("attribute() of an audit mail", () => {
  const mailAt = (at: number) => ({ evidence: [makeMail({ at })] })
  grades([
    ["90 s before the event: C", mailAt(EVENT_AT - 90 * SECOND), "C"],
    ["90 s after it: C", mailAt(EVENT_AT + 90 * SECOND), "C"],
    ["a moment more: D", mailAt(EVENT_AT + 90 * SECOND + 1), "D"],
    ["of a Microsoft 365 account: C", { evidence: [makeMail({ initiatedBy: "mara@contoso.example" })] }, "C"],
    ["of a name that is no account: D", { evidence: [makeMail({ initiatedBy: "mara" })] }, "D"],
  ])
})

describe("attribute() of what was said", () => {
  const said = (over: Parameters<typeof makeDeclaration>[0]) => ({ evidence: [makeDeclaration(over)] })
  grades([
    ["of a time that begins with the event: C", said({ from: EVENT_AT }), "C"],
    ["of a time that begins a moment later: D", said({ from: EVENT_AT + 1 }), "D"],
    ["of a time that ends with the event: D", said({ to: EVENT_AT }), "D"],
    ["of a mailbox that isn't known: D", { ...said({}), event: { mailbox: "" } }, "D"],
  ])
})

describe("attribute() of the folder that data went to", () => {
  const to = (target: string) => ({ event: { target } })
  grades([
    ["somebody's profile: C", to("C:\\Users\\mara\\Desktop"), "C"],
    ["the profile itself: C", to("c:\\users\\mara"), "C"],
    ["on another drive: C", to("E:\\Users\\mara\\Desktop"), "C"],
    ["everybody's profile: D", to("C:\\Users\\Public\\Documents"), "D"],
    ["the administrator's: D", to("C:\\Users\\Administrator\\Desktop"), "D"],
    ["that of new users: D", to("C:\\Users\\Default\\Desktop"), "D"],
    ["on a file server: D", to("\\\\files\\Users\\mara"), "D"],
    ["below another folder: D", to("C:\\Data\\Users\\mara"), "D"],
  ])
})

describe("attribute() without anything that names somebody", () => {
  const { clientHost: _, ...noMachine } = makeSession()
  const two = [makeSignIn(), makeSignIn({ id: "in-2", upn: "eva@contoso.example" })]

  it("is E without a machine, D with one, and D where there are candidates", () => {
    expect(attribute(noMachine, [makeEvent()], [], CONTEXT).grade).toBe("E")
    expect(attribute(makeSession(), [makeEvent()], [], CONTEXT).grade).toBe("D")
    expect(attribute(noMachine, [makeEvent()], two, CONTEXT).grade).toBe("D")
  })
})
