/** What may still change an answer is told with it; nothing is told where the backup server itself names somebody. */
import { describe, expect, it } from "vitest"
import { type SignInsKnown, stillOpen } from "../../src/attribute/still-open.ts"
import { AT, makeRun, makeSession, makeSignIn, SECOND } from "./make-evidence.ts"

const NO_LOG = "No log of a Veeam Explorer on PC-0417 was sent for that time."
const { clientHost: _, ...withoutMachine } = makeSession()

describe("stillOpen()", () => {
  it.each([
    ["a machine that sends no logs", makeSession(), [makeSignIn()], [NO_LOG]],
    ["another machine's log", makeSession(), [makeSignIn(), makeRun({ machine: "PC-0418" })], [NO_LOG]],
    ["a log of the machine that fits nothing", makeSession(), [makeSignIn(), makeRun({ openedAt: [] })], []],
    ["no machine at all", withoutMachine, [makeSignIn()], []],
    ["a Windows account", makeSession({ initiatedBy: "NORTHWIND\\mara" }), [], []],
    ["a Microsoft 365 account", makeSession({ initiatedBy: "kim@contoso.example" }), [], []],
  ])("says what logs are missing: %s", (_what, session, evidence, lines) => {
    expect(stillOpen(session, evidence, "awaited")).toEqual(lines)
  })

  it.each<[string, SignInsKnown, number, string]>([
    ["while some may come", "awaited", 0, "may still come"],
    ["where some are missing for good", "holes", 0, "Not every sign-in"],
    ["not when all are known", "all", 0, ""],
    ["also where the one that is known fits nothing", "holes", -3_600 * SECOND, "Not every sign-in"],
    ["not when one fits", "holes", -6 * SECOND, ""],
  ])("tells of sign-ins %s", (_what, known, since, text) => {
    const evidence = since === 0 ? [] : [makeSignIn({ at: AT + since })]
    const lines = stillOpen(withoutMachine, evidence, known).join(" ")

    expect(lines.includes(text) && (lines === "") === (text === "")).toBe(true)
  })

  it("waits for no sign-in where nothing says that one was needed", () => {
    expect(stillOpen({ ...withoutMachine, initiatedBy: "" }, [], "awaited")).toEqual([])
  })
})
