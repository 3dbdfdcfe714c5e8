/** Several entries of one person on one mailbox, told apart by how folders inherit them, against the practice Exchange. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

const FIX = "remove-mailbox-permission"
const LYNNE = "lynne.robin@contoso.example"
const GRADY = "grady.archer@contoso.example"

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
})
