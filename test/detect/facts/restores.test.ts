import { describe, expect, it } from "vitest"
import { readFacts } from "../../../src/detect/facts/all-facts.ts"
import type { JsonObject } from "../../../src/model/json.ts"
import { normalizeRestore } from "../../../src/normalize/normalize-restore.ts"
import { makeContext, makeRecord, TENANT_ID } from "../../make/make-record.ts"

const restored = (source: string, target: string, type = "Restore") =>
  readFacts(
    normalizeRestore(
      {
        id: "ses-1",
        organization: "contoso.onmicrosoft.com",
        product: "Exchange",
        createdAt: 0,
        initiatedBy: "BACKUP\\kim",
        raw: {},
      },
      {
        id: "evt-1",
        sessionId: "ses-1",
        order: 1,
        type,
        status: "Success",
        startedAt: 0,
        itemName: "Board",
        itemType: "Folder",
        source,
        target,
        message: "",
        raw: {},
      },
      TENANT_ID,
    ),
    makeContext(),
  ).evidence("RestoresToAnotherMailbox")

describe("RestoresToAnotherMailbox", () => {
  it("is true when the path begins with somebody else", () => {
    expect(restored("Anna Berg\\Inbox\\Board", "Carla Diaz\\Inbox")).toBe("Carla Diaz\\Inbox")
  })

  it.each([
    ["Anna Berg\\Inbox\\Board", "anna berg\\Inbox"],
    ["Anna Berg\\Inbox\\Board", "Inbox\\Board"],
    ["Anna Berg\\Inbox\\Board", ""],
    ["Anna Berg\\Inbox\\Board", "Restored"],
  ])("is false for %s to %j", (source, target) => {
    expect(restored(source, target)).toBeUndefined()
  })

  it("is about restoring, not about files", () => {
    expect(restored("Anna Berg\\Inbox", "C:\\Users\\kim", "Save")).toBeUndefined()
    expect(restored("Anna Berg\\Inbox", "C:\\Users\\kim")).toBeUndefined()
  })
})

describe("Microsoft 365 Backup", () => {
  const fact = (name: string, Operation: string, RecordType: number, changed: JsonObject = {}) =>
    readFacts(makeRecord({ Operation, RecordType, Workload: "Backup", ...changed }), makeContext()).evidence(
      name,
    )

  it("tells restores by their record type, and drafts that were thrown away from both", () => {
    expect(fact("RestoresFromMicrosoftBackup", "RestoreTaskActivated", 299)).toBe("RestoreTaskActivated")
    expect(fact("RestoresFromMicrosoftBackup", "RestoreTaskDraftDeleted", 299)).toBeUndefined()
    expect(fact("RestoresFromMicrosoftBackup", "RestoreTaskActivated", 1)).toBeUndefined()
  })

  it("knows a new place from the old one", () => {
    expect(fact("RestoresToNewPlace", "RestoreItemCompleted", 300, { RestoreLocationType: "New" })).toBe(
      "New",
    )
    expect(
      fact("RestoresToNewPlace", "RestoreItemCompleted", 300, { RestoreLocationType: "InPlace" }),
    ).toBeUndefined()
    expect(fact("RestoresToNewPlace", "RestoreItemCompleted", 300)).toBeUndefined()
  })

  it("sees that a backup ends", () => {
    expect(fact("EndsBackup", "BackupPolicyDeleted", 298)).toBeDefined()
    expect(fact("EndsBackup", "BackupPolicyActivated", 298)).toBeUndefined()
  })
})
