/** The practice Exchange knows by which ways a mailbox is reached, and whom Microsoft stopped from sending. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { PracticeMailbox } from "../../sandbox/world/types.ts"
import { detail, gradysMailbox, warnings } from "./exchange-answers.ts"
import { type Practice, startTestCloud } from "./helpers.ts"

let practice: Practice
let mailbox: PracticeMailbox
beforeEach(async () => {
  practice = await startTestCloud()
  mailbox = gradysMailbox(practice)
})
afterEach(() => practice.cloud.close())

describe("exchangeRoutes(): Set-CASMailbox", () => {
  const set = (parameters: object) =>
    practice.invoke("Set-CASMailbox", { Identity: mailbox.upn, ...parameters, Confirm: false })

  it("changes what is given, takes a blank where one is allowed, and warns when nothing changes", async () => {
    const off = await set({ ImapEnabled: false, EwsEnabled: false })
    const blank = await set({ EwsEnabled: null })
    const same = await set({ ImapEnabled: false })

    expect([off, blank].map(warnings)).toEqual([[], []])
    expect(mailbox.protocols).toMatchObject({ ImapEnabled: false, PopEnabled: true, EwsEnabled: null })
    expect(warnings(same)).toEqual([expect.stringContaining("no settings")])
  })

  it("refuses a blank where there is only on or off", async () => {
    const answer = await set({ PopEnabled: null })

    expect(answer.status).toBe(400)
    expect(mailbox.protocols.PopEnabled).toBe(true)
  })
})

describe("exchangeRoutes(): Remove-BlockedSenderAddress", () => {
  const block = (unblocked: number): void => {
    practice.tenant.blockedSenders = [{ address: mailbox.upn, blockedAt: 0, unblocked }]
  }
  const left = () => practice.tenant.blockedSenders.length

  it("unblocks, and knows nobody who isn't blocked", async () => {
    block(0)

    const first = await practice.invoke("Remove-BlockedSenderAddress", { SenderAddress: mailbox.upn })
    const second = await practice.invoke("Remove-BlockedSenderAddress", { SenderAddress: mailbox.upn })

    expect([first.status, second.status, left()]).toEqual([200, 404, 0])
  })

  it("knows no -Confirm, and unblocks only so often", async () => {
    block(3)

    const confirm = { SenderAddress: mailbox.upn, Confirm: false }
    const asked = await practice.invoke("Remove-BlockedSenderAddress", confirm)
    const often = await practice.invoke("Remove-BlockedSenderAddress", { SenderAddress: mailbox.upn })

    expect(detail(asked)).toMatch(/AmbiguousParameterSetException.*Confirm/)
    expect(detail(often)).toContain("limit was reached")
    expect(left()).toBe(1)
  })
})
