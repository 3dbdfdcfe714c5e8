/** From an incident number to a card: reads the incident and its buttons, then the pure `card/` draws it. */

import { harmlessBefore, MOST_LOOKED_THROUGH } from "./alert/harmless-before.ts"
import { isClosed } from "./alert/incident-state.ts"
import { createWhyNotAsk } from "./ask-owners.ts"
import { gradeText, whoSentence } from "./attribute/words.ts"
import { customerActions, technicianActions } from "./card/buttons.ts"
import { cardMarker, withMarker } from "./card/card-marker.ts"
import { customerCard, customerView } from "./card/customer-card.ts"
import type { IncidentInput } from "./card/incident-input.ts"
import { ownerActions, ownerCard, ownerView } from "./card/owner-card.ts"
import { incidentView, technicianCard } from "./card/technician-card.ts"
import type { Config } from "./config/config.ts"
import { ourselves } from "./config/ourselves.ts"
import type { Ground } from "./ground.ts"
import { DAY } from "./lib/time-units.ts"
import { restoreOf } from "./model/act.ts"
import { type Incident, isAboutOurselves, isMicrosofts } from "./model/alert.ts"
import { type Face, isWebhook, type RenderedCard } from "./model/delivery.ts"
import { StaleError } from "./model/errors.ts"
import type { IncidentId, TenantId } from "./model/ids.ts"
import type { Tenant } from "./model/tenant.ts"
import type { Store } from "./ports/store.ts"

/** Buttons work this long after the card was drawn last; an older card answers with the truth. */
const BUTTON_LIFE_MS = 30 * DAY

export type RenderIncident = (
  incidentId: IncidentId,
  face: Face,
  conversationId: string,
) => Promise<RenderedCard>

export function createIncidentRenderer(
  ground: Pick<Ground, "store" | "book" | "config" | "pickups" | "now">,
): RenderIncident {
  const { store, book, config, pickups, now } = ground
  const whyNotAsk = createWhyNotAsk(ground)
  const question = createQuestionRenderer(ground)
  return async (incidentId, face, conversationId) => {
    const incident = await store.incidents.incident(incidentId)
    const tenant = incident && (book.get(incident.tenantId) ?? ownHouse(incident.tenantId, config))
    if (incident === undefined || tenant === undefined) {
      throw new StaleError("This incident is not known any more. Ask for alerts to see what is open.")
    }
    if (face === "mailbox-owner") return question(incident, { tenant, conversationId })
    const soFar = {
      runs: face === "technician" ? await store.journal.ofIncident(incidentId) : [],
      passwordWaits: pickups.waits(incidentId),
    }
    // Nobody can answer a press of a card that came through a webhook.
    const actions = isWebhook({ conversationId })
      ? []
      : face === "technician"
        ? technicianActions(incident, tenant.canRespond, now(), soFar)
        : customerActions(incident)
    const expiresAt = now() + BUTTON_LIFE_MS
    const buttons = await store.incidents.buttons(incidentId, face, conversationId, actions, expiresAt)
    const input = {
      incident,
      ...soFar,
      tenant,
      mspName: config.mspName,
      buttons,
      canRespond: tenant.canRespond,
      ...(actions.includes("ask-owner") ? reasonIn(await whyNotAsk(incident)) : {}),
      ...(await restoredBy(store.attributions, incident, face)),
      ...(face === "technician" ? await noiseBefore(store.noise, incident) : {}),
      now: now(),
    }
    const card =
      face === "technician" ? technicianCard(incidentView(input)) : customerCard(customerView(input))
    return withMarker(card, cardMarker(incident, face, conversationId))
  }
}

const reasonIn = (whyNotAsk: string | undefined): Pick<IncidentInput, "whyNotAsk"> =>
  whyNotAsk === undefined ? {} : { whyNotAsk }

/** The question in its owner's chat; its buttons work as long as it may be answered. */
function createQuestionRenderer({ store, config, now }: Pick<Ground, "store" | "config" | "now">) {
  return async (
    incident: Incident,
    { tenant, conversationId }: { readonly tenant: Tenant; readonly conversationId: string },
  ): Promise<RenderedCard> => {
    const { id, ownerQuestion: asked } = incident
    if (asked === undefined) throw new StaleError("Nobody was asked about this incident.")
    const at = now()
    const face = "mailbox-owner"
    const actions = ownerActions(incident, at)
    const buttons = await store.incidents.buttons(id, face, conversationId, actions, asked.until)
    const view = ownerView({ incident, question: asked, tenant, mspName: config.mspName, buttons, now: at })
    return withMarker(ownerCard(view), cardMarker(incident, face, conversationId))
  }
}

/** Who restored it, in this face's words; nothing for other incidents, and until the evidence was weighed. */
async function restoredBy(
  attributions: Store["attributions"],
  { tenantId, subject }: Incident,
  face: Face,
): Promise<Pick<IncidentInput, "restoredBy">> {
  const session = restoreOf(subject)
  const found = session && (await attributions.ofSessions(tenantId, [session])).get(session)
  if (!found) return {}
  const reasons = found.reasons.map(({ text }) => text)
  return {
    restoredBy: {
      who: whoSentence(found, face),
      sure: gradeText(found),
      evidence: face === "technician" ? [...reasons, ...(found.missing ?? [])] : [],
    },
  }
}

/**
 * What stands for many is not as usual, what we tell of ourselves is no rule's noise, and one rule tells Microsoft's alerts
 * of every kind: ten of one kind say nothing of another. What is closed needs no hint.
 */
async function noiseBefore(
  noise: Store["noise"],
  incident: Incident,
): Promise<Pick<IncidentInput, "harmlessBefore">> {
  const { id, tenantId, alert, more, state } = incident
  const isUsual = more === undefined && !isAboutOurselves(incident) && !isMicrosofts(alert)
  if (!isUsual || isClosed(state)) return {}
  const others = await noise.like({ id, tenantId, rule: alert.rule.name }, MOST_LOOKED_THROUGH)
  return { harmlessBefore: harmlessBefore(alert.level, others) }
}

const ownHouse = (id: TenantId, config: Config): (Tenant & { readonly canRespond: boolean }) | undefined =>
  id === config.mspTenantId ? { ...ourselves(config), canRespond: false } : undefined
