/** What an answer doesn't say is never taken for done, and an older time never for a newer one. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { FixName } from "../../src/model/action.ts"
import type { JsonObject } from "../../src/model/json.ts"
import { resetPassword } from "../../src/respond/actions/reset-password.ts"
import { revokeSessions } from "../../src/respond/actions/revoke-sessions.ts"
import { unblockSender } from "../../src/respond/actions/unblock-sender.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

const LYNNE = "lynne.robin@contoso.example"
const GUID = "9d1b6a3e-6a62-4a9b-9c0f-51f6b1b0aa31"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const JSON_BODY = { "content-type": "application/json" }

type Blank = {
  readonly fix: FixName
  readonly object: () => Readonly<Record<string, string>>
  readonly service: "exchange" | "graph"
  readonly match: string
  readonly answer: () => JsonObject
}
const rows = (row: JsonObject) => ({ value: [row] })
const app = () => rig.tenant.applications[1]

const BLANKS: readonly Blank[] = [
  {
    fix: "disable-sign-in",
    object: () => ({ user: LYNNE }),
    service: "graph",
    match: "GET /graph/v1.0/users/",
    answer: () => ({ id: rig.user("lynne.robin").objectId, userPrincipalName: LYNNE }),
  },
  {
    fix: "disable-application",
    object: () => ({ servicePrincipalId: app()?.objectId ?? "" }),
    service: "graph",
    match: "GET /graph/v1.0/servicePrincipals/",
    answer: () => ({ id: app()?.objectId ?? "", appId: app()?.appId ?? "" }),
  },
  {
    fix: "enable-mailbox-audit",
    object: () => ({ scope: "organization" }),
    service: "exchange",
    match: "Get-OrganizationConfig",
    answer: () => rows({ Name: "contoso" }),
  },
  {
    fix: "remove-audit-bypass",
    object: () => ({ mailbox: LYNNE }),
    service: "exchange",
    match: "Get-MailboxAuditBypassAssociation",
    answer: () => rows({ Identity: LYNNE, Guid: rig.mailbox("lynne.robin").guid }),
  },
  {
    fix: "disable-inbox-rule",
    object: () => ({ mailbox: LYNNE, ruleName: "." }),
    service: "exchange",
    match: "Get-InboxRule",
    answer: () => rows({ Name: ".", Identity: `${GUID}\\11` }),
  },
  {
    fix: "disable-inbox-rules",
    object: () => ({ mailbox: LYNNE }),
    service: "exchange",
    match: "Get-InboxRule",
    answer: () => rows({ Name: ".", Identity: `${GUID}\\11` }),
  },
  {
    fix: "disable-transport-rule",
    object: () => ({ ruleName: "Archive" }),
    service: "exchange",
    match: "Get-TransportRule",
    answer: () => rows({ Name: "Archive", Guid: GUID }),
  },
  {
    fix: "block-mail-protocols",
    object: () => ({ mailbox: LYNNE }),
    service: "exchange",
    match: "Get-CASMailbox",
    answer: () => rows({ Identity: LYNNE }),
  },
]

describe.each(BLANKS)("$fix", ({ fix, object, service, match, answer }) => {
  it("doesn't call done what the answer leaves blank", async () => {
    const body = JSON.stringify(answer())
    rig.trouble({ service, match, kind: "status", status: 200, headers: JSON_BODY, body, times: 99 })

    const run = await rig.fix(await rig.incident(fix, object()), fix)

    expect(run.state).toBe("failed")
  })
})

describe("unblock-sender", () => {
  it("isn't tried while nobody says that sign-in is blocked", () => {
    const subject = { firstAt: "2026-03-04T14:00:00Z" }
    const before = { enabled: null, passwordChangedAt: "2026-03-01T08:00:00Z", account: LYNNE }

    expect(unblockSender.notYet?.(subject, before)).toContain("can sign in with the password of before")
    expect(unblockSender.notYet?.(subject, { ...before, enabled: false })).toBeUndefined()
  })
})

describe.each([
  [revokeSessions, "sessionsValidFrom"],
  [resetPassword, "passwordChangedAt"],
] as const)("the proof of %o by a time", ({ pin, isDone }, key) => {
  const before = { id: GUID, [key]: "2026-03-04T14:00:00Z" }

  it.each([
    ["a later time", "2026-03-04T14:00:01Z", true],
    ["the same time, written otherwise", "2026-03-04T14:00:00.000Z", false],
    ["an older time, as a replica that lags tells it", "2026-03-03T09:00:00Z", false],
    ["no time", null, false],
  ])("takes %s for what it is", (_what, now, done) => {
    expect(isDone(pin({}, before), { ...before, [key]: now })).toBe(done)
  })

  it("takes any time for one that wasn't there before", () => {
    expect(isDone(pin({}, { id: GUID }), before)).toBe(true)
  })
})
