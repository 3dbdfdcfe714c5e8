/**
 * The nouns of `model/` as they lie in the database. The objects are loose: a field that a later version adds
 * survives being read and written by this one.
 */
import { z } from "zod"
import {
  ACTION_NAMES,
  FIX_NAMES,
  OWNER_ANSWER_NAMES,
  PLAYBOOK_NAMES,
  UNDO_NAMES,
} from "../../model/action.ts"
import { type Alert, HISTORY_KINDS, INCIDENT_STATES, type Incident } from "../../model/alert.ts"
import { type AuditRecord, CONTENT_TYPES } from "../../model/audit-record.ts"
import { FACES } from "../../model/delivery.ts"
import { alertId, incidentId, recordId, tenantId } from "../../model/ids.ts"
import { LEVELS } from "../../model/level.ts"
import type { PlannedCall } from "../../model/remediation.ts"
import type { RestoreEvent, RestoreSession } from "../../ports/backup-server.ts"
import { jsonObjectSchema } from "./stored-json.ts"

export const tenantIdSchema = z.string().transform(tenantId)
export const incidentIdSchema = z.number().int().transform(incidentId)
export const faceSchema = z.enum(FACES)
export const fixNameSchema = z.enum(FIX_NAMES)
export const actionNameSchema = z.enum(ACTION_NAMES)
export const contentTypeSchema = z.enum(CONTENT_TYPES)
export const textMapSchema = z.record(z.string(), z.string())

const levelSchema = z.enum(LEVELS)

const actorSchema = z.looseObject({
  kind: z.enum(["user", "guest", "application", "partner", "microsoft", "unknown"]),
  id: z.string(),
  upn: z.string().optional(),
  appId: z.string().optional(),
  partner: z.looseObject({ tenantId: tenantIdSchema.optional(), objectId: z.string() }).optional(),
})

const targetSchema = z.looseObject({
  kind: z.enum(["mailbox", "tenant", "directory", "file", "other"]),
  id: z.string(),
  name: z.string(),
})

export const recordSourceSchema = z.enum([...CONTENT_TYPES, "Veeam.Restore", "File"])

/** Without `raw`, which has a column of its own. */
export const recordBodySchema: z.ZodType<Omit<AuditRecord, "raw">> = z.looseObject({
  tenantId: tenantIdSchema,
  id: z.string().transform(recordId),
  source: recordSourceSchema,
  recordType: z.number(),
  workload: z.string(),
  operation: z.string(),
  operationKey: z.string(),
  happenedAt: z.number(),
  outcome: z.enum(["succeeded", "failed", "partial", "unknown"]),
  actor: actorSchema,
  target: targetSchema,
  ip: z.string().optional(),
  parameters: textMapSchema,
  modified: z.array(z.looseObject({ name: z.string(), oldValue: z.string(), newValue: z.string() })),
  extended: textMapSchema,
  operationProperties: textMapSchema,
})

const ruleSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  level: levelSchema,
  techniques: z.array(z.string()),
  why: z.string(),
  falsePositives: z.array(z.string()),
  question: z.string(),
  actions: z.array(actionNameSchema),
})

export const alertSchema: z.ZodType<Alert> = z.looseObject({
  id: z.string().transform(alertId),
  tenantId: tenantIdSchema,
  rule: ruleSchema,
  level: levelSchema,
  actor: actorSchema,
  actorName: z.string(),
  target: targetSchema,
  object: textMapSchema,
  operation: z.string(),
  summary: z.string(),
  changes: z.array(
    z.looseObject({
      what: z.string(),
      before: z.string().optional(),
      beforeSeenAt: z.number().optional(),
      after: z.string(),
    }),
  ),
  ip: z.string().optional(),
  country: z.string().optional(),
  happenedAt: z.number(),
  lastAt: z.number().optional(),
  count: z.number(),
  recordIds: z.array(z.string().transform(recordId)),
  subject: z.string(),
  wasThere: z.literal(true).optional(),
  alsoAbout: z.array(z.string()).optional(),
})

const ownerSchema = z.looseObject({ objectId: z.string(), name: z.string(), names: z.array(z.string()) })

/** Without `id`, which is the row's. */
export const incidentBodySchema: z.ZodType<Omit<Incident, "id">> = z.looseObject({
  tenantId: tenantIdSchema,
  subject: z.string(),
  state: z.enum(INCIDENT_STATES),
  level: levelSchema,
  alert: alertSchema,
  alertIds: z.array(z.string().transform(alertId)),
  count: z.number(),
  owner: z.string().optional(),
  more: z
    .array(
      z.looseObject({
        title: z.string(),
        level: levelSchema,
        count: z.number(),
        names: z.array(z.string()),
      }),
    )
    .optional(),
  lastAt: z.number().optional(),
  claimedAt: z.number().optional(),
  workedFrom: z.enum(INCIDENT_STATES).optional(),
  snoozed: z.looseObject({ until: z.number(), by: z.string() }).optional(),
  approval: z
    .looseObject({
      action: z.enum([...FIX_NAMES, ...UNDO_NAMES, ...PLAYBOOK_NAMES]),
      by: z.string(),
      byId: z.string(),
      at: z.number(),
      until: z.number(),
      asked: z.array(z.string()),
      why: z.array(z.string()),
      runs: z.array(z.string()),
      plan: z.string().optional(),
    })
    .optional(),
  automaticAt: z.number().optional(),
  customerAnswer: z
    .looseObject({
      answer: z.enum(["expected", "unknown"]),
      by: z.string(),
      at: z.number(),
      reason: z.string().optional(),
    })
    .optional(),
  ownerQuestion: z
    .looseObject({
      owner: ownerSchema,
      by: z.string(),
      at: z.number(),
      until: z.number(),
      about: z.looseObject({
        sentence: z.string(),
        mailbox: z.string().optional(),
        happenedAt: z.number(),
        timeZone: z.string(),
      }),
      answer: z.looseObject({ word: z.enum(OWNER_ANSWER_NAMES), at: z.number() }).optional(),
      ended: z
        .looseObject({
          why: z.enum(["no-answer", "not-delivered"]),
          at: z.number(),
          reason: z.string().optional(),
        })
        .optional(),
    })
    .optional(),
  history: z.array(
    z.looseObject({
      at: z.number(),
      who: z.string(),
      what: z.string(),
      customerSafe: z.boolean(),
      kind: z.enum(HISTORY_KINDS).optional(),
    }),
  ),
  times: z.looseObject({
    happenedAt: z.number(),
    publishedAt: z.number().optional(),
    fetchedAt: z.number(),
    postedAt: z.number().optional(),
  }),
  standing: z
    .array(
      z.looseObject({
        action: fixNameSchema,
        part: z.string().optional(),
        fixedAt: z.number(),
        undoable: z.boolean(),
        half: z.boolean().optional(),
        automatic: z.boolean().optional(),
      }),
    )
    .optional(),
  live: z
    .looseObject({
      at: z.number(),
      lines: z.array(z.looseObject({ label: z.string(), value: z.string() })),
      problem: z.string().optional(),
      blocked: z.array(z.looseObject({ action: fixNameSchema, reason: z.string() })).optional(),
      owner: ownerSchema.optional(),
    })
    .optional(),
})

export const planSchema: z.ZodType<readonly PlannedCall[]> = z.array(
  z.union([
    z.looseObject({ cmdlet: z.string(), parameters: jsonObjectSchema }),
    z.looseObject({
      method: z.enum(["GET", "POST", "PATCH", "DELETE"]),
      path: z.string(),
      body: jsonObjectSchema.optional(),
      recordedAs: z.array(z.string()).optional(),
      mayComeLast: z.boolean().optional(),
    }),
  ]),
)

export const restoreSessionSchema: z.ZodType<RestoreSession> = z.looseObject({
  id: z.string(),
  organization: z.string(),
  organizationId: z.string().optional(),
  product: z.string(),
  createdAt: z.number(),
  endedAt: z.number().optional(),
  initiatedBy: z.string(),
  clientHost: z.string().optional(),
  scopeName: z.string().optional(),
  reason: z.string().optional(),
  operators: z.array(z.string()).optional(),
  etag: z.number().optional(),
  clockAheadMs: z.number().optional(),
  raw: jsonObjectSchema,
})

export const restoreEventSchema: z.ZodType<RestoreEvent> = z.looseObject({
  id: z.string(),
  sessionId: z.string(),
  order: z.number(),
  type: z.string(),
  status: z.string(),
  startedAt: z.number(),
  endedAt: z.number().optional(),
  itemName: z.string(),
  itemType: z.string(),
  source: z.string(),
  target: z.string(),
  message: z.string(),
  organizationId: z.string().optional(),
  userId: z.string().optional(),
  mailbox: z.string().optional(),
  mailboxBy: z.enum(["user-id", "statistics", "display-name"]).optional(),
  mailboxCandidates: z.array(z.string()).optional(),
  raw: jsonObjectSchema,
})
