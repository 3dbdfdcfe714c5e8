/** From an incident number to a card: reads the incident and its buttons, then the pure `card/` draws it. */

import { customerActions, technicianActions } from "./card/buttons.ts"
import { cardMarker, withMarker } from "./card/card-marker.ts"
import { customerCard, customerView } from "./card/customer-card.ts"
import { incidentView, technicianCard } from "./card/technician-card.ts"
import type { Config } from "./config/config.ts"
import { ourselves } from "./config/ourselves.ts"
import type { Ground } from "./ground.ts"
import { type Face, isWebhook, type RenderedCard } from "./model/delivery.ts"
import { StaleError } from "./model/errors.ts"
import type { IncidentId, TenantId } from "./model/ids.ts"
import type { Tenant } from "./model/tenant.ts"

/** Buttons work this long after the card was drawn last; an older card answers with the truth. */
const BUTTON_LIFE_MS = 30 * 24 * 3_600_000

export type RenderIncident = (
  incidentId: IncidentId,
  face: Face,
  conversationId: string,
) => Promise<RenderedCard>

export function createIncidentRenderer(
  ground: Pick<Ground, "store" | "book" | "config" | "now">,
): RenderIncident {
  const { store, book, config, now } = ground
  return async (incidentId, face, conversationId) => {
    const incident = await store.incidents.incident(incidentId)
    const tenant = incident && (book.get(incident.tenantId) ?? ownHouse(incident.tenantId, config))
    if (incident === undefined || tenant === undefined) {
      throw new StaleError("This incident is not known any more. Ask for alerts to see what is open.")
    }
    // Nobody can answer a press of a card that came through a webhook.
    const actions = isWebhook({ conversationId })
      ? []
      : face === "technician"
        ? technicianActions(incident, tenant.canRespond, now())
        : customerActions(incident)
    const expiresAt = now() + BUTTON_LIFE_MS
    const buttons = await store.incidents.buttons(incidentId, face, conversationId, actions, expiresAt)
    const input = {
      incident,
      tenant,
      mspName: config.mspName,
      buttons,
      canRespond: tenant.canRespond,
      now: now(),
    }
    const card =
      face === "technician" ? technicianCard(incidentView(input)) : customerCard(customerView(input))
    return withMarker(card, cardMarker(incident, face, conversationId))
  }
}

const ownHouse = (id: TenantId, config: Config): (Tenant & { readonly canRespond: boolean }) | undefined =>
  id === config.mspTenantId ? { ...ourselves(config), canRespond: false } : undefined
