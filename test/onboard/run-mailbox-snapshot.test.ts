import { describe, expect, it } from "vitest"
import { TenantError, UpstreamError } from "../../src/model/errors.ts"
import type { MailboxState } from "../../src/model/mailbox-state.ts"
import type { CmdletCall } from "../../src/model/remediation.ts"
import { createMailboxSnapshots, SNAPSHOT_CHECK_MS } from "../../src/onboard/run-mailbox-snapshot.ts"
import type { MailboxAdmin } from "../../src/ports/mailbox-admin.ts"
import { makeTenant } from "../make/make-record.ts"

const START = Date.UTC(2026, 2, 2, 8)
const HOUR = 3_600_000
const ROW = {
  ExchangeGuid: "7b1d0c11-0000-4000-8000-000000000001",
  UserPrincipalName: "anna@contoso.example",
  ForwardingAddress: null,
  ForwardingSmtpAddress: "smtp:old@partner.example",
}
const customer = makeTenant()
const never = new AbortController().signal

/** An Exchange whose call takes a minute by the clock; `fail` says how the next one ends. */
function rig() {
  const state = {
    now: START,
    fail: undefined as Error | undefined,
    calls: [] as CmdletCall[],
    signals: [] as AbortSignal[],
  }
  const saved: { at: number; mailboxes: readonly MailboxState[] }[] = []
  const lines: { level: string; data: unknown }[] = []
  const admin: MailboxAdmin = {
    invoke: async (_tenant, call, _anchor, signal) => {
      state.calls.push(call)
      state.signals.push(signal)
      state.now += 60_000
      if (state.fail !== undefined) throw state.fail
      return { rows: [ROW, { UserPrincipalName: "unreadable@contoso.example" }], warnings: [] }
    },
  }
  const note = (level: string) => (_message: string, data?: unknown) => void lines.push({ level, data })
  const snapshots = createMailboxSnapshots({
    admin,
    snapshots: { save: async (_tenant, at, mailboxes) => void saved.push({ at, mailboxes }) },
    log: { info: note("info"), warn: note("warn"), error: note("error") },
    now: () => state.now,
  })
  return { state, saved, lines, take: (signal = never) => snapshots.takeWhenDue(customer, signal) }
}

describe("takeWhenDue()", () => {
  it("reads all mailboxes with one call, keeps them with the time when it ended, and says how many were readable", async () => {
    const { state, saved, lines, take } = rig()

    await take()

    expect(state.calls).toEqual([
      {
        cmdlet: "Get-Mailbox",
        parameters: { ResultSize: "Unlimited" },
        select: expect.arrayContaining(["ForwardingAddress", "ForwardingSmtpAddress", "ExchangeGuid"]),
      },
    ])
    expect(saved).toEqual([
      {
        at: START + 60_000,
        mailboxes: [expect.objectContaining({ forwardsToAddress: "old@partner.example" })],
      },
    ])
    expect(lines).toEqual([{ level: "info", data: { tenant: "contoso", covered: 1, total: 2 } }])
  })

  it("reads again at once when the clock that was ahead is put right", async () => {
    const { state, saved, take } = rig()
    state.now = START + 300 * 24 * HOUR
    await take()

    state.now = START
    await take()

    expect(saved.map(({ at }) => at)).toEqual([START + 300 * 24 * HOUR + 60_000, START + 60_000])
  })

  it("reads again after an hour, not before", async () => {
    const { state, saved, take } = rig()
    await take()

    state.now = START + HOUR - 1
    await take()
    expect(saved).toHaveLength(1)
    state.now = START + HOUR
    await take()

    expect(saved).toHaveLength(2)
  })

  it("warns and goes on when it can't read: soon again when that may pass, in an hour when somebody must act", async () => {
    const { state, saved, lines, take } = rig()
    state.fail = new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Exchange doesn't answer.")
    await take()
    state.fail = new TenantError("ERR_TENANT_REFUSED", "The role is missing.")
    state.now = START + SNAPSHOT_CHECK_MS
    await take()
    state.now = START + 3 * SNAPSHOT_CHECK_MS
    await take()

    expect(state.calls).toHaveLength(2)
    expect(saved).toEqual([])
    expect(lines.map(({ level }) => level)).toEqual(["warn", "warn"])
  })

  it("ends with the product's signal and says nothing of it", async () => {
    const { state, saved, lines, take } = rig()
    const stopping = new AbortController()
    state.fail = new Error("aborted")
    const taking = take(stopping.signal)
    stopping.abort()
    await taking
    await take(stopping.signal)

    expect(state.signals.map((signal) => signal.aborted)).toEqual([true])
    expect(saved).toEqual([])
    expect(lines).toEqual([])
  })
})
