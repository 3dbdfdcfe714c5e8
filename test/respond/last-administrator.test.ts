/** Nobody is locked out of a tenant by taking its last Global Administrator away: only people count as another one. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { JsonObject } from "../../src/model/json.ts"
import { isLastAdministrator } from "../../src/respond/last-administrator.ts"
import type { Reach } from "../../src/respond/reach.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

const FIX = "remove-from-role"
const GLOBAL = "62e90394-69f5-4237-9190-012177145e10"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
  rig.tenant.roleAssignments.splice(1)
})
afterEach(() => rig.close())

const holding = (principalId: string) => ({
  ...{ id: `holds-${principalId}`, principalId },
  ...{ roleDefinitionId: GLOBAL, directoryScopeId: "/" },
})
const appId = () => rig.tenant.applications[0]?.objectId ?? ""
const takeFrom = async (object: Readonly<Record<string, string>>, about?: string) =>
  rig.fix(await rig.incident(FIX, { roleName: "Global Administrator", ...object }, about), FIX)
const fromMegan = () => takeFrom({ user: "megan.ortiz@contoso.example" })

describe("remove-from-role of a Global Administrator", () => {
  it("doesn't count an app, a group or a disabled account as another one", async () => {
    const disabled = rig.user("grady.archer")
    disabled.accountEnabled = false
    const group = "6a1b0c9d-1111-4111-8111-000000000077"
    for (const id of [appId(), disabled.objectId, group]) rig.tenant.roleAssignments.push(holding(id))

    const run = await fromMegan()

    expect(run).toMatchObject({
      state: "failed",
      result: expect.stringContaining("last Global Administrator"),
    })
    expect(rig.tenant.roleAssignments).toHaveLength(4)
  })

  it("counts another person's account", async () => {
    rig.tenant.roleAssignments.push(holding(appId()), holding(rig.user("grady.archer").objectId))

    expect((await fromMegan()).state).toBe("verified")
  })

  it("counts who may activate the role", async () => {
    rig.tenant.roleEligibilities = [holding(rig.user("grady.archer").objectId)]

    expect((await fromMegan()).state).toBe("verified")
  })

  it("takes it from an app as long as anybody else has it", async () => {
    rig.tenant.roleAssignments.push(holding(appId()))

    const run = await takeFrom({ memberId: appId() }, appId())

    expect(run.state).toBe("verified")
    expect(rig.tenant.roleAssignments).toHaveLength(1)
  })

  it("doesn't take the last eligibility away either", async () => {
    rig.tenant.roleAssignments.splice(0)
    rig.tenant.roleEligibilities = [holding(rig.user("megan.ortiz").objectId)]

    const run = await fromMegan()

    expect(run).toMatchObject({
      state: "failed",
      result: expect.stringContaining("last Global Administrator"),
    })
  })
})

describe("isLastAdministrator()", () => {
  it("doesn't count the member as another one, however the id is written", async () => {
    const id = "6a1b0c9d-aaaa-4aaa-8aaa-000000000077"
    const reach: Reach = {
      rows: async () => [],
      get: async (path): Promise<JsonObject> =>
        path.startsWith("/users/") ? { id, accountEnabled: true } : { value: [{ principalId: id }] },
      granted: async () => ({ permissions: [], roles: [] }),
      signal: new AbortController().signal,
    }

    expect(await isLastAdministrator({ id: id.toUpperCase(), isApp: false }, reach)).toBe(true)
  })
})
