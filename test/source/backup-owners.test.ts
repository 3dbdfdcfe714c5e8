/** Sessions of organizations that can't be given to one customer are left out, and said to those who can tell. */
import { describe, expect, it } from "vitest"
import { backupRig, FABRIKAM, HEALTH, MSP, restoreEvent, session } from "./backup-rig.ts"
import { CONTOSO } from "./fake-feed.ts"

const twoGroups = () => {
  const rig = backupRig()
  rig.world.organizations = [
    { id: "o1", name: "Group", officeName: "contoso.onmicrosoft.com", tenantId: CONTOSO },
    { id: "o2", name: "group", officeName: "fabrikam.onmicrosoft.com", tenantId: FABRIKAM },
  ]
  rig.world.sessions = [session("s1", { organization: "Group" })]
  rig.world.events = { s1: [restoreEvent("e1", "Restore")] }
  return rig
}

describe("createBackupPoller() organizations", () => {
  it("tells only the MSP about an organization that belongs to no customer", async () => {
    const { world, handedOver, health, saved, poll } = backupRig()
    world.sessions = [session("s1", { organization: "northwind.onmicrosoft.com" })]
    world.events = { s1: [restoreEvent("e1", "Restore")] }

    await poll()

    expect([handedOver, saved.size]).toEqual([[], 0])
    expect(health).toEqual([
      "contoso: ok",
      expect.stringMatching(/^msp: trouble .*northwind\.onmicrosoft\.com/),
    ])
  })

  it("goes on telling it while the session is older than the day that each round reads", async () => {
    const { world, health, poll, later } = backupRig()
    world.sessions = [session("s1", { organization: "northwind.onmicrosoft.com" })]
    await poll()
    world.sessions = []
    later(60_000)

    await poll()

    expect(health.at(-1)).toMatch(/^msp: trouble/)
  })

  it("asks the session itself when two organizations share its organization's name", async () => {
    const { world, handedOver, saved, poll } = twoGroups()
    world.organizationOf = { s1: "o2" }

    await poll()

    expect(handedOver).toEqual(["fabrikam: e1"])
    expect(saved.get("s1")?.session.organizationId).toBe("o2")
  })

  it("gives the session to neither when it doesn't tell, and says so to the MSP", async () => {
    const { handedOver, health, poll } = twoGroups()

    await poll()

    expect(handedOver).toEqual([])
    expect(health.at(-1)).toMatch(/^msp: trouble It isn't clear whose organization Group on vb365-01 is/)
  })

  it("says to every customer that may be meant that something is left out, without another's name", async () => {
    const { world, health, poll } = backupRig({
      owners: {
        customers: [
          { id: CONTOSO, domains: ["group.example"] },
          { id: FABRIKAM, domains: ["group.example"] },
        ],
        configured: [],
      },
    })
    world.organizations = [{ id: "o1", name: "group.example" }]

    await poll()

    const [contoso, fabrikam, msp] = health
    expect([contoso, fabrikam, msp]).toEqual([
      expect.stringMatching(/^contoso: trouble An organization on vb365-01 may be this customer's/),
      expect.stringMatching(/^fabrikam: trouble/),
      expect.stringMatching(/^msp: trouble .*group\.example/),
    ])
    expect(contoso).not.toContain("group.example")
  })

  it("reads a month again when an organization turns out to be a customer's", async () => {
    const customers = [{ id: CONTOSO, domains: ["contoso.onmicrosoft.com"] }]
    const { world, handedOver, poll } = backupRig({ owners: { customers, configured: [] } })
    world.organizations = [{ id: "o2", name: "Fabrikam", officeName: "fabrikam.onmicrosoft.com" }]
    world.sessions = [
      session("s1", { organization: "Fabrikam", createdAt: session("").createdAt - 9 * 86_400_000 }),
    ]
    world.events = { s1: [restoreEvent("e1", "Restore")] }
    await poll()

    customers.push({ id: FABRIKAM, domains: ["fabrikam.onmicrosoft.com"] })
    await poll()

    expect(handedOver).toEqual(["fabrikam: e1"])
  })

  it("never gives a stored session to another customer, and goes on with the others", async () => {
    const configured: { organization: string; tenantId: typeof CONTOSO }[] = []
    const customers = [
      { id: CONTOSO, domains: [] },
      { id: FABRIKAM, domains: [] },
    ]
    const { world, handedOver, saved, health, poll } = backupRig({ owners: { customers, configured } })
    world.sessions = [session("s1")]
    await poll()
    configured.push({ organization: "Contoso", tenantId: FABRIKAM })
    world.sessions.push(session("s2"))
    world.events = { s1: [restoreEvent("e1", "Save")], s2: [restoreEvent("e2", "Save")] }

    await poll()

    expect(saved.get("s1")?.owner).toBe(CONTOSO)
    expect(handedOver).toEqual(["fabrikam: e2"])
    expect(health).toContain("fabrikam: ok")
  })

  it("takes back what was told to a customer whom the server no longer concerns", async () => {
    const { world, ledger, poll } = backupRig()
    const forgotten: string[] = []
    Object.assign(ledger, { forgetHealth: async (tenant: string) => void forgotten.push(tenant) })
    await poll()
    world.organizations = []

    await poll()

    expect(forgotten).toEqual([CONTOSO])
    expect(forgotten).not.toContain(MSP)
    expect(ledger.told.get(HEALTH)?.state).toBe("ok")
  })
})
