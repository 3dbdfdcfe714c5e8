/** What of "Secure account" can't work in a tenant: told before the click with its reason, never tried, the rest is done. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { RESPOND_APP_ID } from "../../sandbox/world/create-world.ts"
import { EXCHANGE_ADMINISTRATOR } from "../../sandbox/world/role.ts"
import type { Case } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"
import { ALL_DONE, press, secure, takenOver, told } from "./taken-over.ts"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

/** Why the question skips steps, one sentence for each. */
const skippedIn = async (one: Case): Promise<readonly string[]> =>
  [...JSON.stringify(await press(one)).matchAll(/"text":"(Skipped: [^"]+)"/g)].map(([, text = ""]) => text)
const skipped = async (one: Case) =>
  (await told(one)).filter((line) => line.endsWith(" skipped")).map((line) => line.replace(" skipped", ""))
const done = async (one: Case) => (await told(one)).filter((line) => line.endsWith(" verified")).length

const ABOUT_ACCOUNT = ["disable-sign-in", "reset-password", "revoke-sessions", "remove-sign-in-methods"]
const ABOUT_MAILBOX = ["stop-forwarding", "disable-inbox-rules", "remove-mailbox-permission"]

describe("“Secure account” where something can't work", () => {
  it.each([
    {
      what: "of an administrator, for an app without a higher role",
      harm: () =>
        rig.tenant.roleAssignments.push({
          id: "r1",
          principalId: rig.user("lynne.robin").objectId,
          roleDefinitionId: EXCHANGE_ADMINISTRATOR,
          directoryScopeId: "/",
        }),
      steps: ABOUT_ACCOUNT,
      reason: "is an administrator, and the Respond app doesn't hold the role Privileged Authentication",
    },
    {
      what: "without a role in Exchange",
      harm: () => {
        rig.tenant.directoryRoles[RESPOND_APP_ID] = ["User Administrator"]
      },
      steps: ABOUT_MAILBOX,
      reason: "lacks an Exchange role",
    },
    {
      what: "without a role that may reset passwords",
      harm: () => {
        rig.tenant.directoryRoles[RESPOND_APP_ID] = ["Exchange Administrator"]
      },
      steps: ["reset-password"],
      reason: "such as User Administrator",
    },
  ])(
    "$what: those steps are skipped with the reason, the others are done",
    async ({ harm, steps, reason }) => {
      harm()
      const one = await takenOver(rig)

      const before = await skippedIn(one)
      await secure(rig, one)

      expect(before.filter((text) => text.includes(reason))).toHaveLength(steps.length)
      expect(await skipped(one)).toEqual(steps)
      expect(await done(one)).toBe(ALL_DONE.length - steps.length)
      expect((await one.incident()).state).toBe("failed")
    },
  )
})
