/** Whose mailbox a fix without a press is about: asked of the practice cloud's directory, always. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { tenantId } from "../../src/model/ids.ts"
import type { Protection } from "../../src/model/protection.ts"
import { createSafeguard } from "../../src/respond/run-safeguard.ts"
import { POLICY } from "./make-automatic.ts"
import { UNPROTECTED } from "./make-case.ts"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const LYNNE = "lynne.robin@contoso.example"

const weighed = (mailbox: string, fields: Partial<Protection> = {}) =>
  createSafeguard({
    admin: rig.admin,
    protectionOf: () => ({ ...UNPROTECTED, automatic: POLICY, ...fields }),
  })(
    {
      ...{ tenant: tenantId(rig.tenant.id), fix: "stop-forwarding", isAutomatic: true },
      subject: { mailbox, target: mailbox, targetName: mailbox },
    },
    AbortSignal.timeout(5_000),
  )

describe("createSafeguard() where nobody presses", () => {
  it("lets an everyday mailbox be fixed, whatever the record calls it", async () => {
    expect(await weighed(LYNNE)).toEqual({ second: [] })
    expect(await weighed("lynne.robin")).toEqual({ second: [] })
  })

  it.each([
    ["its alias", () => "lynne.robin", LYNNE],
    ["its object id", () => rig.user("lynne.robin").objectId, LYNNE],
    ["its display name, with an address on the list", () => "Lynne Robin", "vip@contoso.example"],
  ])("spares a VIP whom the record calls by %s", async (_what, spelled, listed) => {
    rig.user("lynne.robin").addresses = ["vip@contoso.example"]

    expect((await weighed(spelled(), { vips: [listed] })).forbidden).toContain("is on the list of VIPs")
  })

  it("spares whom the directory doesn't know", async () => {
    expect((await weighed("nobody@contoso.example")).forbidden).toContain("couldn't be found out")
    expect((await weighed("00000000-0000-4000-8000-000000000999")).forbidden).toContain(
      "couldn't be found out",
    )
  })

  it("spares an administrator where a second person would have to approve it", async () => {
    const policy = { ...UNPROTECTED.policy, secondPerson: ["administrator"] as const }
    rig.trouble({ service: "graph", match: "roleAssignments", times: 9, kind: "status", status: 403 })

    expect((await weighed(LYNNE, { policy })).forbidden).toContain("administrator")
  })
})
