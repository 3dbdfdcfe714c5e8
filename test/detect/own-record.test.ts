/** How much a fix explains of what our own app did: its own calls, each once, when they were made. */
import { describe, expect, it } from "vitest"
import { type OwnAct, ownActJudge } from "../../src/detect/own-record.ts"
import { remediationId } from "../../src/model/ids.ts"
import type { JsonObject } from "../../src/model/json.ts"
import type { PlannedCall, RecentFix } from "../../src/model/remediation.ts"
import { resetPassword } from "../../src/respond/actions/reset-password.ts"
import { makeDirectoryRecord, objectIdentity, TOM } from "../make/make-directory-record.ts"
import { HAPPENED_AT, makeRecentFix } from "../make/make-recent-fix.ts"
import { makeOwn, makeRecord, parameters } from "../make/make-record.ts"

const ANNA = "anna.berg@contoso.example"
const SENT = { Identity: ANNA, ForwardingSmtpAddress: "old@post.example", Confirm: false }
const PLAN: readonly PlannedCall[] = [{ cmdlet: "Set-Mailbox", parameters: SENT }]
const MINUTE = 60_000
const BY_OUR_APP: JsonObject = {
  ...{ UserId: "ServicePrincipal_8e7f2b64-1d9c-4c53-9a40-5b6d7e8f9a01", UserType: 4 },
  Actor: [
    { ID: makeOwn().appIds[0] ?? "", Type: 2 },
    ...objectIdentity("ServicePrincipal", "8e7f2b64-1d9c-4c53-9a40-5b6d7e8f9a01"),
  ],
}

const putBack = (Id: string, changed: JsonObject = {}, more: Readonly<Record<string, string>> = {}) =>
  makeRecord({
    ...{ Id, AppId: makeOwn().appIds[0] ?? "" },
    Parameters: parameters({ Identity: ANNA, ForwardingSmtpAddress: "smtp:old@post.example", ...more }),
    ...changed,
  })
const at = (minutes: number): JsonObject => ({
  CreationTime: new Date(HAPPENED_AT + minutes * MINUTE).toISOString().slice(0, 19),
})
const judge = (...recentFixes: readonly RecentFix[]) => ownActJudge({ own: makeOwn(), recentFixes })
const fixOf = (act: OwnAct | undefined): number | undefined => act?.link?.fix?.id

describe("ownActJudge()", () => {
  it("takes one record for what a call left, and its repeats, and no second one", () => {
    const ours = judge(makeRecentFix(PLAN, { mailbox: ANNA }))

    expect(ours(putBack("one"))).toMatchObject({ isExplained: true, link: { fix: { id: 3 } } })
    expect(ours(putBack("two"))).toEqual({ isExplained: false, link: { recordId: "two" } })
    expect(ours(putBack("one"))).toMatchObject({ isExplained: true, link: { fix: { id: 3 } } })
  })

  it("knows what an earlier batch brought: a late repeat is explained, another record isn't", () => {
    const fix = makeRecentFix(PLAN, { mailbox: ANNA })
    const { link } = judge(fix)(putBack("one")) ?? {}
    const after = { ...fix, records: link?.left === undefined ? [] : [link.left] }

    expect(fixOf(judge(after)(putBack("one")))).toBe(3)
    expect(fixOf(judge(after)(putBack("two")))).toBeUndefined()
    // Also where a later fix could have left it just as well: else two records would be taken for one.
    const later = makeRecentFix(PLAN, { mailbox: ANNA }, { id: remediationId(4) })
    expect(fixOf(judge(after, later)(putBack("one")))).toBe(3)
  })

  it.each([
    { minutes: -11, isOurs: false },
    { minutes: -9, isOurs: true },
    { minutes: 9, isOurs: true },
    { minutes: 11, isOurs: false },
    { minutes: 3 * 24 * 60, isOurs: false },
  ])("of a record $minutes minutes from the call: ours = $isOurs", ({ minutes, isOurs }) => {
    const act = judge(makeRecentFix(PLAN, { mailbox: ANNA }))(putBack("one", at(minutes)))

    expect(act?.isExplained).toBe(isOurs)
  })

  it("explains no record that sets more than the call did; how a change is made says nothing", () => {
    const ours = () => judge(makeRecentFix(PLAN, { mailbox: ANNA }))

    expect(ours()(putBack("one", {}, { Confirm: "False", DomainController: "" }))?.isExplained).toBe(true)
    expect(ours()(putBack("one", {}, { GrantSendOnBehalfTo: "eve" }))?.isExplained).toBe(false)
    expect(ours()(putBack("one", {}, { AuditEnabled: "False" }))?.isExplained).toBe(false)
  })

  it("explains what each of two rounds left, after a call whose answer was lost", () => {
    const [round] = makeRecentFix(PLAN, {}).rounds
    const rounds = round === undefined ? [] : [round, round]
    const ours = judge(makeRecentFix(PLAN, { mailbox: ANNA }, { rounds }))

    const explained = ["one", "two", "three"].map((id) => ours(putBack(id))?.isExplained)

    expect(explained).toEqual([true, true, false])
  })

  it("explains the record of a refusal beside that of the call which was then accepted", () => {
    const ours = judge(makeRecentFix(PLAN, { mailbox: ANNA }))

    expect(ours(putBack("refused", { ResultStatus: "False" }))?.isExplained).toBe(true)
    expect(ours(putBack("accepted"))?.isExplained).toBe(true)
    expect(ours(putBack("again"))?.isExplained).toBe(false)
  })

  it("explains one password reset, and tells the thief's that comes after it", () => {
    const plan = resetPassword.plan({}, { id: "7" })
    const ours = judge(makeRecentFix(plan, { user: TOM }))
    const reset = (Id: string, operation = "Reset user password.") =>
      makeDirectoryRecord(operation, {}, { ...BY_OUR_APP, Id })

    expect(ours(reset("one"))?.isExplained).toBe(true)
    // One call leaves a record of each kind: all of these in the same second.
    expect(ours(reset("two", "Update user."))?.isExplained).toBe(true)
    expect(ours(reset("three", "Update StsRefreshTokenValidFrom Timestamp."))?.isExplained).toBe(true)
    expect(ours(reset("four"))?.isExplained).toBe(false)
  })
})
