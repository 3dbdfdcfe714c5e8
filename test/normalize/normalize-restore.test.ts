import { describe, expect, it } from "vitest"
import { normalizeRestore } from "../../src/normalize/normalize-restore.ts"
import type { RestoreEvent, RestoreSession } from "../../src/ports/backup-server.ts"
import { TENANT_ID } from "../make/make-record.ts"

const session: RestoreSession = {
  id: "ses-1",
  organization: "contoso.onmicrosoft.com",
  product: "Exchange",
  createdAt: 1_000,
  initiatedBy: "BACKUP\\kim",
  clientHost: "WS-07",
  reason: "ticket 12",
  raw: {},
}

const event: RestoreEvent = {
  id: "evt-1",
  sessionId: "ses-1",
  order: 1,
  type: "Export",
  status: "Success",
  startedAt: 2_000,
  itemName: "Board",
  itemType: "Folder",
  source: "Ben Young\\Inbox\\Board",
  target: "C:\\out.pst",
  message: "",
  raw: {},
}

describe("normalizeRestore()", () => {
  it("says who took what from where to where", () => {
    const record = normalizeRestore(session, event, TENANT_ID)

    expect(record).toMatchObject({
      id: "evt-1",
      source: "Veeam.Restore",
      operation: "Export",
      operationKey: "export",
      happenedAt: 2_000,
      outcome: "succeeded",
      actor: { kind: "user", id: "BACKUP\\kim" },
      target: { kind: "mailbox", id: "Ben Young" },
      parameters: {
        source: event.source,
        target: event.target,
        item: "Board",
        reason: "ticket 12",
        clientHost: "WS-07",
      },
    })
  })

  it.each(["contoso.onmicrosoft.com", "CONTOSO.onmicrosoft.com", "other.onmicrosoft.com", ""])(
    "doesn't take the organization %j for a person",
    (initiatedBy) => {
      expect(normalizeRestore({ ...session, initiatedBy }, event, TENANT_ID).actor.kind).toBe("unknown")
    },
  )

  it("prefers the mailbox that newer servers name", () => {
    const record = normalizeRestore(
      session,
      { ...event, mailbox: "Ben@contoso.example", status: "Failed" },
      TENANT_ID,
    )

    expect(record.target.name).toBe("ben@contoso.example")
    expect(record.outcome).toBe("failed")
  })
})
