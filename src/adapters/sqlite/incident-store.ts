/** Incidents and the buttons of their cards. */
import { randomBytes } from "node:crypto"
import { z } from "zod"
import type { ActionName } from "../../model/action.ts"
import { ContractError } from "../../model/errors.ts"
import { type ButtonId, buttonId } from "../../model/ids.ts"
import type { Button, IncidentStore } from "../../ports/incident-store.ts"
import { type Db, immediately } from "./database.ts"
import { cardRows, incidentOf, incidentRows, SELECT_INCIDENT } from "./incident-rows.ts"
import { actionNameSchema, faceSchema, incidentIdSchema, tenantIdSchema } from "./schemas.ts"
import { fromRow } from "./stored-json.ts"
import { trailRows } from "./trail-rows.ts"

const buttonSchema: z.ZodType<Button> = z.object({
  id: z.string().transform(buttonId),
  incidentId: incidentIdSchema,
  tenantId: tenantIdSchema,
  action: actionNameSchema,
  face: faceSchema,
  conversationId: z.string(),
  expiresAt: z.number(),
})

export function sqliteIncidentStore(db: Db): IncidentStore {
  const incidents = incidentRows(db)
  const cards = cardRows(db)
  const trail = trailRows(db)
  // An empty list of tenants or states finds nothing: only a missing one means "all".
  const listed = db.prepare<{ tenants: string | null; states: string | null; limit: number }, { id: number }>(
    `${SELECT_INCIDENT}
     WHERE (@tenants IS NULL OR tenant_id IN (SELECT value FROM json_each(@tenants)))
       AND (@states IS NULL OR state IN (SELECT value FROM json_each(@states)))
     ORDER BY id DESC LIMIT @limit`,
  )
  return {
    incident: async (id) => incidents.find(id),
    list: async ({ tenants, states, limit }) =>
      listed.all({ tenants: jsonOrNull(tenants), states: jsonOrNull(states), limit }).map(incidentOf),
    openAbout: async (tenant, subject) => incidents.openOf(tenant, [subject]),
    change: async (id, change) =>
      immediately(db, () => {
        const before = incidents.find(id)
        if (before === undefined) return undefined
        const { incident, notes } = change(before)
        const after = { ...incident, id, tenantId: before.tenantId }
        incidents.write({ incident: after })
        cards.wantAgain(id)
        for (const note of notes) trail.append(note)
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

const jsonOrNull = (values: readonly string[] | undefined): string | null =>
  values === undefined ? null : JSON.stringify(values)

function buttonStore(db: Db): Pick<IncidentStore, "buttons" | "button"> {
  const incidents = incidentRows(db)
  // A card that is drawn again only ever makes its buttons live longer.
  const keep = db
    .prepare<[string, number, string, string, string, string, number], string>(
      `INSERT INTO button (id, incident_id, tenant_id, action, face, conversation_id, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (incident_id, face, conversation_id, action)
       DO UPDATE SET expires_at = MAX(expires_at, excluded.expires_at) RETURNING id`,
    )
    .pluck()
  const byId = db.prepare<[string], object>(
    `SELECT id, incident_id AS incidentId, tenant_id AS tenantId, action, face,
       conversation_id AS conversationId, expires_at AS expiresAt FROM button WHERE id = ?`,
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
      return row === undefined ? undefined : fromRow(buttonSchema, row, { table: "button", row: id })
    },
  }
}

/** 128 random bits: it can't be guessed, and it says nothing. */
const newButtonId = (): string => randomBytes(16).toString("base64url")
