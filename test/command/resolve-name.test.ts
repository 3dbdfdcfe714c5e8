/** Whom a typed name means, among those that are known. */
import { describe, expect, it } from "vitest"
import { resolveName } from "../../src/command/resolve-name.ts"

const KNOWN = ["hanna.berg@contoso.com", "andrea@contoso.com", "lynne.robbins@contoso.com", "ed@contoso.com"]

describe("resolveName()", () => {
  it.each([
    ["ANDREA@contoso.com", "andrea@contoso.com"],
    ["Hanna Berg", "hanna.berg@contoso.com"],
    ["lyn", "lynne.robbins@contoso.com"],
    ["ed", "ed@contoso.com"],
    ["robbins", "lynne.robbins@contoso.com"],
  ])("takes %s for %s", (typed, name) => {
    expect(resolveName(typed, KNOWN)).toEqual({ names: [name], suggestions: [] })
  })

  it.each([
    ["hans", "hanna.berg@contoso.com"],
    ["andreas", "andrea@contoso.com"],
    ["lynnes", "lynne.robbins@contoso.com"],
  ])("takes %s for nobody else, and tells who is called alike", (typed, near) => {
    expect(resolveName(typed, KNOWN)).toMatchObject({ names: [], suggestions: [near] })
  })

  it.each([
    ["Müller", "jens.mueller@contoso.com"],
    ["mueller", "jens.müller@contoso.com"],
    ["Jens Muller", "jens.müller@contoso.com"],
    ["Groß", "juergen.gross@contoso.com"],
    ["Jürgen", "juergen.gross@contoso.com"],
    ["Jürgen", "jurgen.gross@contoso.com"],
  ])("takes %s for %s, however an umlaut is written", (typed, name) => {
    expect(resolveName(typed, [...KNOWN, name]).names).toEqual([name])
  })

  it("asks back where several have the last name", () => {
    const both = ["lynne.robbins@contoso.com", "kai.robbins@contoso.com"]

    expect(resolveName("robbins", both).names).toEqual(both)
  })

  it("takes an address for that address alone", () => {
    expect(resolveName("kim@contoso.com", ["kim.contoso.com@fabrikam.com"]).names).toEqual([])
  })

  it("takes two letters for the beginning of no name", () => {
    expect(resolveName("an", KNOWN).names).toEqual([])
  })
})
