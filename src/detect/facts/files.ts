/**
 * What somebody does with files: which of them nobody should see, with which program, and what was searched for.
 * Source: Office 365 Management Activity API schema, "SharePoint base schema" and "SharePoint file operations".
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { type Fact, rawText } from "./fact.ts"

const escapeExpression = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

/** Matches at the beginning of a word; `hr$` only as a whole word. */
const anyOf = (words: string): RegExp => {
  const patterns = words
    .split("|")
    .map((word) =>
      word.endsWith("$")
        ? `${escapeExpression(word.slice(0, -1))}(?![\\p{L}\\p{N}])`
        : escapeExpression(word),
    )
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${patterns.join("|")})`, "iu")
}

const SENSITIVE = anyOf(
  "payroll|salary|salaries|payslip|gehalt|lohn|salaire|paie$|nómina|stipendi|salaris|finance|financial|accounts|" +
    "budget|tax$|taxes|steuer|bank|iban|invoice|rechnung|facture|factura|confidential|vertraulich|confidentiel|confidencial|" +
    "riservato|vertrouwelijk|secret$|secrets$|geheim|password|passwort|kennwort|mot de passe|contraseña|wachtwoord|credential|" +
    "zugangsdaten|passport|reisepass|ausweis|human resources|hr$|personalakte|medical|patient|board$|contract|vertrag",
)
/** Stores of passwords, private keys, tunnels and whole mailboxes. */
const SENSITIVE_ENDING = /\.(kdbx?|pfx|p12|pem|ppk|ovpn|rdg|pst|ost|bak|vhdx?)$/i

const SECRETS = anyOf(
  "password|passwort|kennwort|passwd|mot de passe|mots de passe|contraseña|wachtwoord|senha|credential|zugangsdaten|" +
    "secret$|secrets$|api key|api-key|apikey|access key|private key|client secret|connection string|connectionstring|kdbx|" +
    "keepass|recovery code|backup code|seed phrase|ssh key|bitlocker|vpn config|id_rsa|pem$|pfx$|ppk$",
)

/** Scripts, and the tools that copy whole libraries; browsers, Office and the sync client aren't among them. */
const PROGRAM =
  /(powershell|\bpnp(?=[a-z. /-]|$)|rclone|go-http-client|python-requests|aiohttp|httpx|axios|curl|wget)/i

/** The path below the site, readable: `Documents/Payroll/2026.xlsx`. */
export function pathOf(record: AuditRecord): string {
  const id = record.target.id
  const site = rawText(record, "SiteUrl")
  const path = site !== "" && id.toLowerCase().startsWith(site.toLowerCase()) ? id.slice(site.length) : id
  try {
    return decodeURIComponent(path).replace(/^\/+/, "")
  } catch {
    return path.replace(/^\/+/, "")
  }
}

/** What was typed into the search box. Source: Microsoft Learn, audit log activities, "Search activities". */
export const searchOf = (record: AuditRecord): string =>
  ["SearchQueryText", "QueryText", "Query"]
    .map((name) => rawText(record, name))
    .find((text) => text !== "") ?? ""

export const FILE_FACTS: readonly Fact[] = [
  {
    name: "FileIsSensitive",
    read: (record) => {
      if (record.target.kind !== "file") return undefined
      const path = pathOf(record)
      return SENSITIVE_ENDING.exec(path)?.[0] ?? SENSITIVE.exec(path)?.[0]
    },
  },
  {
    // Backup and migration products act in their own name: what matters here is a person's account.
    name: "ReadsFilesByProgram",
    read: (record) =>
      record.target.kind === "file" && record.actor.upn !== undefined
        ? PROGRAM.exec(rawText(record, "UserAgent"))?.[1]
        : undefined,
  },
  {
    name: "SearchesForSecrets",
    read: (record) => SECRETS.exec(searchOf(record))?.[0],
  },
  {
    name: "DeviceIsManaged",
    read: (record) =>
      /^true$/i.test(rawText(record, "IsManagedDevice"))
        ? "the device is managed by the organization"
        : undefined,
  },
]
