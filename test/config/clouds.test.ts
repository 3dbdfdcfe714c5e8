/** National clouds: one word in the configuration sets every address, and each of them can still be another. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { CLOUDS, cloudFacts } from "../../src/config/clouds.ts"
import { parseConfig } from "../../src/config/read-config.ts"
import { problemsOf } from "./problems-of.ts"

const SAMPLE = readFileSync(join(import.meta.dirname, "../../watchpost.sample.yaml"), "utf8")
/** The channels of the sample are in the commercial cloud. */
const inTeams = (host: string): string => SAMPLE.replaceAll("smba.trafficmanager.net/emea", host)

describe("cloudFacts()", () => {
  it.each([
    [
      "commercial",
      "login.microsoftonline.com manage.office.com outlook.office365.com graph.microsoft.com login.botframework.com",
    ],
    [
      "gcc",
      "login.microsoftonline.com manage-gcc.office.com outlook.office365.com graph.microsoft.com login.botframework.com",
    ],
    [
      "gcc-high",
      "login.microsoftonline.us manage.office365.us outlook.office365.us graph.microsoft.us login.botframework.azure.us",
    ],
    [
      "dod",
      "login.microsoftonline.us manage.protection.apps.mil webmail.apps.mil dod-graph.microsoft.us login.botframework.azure.us",
    ],
  ] as const)("knows the hosts of %s", (cloud, hosts) => {
    const { login, manage, exchange, graph, botOpenIdMetadata } = cloudFacts(cloud).endpoints

    expect(
      [login, manage, exchange, graph, botOpenIdMetadata].map((url) => new URL(url).host).join(" "),
    ).toBe(hosts)
  })

  it("has https alone, without a slash at the end", () => {
    for (const cloud of CLOUDS) {
      const { endpoints, bot } = cloudFacts(cloud)
      const { teamsServiceHosts: _hosts, fileHosts: _files, ...urls } = endpoints
      for (const url of [...Object.values(urls), ...Object.values(bot)]) expect(url).toMatch(/^https:.*[^/]$/)
    }
  })

  it("believes Teams of a government cloud only with that cloud's issuer", () => {
    expect(CLOUDS.map((cloud) => cloudFacts(cloud).bot.issuer)).toEqual([
      "https://api.botframework.com",
      "https://api.botframework.com",
      "https://api.botframework.us",
      "https://api.botframework.us",
    ])
  })
})

describe("parseConfig() with a cloud", () => {
  it("takes every address of the cloud", () => {
    const config = parseConfig(`cloud: dod\n${inTeams("smba.infra.dod.teams.microsoft.us/teams")}`, "x")

    expect(config.cloud).toBe("dod")
    expect(config.endpoints).toEqual(cloudFacts("dod").endpoints)
  })

  it("is commercial without one", () => {
    expect(parseConfig(SAMPLE, "x").cloud).toBe("commercial")
  })

  it("lets each address be another, and keeps the cloud's for the rest", () => {
    const text = `cloud: gcc\n${SAMPLE}\nendpoints: { manage: "https://proxy.northwind.example/feed/" }\n`

    expect(parseConfig(text, "x").endpoints).toEqual({
      ...cloudFacts("gcc").endpoints,
      manage: "https://proxy.northwind.example/feed",
    })
  })

  it("refuses a cloud that doesn't exist, and an address of another cloud", () => {
    expect(problemsOf(`cloud: china\n${SAMPLE}`).join("\n")).toContain(
      "cloud must be one of commercial, gcc, gcc-high, dod",
    )
    expect(
      problemsOf(`${SAMPLE}\nendpoints: { manage: "https://manage.office365.us" }\n`).join("\n"),
    ).toContain("endpoints.manage must be of the cloud commercial; it is of gcc-high: set cloud instead")
  })

  it("refuses a channel of Teams in another cloud", () => {
    expect(problemsOf(`cloud: gcc-high\n${SAMPLE}`).join("\n")).toContain(
      "triage.serviceUrl must be on one of endpoints.teamsServiceHosts",
    )
  })
})
