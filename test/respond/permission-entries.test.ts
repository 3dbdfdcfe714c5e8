/** Several entries of one person on one mailbox, told apart by how folders inherit them, against the practice Exchange. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

const FIX = "remove-mailbox-permission"
const LYNNE = "lynne.robin@contoso.example"
const GRADY = "grady.archer@contoso.example"
const REFUSED = JSON.stringify({
  error: {
    code: "BadRequest",
    message: "x",
    details: [{ message: "Ex6F9304|System.Exception|It is held." }],
  },
})

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
})
afterEach(() => rig.close())

const entry = (inheritance: string, deny = false) => ({
  ...{ user: GRADY, accessRights: ["FullAccess"], inherited: false },
  ...{ deny, inheritance },
})
const entries = () => rig.mailbox("lynne.robin").permissions
const refuseInheritance = (inheritance: string): void =>
  rig.trouble({
    ...{ service: "exchange", match: `"InheritanceType":"${inheritance}"`, kind: "status" },
    ...{ status: 400, body: REFUSED, times: 2 },
  })
const permissionCase = () =>
  rig.incident(FIX, { mailbox: LYNNE, user: GRADY, accessRights: "FullAccess" }, LYNNE)

describe("remove-mailbox-permission", () => {
  it("takes back an entry that folders don't inherit, and gives the same one again", async () => {
    entries().push(entry("None"))
    const one = await permissionCase()

    const run = await rig.fix(one, FIX)

    expect(run.state).toBe("verified")
    expect(entries()).toEqual([])
    await rig.undo(one, FIX)
    expect(entries()).toEqual([entry("None")])
  })

  it("takes back every entry that gives the right, and no refusal", async () => {
    entries().push(entry("None"), entry("All"), entry("All", true))

    const run = await rig.fix(await permissionCase(), FIX)

    expect(run.state).toBe("verified")
    expect(entries()).toEqual([entry("All", true)])
  })

  it("brings back the entry that is gone when the other one was refused", async () => {
    entries().push(entry("None"), entry("All"))
    refuseInheritance("All")
    const one = await permissionCase()
    const run = await rig.fix(one, FIX)
    expect(run).toMatchObject({ state: "failed", leaves: "some" })
    expect(entries()).toEqual([entry("All")])

    const undo = await rig.undo(one, FIX)

    expect(undo.state).toBe("verified")
    expect(entries()).toEqual([entry("All"), entry("None")])
  })
})
