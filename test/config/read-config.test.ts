/** The configuration file: what it becomes, and that every mistake is named with its line and what would be right. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { Config } from "../../src/config/config.ts"
import { ownIdentity } from "../../src/config/own-identity.ts"
import { parseConfig } from "../../src/config/read-config.ts"
import { problemsOf } from "./problems-of.ts"

const ID = (last: string): string => `51a7c0de-0000-4000-8000-0000000000${last}`

const GOOD = `
msp: { tenantId: ${ID("01")}, name: Northwind }
bot: { appId: ${ID("02")} }
apps: { monitor: ${ID("03")}, respond: ${ID("04")} }
triage: { conversationId: "19:triage@thread.tacv2", serviceUrl: https://smba.trafficmanager.net/emea/ }
customers:
  - name: contoso
    tenantId: ${ID("05").toUpperCase()}
    timeZone: Europe/Vienna
  - name: fabrikam
    tenantId: ${ID("06")}
    timeZone: UTC
technicians:
  - { name: Kim, objectId: ${ID("07").toUpperCase()} }
contacts:
  - { name: Alex, objectId: ${ID("08")}, customer: contoso }
`

/** The good file with one piece replaced; the piece must be there. */
const changed = (from: string, to: string): string => {
  expect(GOOD).toContain(from)
  return GOOD.replace(from, to)
}

describe("parseConfig()", () => {
  const config: Config = parseConfig(GOOD, "watchpost.yaml")

  it("fills in what the sample file calls the defaults", () => {
    expect(config.listen).toEqual({ host: "127.0.0.1", port: 3978 })
    expect(config.database).toBe("data/watchpost.db")
    expect(config.poll).toEqual({ feedSeconds: 60, backupSeconds: 60, sweepSeconds: 120 })
    expect(config.endpoints.manage).toBe("https://manage.office.com")
    expect(config.practice).toBe(false)
  })

  it("lets nobody fix and gives no channel unless the file says so", () => {
    expect(config.customers.map((customer) => customer.canRespond)).toEqual([false, false])
    expect(config.customers[0]?.channel).toBeUndefined()
  })

  it("folds ids to lower case and cuts trailing slashes of addresses", () => {
    expect(config.customers[0]?.id).toBe(ID("05"))
    expect(config.people[0]?.objectId).toBe(ID("07"))
    expect(config.triageChannel.serviceUrl).toBe("https://smba.trafficmanager.net/emea")
  })

  it("gives a contact the one customer it belongs to, and a technician all", () => {
    expect(config.people.map(({ role, scope }) => ({ role, scope }))).toEqual([
      { role: "technician", scope: "all" },
      { role: "contact", scope: [ID("05")] },
    ])
  })

  it("makes a technician of who has no other role", () => {
    const text = GOOD.replace("name: Kim,", "name: Kim, role: operator,")

    expect(parseConfig(text, "x").people.map(({ role }) => role)).toEqual(["operator", "contact"])
    expect(problemsOf(GOOD.replace("name: Kim,", "name: Kim, role: admin,")).join()).toContain(
      'must be one of viewer, technician, approver, operator; it is "admin"',
    )
  })

  it("keeps a person's sign-in name in lower case: nobody may fix their own account", () => {
    const text = GOOD.replace("name: Kim,", "name: Kim, upn: Kim@Northwind.example,")

    expect(parseConfig(text, "x").people.map((person) => person.upn)).toEqual([
      "kim@northwind.example",
      undefined,
    ])
  })

  it("reads the sample file", () => {
    const sample = readFileSync(join(import.meta.dirname, "../../watchpost.sample.yaml"), "utf8")

    expect(parseConfig(sample, "watchpost.sample.yaml").customers.map((one) => one.name)).toEqual([
      "contoso",
      "fabrikam",
    ])
  })
})

describe("parseConfig() on a wrong file", () => {
  it("names line, place, what would be right and what is there", () => {
    expect(problemsOf(changed(ID("06"), "foo"))).toEqual([
      'watchpost.yaml:11: customers[1].tenantId must be a GUID like 8a1c5d3e-2f4b-4c6d-9e8f-0a1b2c3d4e5f; it is "foo"',
    ])
  })

  it("reports every mistake at once, in the order of the file, also across fields", () => {
    const text = changed("name: Northwind", "name: 7")
      .replace("name: fabrikam", "name: contoso")
      .replace("timeZone: UTC", "timeZone: Europe/Wien")
      .replace("customer: contoso", "customer: contosso")

    expect(problemsOf(text).map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual([
      "watchpost.yaml:2: msp.name must",
      "watchpost.yaml:10: customers[1].name must",
      "watchpost.yaml:12: customers[1].timeZone must",
      "watchpost.yaml:16: contacts[0].customer must",
    ])
  })

  it("asks whether a misspelled key is meant as the closest known one", () => {
    const [problem] = problemsOf(changed("    timeZone: UTC", "    timeZone: UTC\n    canResponde: true"))

    expect(problem).toBe(
      "watchpost.yaml:13: customers[1].canResponde is not a setting; did you mean canRespond?",
    )
  })

  it("never shows the value of an unknown key: it may be a secret", () => {
    const text = problemsOf(`${GOOD}\nclientSecret: correct-horse\n`).join()

    expect(text).toContain("clientSecret is not a setting")
    expect(text).not.toContain("correct-horse")
  })

  it.each([
    ["an unquoted tab or bracket", "msp: [", "this is not YAML"],
    ["a list instead of a file", "- 1", "the file must be a section"],
    ["an empty file", "", "the file must be a section"],
    ["a key twice", `${GOOD}\nmsp: 1\n`, "unique"],
    [
      "aliases that unfold without end",
      `a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`,
      "repeats itself too often",
    ],
  ])("refuses %s with a sentence", (_what, text, sentence) => {
    expect(problemsOf(text).join("\n")).toContain(sentence)
  })

  it("refuses two customers with one tenant, whatever the case of the GUID", () => {
    expect(problemsOf(changed(ID("06"), ID("05")))).toEqual([
      "watchpost.yaml:11: customers[1].tenantId must be unique; customers[0].tenantId has it too",
    ])
  })

  it("refuses a customer's channel that is the triage channel", () => {
    const channel = `UTC\n    channel: { conversationId: "19:triage@thread.tacv2", serviceUrl: https://smba.trafficmanager.net/emea/ }`

    expect(problemsOf(changed("timeZone: UTC", `timeZone: ${channel}`)).join()).toContain(
      "customers[1].channel.conversationId must be a channel of its own; triage.conversationId is the same channel",
    )
  })

  it("refuses a service address outside Teams: cards and tokens would go there", () => {
    expect(
      problemsOf(changed("https://smba.trafficmanager.net/emea/", "https://evil.example/")).join(),
    ).toContain("triage.serviceUrl must be on one of endpoints.teamsServiceHosts")
  })

  it("refuses fixing for a customer while there is no Respond app", () => {
    const text = changed(`, respond: ${ID("04")}`, "").replace(
      "timeZone: UTC",
      "timeZone: UTC\n    canRespond: true",
    )

    expect(problemsOf(text).join()).toContain(
      "customers[1].canRespond must be false while apps.respond is missing",
    )
  })
})

describe("parseConfig() and practice", () => {
  const noBot = changed(ID("02"), '""')

  it("refuses an empty bot app id unless practice is asked for", () => {
    expect(problemsOf(noBot).join()).toContain("watchpost.yaml:3: bot.appId must be the bot's application id")
    expect(problemsOf(`practice: true\n${noBot}`)).toEqual([])
  })

  it("listens on 127.0.0.1 only in practice, and says so when the file wants more", () => {
    const wide = `${GOOD}\nlisten: { host: 0.0.0.0 }\n`

    expect(parseConfig(wide, "x").listen.host).toBe("0.0.0.0")
    expect(problemsOf(`${wide}practice: true\n`).join()).toContain(
      "listen.host must be 127.0.0.1 while practice",
    )
    expect(parseConfig(`practice: true\n${noBot}`, "x").listen.host).toBe("127.0.0.1")
  })

  it.each([
    ["Europe/Viena", /it is "Europe\/Viena"; did you mean Europe\/Vienna\?$/],
    ["+01:00", /it is "\+01:00"$/],
  ])("says of the time zone %s what was meant, where that can be told", (zone, sentence) => {
    expect(problemsOf(changed("timeZone: UTC", `timeZone: "${zone}"`))).toEqual([
      expect.stringMatching(sentence),
    ])
  })

  it.each([
    ["http://127.0.0.1:4480", true, ""],
    ["http://127.0.0.1:4480", false, "plain http needs practice: true"],
    ["http://192.0.2.7", true, "plain http is only for 127.0.0.1"],
    ["http://127.0.0.1.evil.example", true, "plain http is only for 127.0.0.1"],
    ["http://user:pass@127.0.0.1", true, "endpoints.login must be an address"],
    ["ftp://127.0.0.1", true, "endpoints.login must be an address"],
    ["nowhere", true, "endpoints.login must be an address"],
  ])("judges the address %s in practice %s", (address, practice, sentence) => {
    const found = problemsOf(`practice: ${practice}\n${GOOD}\nendpoints: { login: "${address}" }\n`).join()

    if (sentence === "") expect(found).toBe("")
    else expect(found).toContain(sentence)
  })
})

describe("places", () => {
  const withPlaces = (customer: string, more = ""): string =>
    changed("    timeZone: UTC\n", `    timeZone: UTC\n    ${customer}\n`) + more

  it("takes a customer's countries and networks, and the anonymizers of all", () => {
    const config = parseConfig(
      withPlaces("countries: [at, DE]\n    networks: [198.51.100.0/24]", "anonymizers: ['2001:db8::/32']\n"),
      "x",
    )

    expect(config.customers.map(({ countries, networks }) => ({ countries, networks }))).toEqual([
      { countries: [], networks: [] },
      { countries: ["AT", "DE"], networks: ["198.51.100.0/24"] },
    ])
    expect(ownIdentity(config).anonymizers).toEqual(["2001:db8::/32"])
  })

  it.each([
    ["countries: [Austria]", "must be a country's two letters like AT"],
    ["networks: [198.51.100.7]", "must be a network like 198.51.100.0/24"],
    ["networks: [198.51.100.0/99]", "must be a network like 198.51.100.0/24"],
  ])("refuses %s", (line, sentence) => {
    expect(problemsOf(withPlaces(line)).join()).toContain(sentence)
  })
})

describe("ownIdentity()", () => {
  it("names our apps and technicians, and no contact", () => {
    const own = ownIdentity(parseConfig(GOOD, "x"))

    expect(own).toEqual({
      mspTenantId: ID("01"),
      appIds: [ID("03"), ID("04"), ID("02")],
      technicians: { [ID("07")]: "Kim" },
    })
  })

  it("leaves the empty app id of practice out: it would match every record without one", () => {
    expect(ownIdentity(parseConfig(`practice: true\n${changed(ID("02"), '""')}`, "x")).appIds).not.toContain(
      "",
    )
  })
})
