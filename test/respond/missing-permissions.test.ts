/** What each fix needs is what the onboarding page says, no more; where one permission is missing, the card says so before anybody presses. */
import { readFileSync } from "node:fs"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { RESPOND_APP_ID } from "../../sandbox/world/create-world.ts"
import { FIX_NAMES, type FixName } from "../../src/model/action.ts"
import type { LiveState } from "../../src/model/alert.ts"
import { createLiveReader } from "../../src/respond/run-read-live.ts"
import { NOW, unguarded } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const LYNNE = "lynne.robin@contoso.example"
const EXCHANGE = "Exchange.ManageAsApp"
const USERS = "User.Read.All"

type About = Readonly<Record<string, string>>
const app = (): About => {
  const [own] = rig.tenant.applications
  return { appId: own?.appId ?? "", servicePrincipalId: own?.objectId ?? "" }
}
const registration = (): About => ({ ...app(), keyIds: "5e000000-0000-4000-8000-000000000007" })
const user = (): About => ({ user: LYNNE })
const mailbox = (): About => ({ mailbox: LYNNE })
const role = (): About => ({ user: LYNNE, roleName: "Global Administrator" })

/** Of each fix that asks Microsoft Graph, or begins with one that does: what it is about, and all that it needs. */
const NEEDS: readonly (readonly [FixName, () => About, ...string[]])[] = [
  ["keep-evidence", user, USERS],
  ["disable-sign-in", user, USERS, "User.EnableDisableAccount.All"],
  ["revoke-sessions", user, USERS, "User.RevokeSessions.All"],
  ["reset-password", user, USERS, "User-PasswordProfile.ReadWrite.All"],
  ["remove-sign-in-methods", user, USERS, "UserAuthenticationMethod.ReadWrite.All"],
  ["unblock-sender", user, USERS, EXCHANGE],
  ["remove-oauth-grant", app, "DelegatedPermissionGrant.ReadWrite.All", "Application.Read.All"],
  ["disable-application", app, "Application.ReadWrite.All"],
  ["remove-application-credential", registration, "Application.ReadWrite.All"],
  ["remove-from-role", role, USERS, "RoleManagement.ReadWrite.Directory"],
  ["stop-forwarding", mailbox, EXCHANGE],
  ["block-mail-protocols", mailbox, EXCHANGE],
]

/** What the card would grey, with these permissions alone. */
async function greyed(fix: FixName, about: () => About, ...granted: readonly string[]): Promise<LiveState> {
  rig.tenant.consents[RESPOND_APP_ID] = [...granted]
  const one = await rig.incident(fix, about())
  return createLiveReader({ admin: rig.admin, safeguard: unguarded, now: () => NOW })(await one.incident())
}

describe("a fix", () => {
  it.each(NEEDS.map(([fix, about, ...needs]) => [fix, about, needs] as const))(
    "%s works with what it needs alone",
    async (fix, about, needs) => {
      const live = await greyed(fix, about, ...needs)

      expect([live.blocked, live.problem]).toEqual([undefined, undefined])
    },
  )

  it.each(
    NEEDS.flatMap(([fix, about, ...needs]) => needs.map((missing) => [fix, missing, about, needs] as const)),
  )("%s is greyed without %s, which is named", async (fix, missing, about, needs) => {
    const rest = needs.filter((one) => one !== missing)

    const { blocked } = await greyed(fix, about, ...rest)

    expect(blocked).toEqual([{ action: fix, reason: expect.stringContaining(missing) }])
    for (const other of rest) expect(blocked?.[0]?.reason).not.toContain(other)
  })

  it("that needs several permissions names all of those that are missing", async () => {
    const { blocked } = await greyed("remove-oauth-grant", app)

    expect(blocked?.[0]?.reason).toBe(
      "This customer hasn't granted the Respond app the permissions DelegatedPermissionGrant.ReadWrite.All and Application.Read.All.",
    )
  })
})

describe("docs/onboarding.md", () => {
  const page = readFileSync(new URL("../../docs/onboarding.md", import.meta.url), "utf8")
  const asked = page
    .split("\n")
    .flatMap((line) => /^\| Respond(?: \(optional\))? \|[^|]+\| `([^`]+)`/.exec(line)?.[1] ?? [])
  const needed = new Set(NEEDS.flatMap(([, , ...needs]) => needs))

  it("asks for everything that a fix needs, and for nothing that changes something without a fix", () => {
    expect([...needed].filter((one) => !asked.includes(one))).toEqual([])
    expect(asked.filter((one) => !/\.Read\./.test(one) && !needed.has(one))).toEqual([])
  })

  it("is held against every fix: the others ask Exchange alone", () => {
    const told = NEEDS.map(([fix]) => fix)
    const others = FIX_NAMES.filter((fix) => !told.includes(fix))

    expect(others).toEqual([
      "disable-inbox-rule",
      "disable-inbox-rules",
      "remove-mailbox-permission",
      "remove-send-on-behalf",
      "remove-folder-permission",
      "disable-transport-rule",
      "enable-audit-log",
      "enable-mailbox-audit",
      "remove-audit-bypass",
      "remove-from-role-group",
    ])
  })
})
