import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { decideSample, sampleContext } from "../../src/cli/rules-samples.ts"
import type { Alert } from "../../src/model/alert.ts"
import { subjectOf } from "../../src/respond/subject.ts"
import { productRules } from "../make/make-record.ts"

function alertOf(rule: string, file: string): Alert | undefined {
  const path = fileURLToPath(new URL(`../rules/${rule}/${file}.json`, import.meta.url))
  const { alerts } = decideSample(JSON.parse(readFileSync(path, "utf8")), sampleContext(productRules()))
  return alerts.find((alert) => alert.rule.name === rule)
}

describe("the alert of a sequence", () => {
  it("tells each step in the words of its own kind, and holds what the fix of its kind needs", () => {
    const alert = alertOf("consent-then-mail-read", "match-critical-next-hour")

    expect(alert?.subject).toMatch(/^application:/)
    expect(alert?.object.appId).toMatch(/^[0-9a-f-]{36}$/)
    expect(alert?.summary).toContain("Then: ")
  })

  it("joins the incident of the thing that it ends with", () => {
    const alert = alertOf("mail-diverted-after-risky-sign-in", "match-critical-rule-by-the-thief")

    expect(alert?.subject).toMatch(/^inbox-rule:anna\.berg@contoso\.example:/)
    expect(alert?.object.ruleName).toBeDefined()
    expect(alert?.summary).not.toContain('UserLoggedIn" on')
  })

  it("doesn't say that the audit log was switched off twice when the second step was something else", () => {
    const alert = alertOf("recording-off-then-taken", "match-critical-then-forwarded")

    expect(alert?.subject).toBe("audit-log")
    expect(alert?.changes.map(({ after }) => after).join()).toMatch(/audit log off.*forward all mail/)
  })

  it.each([
    ["sign-in-after-spray", "match-critical-account-that-slept-hours-later", "old.scanner@contoso.example"],
    ["password-found-by-spray", "match-critical-stopped-by-the-second-factor", "finn.ros@contoso.example"],
    ["password-found-by-spray", "match-critical-among-the-first", "finn.ros@contoso.example"],
  ])(
    "is about the one account that was got into, not about the last that was tried: %s, %s",
    (rule, file, user) => {
      const alert = alertOf(rule, file)

      expect(alert?.object.user).toBe(user)
      expect(alert?.actor.upn).toBe(user)
      expect(alert?.actorName).toBe(user)
    },
  )

  it("counts the time from the first of many, not from when there were enough", () => {
    const { summary } = alertOf("sign-in-after-guessing", "match-critical-a-few-minutes-later") ?? {}
    const [guessing, all] = [...(summary?.matchAll(/within (\d+) min/g) ?? [])].map(([, minutes]) => minutes)

    // The tenth of twelve guesses, 40 s apart, completes the step.
    expect(summary).toContain("12 failed sign-ins")
    expect(Number(guessing)).toBe(7)
    expect(Number(all)).toBe(13)
  })

  it("says that a sign-in came while others were still tried", () => {
    const { summary } = alertOf("sign-in-after-spray", "match-critical-nothing-known-yet") ?? {}

    expect(summary).toMatch(/5 failed sign-ins .* within 1 min 20 s\. Meanwhile: finn\.ros@/)
  })

  it("names the app by which somebody read chats", () => {
    const asUser = alertOf("chats-read-by-new-app", "match-medium-as-a-user")
    const byItself = alertOf("chats-read-by-new-app", "match-medium-in-its-own-name")

    expect(asUser?.changes).toContainEqual({ what: "What", after: "Note Taker" })
    expect(asUser?.object.appId).toBe("5b1c7e20-a4d3-4f86-9c17-3e8b6d2f0a51")
    expect(byItself?.actorName).toBe("Note Taker")
  })

  it("says of a refused sign-in that the password was right", () => {
    expect(
      alertOf("password-found-by-spray", "match-critical-stopped-by-the-second-factor")?.summary,
    ).toContain("refused after the right password (50076)")
  })

  it("is about the app that reads many mailboxes, as the alert about its first read is", () => {
    const alert = alertOf("app-reads-many-mailboxes", "match-high-six-in-five-minutes")

    expect(alert?.object.appId).toMatch(/^[0-9a-f-]{36}$/)
    expect(alert?.subject).toBe(`mail-access:app:${alert?.object.appId}`)
  })

  it.each(["administrators-removed", "users-deleted-in-number"])(
    "offers to lock out whoever did it in number, not the last whom it was done to: %s",
    (rule) => {
      const folder = fileURLToPath(new URL(`../rules/${rule}`, import.meta.url))
      const file = readdirSync(folder).find((name) => name.startsWith("match-")) ?? ""
      const alert = alertOf(rule, file.replace(".json", ""))

      expect(alert?.object).toEqual({ user: "mia.holm@contoso.example" })
      expect(alert && subjectOf(alert).account).toBe("mia.holm@contoso.example")
    },
  )
})
