import { describe, expect, it } from "vitest"
import { DIRECTORY_USER_FACTS, distance, guestAddress } from "../../../src/detect/facts/directory-users.ts"
import { makeDirectoryRecord, tom, userIdentity } from "../../make/make-directory-record.ts"
import { makeContext } from "../../make/make-record.ts"

const imitated = (upn: string): string | undefined =>
  DIRECTORY_USER_FACTS.find(({ name }) => name === "NameLooksLikeAnother")?.read(
    makeDirectoryRecord(
      "Add user.",
      {},
      { Target: userIdentity(upn, "55d5a9c2-0f4e-4f0c-8b8e-3a7d6c5b4e05") },
    ),
    makeContext(),
  )

describe("NameLooksLikeAnother", () => {
  it.each([
    ["c0ntoso@contoso.example", "contoso"],
    ["contos0@contoso.example", "contoso"],
    ["rnia.holm@contoso.example", "mia.holm"],
    ["mia.ho1m@contoso.example", "mia.holm"],
    ["miaholm@contoso.example", "mia.holm"],
    ["it-cornpany@contoso.example", "company"],
    ["supp0rt@contoso.example", "support"],
  ])("finds that %s is taken for %s", (upn, name) => {
    expect(imitated(upn)).toBe(name)
  })

  it.each([
    "nora.lind@contoso.example",
    "mia@contoso.example",
    "support@contoso.example",
    "bernard.horn@contoso.example",
    "mia.helm2@contoso.example",
  ])("leaves %s alone", (upn) => {
    expect(imitated(upn)).toBeUndefined()
  })
})

describe("distance()", () => {
  it("counts letters, and stops counting when names are far apart", () => {
    expect(distance("contoso", "contoso")).toBe(0)
    expect(distance("contoso", "contosso")).toBe(1)
    expect(distance("contoso", "kontosso")).toBe(2)
    expect(distance("contoso", "fabrikam-group")).toBe(3)
  })
})

describe("guestAddress()", () => {
  it("is the address that people know", () => {
    expect(guestAddress("lea.von_der_au_northwind.example#EXT#@contoso.onmicrosoft.com")).toBe(
      "lea.von_der_au@northwind.example",
    )
    expect(guestAddress("tom.frank@contoso.example")).toBeUndefined()
  })
})

describe("ResetsPassword", () => {
  const fact = DIRECTORY_USER_FACTS.find(({ name }) => name === "ResetsPassword")

  it("counts what somebody does to another's password, and not what users do to their own", () => {
    expect(fact?.read(makeDirectoryRecord("Reset user password."), makeContext())).toBe(
      "tom.frank@contoso.example",
    )
    expect(
      fact?.read(makeDirectoryRecord("Change user password.", {}, { Actor: tom() }), makeContext()),
    ).toBeUndefined()
  })
})
