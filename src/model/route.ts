/** Where an incident's cards go, when it isn't the triage channel and the customer's own. */
import type { SubjectKind } from "./act.ts"
import type { Incident } from "./alert.ts"
import type { Channel, Face } from "./delivery.ts"
import type { TenantId } from "./ids.ts"
import type { Level } from "./level.ts"

/** What is missing fits everything. The first route that fits decides. */
export type Route = {
  readonly tenants?: readonly TenantId[]
  readonly levels?: readonly Level[]
  readonly categories?: readonly SubjectKind[]
  readonly to: readonly RouteEnd[]
}

/** `customer` is every channel of the customer whose incident it is; a named channel is one of technicians. */
export type RouteEnd = "triage" | "customer" | Channel

/** What decides where an incident is told. */
export type Routed = Pick<Incident, "tenantId" | "level" | "subject">

/** One card of an incident, as its route says. */
export type RoutedCard = {
  readonly face: Face
  readonly channel: Channel
  /** Nothing is posted before, milliseconds UTC. */
  readonly heldUntil?: number
}
