import { describe, expect, it } from "vitest"
import { readModified, readNamed } from "../../src/normalize/parameters.ts"
import { cpuMs } from "../make/cpu-ms.ts"

describe("readNamed()", () => {
  it("reads lists of names and values", () => {
    expect(
      readNamed([
        { Name: "A", Value: " x " },
        { Name: "B", Value: true },
        { Key: "C", Value: ["d", 1] },
      ]),
    ).toEqual({
      A: "x",
      B: "true",
      C: "d;1",
    })
  })

  it("joins repeated names and keeps a name without a value", () => {
    expect(
      readNamed([
        { Name: "From", Value: "a@b.example" },
        { Name: "From", Value: "c@d.example" },
        { Name: "Empty" },
      ]),
    ).toEqual({
      From: "a@b.example;c@d.example",
      Empty: "",
    })
  })

  it("reads a command line, with switches and quotes", () => {
    expect(
      readNamed('-Name "phish ""x"" -Not" -Location ("ALL") -Purge -Confirm False -Force:$true -To $null'),
    ).toEqual({
      Name: 'phish "x" -Not',
      Location: "ALL",
      Purge: "True",
      Confirm: "False",
      Force: "$true",
      To: "",
    })
  })

  it("goes through brackets that nothing closes in no time, and reads what stands before them", () => {
    const text = `-Name "a (b)" -Location (x) ${"(".repeat(200_000)}`

    expect(cpuMs(() => readNamed(text))).toBeLessThan(2_000)
    expect(readNamed(text)).toEqual({ Name: "a (b)", Location: "x" })
  })

  it("reads JSON inside a text", () => {
    expect(readNamed('[{"Name":"A","Value":"x"}]')).toEqual({ A: "x" })
  })

  it.each([[null], [undefined], [7], [[null, "x", {}]], [""]])("reads %j as nothing", (value) => {
    expect(readNamed(value)).toEqual({})
  })

  it("lets a name be only a name", () => {
    const read = readNamed([{ Name: "__proto__", Value: "x" }])

    expect(Object.keys(read)).toEqual(["__proto__"])
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
  })
})

describe("readModified()", () => {
  it("reads objects, bare names and JSON texts", () => {
    expect(readModified([{ Name: "A", NewValue: " n ", OldValue: null }, "Recipients"])).toEqual([
      { name: "A", oldValue: "", newValue: "n" },
      { name: "Recipients", oldValue: "", newValue: "" },
    ])
    expect(readModified("nothing")).toEqual([])
  })
})
