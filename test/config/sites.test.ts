/** Sites that send Explorer logs: each belongs to one customer and has a token of its own. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { parseConfig } from "../../src/config/read-config.ts"
import { readSecrets, readShipToken } from "../../src/config/read-secrets.ts"
import { secretTexts } from "../../src/config/secrets.ts"
import { ConfigError } from "../../src/model/errors.ts"

const SAMPLE = readFileSync(join(import.meta.dirname, "../../watchpost.sample.yaml"), "utf8")
const withSites = (sites: string) => parseConfig(`${SAMPLE}\nsites: ${sites}\n`, "sample")
const TWO = "[{ name: office, customer: contoso }, { name: plant-2, customer: fabrikam }]"
const ENV = {
  WATCHPOST_BOT_SECRET: "b",
  WATCHPOST_MONITOR_SECRET: "m",
  WATCHPOST_RESPOND_SECRET: "r",
  WATCHPOST_VEEAM_PASSWORD_VB365_01: "v",
}
const OFFICE = "0123456789abcdef0123456789abcdef"
const PLANT = "fedcba9876543210fedcba9876543210"
const noFile = (): never => {
  throw new Error("no file")
}

const problemsOf = (work: () => unknown): readonly string[] => {
  try {
    work()
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.problems
    throw thrown
  }
  return []
}

describe("parseConfig()", () => {
  it("gives each site the tenant of its customer", () => {
    const { sites, customers } = withSites(TWO)

    expect(sites).toEqual([
      { name: "office", tenantId: customers[0]?.id },
      { name: "plant-2", tenantId: customers[1]?.id },
    ])
  })

  it("gives a backup server's site to us, with what its logs don't tell", () => {
    const { sites, mspTenantId } = withSites(
      "[{ name: vb365, server: vb365-01, timeZone: Europe/Vienna, sessionLine: 'Opened {id}' }]",
    )

    expect(sites).toEqual([
      {
        name: "vb365",
        tenantId: mspTenantId,
        server: "vb365-01",
        timeZone: "Europe/Vienna",
        sessionLine: "Opened {id}",
      },
    ])
  })

  it.each([
    ["[{ name: vb365, server: vb365-1 }]", "must be the name of a backup server under veeam"],
    ["[{ name: vb365, server: vb365-01, customer: contoso }]", "is a customer's or a backup server's"],
    ["[{ name: vb365, server: vb365-01, timeZone: Vienna }]", "timeZone"],
    ["[{ name: vb365, server: vb365-01, sessionLine: Opened }]", "a log line with {id} in it"],
    ["[{ name: office, customer: contosso }]", "did you mean contoso?"],
    ["[{ name: office, customer: contoso }, { name: office, customer: fabrikam }]", "must be unique"],
    ["[{ name: office }]", "sites[0].customer"],
  ])("refuses %s in one sentence", (sites, sentence) => {
    const problems = problemsOf(() => withSites(sites))

    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(sentence)
  })
})

describe("readSecrets()", () => {
  it("reads each site's token and counts it among the secrets", () => {
    const env = { ...ENV, WATCHPOST_SITE_TOKEN_OFFICE: OFFICE, WATCHPOST_SITE_TOKEN_PLANT_2: PLANT }
    const secrets = readSecrets(env, withSites(TWO), noFile)

    expect(secrets.sites).toEqual({ office: OFFICE, "plant-2": PLANT })
    expect(secretTexts(secrets)).toEqual(expect.arrayContaining([OFFICE, PLANT]))
  })

  it.each([
    [
      "a missing one",
      {},
      ["WATCHPOST_SITE_TOKEN_OFFICE must be set", "WATCHPOST_SITE_TOKEN_PLANT_2 must be set"],
    ],
    [
      "a short one",
      { WATCHPOST_SITE_TOKEN_OFFICE: OFFICE.slice(1), WATCHPOST_SITE_TOKEN_PLANT_2: PLANT },
      ["WATCHPOST_SITE_TOKEN_OFFICE must be set, with at least 32 characters"],
    ],
    [
      "two that are the same",
      { WATCHPOST_SITE_TOKEN_OFFICE: OFFICE, WATCHPOST_SITE_TOKEN_PLANT_2: OFFICE },
      ["WATCHPOST_SITE_TOKEN_OFFICE and WATCHPOST_SITE_TOKEN_PLANT_2 must differ"],
    ],
  ])("refuses %s without quoting it", (_what, tokens, sentences) => {
    const problems = problemsOf(() => readSecrets({ ...ENV, ...tokens }, withSites(TWO), noFile))

    expect(problems).toEqual(sentences.map((sentence) => expect.stringContaining(sentence)))
    expect(problems.join()).not.toContain(OFFICE.slice(1))
  })
})

describe("readShipToken()", () => {
  it("needs a token", () => {
    expect(readShipToken({ WATCHPOST_SHIP_TOKEN: ` ${OFFICE} ` })).toBe(OFFICE)
    expect(problemsOf(() => readShipToken({ WATCHPOST_SHIP_TOKEN: " " }))).toHaveLength(1)
  })
})
