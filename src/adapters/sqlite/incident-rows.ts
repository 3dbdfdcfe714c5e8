/** Incidents and the cards owed for them, as rows. The callers have opened the transaction. */
import { z } from "zod"
import { APPROVAL_NAMES, OWNER_ANSWER_NAMES } from "../../model/action.ts"
import { FLOOD_MS, type Incident } from "../../model/alert.ts"
import type { Channel, Face } from "../../model/delivery.ts"
import { ContractError } from "../../model/errors.ts"
import { type AlertId, type IncidentId, incidentId, type TenantId } from "../../model/ids.ts"
import { isOpenToOwner, mayBeAnswered, type OwnerQuestion } from "../../model/owner-question.ts"
import type { IncidentWrite } from "../../ports/record-store.ts"
import type { Db } from "./database.ts"
import { judgedWriter } from "./judged-alerts.ts"
import { incidentBodySchema } from "./schemas.ts"
import { fromJson, fromRow } from "./stored-json.ts"
import { wholeRow, wholeRows } from "./whole-rows.ts"

const rowSchema = z.object({ id: z.number().int(), body: z.string() })

/** The newest so many incidents of a tenant tell whether there is a flood. */
const MAX_RECENT = 300

export const SELECT_INCIDENT = "SELECT id, body FROM incident"
/** States, as a list of SQL. A failed fix leaves the incident open: somebody must still look at it. */
export const CLOSED = "('fixed', 'expected', 'not-a-threat')"

/** Throws a ContractError that names the row when it is damaged. */
export function incidentOf(row: { readonly id: number }): Incident {
  const place = { table: "incident", row: row.id }
  const { id, body } = fromRow(rowSchema, row, place)
  return { ...fromJson(incidentBodySchema, body, place), id: incidentId(id) }
}

export function incidentRows(db: Db) {
  const byId = db.prepare<[number], { id: number }>(`${SELECT_INCIDENT} WHERE id = ?`)
  const openOfSubjects = db.prepare<[string, string], { id: number }>(
    `${SELECT_INCIDENT} WHERE tenant_id = ? AND subject IN (SELECT value FROM json_each(?))
     AND state NOT IN ${CLOSED} ORDER BY id`,
  )
  const keepJudgement = judgedWriter(db)
  const ofAlerts = db.prepare<[string, string], { id: number }>(
    `${SELECT_INCIDENT} WHERE tenant_id = ?
       AND id IN (SELECT incident_id FROM alert WHERE id IN (SELECT value FROM json_each(?))) ORDER BY id`,
  )
  // A damaged row counts as none: it must not hold up what comes.
  const recent = db.prepare<[string, number, number], { rule: string; count: number }>(
    `SELECT json_extract(body, '$.alert.rule.name') AS rule, COUNT(*) AS count
     FROM (SELECT body FROM incident WHERE tenant_id = ? ORDER BY id DESC LIMIT ?)
     WHERE json_valid(body) AND json_extract(body, '$.times.fetchedAt') > ? GROUP BY rule`,
  )
  const insert = db.prepare<[string, string, string, string, ...Untils, string]>(
    `INSERT INTO incident (tenant_id, subject, state, level, snoozed_until, approval_until, question_until, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const update = db.prepare<[string, string, string, ...Untils, string, number, string]>(
    `UPDATE incident SET subject = ?, state = ?, level = ?, snoozed_until = ?, approval_until = ?,
       question_until = ?, body = ?
     WHERE id = ? AND tenant_id = ?`,
  )
  return {
    find: (id: IncidentId): Incident | undefined => {
      const row = byId.get(id)
      return row === undefined ? undefined : incidentOf(row)
    },
    /** As `find`; undefined for a damaged one, too. */
    findWhole: (id: IncidentId): Incident | undefined => {
      const row = byId.get(id)
      return row === undefined ? undefined : wholeRow(db, () => incidentOf(row))
    },
    openOf: (tenant: TenantId, subjects: readonly string[]): readonly Incident[] =>
      wholeRows(db, openOfSubjects.all(tenant, JSON.stringify(subjects)), incidentOf),
    /** How many incidents were opened in the ten minutes before `now` (milliseconds UTC), by rule. */
    openedRecently: (tenant: TenantId, now: number): ReadonlyMap<string, number> =>
      new Map(recent.all(tenant, MAX_RECENT, now - FLOOD_MS).map(({ rule, count }) => [rule, count])),
    /** Whatever became of them. */
    holding: (tenant: TenantId, alerts: readonly AlertId[]): readonly Incident[] =>
      alerts.length === 0 ? [] : wholeRows(db, ofAlerts.all(tenant, JSON.stringify(alerts)), incidentOf),
    /** Opens or changes; an incident never moves to another tenant. */
    write: ({ incident: { id, ...body } }: IncidentWrite): IncidentId => {
      const { tenantId, subject, state, level } = body
      const text = JSON.stringify(body)
      const times = untilsOf(body)
      if (id === undefined)
        return incidentId(Number(insert.run(tenantId, subject, state, level, ...times, text).lastInsertRowid))
      if (update.run(subject, state, level, ...times, text, id, tenantId).changes !== 1)
        throw new ContractError(`There is no incident ${id} of this tenant to change.`)
      keepJudgement({ ...body, id })
      return id
    },
  }
}

/** When a snooze, an approval and a question to the mailbox's owner are over, milliseconds UTC. */
type Untils = [snooze: number | null, approval: number | null, question: number | null]

const untilsOf = ({
  snoozed,
  approval,
  ownerQuestion,
}: Pick<Incident, "snoozed" | "approval" | "ownerQuestion">): Untils => [
  snoozed?.until ?? null,
  approval?.until ?? null,
  isOpenToOwner(ownerQuestion) ? ownerQuestion.until : null,
]

/** One that may not have arrived is answered by its own buttons until it is asked again. */
const isOverOrAskedAgain = (before: OwnerQuestion | undefined, after: OwnerQuestion | undefined): boolean =>
  mayBeAnswered(before) && (!mayBeAnswered(after) || (isOpenToOwner(after) && !isOpenToOwner(before)))

type Wanted = { readonly face: Face; readonly channel: Channel; readonly heldUntil?: number }

/**
 * Versions of cards. `owed_order` is the queue: a card that becomes owed goes to its end, and keeps its place
 * while more is wanted of it.
 */
export function cardRows(db: Db) {
  const next = "(SELECT COALESCE(MAX(owed_order), 0) + 1 FROM card)"
  const want = db.prepare<[number, string, string, string, string, string, number | null]>(
    `INSERT INTO card (incident_id, tenant_id, face, conversation_id, service_url, teams_tenant_id, wanted, owed_order,
       held_until)
     VALUES (?, ?, ?, ?, ?, ?, 1, ${next}, ?)
     ON CONFLICT (incident_id, face, conversation_id) DO UPDATE SET
       owed_order = CASE WHEN wanted > sent THEN owed_order ELSE excluded.owed_order END,
       wanted = wanted + 1,
       held_until = CASE WHEN excluded.held_until IS NULL THEN NULL ELSE held_until END,
       service_url = excluded.service_url,
       teams_tenant_id = excluded.teams_tenant_id`,
  )
  const wantAgain = db.prepare<[number]>(
    `UPDATE card SET owed_order = CASE WHEN wanted > sent THEN owed_order ELSE ${next} END, wanted = wanted + 1
     WHERE incident_id = ?`,
  )
  return {
    /** A card that waits for the morning goes at once when what it tells has become worse. */
    want: (incident: IncidentId, tenant: TenantId, card: Wanted): void => {
      const { conversationId, serviceUrl, teamsTenantId } = card.channel
      const held = card.heldUntil ?? null
      want.run(incident, tenant, card.face, conversationId, serviceUrl, teamsTenantId, held)
    },
    wantAgain: (incident: IncidentId): void => void wantAgain.run(incident),
  }
}

/**
 * Within a transaction: reads an incident, lets `change` decide, writes it and owes its cards again. Undefined when there
 * is no such incident. The buttons of a question to a second person, or to the mailbox's owner, end with it: on an old card
 * they would answer the next one, unseen. A question that didn't reach its owner isn't owed any more.
 */
export function incidentChanges(db: Db) {
  const incidents = incidentRows(db)
  const cards = cardRows(db)
  const spend = db.prepare<[number, number, string]>(
    `UPDATE button SET spent_at = ? WHERE incident_id = ? AND spent_at IS NULL
       AND action IN (SELECT value FROM json_each(?))`,
  )
  const drop = db.prepare<[number]>("DELETE FROM card WHERE incident_id = ? AND face = 'mailbox-owner'")
  return (id: IncidentId, change: (incident: Incident) => Incident): Incident | undefined => {
    const before = incidents.find(id)
    if (before === undefined) return undefined
    const after = { ...change(before), id, tenantId: before.tenantId }
    incidents.write({ incident: after })
    cards.wantAgain(id)
    const at = after.history.at(-1)?.at ?? 0
    if (before.approval?.at !== after.approval?.at) spend.run(at, id, JSON.stringify(APPROVAL_NAMES))
    if (isOverOrAskedAgain(before.ownerQuestion, after.ownerQuestion))
      spend.run(at, id, JSON.stringify(OWNER_ANSWER_NAMES))
    if (after.ownerQuestion?.ended?.why === "not-delivered") drop.run(id)
    return after
  }
}
