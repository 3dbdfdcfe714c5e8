/** Routes, escalation and quiet hours: what they become, and that what doesn't exist is named. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { parseConfig } from "../../src/config/read-config.ts"
import { ConfigError } from "../../src/model/errors.ts"

const SAMPLE = readFileSync(join(import.meta.dirname, "../../watchpost.sample.yaml"), "utf8")
const KIM = "7d3f9a10-5c1e-4b7a-9a44-0c2e6d1f8b07"
const withMore = (more: string) => parseConfig(`${SAMPLE}\n${more}\n`, "x.yaml")
const problems = (more: string): string => {
  try {
    withMore(more)
  } catch (thrown) {
    return thrown instanceof ConfigError ? thrown.problems.join("\n") : String(thrown)
  }
  return ""
}
const CHANNELS = `channels:
  - { name: sign-ins, conversationId: "19:extra@thread.tacv2", serviceUrl: https://smba.trafficmanager.net/emea }`

describe("escalation", () => {
  it("is nothing unless the file says who is on call", () => {
    expect(parseConfig(SAMPLE, "x.yaml").escalation).toBeUndefined()
  })

  it("has times for high and critical, and none below", () => {
    expect(withMore(`escalation: { onCall: [${KIM}], high: { mention: 3 } }`).escalation).toEqual({
      onCall: [{ objectId: KIM, name: "Kim Vega" }],
      after: {
        critical: { mention: 300_000, message: 600_000, webhook: 900_000 },
        high: { mention: 180_000 },
        medium: {},
        low: {},
      },
    })
  })

  it("calls the provider's own system where it is told, and whoever is on call however the id is written", () => {
    const calls = `onCall: [${KIM.toUpperCase()}], webhook: "https://pager.northwind.example/hook"`

    expect(withMore(`escalation: { ${calls} }`).escalation).toMatchObject({
      onCall: [{ objectId: KIM }],
      webhookUrl: "https://pager.northwind.example/hook",
    })
  })

  it("says how long Teams may take no card before that system is called", () => {
    expect(withMore(`escalation: { onCall: [${KIM}], undelivered: 2 }`).escalation).toMatchObject({
      undeliveredAfterMs: 120_000,
    })
    expect(problems(`escalation: { onCall: [${KIM}], undelivered: 0 }`)).toContain(
      "a whole number from 1 to 1440",
    )
  })

  it("signs nothing that travels in plain text", () => {
    const text = `escalation: { onCall: [${KIM}], webhook: "http://pager.northwind.example/hook" }`

    expect(problems(text)).toContain("escalation.webhook must start with https://")
  })

  it("calls technicians only", () => {
    expect(problems("escalation: { onCall: [7d3f9a10-5c1e-4b7a-9a44-0c2e6d1f8b09] }")).toContain(
      "escalation.onCall must name only object ids of technicians",
    )
  })
})

describe("quietHours", () => {
  it("are minutes of the day", () => {
    expect(withMore(`quietHours: { from: "18:30", to: "7:00", weekend: true }`).quietHours).toEqual({
      from: 1_110,
      to: 420,
      weekend: true,
      levels: ["low"],
    })
  })

  it.each([
    [`quietHours: { from: "25:00", to: "7:00" }`, "a time of day like 18:00"],
    [`quietHours: { from: "18:00", to: "7:00", levels: [high] }`, "low"],
  ])("refuse %s", (text, advice) => {
    expect(problems(text)).toContain(advice)
  })
})

describe("routes", () => {
  it("name customers by id and channels by where they are", () => {
    const { routes } = withMore(
      `${CHANNELS}\nroutes: [{ customers: [contoso], levels: [low], to: [sign-ins, customer] }]`,
    )

    expect(routes).toMatchObject([
      {
        tenants: ["7d3f9a10-5c1e-4b7a-9a44-0c2e6d1f8b05"],
        levels: ["low"],
        to: [{ conversationId: "19:extra@thread.tacv2" }, "customer"],
      },
    ])
  })

  it("name kinds of incidents, and fit all where they name none", () => {
    const [some, all] = withMore(
      "routes: [{ categories: [forwarding], to: [triage] }, { to: [triage] }]",
    ).routes

    expect(some).toEqual({ categories: ["forwarding"], to: ["triage"] })
    expect(all).toStrictEqual({ to: ["triage"] })
  })

  it.each([
    ["routes: [{ to: [nowhere] }]", "must name only triage, customer"],
    ["routes: [{ customers: [nobody], to: [triage] }]", "must name only customers' short names"],
    ["routes: [{ to: [] }]", "a list of at least one of"],
    [
      `${CHANNELS.replace("19:extra", "19:fedcba9876543210fedcba9876543210")}`,
      "must be a channel of its own",
    ],
  ])("%s is refused", (text, advice) => {
    expect(problems(text)).toContain(advice)
  })
})
