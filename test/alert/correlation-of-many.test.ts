/** Correlations that concern more than one account: whom the card tells of is whom its buttons are about. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { decideSample, SAMPLE_TENANT, sampleContext } from "../../src/cli/rules-samples.ts"
import { subjectOf } from "../../src/respond/subject.ts"
import { productRules } from "../make/make-record.ts"

type Sample = Readonly<Record<string, unknown>>
type Changes = Readonly<Record<string, string>>

const recordsOf = (rule: string, file: string): readonly Sample[] =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`../rules/${rule}/${file}.json`, import.meta.url)), "utf8"))

/** The same record, with another id, in which some texts are others. */
const like = (record: Sample | undefined, changes: Changes): Sample =>
  JSON.parse(
    Object.entries({ [String(record?.Id)]: crypto.randomUUID(), ...changes }).reduce(
      (text, [from, to]) => text.replaceAll(from, to),
      JSON.stringify(record),
    ),
  )

const alertOf = (rule: string, records: readonly Sample[]) => {
  const { alerts } = decideSample(records, sampleContext(productRules()))
  const alert = alerts.find((one) => one.rule.name === rule)
  if (alert === undefined) throw new Error(`no alert of ${rule}`)
  return { ...alert, fixed: subjectOf(alert) }
}

describe("makeCorrelationAlert()", () => {
  it("takes an app that two people let in from both: whoever is left would go on feeding it", () => {
    const [consent, reading] = recordsOf("consent-then-mail-read", "match-critical-next-hour")
    const second = like(consent, {
      "tom.frank@": "anna.berg@",
      "c97f0b1c-6aa2-4f9a-9876-7b2ae6ba9f71": "a00893ef-4870-4b66-bb8a-a737570a82cd",
      "T08:00:00": "T08:10:00",
    })

    const { fixed } = alertOf("consent-then-mail-read", [{ ...consent }, second, { ...reading }])

    expect(fixed).toMatchObject({
      appId: "04241e10-4e75-462a-b44a-33e7ad86c035",
      consentType: "AllPrincipals",
    })
    expect(fixed).not.toHaveProperty("userId")
    expect(fixed).not.toHaveProperty("user")
  })

  it("tells of the account that its buttons are about, and that there are others", () => {
    const records = recordsOf("same-address", "match-critical-two-customers")
    const here = records.find(({ OrganizationId }) => OrganizationId === SAMPLE_TENANT)
    const second = like(here, { "anna.berg@": "ben.young@", "T08:00:00": "T09:00:00" })

    const { fixed, summary } = alertOf("same-address", [...records, second])

    expect(fixed.account).toBe("ben.young@contoso.example")
    expect(summary).toContain("Here: ben.young@contoso.example")
    expect(summary).toContain("The buttons are about ben.young@contoso.example, the last of 2 accounts")
  })

  it("is about the account that signed in, not about the administrator who set the forwarding afterwards", () => {
    const [forwarding, signIn] = recordsOf(
      "mail-diverted-after-risky-sign-in",
      "match-critical-forwarding-arrives-first",
    )
    const byAdministrator = { ...forwarding, UserId: "admin@contoso.example" }

    const { fixed } = alertOf("mail-diverted-after-risky-sign-in", [byAdministrator, { ...signIn }])

    expect(fixed).toMatchObject({
      account: "anna.berg@contoso.example",
      mailbox: "anna.berg@contoso.example",
    })
  })
})
