import { describe, expect, it } from "vitest"
import {
  isAboutSomebodyElse,
  readIdentities,
  targetUser,
} from "../../../src/detect/facts/directory-record.ts"
import type { Json } from "../../../src/model/json.ts"
import { makeDirectoryRecord, mia, objectIdentity, tom } from "../../make/make-directory-record.ts"

const ID = "11d5a9c2-0f4e-4f0c-8b8e-3a7d6c5b4e01"
const APP = "22d5a9c2-0f4e-4f0c-8b8e-3a7d6c5b4e02"

describe("readIdentities()", () => {
  it("reads a user by name and object id", () => {
    expect(readIdentities(tom())).toEqual({
      kind: "User",
      id: "c97f0b1c-6aa2-4f9a-9876-7b2ae6ba9f71",
      upn: "tom.frank@contoso.example",
    })
  })

  it("tells the app id of a service principal from its object id", () => {
    expect(readIdentities(objectIdentity("ServicePrincipal", ID, "Mail Sorter", APP))).toEqual({
      kind: "ServicePrincipal",
      id: ID,
      name: "Mail Sorter",
      appId: APP,
    })
  })

  it("finds the app id among service principal names", () => {
    const list = [...objectIdentity("ServicePrincipal", ID), { ID: `https://sorter.example;${APP}`, Type: 4 }]

    expect(readIdentities(list).appId).toBe(APP)
  })

  it("finds the app that a person used beside the person", () => {
    const actor = [...mia(), { ID: "Admin portal", Type: 1 }, { ID: APP, Type: 2 }]

    expect(readIdentities(actor)).toMatchObject({ kind: "User", name: "Admin portal", appId: APP })
  })

  it("reads a sign-in's bare ids", () => {
    expect(readIdentities([{ ID, Type: 0 }])).toEqual({ id: ID })
  })

  it.each<Json | undefined>([undefined, null, "text", [], [null, 1, { ID: 7 }, { Type: 2 }]])(
    "reads nothing from %j",
    (list) => {
      expect(readIdentities(list)).toEqual({})
    },
  )
})

describe("isAboutSomebodyElse()", () => {
  it("tells one's own account from another's", () => {
    expect(isAboutSomebodyElse(makeDirectoryRecord("Update user."))).toBe(true)
    expect(isAboutSomebodyElse(makeDirectoryRecord("Update user.", {}, { Actor: tom() }))).toBe(false)
  })
})

describe("targetUser()", () => {
  it("falls back to the object's name where the record has no list", () => {
    expect(targetUser(makeDirectoryRecord("Update user.", {}, { Target: null }))).toBe(
      "tom.frank@contoso.example",
    )
  })
})
