/**
 * What somebody does with files: which of them nobody should see, with which program, and what was searched for.
 * Source: Office 365 Management Activity API schema, "SharePoint base schema" and "SharePoint file operations".
 */
import { escapeExpression } from "../../lib/escape-expression.ts"
import { isGuid } from "../../lib/guid.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import { isJsonObject } from "../../model/json.ts"
import { type Fact, plainValue, rawText } from "./fact.ts"
import { isEverydayApp } from "./mail-apps.ts"

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

/** SharePoint writes this name for whatever an app does in its own name, its own services' included. */
const AS_APP = "app@sharepoint"

/**
 * The app that took a file in its own name, none of Microsoft's everyday ones: its client id, lower case, and what it is
 * called. Undefined where SharePoint names none.
 */
export function fileApp(record: AuditRecord): { readonly id: string; readonly name: string } | undefined {
  const { operationKey, actor, raw } = record
  // Nearly always a person did it, which one look tells.
  if (actor.kind !== "microsoft" || operationKey !== "filedownloaded") return undefined
  if (actor.id.toLowerCase() !== AS_APP) return undefined
  const { AppAccessContext: context } = raw
  const id =
    (isJsonObject(context) ? plainValue(context.ClientAppId) : "") || rawText(record, "ApplicationId")
  if (!isGuid(id) || isEverydayApp(id.toLowerCase())) return undefined
  const name =
    (isJsonObject(context) ? plainValue(context.ClientAppName) : "") ||
    rawText(record, "ApplicationDisplayName")
  return { id: id.toLowerCase(), name: name || id.toLowerCase() }
}

/** What was typed into the search box. Source: Microsoft Learn, audit log activities, "Search activities". */
export const searchOf = (record: AuditRecord): string =>
  ["SearchQueryText", "QueryText", "Query"]
    .map((name) => rawText(record, name))
    .find((text) => text !== "") ?? ""

/** What people keep in files; a ransomware renames exactly these. */
const DOCUMENT =
  /\.(docx?|docm|xlsx?|xlsm|xlsb|pptx?|pdf|txt|csv|rtf|odt|ods|odp|jpe?g|png|gif|tiff?|bmp|psd|mp[34]|mov|zip|7z|rar|msg|eml|pst|one|vsdx?|dwg|dxf|accdb|mdb|sql|bak|json|xml|html?)$/i
/** Endings that people and programs give to documents as a matter of course. */
const HONEST_ENDING =
  /^\.(bak|old|orig|tmp|temp|gz|tar|copy|backup|draft|md|log|ya?ml|url|lnk|hei[cf]|webp|svg|eps|ai|indd|zip|7z|p7m|sig|asc|pages|numbers|key|epub|ics|vcf|avi|wav|m4a|webm|mpp|pub|xps|drawio|ts|js|css)$/i

/** `report.docx` became `report.docx.locked`, or `report.zxq`: an ending that no document has. */
function strangeEnding(record: AuditRecord): string | undefined {
  if (record.operationKey !== "filerenamed") return undefined
  const before = rawText(record, "SourceFileName")
  const after = rawText(record, "DestinationFileName")
  const ending = /\.[^.\s]{1,30}$/.exec(after)?.[0] ?? ""
  const isStrange = ending !== "" && !DOCUMENT.test(ending) && !HONEST_ENDING.test(ending)
  return DOCUMENT.test(before) && isStrange ? ending.toLowerCase() : undefined
}

/** `invoice.pdf.exe`: the ending that Windows hides is a program's. */
const DISGUISED =
  /\.(docx?|xlsx?|pptx?|pdf|txt|csv|jpe?g|png|gif|mp[34]|zip|html?)\s*\.(exe|scr|com|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|lnk|msi|iso|img|jar|pif|cpl|dll)$/i

/** Windows puts shortcuts on desktops, and names them after what they open; synchronization carries them up by itself. */
function disguisedProgram(record: AuditRecord): string | undefined {
  const ending = DISGUISED.exec(pathOf(record))
  const isCarriedUp = ending?.[2]?.toLowerCase() === "lnk" && SYNC_CLIENT.test(rawText(record, "UserAgent"))
  return isCarriedUp ? undefined : ending?.[0]
}

const SYNC_CLIENT = /\b(SkyDriveSync|OneDriveSync)\b/i

export const FILE_FACTS: readonly Fact[] = [
  { name: "RenamesToStrangeEnding", read: strangeEnding },
  {
    name: "UploadsDisguisedProgram",
    read: (record) => (/^fileuploaded$/.test(record.operationKey) ? disguisedProgram(record) : undefined),
  },
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
  { name: "TakesFilesAsApp", read: (record) => fileApp(record)?.id },
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
