/** Nobody is locked out of a tenant by taking its last Global Administrator away: only people count as another one. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { RESPOND_APP_ID } from "../../sandbox/world/create-world.ts"
import { TenantError } from "../../src/model/errors.ts"
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
    rig.user("megan.ortiz").accountEnabled = false

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

describe("disable-sign-in of a Global Administrator", () => {
  const block = "disable-sign-in"
  const incident = (user = "megan.ortiz@contoso.example") => rig.incident(block, { user })
  beforeEach(() => {
    rig.tenant.directoryRoles[RESPOND_APP_ID]?.push("Privileged Authentication Administrator")
  })

  it("isn't tried on the last one: an app and a disabled account don't count", async () => {
    const disabled = rig.user("grady.archer")
    disabled.accountEnabled = false
    for (const id of [appId(), disabled.objectId]) rig.tenant.roleAssignments.push(holding(id))
    const one = await incident()

    const run = await rig.fix(one, block)

    expect(run).toMatchObject({
      state: "failed",
      result: expect.stringContaining(
        "Nothing was changed: This may be the tenant's last Global Administrator",
      ),
    })
    expect(rig.user("megan.ortiz").accountEnabled).toBe(true)
  })

  it("isn't tried on the only person who may activate the role", async () => {
    rig.tenant.roleAssignments.splice(0)
    rig.tenant.roleEligibilities = [holding(rig.user("megan.ortiz").objectId)]

    const run = await rig.fix(await incident(), block)

    expect(run).toMatchObject({
      state: "failed",
      result: expect.stringContaining("last Global Administrator"),
    })
  })

  it("is done where another person holds the role, and taken back though that one is gone by then", async () => {
    rig.tenant.roleAssignments.push(holding(rig.user("grady.archer").objectId))
    const one = await incident()

    const run = await rig.fix(one, block)
    rig.user("grady.archer").accountEnabled = false
    const back = await rig.undo(one, block)

    expect([run.state, back.state]).toEqual(["verified", "verified"])
    expect(rig.user("megan.ortiz").accountEnabled).toBe(true)
  })

  it("is done to whoever doesn't hold the role, however few do", async () => {
    rig.tenant.roleAssignments.splice(0)

    expect((await rig.fix(await incident("lynne.robin@contoso.example"), block)).state).toBe("verified")
  })

  it("is done where nobody may be asked who holds a role", async () => {
    rig.tenant.consents[RESPOND_APP_ID] = ["User.Read.All", "User.EnableDisableAccount.All"]

    expect((await rig.fix(await incident("lynne.robin@contoso.example"), block)).state).toBe("verified")
  })
})

describe("isLastAdministrator()", () => {
  const id = "6a1b0c9d-aaaa-4aaa-8aaa-000000000077"
  const reachOf = (listOf: (path: string) => readonly JsonObject[]): Reach => ({
    rows: async () => [],
    get: async (path): Promise<JsonObject> =>
      path.startsWith("/users/") ? { id, accountEnabled: true } : { value: listOf(path) },
    granted: async () => ({ permissions: [], roles: [] }),
    signal: new AbortController().signal,
  })

  it("doesn't count the member as another one, however the id is written", async () => {
    const reach = reachOf(() => [{ principalId: id }])

    expect(await isLastAdministrator({ id: id.toUpperCase(), isApp: false }, reach)).toBe(true)
  })

  it("looks no more than 20 of them up, and takes the others for nobody", async () => {
    const holders = Array.from({ length: 30 }, (_, index) => ({ principalId: `holder-${index}` }))
    const asked: string[] = []
    const reach = reachOf((path) => (path.includes("Eligibility") ? [] : [{ principalId: id }, ...holders]))
    const get = async (path: string): Promise<JsonObject> => {
      if (!path.startsWith("/users/")) return reach.get(path)
      asked.push(path)
      return { id, accountEnabled: false }
    }

    expect(await isLastAdministrator({ id, isApp: false }, { ...reach, get })).toBe(true)
    expect(asked).toHaveLength(20)
  })

  it("goes by who holds the role where the app may not read who may activate it", async () => {
    const reach = reachOf((path) => {
      if (path.includes("Eligibility")) throw new TenantError("ERR_TENANT_REFUSED", "May not be read.")
      return [{ principalId: id }]
    })

    expect(await isLastAdministrator({ id, isApp: false }, reach)).toBe(true)
    expect(await isLastAdministrator({ id: "somebody", isApp: false }, reach)).toBe(false)
  })
})
