/** An incident, as far as one goes by it to tell whether its rule is worth its noise. */
import type { CustomerAnswer, IncidentState } from "./alert.ts"
import type { IncidentId, TenantId } from "./ids.ts"
import type { Level } from "./level.ts"

export type RuleIncident = {
  readonly id: IncidentId
  readonly tenantId: TenantId
  readonly subject: string
  readonly state: IncidentState
  /** Name and title of the rule that the card tells. */
  readonly rule: string
  readonly title: string
  /** As the rule found it, whatever people said since. */
  readonly level: Level
  /** Who did it and what it is about, as a mute names them. */
  readonly actor: string
  readonly target: string
  readonly answer?: CustomerAnswer
  /** When the first card was there, somebody took it, and a technician said that it is harmless; milliseconds UTC. */
  readonly postedAt?: number
  readonly claimedAt?: number
  readonly harmlessAt?: number
}
