/**
 * Microsoft's own alerts, told on: of the security center (record type 40), of Defender for Cloud Apps (98) and of
 * automated investigations (64). `Data` is JSON in a text; its `reid` is the id of the audit record that set the alert off.
 * Source: Office 365 Management Activity API schema, "Security and Compliance Alerts schema", AuditLogRecordType.
 */
import { cleanText, foldName } from "../../lib/fold.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import { isJsonObject } from "../../model/json.ts"
import { type Fact, rawText } from "./fact.ts"
import { unwrapJson } from "./json-values.ts"

export type MicrosoftAlert = {
  /** Without the invisible characters that some names carry. */
  readonly name: string
  /** high, medium, low, informational; as given, lower case. */
  readonly severity: string
  readonly alertId: string
  /** Whom it is about, lower case, where the record tells. */
  readonly user?: string
  /** The audit record that set it off. */
  readonly causedBy?: string
  readonly description: string
  readonly closed: boolean
}

const ALERT_TYPES = [40, 64, 98]
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

/** Alerts that matter whatever severity Microsoft gives them: most are "informational" although theft begins so. */
const LISTED = [
  "creation of forwarding/redirect rule",
  "suspicious email sending patterns detected",
  "suspicious email forwarding activity",
  "suspicious inbox forwarding",
  "suspicious inbox manipulation rule",
  "suspicious connector activity",
  "suspicious tenant sending patterns observed",
  "user restricted from sending email",
  "tenant restricted from sending email",
  "elevation of exchange admin privilege",
  "ediscovery search started or exported",
  "impossible travel activity",
  "impossible travel",
  "activity from infrequent country",
  "activity from anonymous ip addresses",
  "activity from suspicious ip addresses",
  "mass download",
  "mass download by a single user",
  "mass delete",
  "unusual volume of file deletion",
  "unusual external user file activity",
  "unusual volume of external file sharing",
  "ransomware activity",
  "a user clicked through to a potentially malicious url",
  "a potentially malicious url click was detected",
  "unusual addition of credentials to an oauth app",
  "misleading oauth app name",
  "malicious oauth app consent",
]

/** Undefined for everything but an alert. */
export function readMicrosoftAlert(record: AuditRecord): MicrosoftAlert | undefined {
  if (!ALERT_TYPES.includes(record.recordType)) return undefined
  const first = (...names: readonly string[]): string =>
    cleanText(names.map((name) => rawText(record, name)).find((text) => text !== "") ?? "")
  const parsed = unwrapJson(rawText(record, "Data"))
  const data = isJsonObject(parsed) ? parsed : {}
  const inData = (name: string): string => (typeof data[name] === "string" ? cleanText(data[name]) : "")
  const name = first("Name", "AlertDisplayName", "InvestigationName", "AlertName") || inData("an")
  if (name === "") return undefined
  const user = ["f3u", "suid", "eid", "trc"]
    .map(inData)
    .concat(first("AlertEntityId"), first("UserId"))
    .find((text) => ADDRESS.test(text))
    ?.toLowerCase()
  const causedBy = inData("reid").toLowerCase()
  return {
    name,
    severity: (first("Severity", "AlertSeverity") || inData("sev")).toLowerCase(),
    alertId: first("AlertId", "InvestigationId") || record.target.id,
    ...(user === undefined ? {} : { user }),
    ...(causedBy === "" ? {} : { causedBy }),
    description: inData("ad"),
    closed: /^(resolved|dismissed|closed|remediated)$/i.test(first("Status")),
  }
}

const alert =
  (holds: (one: MicrosoftAlert) => boolean): Fact["read"] =>
  (record) => {
    const found = readMicrosoftAlert(record)
    return found !== undefined && !found.closed && holds(found) ? found.name : undefined
  }

const isListed = ({ name }: MicrosoftAlert): boolean => LISTED.includes(foldName(name))

export const MICROSOFT_ALERT_FACTS: readonly Fact[] = [
  { name: "MicrosoftAlertsHigh", read: alert(({ severity }) => /^(high|critical)$/.test(severity)) },
  { name: "MicrosoftAlertsMedium", read: alert(({ severity }) => severity === "medium") },
  {
    name: "MicrosoftAlertsListed",
    read: alert((one) => !/^(high|critical|medium)$/.test(one.severity) && isListed(one)),
  },
]
