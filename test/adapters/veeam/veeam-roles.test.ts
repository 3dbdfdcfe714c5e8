/** Restore operator roles as servers spell them, what of them can't be read, and the whole way to a change that is told. */
import { afterEach, describe, expect, it } from "vitest"
import {
  addRestoreEvent,
  endRestore,
  newestRestore,
  type Restore,
  startRestore,
} from "../../../sandbox/stories/restore-session.ts"
import type { PracticeRestoreRole } from "../../../sandbox/world/veeam-types.ts"
import { MINUTE, START, startCollector } from "./collector-rig.ts"
import { closer, connect, never } from "./veeam-rig.ts"

afterEach(() => closer.closeAll())

const user = (name: string) => ({ type: "User", id: "1", user: { id: "u", name, displayName: "Kim" } })
const BODIES: Readonly<Record<string, unknown>> = {
  "Organizations/o1/RbacRoles": [
    { id: "r2", organizationId: "o1", name: "Help desk", roleType: "SpecificObjects" },
    { id: "r1", organizationId: "o1", name: "Admins", roleType: "EntireOrganization" },
  ],
  "RbacRoles/r1/operators": [
    { type: "Group", id: "2", group: { id: "g", name: null, displayName: "IT" } },
    user("Kim.Vega@contoso.example"),
  ],
  "RbacRoles/r1/excludedItems": [user("Board@contoso.example")],
  "RbacRoles/r2/operators": [user("sam@contoso.example")],
  "RbacRoles/r2/selectedItems": [
    { type: "Site", id: "3", site: { id: "s", url: "https://contoso.example/sites/hr", title: "HR" } },
    { type: "Team", id: "4", team: { id: "t", displayName: "Sales" } },
  ],
  "RbacRoles/r2/excludedItems": [],
}

const serving = (bodies: Readonly<Record<string, unknown>>, version = "v8", status = 404) =>
  connect((path) => (path in bodies ? { body: bodies[path] } : { status }), { version })

describe("createBackupServer() restoreRoles()", () => {
  it.each(["v8", "v7", "v6"])("reads operators and what they may restore on %s", async (version) => {
    const { backup } = await serving(BODIES, version)

    expect(await backup.restoreRoles("o1", never)).toEqual([
      {
        name: "Admins",
        operators: ["group IT", "kim.vega@contoso.example"],
        everything: true,
        items: [],
        excluded: ["board@contoso.example"],
      },
      {
        name: "Help desk",
        operators: ["sam@contoso.example"],
        everything: false,
        items: ["site https://contoso.example/sites/hr", "team Sales"],
        excluded: [],
      },
    ])
  })

  it.each([
    ["the roles", "Organizations/o1/RbacRoles"],
    ["a role's operators", "RbacRoles/r2/operators"],
    ["what a role is about", "RbacRoles/r2/selectedItems"],
    ["a role's exceptions", "RbacRoles/r1/excludedItems"],
  ])("says that it doesn't know where %s can't be read", async (_what, path) => {
    const without = Object.fromEntries(Object.entries(BODIES).filter(([key]) => key !== path))
    const missing = await serving(without)
    const refused = await serving(without, "v8", 403)
    const odd = await serving({ ...BODIES, [path]: { message: "no list" } })

    for (const { backup } of [missing, refused, odd])
      expect(await backup.restoreRoles("o1", never)).toBeUndefined()
  })
})

const restore: Restore = {
  tenant: "contoso",
  alias: "adele.varga",
  initiatedBy: "sam@contoso.example",
  clientHost: "",
}

/** The practice customer's role, and one more person for it. */
const roleOf = ({ restoreRoles }: { restoreRoles: PracticeRestoreRole[] }): PracticeRestoreRole => {
  const [role] = restoreRoles
  if (role === undefined) throw new Error("the practice server has no role")
  return role
}
const sam = { type: "User", id: "sam", name: "sam@contoso.example", displayName: "Sam" } as const

describe.each(["v8", "v7", "v6"] as const)("the collector and restore operators on REST %s", (version) => {
  it("tells who became an operator, who may restore more, and that a role was deleted, each once", async () => {
    const rig = await startCollector({ version })
    const steps = [
      () => undefined,
      () => roleOf(rig.world.veeam).operators.push({ ...sam }),
      () => roleOf(rig.world.veeam).excludedItems.pop(),
      () => rig.world.veeam.restoreRoles.pop(),
      () => undefined,
    ]
    for (const step of steps) {
      step()
      await rig.poll()
      rig.later(MINUTE)
    }

    const role = rig.told.map(({ kind, worse, operators }) => [
      kind,
      worse,
      operators?.added,
      operators?.everything,
    ])
    expect(role).toEqual([
      ["restore-roles", true, ["sam@contoso.example"], true],
      ["restore-roles", true, [], false],
      ["restore-roles", false, [], false],
    ])
    expect(rig.told[0]).toMatchObject({ since: START, foundAt: START + MINUTE, before: "nothing" })
    expect(rig.told[2]?.operators?.removed).toContain("sam@contoso.example")
    const stored = await rig.store.backups.changes(rig.told[0]?.tenantId, 0, START + 60 * MINUTE)
    expect(stored.map(({ id }) => id)).toEqual(rig.told.map(({ id }) => id))
  })

  it("takes roles that can't be read for unknown, not for deleted", async () => {
    const rig = await startCollector({ version })
    await rig.poll()
    rig.cloud.faults.push({ service: "veeam", match: "/RbacRoles", times: 1, kind: "status", status: 403 })
    rig.later(MINUTE)
    await rig.poll()
    rig.cloud.faults.push({ service: "veeam", match: "/operators", times: 1, kind: "status", status: 404 })
    rig.later(MINUTE)
    await rig.poll()
    rig.later(MINUTE)
    await rig.poll()

    expect(rig.told).toEqual([])
  })

  it("keeps with each session who could restore then, also when the role is taken back at once", async () => {
    const rig = await startCollector({ version })
    await rig.poll()
    const open = (initiatedBy: string): string => {
      rig.later(MINUTE)
      const one = { ...restore, initiatedBy }
      startRestore(rig.stage, one)
      addRestoreEvent(rig.stage, one, { type: "Save", item: "Fees", itemType: "IPM.Note" })
      return newestRestore(rig.stage, one).id
    }
    const couldRestore = async (id: string): Promise<boolean | undefined> =>
      (await rig.restoresOf("contoso"))
        .find(({ session }) => session.id === id)
        ?.session.operators?.includes(sam.name)
    const before = open("first@contoso.example")
    endRestore(rig.stage, { ...restore, initiatedBy: "first@contoso.example" })
    await rig.poll()
    roleOf(rig.world.veeam).operators.push({ ...sam })
    const during = open("sam@contoso.example")
    await rig.poll()
    const meanwhile = await couldRestore(during)
    rig.world.veeam.restoreRoles = []
    rig.later(MINUTE)
    await rig.poll()
    rig.later(MINUTE)
    await rig.poll()
    const after = open("last@contoso.example")
    await rig.poll()

    expect([await couldRestore(before), meanwhile]).toEqual([false, true])
    // The session runs on: who could restore while it was open still counts.
    expect(await couldRestore(during)).toBe(true)
    expect(await couldRestore(after)).toBe(false)
    const early = (await rig.restoresOf("contoso")).filter(({ session }) => session.createdAt < START)
    expect(early.map(({ session }) => session.operators)).toEqual(early.map(() => undefined))
  })
})
