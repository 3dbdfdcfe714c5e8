/** Taking rights on a folder from exactly one person, though rows show names that several people may have. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type PracticeRig, startPracticeRig } from "./practice-rig.ts"

const FIX = "remove-folder-permission"
const LYNNE = "lynne.robin@contoso.example"
const GRADY = "grady.archer@contoso.example"

let rig: PracticeRig
beforeEach(async () => {
  rig = await startPracticeRig()
  share("Grady Archer")
})
afterEach(() => rig.close())

const calendar = () => {
  const found = rig.mailbox("lynne.robin").folders.find(({ type }) => type === "Calendar")
  if (found === undefined) throw new Error("no calendar")
  return found
}
const share = (user: string): void =>
  void calendar().permissions.push({ user, accessRights: ["Editor"], sharingFlags: [] })
const holders = () => calendar().permissions.map(({ user }) => user)
const fix = async (user = GRADY) =>
  rig.fix(await rig.incident(FIX, { mailbox: LYNNE, user, folder: calendar().path }), FIX)

describe("remove-folder-permission", () => {
  it.each([GRADY, "Grady Archer", "grady.archer"])(
    "names the person by address, however the alert does (%s)",
    async (user) => {
      const run = await fix(user)

      expect(run.state).toBe("verified")
      expect(run.plan).toMatchObject([{ parameters: { User: GRADY } }])
      expect(holders()).toEqual(["Default", "Anonymous"])
    },
  )

  it("works on a folder whose name is in the owner's language", async () => {
    calendar().path = "\\Kalender"

    expect((await fix()).state).toBe("verified")
    expect(holders()).toEqual(["Default", "Anonymous"])
  })

  it("finds the person by the name that people see, when Exchange's own name for them is another", async () => {
    const { alias, guid } = rig.mailbox("grady.archer")
    const row = { Name: guid, Alias: alias, DisplayName: "Grady Archer", PrimarySmtpAddress: GRADY }
    const body = JSON.stringify({ value: [row] })
    rig.trouble({ service: "exchange", match: "Get-Recipient", kind: "status", status: 200, body, times: 9 })

    expect((await fix()).state).toBe("verified")
    expect(holders()).toEqual(["Default", "Anonymous"])
  })

  it("takes nothing from anybody when two people of that name have rights", async () => {
    share("Grady Archer")

    const run = await fix()

    expect(run).toMatchObject({ state: "failed", result: expect.stringContaining("Several people called") })
    expect(holders().filter((user) => user === "Grady Archer")).toHaveLength(2)
    expect(rig.operations()).toEqual([])
  })

  it("sets what everybody has to none, because it can't be removed", async () => {
    const run = await fix("Default")

    expect(run.state).toBe("verified")
    expect(rig.operations()).toEqual(["Set-MailboxFolderPermission"])
    expect(holders()).toContain("Default")
  })
})
