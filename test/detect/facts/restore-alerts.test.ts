/** What makes a restore worth more than a look: the hour, the account, the place it went to, the evidence that is gone. */
import { describe, expect, it } from "vitest"
import { describeAct } from "../../../src/detect/describe-act.ts"
import { readFacts } from "../../../src/detect/facts/all-facts.ts"
import type { BackupChange } from "../../../src/model/backup-change.ts"
import type { Tenant } from "../../../src/model/tenant.ts"
import {
  normalizeBackupChange,
  normalizeUnseenRestore,
} from "../../../src/normalize/normalize-backup-change.ts"
import { normalizeRestore } from "../../../src/normalize/normalize-restore.ts"
import { makeEvent, makeSession } from "../../attribute/make-evidence.ts"
import { makeContext, TENANT_ID } from "../../make/make-record.ts"

const context = (tenant: Partial<Tenant>) => ({
  ...makeContext(),
  tenant: { ...makeContext().tenant, timeZone: "Europe/Vienna", ...tenant },
})

/** By clocks in Vienna. */
const hoursAt = (local: string, tenant: Partial<Tenant> = {}, type = "Save") =>
  readFacts(
    normalizeRestore(makeSession(), makeEvent({ type, startedAt: Date.parse(local) }), TENANT_ID),
    context(tenant),
  ).evidence("RestoresOutOfHours")

describe("RestoresOutOfHours", () => {
  it.each([
    ["2026-11-18T06:59:00+01:00", "Wednesday, 6:59"],
    ["2026-11-18T19:00:00+01:00", "Wednesday, 19:00"],
    ["2026-11-21T11:00:00+01:00", "Saturday, 11:00"],
    ["2026-07-15T06:30:00+02:00", "Wednesday, 6:30"],
  ])("is %s, as nobody said when people work", (at, evidence) => {
    expect(hoursAt(at)).toBe(evidence)
  })

  it.each(["2026-11-18T07:00:00+01:00", "2026-11-18T18:59:00+01:00", "2026-07-15T07:00:00+02:00"])(
    "isn't %s",
    (at) => {
      expect(hoursAt(at)).toBeUndefined()
    },
  )

  it("follows the customer's own hours, also over midnight and at the weekend", () => {
    const workHours = { from: 22 * 60, to: 6 * 60, weekend: true }

    expect(hoursAt("2026-11-21T23:00:00+01:00", { workHours })).toBeUndefined()
    expect(hoursAt("2026-11-22T05:59:00+01:00", { workHours })).toBeUndefined()
    expect(hoursAt("2026-11-18T12:00:00+01:00", { workHours })).toBe("Wednesday, 12:00")
  })

  it("says nothing of what was only opened", () => {
    expect(hoursAt("2026-11-21T11:00:00+01:00", {}, "View")).toBeUndefined()
  })
})

const change: BackupChange = {
  id: "change-1",
  kind: "history",
  server: "vb365-01",
  since: 0,
  foundAt: 1,
  worse: true,
  before: "53 weeks",
  after: "1 week",
}

const actOf = (over: Partial<BackupChange>) =>
  describeAct(normalizeBackupChange({ ...change, ...over }, TENANT_ID), "restore", makeContext())

describe("describeAct()", () => {
  it("tells the odd hour of a restore beside where it went", () => {
    const startedAt = Date.parse("2026-11-21T22:05:00+01:00")
    const record = normalizeRestore(makeSession(), makeEvent({ startedAt }), TENANT_ID)

    expect(describeAct(record, "restore", context({})).changes.at(-1)).toEqual({
      what: "Time",
      before: "working hours",
      after: "Saturday, 22:05",
    })
  })

  it("tells a change of a backup server in words, as an incident of that server", () => {
    expect(actOf({})).toMatchObject({
      subject: "policy:backup server vb365-01 history",
      changes: [{ what: "Sessions are kept", before: "53 weeks", after: "1 week" }],
      sentence: "The backup server vb365-01 keeps its restore sessions for a shorter time now.",
    })
  })

  it("tells a deleted session as part of the restore that it was", () => {
    expect(
      actOf({ kind: "session-deleted", sessionId: "ses-1", before: "a session", after: "" }),
    ).toMatchObject({
      subject: "restore:ses-1",
      changes: [{ before: "a session", after: "gone" }],
    })
  })

  it("tells a restore that no sign-in explains as part of that restore", () => {
    const act = describeAct(normalizeUnseenRestore(makeSession(), TENANT_ID), "restore", makeContext())

    expect(act.subject).toBe(`restore:${makeSession().id}`)
    expect(act.sentence).toContain("no administrator signed in around that time")
  })
})
