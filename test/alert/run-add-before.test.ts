import { describe, expect, it } from "vitest"
import { addBefore } from "../../src/alert/run-add-before.ts"
import type { AuditRecord } from "../../src/model/audit-record.ts"
import type { SeenMailbox } from "../../src/model/mailbox-state.ts"
import { decide } from "../../src/pipeline.ts"
import { makeContext, makeRaw, makeRecord, parameters, TENANT_ID } from "../make/make-record.ts"

const HAPPENED = Date.UTC(2026, 2, 2, 8, 15, 30)
const SEEN: SeenMailbox = {
  id: "7b1d0c11-0000-4000-8000-000000000001",
  names: ["anna.berg@contoso.example", "anna.berg"],
  keepsCopy: false,
  seenAt: HAPPENED - 3_600_000,
}
const EARLIER = {
  Id: "6b0c9f5e-41d2-4a77-8e0a-0d5b7c3f9a02",
  CreationTime: "2026-03-02T08:05:00",
  Parameters: parameters({ Identity: "anna.berg", ForwardingSmtpAddress: "smtp:first@evil.example" }),
}

/** A store with one reading; the questions and the warnings are kept. */
function rig(stored: readonly AuditRecord[] = []) {
  const asked: unknown[] = []
  const warnings: string[] = []
  const deps = {
    snapshots: {
      mailboxBefore: async (...question: unknown[]): Promise<SeenMailbox | undefined> => {
        asked.push(question)
        return SEEN
      },
    },
    records: { aboutTarget: async () => stored },
    log: { info: () => {}, warn: (message: string) => void warnings.push(message), error: () => {} },
  }
  return { asked, warnings, deps }
}

const forwardingOf = (decided: ReturnType<typeof decide>) =>
  decided.alerts
    .toSorted((a, b) => a.happenedAt - b.happenedAt)
    .map((alert) => alert.changes.find(({ what }) => what === "Forwarding")?.before)

describe("addBefore()", () => {
  it("asks for the alert's mailbox at the alert's time", async () => {
    const { deps, asked } = rig()
    const decided = decide([makeRaw()], makeContext())

    const told = await addBefore(decided, deps)

    expect(asked).toEqual([[TENANT_ID, "anna.berg@contoso.example", HAPPENED]])
    expect(forwardingOf(told)).toEqual(["off"])
    expect(told.alerts.map(({ id }) => id)).toEqual(decided.alerts.map(({ id }) => id))
  })

  it("knows what was set since the reading, whether it was stored before or comes in the same batch", async () => {
    const both = decide([makeRaw(), makeRaw(EARLIER)], makeContext())
    const late = decide([makeRaw()], makeContext())

    expect(forwardingOf(await addBefore(both, rig().deps))).toEqual(["off", "first@evil.example"])
    expect(forwardingOf(await addBefore(late, rig([makeRecord(EARLIER)]).deps))).toEqual([
      "first@evil.example",
    ])
  })

  it("lets the alert go out as it is, with a warning, when the store can't answer", async () => {
    const { deps, warnings } = rig()
    const decided = decide([makeRaw()], makeContext())
    const broken = {
      ...deps,
      snapshots: { mailboxBefore: async () => Promise.reject(new Error("damaged")) },
    }

    expect((await addBefore(decided, broken)).alerts).toEqual(decided.alerts)
    expect(warnings).toHaveLength(1)
  })
})
