import { describe, expect, it } from "vitest"
import { readFacts } from "../../../src/detect/facts/all-facts.ts"
import { otherThanOwner } from "../../../src/detect/facts/mail-access.ts"
import { foreignMailApp } from "../../../src/detect/facts/mail-apps.ts"
import type { JsonObject } from "../../../src/model/json.ts"
import { ANNA, BEN, makeMailboxRecord, reading } from "../../make/make-mailbox-record.ts"
import { makeContext } from "../../make/make-record.ts"

const GRAPH = "00000003-0000-0000-c000-000000000000"
const APP = "6a7b8c9d-1e2f-4a3b-8c4d-5e6f7a8b9c01"
const INSIDE = "2603:10a6:800:125::13"

const fact = (name: string, operation: string, changed: JsonObject = {}) =>
  readFacts(makeMailboxRecord(operation, changed), makeContext()).evidence(name)

describe("otherThanOwner()", () => {
  const how = (changed: JsonObject) => otherThanOwner(makeMailboxRecord("MailItemsAccessed", changed))

  it("tells administrators and delegates from the owner, however the logon type is written", () => {
    expect(how({ LogonType: 1, UserId: BEN })).toBe("as administrator")
    expect(how({ LogonType: "2", UserId: BEN })).toBe("as delegate")
    expect(how({ LogonType: "DelegatedAdmin", UserId: BEN })).toBe("as delegated administrator")
    expect(how({ LogonType: 0 })).toBeUndefined()
  })

  it("sees another name behind the owner's logon type, in any case", () => {
    expect(how({ UserId: BEN })).toBe("as somebody else")
    expect(how({ UserId: "ANNA.BERG@CONTOSO.EXAMPLE" })).toBeUndefined()
  })

  it("takes the service for nobody", () => {
    expect(how({ LogonType: 1, UserId: "S-1-5-18" })).toBeUndefined()
    expect(how({ LogonType: 1, UserId: BEN, LogonUserSid: "S-1-5-18" })).toBeUndefined()
    expect(how({ LogonType: 2, UserId: BEN, ClientIP: "::1", ClientIPAddress: "::1" })).toBeUndefined()
  })
})

describe("foreignMailApp()", () => {
  const app = (changed: JsonObject) => foreignMailApp(makeMailboxRecord("MailItemsAccessed", changed))

  it("names the app that asked, not the interface that it asked through", () => {
    expect(app({ AppId: GRAPH, ClientAppId: APP.toUpperCase() })).toBe(APP)
    expect(app({ AppId: APP, ClientAppId: "" })).toBe(APP)
    expect(app({ ClientInfoString: `Client=WebServices;python-requests/2.25.1[AppId=${APP}];` })).toBe(APP)
  })

  it("knows mail programs, and the interfaces alone", () => {
    expect(app({ AppId: GRAPH, ClientAppId: "27922004-5251-4030-b22d-91ecd9a37ea4" })).toBeUndefined()
    expect(app({ AppId: "00000002-0000-0ff1-ce00-000000000000" })).toBeUndefined()
    expect(app({ AppId: GRAPH })).toBeUndefined()
  })

  it("leaves out what a service of Microsoft reads from inside for its own app, and nothing else from there", () => {
    const service = { AppId: "5e6f7a8b-9c01-4d2e-8f3a-4b5c6d7e8f90", ClientAppId: APP }

    expect(app({ ...service, ClientIP: null, ClientIPAddress: INSIDE })).toBeUndefined()
    expect(app(service)).toBe(APP)
    expect(app({ AppId: GRAPH, ClientAppId: APP, ClientIP: null, ClientIPAddress: INSIDE })).toBe(APP)
  })
})

describe("ReadsMailInBulk", () => {
  const bulk = (changed: JsonObject) =>
    fact("ReadsMailInBulk", "MailItemsAccessed", { OperationProperties: reading("Bind"), ...changed })

  it("is true when Microsoft stopped recording, or for a hundred messages", () => {
    expect(bulk({ OperationProperties: reading("Bind", "True") })).toMatch(/recording stopped/)
    expect(bulk({ OperationCount: 100 })).toMatch(/100 messages/)
    expect(bulk({ OperationCount: 99 })).toBeUndefined()
  })

  it("is true for whole folders only when no mail program of people loads them", () => {
    const sync = (client: string, changed: JsonObject = {}) =>
      bulk({ OperationProperties: reading("Sync"), ClientInfoString: client, ...changed })

    expect(sync("Client=WebServices;python-requests/2.31")).toMatch(/python-requests/)
    expect(sync("Client=POP3/IMAP4;Protocol=IMAP4")).toBeDefined()
    expect(sync("")).toBeDefined()
    expect(sync("Client=MSExchangeRPC")).toBeUndefined()
    expect(sync("Client=ActiveSync;Apple-iPhone15C2")).toBeUndefined()
    expect(sync("Client=Other", { ClientProcessName: "OUTLOOK.EXE" })).toBeUndefined()
  })
})

describe("DestroysWarnings", () => {
  const destroyed = (Subject: string, operation = "HardDelete") =>
    fact("DestroysWarnings", operation, {
      RecordType: 3,
      AffectedItems: [{ Subject: "Minutes" }, { Subject }],
    })

  it.each([
    "Security info was added to your account",
    "Unusual sign-in activity for your account",
    "Your password was changed",
    "New app(s) have access to your data",
    "Ungewöhnliche Anmeldung bei Ihrem Konto",
    "UNGEWÖHNLICHE AKTIVITÄTEN",
    "Infos de sécurité ajoutées",
  ])("knows the warning %j", (subject) => {
    expect(destroyed(subject)).toBe(subject)
  })

  it.each(["Re: offer for new apples", "A new appétit", "Lunch", "Passwords for dummies", ""])(
    "leaves %j alone",
    (subject) => {
      expect(destroyed(subject)).toBeUndefined()
    },
  )

  it("is about destroying, not about filing or reading", () => {
    expect(destroyed("Your password was changed", "Move")).toBeUndefined()
    expect(destroyed("Your password was changed", "Create")).toBeUndefined()
  })
})

describe("SendsMail", () => {
  it("names the mailbox that the mail left from, so that a burst can be counted by it", () => {
    expect(fact("SendsMail", "SendAs", { UserId: BEN, LogonType: 2 })).toBe(ANNA)
    expect(fact("SendsMail", "Create")).toBeUndefined()
  })
})
