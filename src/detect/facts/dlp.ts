/**
 * What a data loss prevention policy found. The found secrets themselves are never kept.
 * Source: Office 365 Management Activity API schema, "DLP schema".
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { isJsonObject, type Json } from "../../model/json.ts"
import type { Fact } from "./fact.ts"

export type DlpHit = {
  readonly policy: string
  readonly rule: string
  readonly severity: string
  /** False while the policy only tries itself out. */
  readonly enforced: boolean
}

const textOf = (value: Json | undefined): string => (typeof value === "string" ? value.trim() : "")

function listOf(value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value
  if (typeof value !== "string") return []
  try {
    const parsed: unknown = JSON.parse(value)
    return Array.isArray(parsed) ? parsed : []
  } catch {
    return []
  }
}

/** Every rule of every policy that matched. */
export const dlpHits = ({ raw }: AuditRecord): readonly DlpHit[] =>
  listOf(raw.PolicyDetails).flatMap((policy) =>
    isJsonObject(policy)
      ? listOf(policy.Rules).flatMap((rule) =>
          isJsonObject(rule)
            ? [
                {
                  policy: textOf(policy.PolicyName),
                  rule: textOf(rule.RuleName),
                  severity: textOf(rule.Severity),
                  enforced: !/test|audit/i.test(textOf(rule.RuleMode)),
                },
              ]
            : [],
        )
      : [],
  )

const METADATA = ["SharePointMetaData", "ExchangeMetaData", "EndpointMetaData"]
const METADATA_WORDS = { person: ["From", "FileOwner"], thing: ["FileName", "Subject", "FilePathUrl"] }

/** Whose data it is (`person`) or which file or message (`thing`), from whichever part the workload writes. */
export function dlpDetail({ raw }: AuditRecord, what: keyof typeof METADATA_WORDS): string {
  const parts = METADATA.map((name) => raw[name]).filter(isJsonObject)
  const texts = parts.flatMap((part) => METADATA_WORDS[what].map((name) => textOf(part[name])))
  return texts.find((text) => text !== "") ?? ""
}

export const DLP_FACTS: readonly Fact[] = [
  {
    name: "DlpIsSevere",
    read: (record) => {
      const hit = dlpHits(record).find(({ severity, enforced }) => enforced && /^high$/i.test(severity))
      return hit === undefined ? undefined : `${hit.policy}: ${hit.rule}`
    },
  },
]
