import { describe, expect, it } from "vitest"
import { DIRECTORY_ROLE_FACTS, readRoleChange } from "../../../src/detect/facts/directory-roles.ts"
import { makeDirectoryRecord, type Properties } from "../../make/make-directory-record.ts"
import { makeContext } from "../../make/make-record.ts"

const GLOBAL = "62e90394-69f5-4237-9190-012177145e10"
const given = (name: string, template = "", known = ""): Properties => ({
  "Role.ObjectID": ["", "33d5a9c2-0f4e-4f0c-8b8e-3a7d6c5b4e03"],
  "Role.DisplayName": ["", name],
  "Role.TemplateId": ["", template],
  "Role.WellKnownObjectName": ["", known],
})
const taken = (name: string): Properties => ({
  "Role.DisplayName": [name, ""],
  "Role.TemplateId": [GLOBAL, ""],
})

describe("readRoleChange()", () => {
  it.each([
    ["Global Administrator", "", ""],
    ["Company Administrator", "", ""],
    ["", GLOBAL, ""],
    ["", "", "TenantAdmins"],
    ["Globaler Administrator", GLOBAL, ""],
    ['"Global Administrator"', "", ""],
    ['[\r\n  "Global Administrator"\r\n]', "", ""],
  ])(
    "knows the Global Administrator by name %j, template %j and well-known name %j",
    (name, template, known) => {
      expect(
        readRoleChange(makeDirectoryRecord("Add member to role.", given(name, template, known))),
      ).toMatchObject({
        given: true,
        role: "Global Administrator",
        roleId: GLOBAL,
        takeover: true,
      })
    },
  )

  it("gives a fix no role id that is only this tenant's", () => {
    expect(readRoleChange(makeDirectoryRecord("Add member to role.", given("Own Role")))).not.toHaveProperty(
      "roleId",
    )
  })

  it.each([
    ["Add member to role.", false],
    ["Add member to role", false],
    ["Add eligible member to role.", true],
    ["Add eligible member to role in PIM completed (permanent).", true],
    ["Add member to role in PIM completed (timebound).", false],
    ["Add member to role outside of PIM (permanent).", false],
  ])("reads %s", (operation, eligible) => {
    expect(readRoleChange(makeDirectoryRecord(operation, given("Global Administrator")))).toMatchObject({
      eligible,
    })
  })

  it("reads a removal from its old value, under the name that the operation really has", () => {
    expect(
      readRoleChange(makeDirectoryRecord("Remove member from role.", taken("Global Administrator"))),
    ).toMatchObject({
      given: false,
      role: "Global Administrator",
    })
  })

  it("leaves activations of a role that was made eligible before", () => {
    const pim = [{ ID: "01fc33a7-78ba-4d2f-a4b7-768e336e890e", Type: 2 }]

    expect(
      readRoleChange(
        makeDirectoryRecord("Add member to role.", given("Global Administrator"), { Actor: pim }),
      ),
    ).toBeUndefined()
    expect(
      readRoleChange(
        makeDirectoryRecord("Add member to role completed (PIM activation).", given("Global Administrator")),
      ),
    ).toBeUndefined()
  })

  it("isn't misled by names that every object has", () => {
    expect(
      readRoleChange(makeDirectoryRecord("Add member to role.", given("constructor", "toString"))),
    ).toMatchObject({
      role: "constructor",
      privileged: false,
    })
  })
})

describe("DIRECTORY_ROLE_FACTS", () => {
  it("tells a removal of power for sequences", () => {
    const record = makeDirectoryRecord("Remove member from role.", taken("Global Administrator"))
    const facts = DIRECTORY_ROLE_FACTS.map(({ name, read }) => [name, read(record, makeContext())])

    expect(facts.filter(([, evidence]) => evidence !== undefined)).toEqual([
      ["RemovesPrivilegedRole", "Global Administrator"],
    ])
  })
})
