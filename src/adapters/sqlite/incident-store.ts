/** Incidents and the buttons of their cards. */
import { randomBytes } from "node:crypto"
import { z } from "zod"
import type { ActionName } from "../../model/action.ts"
import { type Incident, LONGEST_SNOOZE_MS } from "../../model/alert.ts"
import { LONGEST_APPROVAL_MS } from "../../model/approval.ts"
import { ContractError } from "../../model/errors.ts"
import { alertId, type ButtonId, buttonId, type IncidentId, incidentId } from "../../model/ids.ts"
import { LONGEST_QUESTION_MS } from "../../model/owner-question.ts"
import type { Button, IncidentStore } from "../../ports/incident-store.ts"
import { alertRows } from "./alert-rows.ts"
import { type Db, immediately } from "./database.ts"
import { evidenceBookRows } from "./evidence-book.ts"
import {
  CLOSED,
  cardRows,
  incidentChanges,
  incidentOf,
  incidentRows,
  SELECT_INCIDENT,
} from "./incident-rows.ts"
import { linkRows } from "./link-rows.ts"
import { noticeRows } from "./notice-rows.ts"
import { actionNameSchema, faceSchema, incidentIdSchema, tenantIdSchema } from "./schemas.ts"
import { fromRow } from "./stored-json.ts"
import { trailRows } from "./trail-rows.ts"
import { wholeRows } from "./whole-rows.ts"

const buttonSchema = z.object({
  id: z.string().transform(buttonId),
  incidentId: incidentIdSchema,
  tenantId: tenantIdSchema,
  action: actionNameSchema,
  face: faceSchema,
  conversationId: z.string(),
  expiresAt: z.number(),
  spentAt: z.number().nullable(),
})

export function sqliteIncidentStore(db: Db): IncidentStore {
  const incidents = incidentRows(db)
  const changed = incidentChanges(db)
  const cards = cardRows(db)
  const links = linkRows(db)
  const trail = trailRows(db)
  const owed = noticeRows(db)
  const book = evidenceBookRows(db)
  // An empty list of tenants or states finds nothing: only a missing one means "all".
  const listed = db.prepare<{ tenants: string | null; states: string | null; limit: number }, { id: number }>(
    `${SELECT_INCIDENT}
     WHERE (@tenants IS NULL OR tenant_id IN (SELECT value FROM json_each(@tenants)))
       AND (@states IS NULL OR state IN (SELECT value FROM json_each(@states)))
     ORDER BY id DESC LIMIT @limit`,
  )
  return {
    incident: async (id) => incidents.find(id),
    ...incidentQuestions(db),
    list: async ({ tenants, states, limit }) =>
      wholeRows(
        db,
        listed.all({ tenants: jsonOrNull(tenants), states: jsonOrNull(states), limit }),
        incidentOf,
      ),
    openAbout: async (tenant, subject) => incidents.openOf(tenant, [subject]),
    change: async (id, change) =>
      immediately(db, () => {
        let told: ReturnType<typeof change> | undefined
        const after = changed(id, (before) => {
          const openLike = () =>
            incidents.openOf(before.tenantId, [before.subject]).filter((one) => one.id !== id)
          told = change(before, openLike)
          return told.incident
        })
        if (after === undefined || told === undefined) return undefined
        const { notes, notices = [], cards: routed, kept } = told
        for (const card of routed?.(links.all()) ?? []) cards.want(id, after.tenantId, card)
        for (const note of notes) trail.append(note)
        for (const notice of notices) owed.owe(notice)
        if (kept !== undefined) for (const one of kept.evidence) book.keep(after.tenantId, one, kept.at)
        return after
      }),
    noteLive: async (id, live) =>
      immediately(db, () => {
        const incident = incidents.find(id)
        if (incident !== undefined) incidents.write({ incident: { ...incident, live } })
      }),
    ...buttonStore(db),
  }
}

type Questions =
  | "alertsOf"
  | "alertsSince"
  | "snoozeOver"
  | "approvalOver"
  | "questionOver"
  | "ofThread"
  | "untaken"
  | "openBeginning"

/** Of levels and tenants, at most so many. By the index of what is open, however many are closed. */
const UNTAKEN = `${SELECT_INCIDENT} INDEXED BY incident_open
  WHERE state NOT IN ${CLOSED} AND state = 'new' AND level IN (SELECT value FROM json_each(?))
    AND tenant_id IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT ?`

function incidentQuestions(db: Db): Pick<IncidentStore, Questions> {
  const incidents = incidentRows(db)
  const alerts = alertRows(db)
  const recent = db.prepare<[string, number, number], { id: string; incidentId: number }>(
    `SELECT id, incident_id AS incidentId FROM alert
     WHERE tenant_id = ? AND happened_at >= ? AND incident_id IS NOT NULL
     ORDER BY happened_at DESC, id LIMIT ?`,
  )
  const over = (column: "snoozed_until" | "approval_until" | "question_until", longestMs: number) => {
    const rows = db.prepare<[number, number, number], { id: number }>(
      `${SELECT_INCIDENT}
       WHERE ${column} IS NOT NULL AND (${column} <= ? OR ${column} > ?) ORDER BY ${column} LIMIT ?`,
    )
    return async (now: number, limit: number): Promise<readonly IncidentId[]> =>
      wholeRows(db, rows.all(now, now + longestMs, limit), incidentOf).map(({ id }) => id)
  }
  const beginning = db.prepare<[string], { id: number }>(
    `${SELECT_INCIDENT} WHERE state NOT IN ${CLOSED}
       AND EXISTS (SELECT 1 FROM json_each(?) WHERE substr(subject, 1, length(value)) = value) ORDER BY id`,
  )
  const untaken = db.prepare<[string, string, number], { id: number }>(UNTAKEN)
  const ofThread = db
    .prepare<[string, string], number>(
      "SELECT incident_id FROM card WHERE thread_id = ? AND conversation_id = ?",
    )
    .pluck()
  return {
    alertsOf: async (id) => alerts.ofIncident(id),
    alertsSince: async (tenant, since, limit) => {
      const known = new Map<number, Incident | undefined>()
      return recent.all(tenant, since, limit).flatMap((row) => {
        if (!known.has(row.incidentId))
          known.set(row.incidentId, incidents.findWhole(incidentId(row.incidentId)))
        const [alert, incident] = [alerts.findWhole(alertId(row.id)), known.get(row.incidentId)]
        return alert === undefined || incident === undefined ? [] : [{ alert, incident }]
      })
    },
    untaken: async ({ tenants, levels, limit }) =>
      wholeRows(db, untaken.all(JSON.stringify(levels), JSON.stringify(tenants), limit), incidentOf),
    openBeginning: async (subjects) => wholeRows(db, beginning.all(JSON.stringify(subjects)), incidentOf),
    snoozeOver: over("snoozed_until", LONGEST_SNOOZE_MS),
    approvalOver: over("approval_until", LONGEST_APPROVAL_MS),
    questionOver: over("question_until", LONGEST_QUESTION_MS),
    ofThread: async (conversationId, threadId) => {
      const id = ofThread.get(threadId, conversationId)
      return id === undefined ? undefined : incidents.find(incidentId(id))
    },
  }
}

const jsonOrNull = (values: readonly string[] | undefined): string | null =>
  values === undefined ? null : JSON.stringify(values)

function buttonStore(db: Db): Pick<IncidentStore, "buttons" | "button"> {
  const incidents = incidentRows(db)
  // A card that is drawn again only ever makes its buttons live longer.
  const keep = db
    .prepare<[string, number, string, string, string, string, number], string>(
      `INSERT INTO button (id, incident_id, tenant_id, action, face, conversation_id, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (incident_id, face, conversation_id, action) WHERE spent_at IS NULL
       DO UPDATE SET expires_at = MAX(expires_at, excluded.expires_at) RETURNING id`,
    )
    .pluck()
  const byId = db.prepare<[string], object>(
    `SELECT id, incident_id AS incidentId, tenant_id AS tenantId, action, face,
       conversation_id AS conversationId, expires_at AS expiresAt, spent_at AS spentAt FROM button WHERE id = ?`,
  )
  return {
    buttons: async (incident, face, conversationId, actions, expiresAt) =>
      immediately(db, () => {
        const tenant = incidents.find(incident)?.tenantId
        if (tenant === undefined)
          throw new ContractError(`There is no incident ${incident} to make buttons for.`)
        const kept = new Map<ActionName, ButtonId>()
        for (const action of actions) {
          const id = keep.get(newButtonId(), incident, tenant, action, face, conversationId, expiresAt)
          if (id !== undefined) kept.set(action, buttonId(id))
        }
        return kept
      }),
    button: async (id) => {
      const row = byId.get(id)
      return row === undefined ? undefined : buttonOf(row, id)
    },
  }
}

function buttonOf(row: object, id: ButtonId): Button {
  const { spentAt, ...button } = fromRow(buttonSchema, row, { table: "button", row: id })
  return { ...button, ...(spentAt === null ? {} : { spentAt }) }
}

/** 128 random bits: it can't be guessed, and it says nothing. */
const newButtonId = (): string => randomBytes(16).toString("base64url")
