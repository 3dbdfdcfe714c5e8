/** Backup servers, and whose organizations they hold where the operator says so. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { parseConfig } from "../../src/config/read-config.ts"
import { ConfigError } from "../../src/model/errors.ts"

const SAMPLE = readFileSync(join(import.meta.dirname, "../../watchpost.sample.yaml"), "utf8")
const FINGERPRINT = "certificateSha256: 0123456789abcdef"
const withOrganizations = (list: string) =>
  parseConfig(
    SAMPLE.replace(`    ${FINGERPRINT}`, `    organizations: ${list}\n    ${FINGERPRINT}`),
    "sample",
  )

const problemOf = (work: () => unknown): string => {
  try {
    work()
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.problems.join("\n")
    throw thrown
  }
  return "no problem"
}

describe("parseConfig() veeam", () => {
  it("gives each organization the tenant of its customer", () => {
    const { veeam, customers } = withOrganizations(
      "[{ name: Contoso Holding, customer: contoso }, { name: old.onmicrosoft.com, customer: fabrikam }]",
    )

    expect(veeam[0]?.organizations).toEqual([
      { organization: "Contoso Holding", tenantId: customers[0]?.id },
      { organization: "old.onmicrosoft.com", tenantId: customers[1]?.id },
    ])
  })

  it("needs none", () => {
    expect(parseConfig(SAMPLE, "sample").veeam[0]?.organizations).toEqual([])
  })

  it.each([
    ["[{ name: Group, customer: contosso }]", "did you mean contoso?"],
    ["[{ customer: contoso }]", "veeam[0].organizations[0].name is missing"],
  ])("refuses %s in one sentence", (list, sentence) => {
    expect(problemOf(() => withOrganizations(list))).toContain(sentence)
  })
})
