/** Trouble by switch: each fault does on the wire what it says, once, and only where it was asked for. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { Fault } from "../../sandbox/faults.ts"
import { type Practice, startTestCloud } from "./helpers.ts"

let practice: Practice
beforeEach(async () => {
  practice = await startTestCloud()
})
afterEach(() => practice.cloud.close())

const fault = (more: Partial<Fault> & Pick<Fault, "kind">): Fault => {
  const made: Fault = { service: "exchange", match: "Set-Mailbox", times: 1, ...more }
  practice.cloud.faults.push(made)
  return made
}
const upn = "adele.varga@contoso.example"
const switchOff = () => practice.invoke("Set-Mailbox", { Identity: upn, AuditEnabled: false })
const audited = (): boolean | undefined =>
  practice.tenant.mailboxes.find((mailbox) => mailbox.upn === upn)?.auditEnabled

describe("takeFault()", () => {
  it("answers with the status, headers and body given, does nothing, and is used up", async () => {
    fault({ kind: "status", status: 429, headers: { "retry-after": "7" }, body: "slow down" })

    const first = await switchOff()
    const untouched = audited()
    const second = await switchOff()

    expect([first.status, first.headers.get("retry-after"), first.text]).toEqual([429, "7", "slow down"])
    expect([untouched, second.status, audited()]).toEqual([true, 200, false])
  })

  it("spares requests that don't match", async () => {
    const made = fault({ kind: "status", status: 500 })

    const answer = await practice.invoke("Get-Mailbox", { Identity: upn })

    expect([answer.status, made.times]).toEqual([200, 1])
  })

  it("resets the connection without doing the work", async () => {
    fault({ kind: "reset" })

    await expect(switchOff()).rejects.toThrow()

    expect(audited()).toBe(true)
  })

  it("cuts the answer after doing the work", async () => {
    fault({ kind: "cut" })

    await expect(switchOff()).rejects.toThrow()

    expect(audited()).toBe(false)
  })

  it("answers 504 after doing the work", async () => {
    fault({ kind: "apply-then-504" })

    const answer = await switchOff()

    expect([answer.status, audited()]).toEqual([504, false])
  })

  it("sends a gateway's page where JSON was expected", async () => {
    fault({ kind: "html" })

    const answer = await switchOff()

    expect([answer.status, answer.headers.get("content-type")]).toEqual([502, "text/html; charset=utf-8"])
    expect([answer.body, audited()]).toEqual([undefined, true])
  })

  it("holds the answer after doing the work until it is released", async () => {
    const made = fault({ kind: "hold" })
    const changed = new Promise((resolve) => practice.cloud.world.onChange(resolve))
    let answered = false
    const waiting = switchOff().then((answer) => {
      answered = true
      return answer
    })
    await changed
    await new Promise(setImmediate)
    const before = [audited(), answered, typeof made.release]

    made.release?.()
    const answer = await waiting

    expect(before).toEqual([false, false, "function"])
    expect(answer.status).toBe(200)
  })
})
