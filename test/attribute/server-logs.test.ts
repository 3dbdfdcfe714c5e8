/** What a backup server's own log adds to an answer: the way that was taken. It names nobody and grades nothing. */
import { describe, expect, it } from "vitest"
import { attribute } from "../../src/attribute/attribute.ts"
import type { ServerLogEntry } from "../../src/model/restore-evidence.ts"
import { AT, makeEvent, makeSession, makeSignIn, SECOND } from "./make-evidence.ts"

const context = { sharedAccounts: [], skewMs: () => 0 }
const EVENT = makeEvent({ target: "D:\\Handover" })
const entry = (over: Partial<ServerLogEntry>): ServerLogEntry => ({
  kind: "server-log",
  id: "log-1",
  server: "vb365-01",
  at: AT,
  ...over,
})
const OPENED = entry({ session: makeSession().id, account: "restore-svc" })
const LET_IN = entry({ id: "log-2", organization: "contoso.onmicrosoft.com", peers: ["192.0.2.44:50378"] })
const answer = (evidence: readonly ServerLogEntry[], session = makeSession()) =>
  attribute(session, [EVENT], evidence, context)
const isTold = (evidence: ServerLogEntry, session = makeSession()): boolean =>
  answer([evidence], session).reasons.some(({ evidenceIds }) => evidenceIds.includes(evidence.id))

describe("attribute() with a backup server's own log", () => {
  it("says that its REST service opened the session, with which account, without naming a person", () => {
    const { grade, person, reasons } = answer([OPENED])

    expect([grade, person]).toEqual(["D", undefined])
    expect(reasons.at(-1)).toEqual({
      text: "By its own log, the REST service of vb365-01 opened this session, which had connected with the Windows account restore-svc.",
      evidenceIds: ["log-1"],
    })
  })

  it("says when its organization was let in, and from where requests came then", () => {
    expect(answer([LET_IN]).reasons.at(-1)).toEqual({
      text: "By its own log, vb365-01 let contoso.onmicrosoft.com in at that moment; in the minute after that, requests came from 192.0.2.44:50378.",
      evidenceIds: ["log-2"],
    })
  })

  it.each<[string, boolean, ServerLogEntry, ReturnType<typeof makeSession>?]>([
    ["the session's id in other case", true, OPENED, makeSession({ id: makeSession().id.toUpperCase() })],
    ["another session's id", false, entry({ session: "7b000000-0000-4000-8000-000000000002" })],
    ["five seconds apart", true, { ...LET_IN, at: AT + 5 * SECOND }],
    ["six seconds apart", false, { ...LET_IN, at: AT + 6 * SECOND }],
    ["another organization", false, { ...LET_IN, organization: "fabrikam.onmicrosoft.com" }],
    [
      "a server whose clock is three minutes ahead",
      true,
      { ...LET_IN, at: AT + 180 * SECOND },
      makeSession({ clockAheadMs: 180 * SECOND }),
    ],
  ])("%s: told is %s", (_what, expected, evidence, session) => {
    expect(isTold(evidence, session)).toBe(expected)
  })

  it("raises no grade and lowers none", () => {
    const known = attribute(makeSession(), [EVENT], [makeSignIn(), OPENED, LET_IN], context)

    expect(known).toMatchObject({ grade: "C", person: "admin@contoso.example", candidates: [] })
  })
})
