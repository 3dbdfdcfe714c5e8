/** What the rows of cards say of whether anybody can see an incident. */
import { z } from "zod"
import { incidentId } from "../../model/ids.ts"
import type { CardArrival, CardArrivals } from "../../ports/card-arrivals.ts"
import type { Db } from "./database.ts"
import { faceSchema, incidentIdSchema } from "./schemas.ts"
import { fromRow } from "./stored-json.ts"
import { wholeRows } from "./whole-rows.ts"

const arrivalSchema = z
  .object({
    face: faceSchema,
    isOwed: z.number(),
    sentAt: z.number().nullable(),
    problem: z.string().nullable(),
  })
  .transform(
    ({ face, isOwed, sentAt, problem }): CardArrival => ({
      face,
      isOwed: isOwed === 1,
      ...(sentAt === null ? {} : { sentAt }),
      ...(problem === null ? {} : { problem }),
    }),
  )
const toldSchema = z.object({ incidentId: incidentIdSchema, since: z.number() })

/** Told as undelivered, and not yet as delivered. */
const IS_TOLD = `e.step = 'undelivered' AND NOT EXISTS (SELECT 1 FROM escalation d
  WHERE d.incident_id = e.incident_id AND d.since = e.since AND d.step = 'delivered')`

const OWING = `SELECT DISTINCT card.incident_id FROM card INDEXED BY card_owed JOIN incident ON incident.id = card.incident_id
  WHERE wanted > sent AND held_until IS NULL AND face <> 'mailbox-owner'
    AND state IN (SELECT value FROM json_each(@states)) AND level IN (SELECT value FROM json_each(@levels))
    AND (@told OR NOT EXISTS (SELECT 1 FROM escalation e WHERE e.incident_id = card.incident_id AND ${IS_TOLD}))
  ORDER BY card.incident_id DESC LIMIT @limit`

const TOLD = `SELECT e.incident_id AS incidentId, e.since FROM escalation e
  WHERE ${IS_TOLD} AND EXISTS (SELECT 1 FROM card WHERE card.incident_id = e.incident_id AND sent_at IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM notice WHERE done_at IS NULL AND json_valid(body) AND body ->> '$.kind' = 'undelivered')
  ORDER BY e.incident_id, e.since LIMIT ?`

type Owing = {
  readonly states: string
  readonly levels: string
  readonly told: number
  readonly limit: number
}

export function sqliteCardArrivals(db: Db): CardArrivals {
  const owing = db.prepare<[Owing], number>(OWING).pluck()
  const cards = db.prepare<[number], object>(
    `SELECT face, wanted > sent AND held_until IS NULL AS isOwed, sent_at AS sentAt, problem FROM card
     WHERE incident_id = ? AND face <> 'mailbox-owner'`,
  )
  const told = db.prepare<[number], { incidentId: number }>(TOLD)
  return {
    owing: async ({ states, levels, told: withTold, limit }) =>
      owing
        .all({
          states: JSON.stringify(states),
          levels: JSON.stringify(levels),
          told: withTold ? 1 : 0,
          limit,
        })
        .map(incidentId),
    arrivalsOf: async (id) =>
      wholeRows(db, cards.all(id), (row) => fromRow(arrivalSchema, row, { table: "card", row: id })),
    toldUndelivered: async (limit) =>
      wholeRows(db, told.all(limit), (row) =>
        fromRow(toldSchema, row, { table: "escalation", row: row.incidentId }),
      ),
  }
}
