/** The detection catalog: every entry is some rule's, and docs/rules.md says whose. `UPDATE=1` writes the table anew. */
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { productRules } from "./make/make-record.ts"

const PAGE = fileURLToPath(new URL("../docs/rules.md", import.meta.url))
const MARK = "<!-- the table below is written by test/rules-catalog.test.ts -->\n\n"

/** Watched by no rule, because it is about records that don't come. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "FEED-SILENT": "no rule: `src/onboard/silence.ts` and the card of `src/onboard/blind.ts`",
}

const CATALOG = [
  "EXO-FWD-EXT",
  "EXO-RULE-FWD",
  "EXO-RULE-HIDE",
  "EXO-RULE-NAME",
  "EXO-RULE-OWA",
  "EXO-TRANSPORT-FWD",
  "EXO-AUDIT-OFF",
  "EXO-AUDIT-BYPASS",
  "EXO-MBXAUDIT-OFF",
  "AAD-ROLE-PRIV",
  "EXO-ROLEGROUP",
  "EXO-PERM-FULL",
  "EXO-PERM-SENDAS",
  "MBX-FOLDERPERM",
  "AAD-CONSENT-USER",
  "AAD-CONSENT-ADMIN",
  "AAD-CONSENT-BLOCKED",
  "AAD-APP-CRED",
  "AAD-APPROLE",
  "AAD-MFA-OFF",
  "AAD-MFA-NEW",
  "AAD-TAP",
  "AAD-CA-CHANGE",
  "AAD-FED",
  "AAD-PARTNER",
  "AAD-AUTHZ",
  "MBX-NONOWNER",
  "MBX-MIA-BULK",
  "MBX-APP-NEW",
  "MBX-APP-MULTI",
  "MBX-COVER",
  "EXPORT-PST",
  "EDISC-START",
  "SIGNIN-SPRAY",
  "SIGNIN-BRUTE",
  "SIGNIN-LOCKOUT",
  "SIGNIN-MFAFATIGUE",
  "SIGNIN-AITM",
  "SIGNIN-DEVICECODE",
  "SIGNIN-OAUTHPHISH",
  "SIGNIN-LEGACY",
  "SIGNIN-CABYPASS",
  "SIGNIN-COUNTRY",
  "SIGNIN-TRAVEL",
  "SIGNIN-ANON",
  "SIGNIN-SESSION",
  "EXO-PROT-OFF",
  "EXO-ALLOWLIST",
  "EXO-AUTOFWD-POLICY",
  "EXO-CONNECTOR",
  "EXO-SMTPAUTH",
  "EXO-DKIM",
  "MS-ALERT",
  "SEND-SPAM",
  "AAD-USER-NEW",
  "AAD-GUEST",
  "AAD-PWDRESET",
  "AAD-SP-NEW",
  "AAD-DEVICE",
  "AAD-REVOKE",
  "SPO-ANON",
  "SPO-SHAREPOL",
  "SPO-ADMIN",
  "SPO-BULKDL",
  "SPO-BULKDEL",
  "SPO-MALWARE",
  "SPO-PS",
  "SPO-SEARCH",
  "TEAMS-HELPDESK",
  "TEAMS-EXT",
  "DLP-MATCH",
  "QUAR-RELEASE",
  "BACKUP-RESTORE",
  "PARTNER-ACT",
  "SEQ-GRANT-READ-REVOKE",
  "SEQ-RISKY-RULE",
  "SEQ-SPRAY-SUCCESS",
  "SEQ-AUDITOFF-EXFIL",
  "SEQ-CONSENT-READ",
  "SEQ-NEWUSER-ROLE",
  "SEQ-ROLE-FLASH",
  "SEQ-FWD-FLASH",
  "SEQ-MFA-TAKEOVER",
  "SEQ-OAUTH-DEVICE",
  "SEQ-RULE-SEND-MOVE",
  "SEQ-EXT-TEAMS",
  "SEQ-RESTORE-PERM",
  "X-TENANT",
  "FEED-SILENT",
] as const

const { rules, correlations } = productRules()
const all = [...rules, ...correlations]

const filesOf = (id: string): readonly string[] =>
  [...new Set(all.filter(({ catalog }) => catalog.includes(id)).map(({ path }) => path))].sort()

const table = (): string =>
  [
    "| entry | where |",
    "|---|---|",
    ...CATALOG.map((id) => {
      const links = filesOf(id).map((path) => `[${path.replace(/^rules\/|\.yml$/g, "")}](../${path})`)
      return `| ${id} | ${links.length === 0 ? (ELSEWHERE[id] ?? "") : links.join(", ")} |`
    }),
    "",
  ].join("\n")

describe("the detection catalog", () => {
  it("has 89 entries, each of them somewhere", () => {
    expect(new Set(CATALOG).size).toBe(89)
    expect(CATALOG.filter((id) => filesOf(id).length === 0 && !(id in ELSEWHERE))).toEqual([])
  })

  it("is named by rules without a misspelling", () => {
    const known: readonly string[] = CATALOG

    expect(all.flatMap(({ catalog }) => catalog).filter((id) => !known.includes(id))).toEqual([])
  })

  it("stands in docs/rules.md as the rules say it", () => {
    const page = readFileSync(PAGE, "utf8")
    const at = page.indexOf(MARK) + MARK.length
    if (process.env.UPDATE === "1") writeFileSync(PAGE, page.slice(0, at) + table())

    expect(readFileSync(PAGE, "utf8").slice(at)).toBe(table())
  })
})
