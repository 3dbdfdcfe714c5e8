/** Whom and what the buttons of each rule are about, read off the alerts of the rule's own samples. */
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { decideSample, sampleContext } from "../../src/cli/rules-samples.ts"
import { isGuid } from "../../src/lib/guid.ts"
import { CONTAINMENT, type FixName, isFix } from "../../src/model/action.ts"
import type { Alert } from "../../src/model/alert.ts"
import { subjectOf } from "../../src/respond/subject.ts"
import { productRules } from "../make/make-record.ts"
import { WHOM_ACCOUNT_FIXES_HIT, WHOM_FIXES_HIT } from "./whom-fixes-hit.ts"

const FOLDER = fileURLToPath(new URL("../rules", import.meta.url))
const CONTEXT = sampleContext(productRules())

const alertsOf = (rule: string): readonly Alert[] =>
  readdirSync(`${FOLDER}/${rule}`)
    .filter((file) => file.startsWith("match-"))
    .map((file) => JSON.parse(readFileSync(`${FOLDER}/${rule}/${file}`, "utf8")))
    .flatMap((sample) => decideSample(sample, CONTEXT).alerts)
    .filter((alert) => alert.rule.name === rule)

/** Of a path its end, of somebody's address the first name. */
const short = (name: string): string =>
  name.replace(/^.*\//, "").replace(/(\.[a-z]+)?@contoso\.(example|onmicrosoft\.com)$/, "")
/** An object id is told by its sign-in name, where the alert has both. */
const accountOf = ({ account = "", user = "" }: Readonly<Record<string, string>>): string =>
  `sign-in of ${short(isGuid(account) ? user || account : account) || "nobody"}`
const appOf = ({ appId, servicePrincipalId, applicationId }: Readonly<Record<string, string>>): string =>
  `app ${(appId ?? servicePrincipalId ?? applicationId ?? "unknown").slice(0, 8)}`

/** What a fix would be done to. */
function hit(fix: FixName, alert: Alert): string {
  const subject = subjectOf(alert)
  const { mailbox = "", user = "", ruleName = "", folder = "", roleName, role } = subject
  switch (fix) {
    case "stop-forwarding":
      return `forwarding of ${short(mailbox)}`
    case "disable-inbox-rule":
      return `rules of ${short(mailbox)}`
    case "remove-mailbox-permission":
    case "remove-send-on-behalf":
      return `right of ${short(user)} on ${short(mailbox)}`
    case "remove-folder-permission":
      return `right of ${short(user)} on ${folder} of ${short(mailbox)}`
    case "remove-oauth-grant":
    case "disable-application":
    case "remove-application-credential":
      return appOf(subject)
    case "remove-from-role":
      return `role ${roleName} of ${short(user || (subject.memberId ?? ""))}`
    case "remove-from-role-group":
      return `role ${short(role ?? "")} of ${short(user || (subject.memberGuid ?? ""))}`
    case "disable-transport-rule":
      return `mail-flow rule ${ruleName}`
    case "enable-mailbox-audit":
    case "remove-audit-bypass":
      return `auditing of ${short(mailbox)}`
    case "enable-audit-log":
      return "audit log"
    default:
      return accountOf(subject)
  }
}

/** Each way in which the buttons of a sample's alert are about something, once. */
const hitsOf = (rule: string): readonly string[] => [
  ...new Set(
    alertsOf(rule).map((alert) =>
      [...new Set(alert.rule.actions.filter(isFix).map((fix) => hit(fix, alert)))].join("; "),
    ),
  ),
]

/** Whose account the buttons of a single rule's alert are about. */
function whose(alert: Alert): string {
  const { account = "", user = "" } = subjectOf(alert)
  const name = isGuid(account) ? user || account : account
  if (name === "") return "nobody's"
  return name === alert.actor.upn ? "whoever did it" : "whom it was done to"
}

describe("the buttons of", () => {
  it("every correlation with a fix are told here", () => {
    const fixable = productRules().correlations.filter(
      ({ silent, info }) => !silent && info.actions.some(isFix),
    )

    expect(fixable.map(({ info }) => info.name).filter((rule) => !(rule in WHOM_FIXES_HIT))).toEqual([])
  })

  it.each(Object.entries(WHOM_FIXES_HIT))("%s are about what it tells of", (rule, expected) => {
    expect(hitsOf(rule).toSorted()).toEqual(expected.toSorted())
  })

  const containing = productRules().rules.filter(
    ({ silent, info }) => !silent && info.actions.some((action) => CONTAINMENT.some((fix) => fix === action)),
  )

  it.each(containing.map(({ info }) => info.name))(
    "%s lock out whoever did it, unless it is told here that they don't",
    (rule) => {
      const allowed: readonly string[] = WHOM_ACCOUNT_FIXES_HIT[rule] ?? ["whoever did it"]

      expect([...new Set(alertsOf(rule).map(whose))].filter((one) => !allowed.includes(one))).toEqual([])
    },
  )
})
