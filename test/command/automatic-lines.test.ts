import { describe, expect, it } from "vitest"
import { automaticLines } from "../../src/command/automatic-lines.ts"
import type { CustomerConfig } from "../../src/config/config.ts"
import type { AutomaticPolicy } from "../../src/model/automatic.ts"
import { config } from "./make.ts"

const POLICY: AutomaticPolicy = { fixes: ["stop-forwarding"], level: "critical", withinMinutes: 60 }
const customers = (...policies: readonly (AutomaticPolicy | undefined)[]): readonly CustomerConfig[] =>
  config.customers.slice(0, 1).flatMap((one) =>
    policies.map((automatic, index) => ({
      ...one,
      displayName: `Customer ${index + 1}`,
      ...(automatic === undefined ? {} : { automatic }),
    })),
  )
const lines = (...policies: readonly (AutomaticPolicy | undefined)[]) =>
  automaticLines({ face: "technician", customers: customers(...policies) })

describe("automaticLines()", () => {
  it("says of one customer which fixes run by themselves, and for what", () => {
    const both = { ...POLICY, fixes: ["stop-forwarding", "disable-inbox-rule"], level: "high" } as const

    expect(lines(POLICY)).toEqual([
      "At Customer 1 “Stop forwarding” may run by itself for critical incidents, within 60 minutes of what happened.",
    ])
    expect(lines(both)).toEqual([
      "At Customer 1 “Stop forwarding” and “Disable this rule” may run by themselves for high and critical incidents, within 60 minutes of what happened.",
    ])
  })

  it("says of several where, and counts those that are too many", () => {
    const many = Array<AutomaticPolicy>(7).fill(POLICY)

    expect(lines(undefined, POLICY)).toEqual(["Fixes may run by themselves at Customer 2."])
    expect(lines(...many).join()).toMatch(/Customer 5 and 2 more\.$/)
  })

  it("says nothing where nobody opted in, and nothing to customers", () => {
    expect(lines(undefined)).toEqual([])
    expect(lines(undefined, undefined)).toEqual([])
    expect(automaticLines({ face: "customer", customers: customers(POLICY) })).toEqual([])
  })
})
