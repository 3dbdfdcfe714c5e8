/**
 * Raw record → audit record, or rejected with a reason. Permissive: unknown record types, missing optional fields and
 * odd spellings are read as well as they can be; only a record without an operation or a readable time is refused.
 * Source: Office 365 Management Activity API schema.
 */
import { canonicalHash, wellFormed } from "../lib/canonical-json.ts"
import { isDeeperThan } from "../lib/deeper-than.ts"
import { cleanText, foldName } from "../lib/fold.ts"
import type { AuditRecord, RecordSource, RejectedRecord } from "../model/audit-record.ts"
import { type RecordId, recordId, type TenantId } from "../model/ids.ts"
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts"
import { readActor } from "./actor.ts"
import { readIp } from "./ip.ts"
import { readOutcome } from "./outcome.ts"
import { readModified, readNamed, textOf } from "./parameters.ts"
import { readTarget } from "./target.ts"
import { readTime } from "./time.ts"

export type RecordOrigin = {
  readonly tenantId: TenantId
  readonly source: RecordSource
  /** Position in the blob or file, starting at 1. */
  readonly position: number
}

export type Normalized = { readonly record: AuditRecord } | { readonly rejected: RejectedRecord }

/** Longest text kept of a record that was refused. */
const MAX_REJECTED_TEXT = 100_000

/** Real records nest four levels; everything that walks a record later may rely on this limit. */
const MAX_DEPTH = 50

/** Record types by name, as Graph writes them; the feed writes numbers. Only those that matter to rules or targets. */
const RECORD_TYPES: Readonly<Record<string, number>> = {
  exchangeadmin: 1,
  exchangeitem: 2,
  exchangeitemgroup: 3,
  sharepoint: 4,
  sharepointfileoperation: 6,
  onedrive: 7,
  azureactivedirectory: 8,
  azureactivedirectoryaccountlogon: 9,
  sharepointsharingoperation: 14,
  azureactivedirectorystslogon: 15,
  securitycompliancecentereopcmdlet: 18,
  exchangeaggregatedoperation: 19,
  microsoftteams: 25,
  securitycompliancealerts: 40,
  exchangeitemaggregated: 50,
}

/** Never throws: whatever JSON can hold is either read or refused with a sentence. */
export function normalizeRecord(raw: unknown, from: RecordOrigin): Normalized {
  try {
    const read = readRecord(raw, from)
    return typeof read === "string" ? reject(raw, from, read) : { record: read }
  } catch {
    return reject(raw, from, "The record can't be read: it is nested too deeply or isn't JSON.")
  }
}

function readRecord(raw: unknown, from: RecordOrigin): AuditRecord | string {
  if (!isJsonObject(raw)) return "The record isn't a JSON object."
  if (isDeeperThan(raw, MAX_DEPTH)) return `The record is nested deeper than ${MAX_DEPTH} levels.`
  const operation = cleanText(textOf(raw.Operation))
  if (operation === "") return "The record has no operation."
  const happenedAt = readTime(raw.CreationTime)
  if (happenedAt === undefined) return timeProblem(textOf(raw.CreationTime))
  const recordType = readRecordType(raw.RecordType)
  const operationKey = foldName(operation)
  const parameters = readNamed(raw.Parameters)
  const actor = readActor(raw)
  const ip = readIp(raw)
  const record: AuditRecord = {
    tenantId: from.tenantId,
    id: readId(raw),
    source: from.source,
    recordType,
    workload: textOf(raw.Workload),
    operation,
    operationKey,
    happenedAt,
    outcome: readOutcome(raw.ResultStatus, operationKey),
    actor,
    target: readTarget({ raw, recordType, operationKey, parameters, actor }),
    parameters,
    modified: readModified(raw.ModifiedProperties),
    extended: readExtended(raw),
    operationProperties: readNamed(raw.OperationProperties),
    raw: withoutSecrets(raw),
  }
  return ip === undefined ? record : { ...record, ip }
}

type Named = AuditRecord["extended"]

const timeProblem = (text: string): string =>
  text === "" ? "The record has no time." : `The record's time can't be read: ${text.slice(0, 40)}`

/** Later names win. Most records have none of them. */
function readExtended({ DeviceProperties, ExtraProperties, ExtendedProperties }: JsonObject): Named {
  const extended = readNamed(ExtendedProperties)
  if (DeviceProperties === undefined && ExtraProperties === undefined) return extended
  return { ...readNamed(DeviceProperties), ...readNamed(ExtraProperties), ...extended }
}

/** A record without an id gets one made from its content, so that the same record is still the same record. */
function readId(raw: JsonObject): RecordId {
  const id = textOf(raw.Id)
  if (id !== "") return recordId(id)
  return recordId(`sha256:${canonicalHash(wellFormed(raw)).slice(0, 32)}`)
}

function readRecordType(value: Json | undefined): number {
  if (typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 1e9) return value
  const text = textOf(value).toLowerCase()
  if (/^-?\d{1,9}$/.test(text)) return Number(text)
  return Object.hasOwn(RECORD_TYPES, text) ? (RECORD_TYPES[text] ?? 0) : 0
}

/** DLP records can hold the very secret that was detected, in clear text. It is never kept. */
const SECRET_FIELDS = ["SensitiveInformationDetections", "DetectedValues"]

function withoutSecrets(raw: JsonObject): JsonObject {
  if (raw.PolicyDetails === undefined && raw.EndpointMetaData === undefined) return raw
  const text = JSON.stringify(raw, (key, value: Json) => (SECRET_FIELDS.includes(key) ? undefined : value))
  const kept: JsonObject = JSON.parse(text)
  return kept
}

function reject(raw: unknown, from: RecordOrigin, reason: string): Normalized {
  return {
    rejected: {
      tenantId: from.tenantId,
      position: from.position,
      reason,
      raw: rawText(raw).slice(0, MAX_REJECTED_TEXT),
    },
  }
}

function rawText(raw: unknown): string {
  if (typeof raw === "string") return raw
  try {
    return JSON.stringify(raw) ?? String(raw)
  } catch {
    return "(can't be shown)"
  }
}
