/** What a press is, and what every kind of press needs: its note for the trail, its refusal, the card as it is now. */
import { namedText } from "../lib/plain-text.ts"
import type { ActionName } from "../model/action.ts"
import type { Incident } from "../model/alert.ts"
import type { Channel, Face, RenderedCard } from "../model/delivery.ts"
import type { IncidentId, TenantId } from "../model/ids.ts"
import type { LinkedChannel } from "../model/linked-channel.ts"
import type { Person } from "../model/person.ts"
import type { Policy } from "../model/protection.ts"
import type { RoutedCard } from "../model/route.ts"
import type { Tenant } from "../model/tenant.ts"
import type { TrailKind, TrailNote } from "../model/trail-entry.ts"
import type { BotReply, CardPress } from "../ports/bot.ts"
import type { Button } from "../ports/incident-store.ts"
import type { Log } from "../ports/log.ts"
import type { Store } from "../ports/store.ts"
import { isCaller } from "./authorize.ts"
import type { Pickups } from "./pickups.ts"
import type { AskFirst } from "./run-ask-first.ts"
import type { LookForOwner } from "./run-find-owner.ts"
import type { PlanBulk } from "./run-plan-bulk.ts"
import type { PlanPlaybook } from "./run-plan-playbook.ts"
import { personText } from "./who.ts"

export type PressDeps = {
  readonly store: Pick<Store, "incidents" | "journal" | "trail" | "mutes" | "attributions">
  readonly people: readonly Person[]
  readonly mspTenantId: TenantId
  readonly canRespond: (tenant: TenantId) => boolean
  /** How the customer is called, and by which clock its people live (IANA name). */
  readonly customerOf: (tenant: TenantId) => Pick<Tenant, "displayName" | "timeZone"> | undefined
  /** What a fix needs at this customer besides a technician. */
  readonly policyOf: (tenant: TenantId) => Policy
  /** Whether a fix asks before it runs, and what it shows then. */
  readonly askFirst: AskFirst
  /** What "Secure account" would do. */
  readonly planPlaybook: PlanPlaybook
  readonly planBulk: PlanBulk
  /** Whom an incident's mailbox or account belongs to, and where they can be asked. */
  readonly lookForOwner: LookForOwner
  /** New passwords that wait for whoever asked for them. */
  readonly pickups: Pick<Pickups, "ticket">
  /** The card as it is now. */
  readonly render: (incident: IncidentId, face: Face, conversationId: string) => Promise<RenderedCard>
  /** Where technicians see the incident. */
  readonly channelsOf: (incident: Incident) => readonly Channel[]
  /** All cards that an incident of its level has with these links. */
  readonly cardsOf: (incident: Incident, links: readonly LinkedChannel[]) => readonly RoutedCard[]
  /** The customer's own channels in which it can answer. */
  readonly customerChannelsOf: (tenant: TenantId) => Promise<readonly Channel[]>
  /** Called after something changed: a fix is waiting, or a card is owed. Must not throw. */
  readonly wakeJobs: () => void
  readonly now: () => number
  readonly log: Log
}

/** A press that was allowed, with everything it is about. */
export type Press = {
  readonly press: CardPress
  readonly button: Button
  readonly incident: Incident
  readonly person: Person
}

/** A sentence for whoever pressed, and the refusal in the trail. */
export async function refuse(
  deps: PressDeps,
  press: CardPress,
  sentence: string,
  button?: Button,
): Promise<BotReply> {
  const known = deps.people.find((person) => isCaller(person, { ...deps, caller: press.caller }))
  await deps.store.trail.append({
    at: deps.now(),
    kind: "refusal",
    who: known === undefined ? namedText(press.caller.name, press.caller.objectId) : personText(known),
    ...(button === undefined ? {} : { tenantId: button.tenantId, incidentId: button.incidentId }),
    what: `Refused: ${sentence}`,
    data: whereOf(press, button?.action),
  })
  return { text: sentence }
}

const whereOf = (press: CardPress, action: ActionName | undefined): TrailNote["data"] => ({
  action: action ?? null,
  objectId: press.caller.objectId,
  teamsTenantId: press.caller.teamsTenantId,
  conversationId: press.caller.conversationId,
})

export function note(deps: PressDeps, allowed: Press, kind: TrailKind, suffix = ""): TrailNote {
  const { press, button, incident, person } = allowed
  return {
    at: deps.now(),
    kind,
    who: personText(person),
    tenantId: incident.tenantId,
    incidentId: incident.id,
    what: `Pressed ${button.action} on incident ${incident.id}${suffix}`,
    data: whereOf(press, button.action),
  }
}

/** The card as it is now. */
export const card = async (deps: PressDeps, button: Button): Promise<BotReply> => ({
  card: await deps.render(button.incidentId, button.face, button.conversationId),
})

/** `Contoso Ltd · incident 42`, for what is asked before something is done. */
export const placeOf = (deps: Pick<PressDeps, "customerOf">, incident: Incident): string =>
  `${deps.customerOf(incident.tenantId)?.displayName ?? "Customer"} · incident ${incident.id}`

/** By which clock the customer's people live: an IANA name. */
export const zoneOf = (
  deps: Pick<PressDeps, "customerOf">,
  { tenantId }: Pick<Incident, "tenantId">,
): string => deps.customerOf(tenantId)?.timeZone ?? "UTC"
