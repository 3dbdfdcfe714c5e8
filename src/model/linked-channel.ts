/** A channel that a technician bound to a customer in chat, beside those of the configuration. */
import type { Channel } from "./delivery.ts"
import type { TenantId } from "./ids.ts"

export type LinkedChannel = {
  readonly tenantId: TenantId
  readonly channel: Channel
  /** A technician's name. */
  readonly by: string
  /** Milliseconds UTC. */
  readonly at: number
}

/** A channel that Teams doesn't let us write to any more, and why, in one sentence. */
export type LostChannel = {
  readonly conversationId: string
  readonly reason: string
  readonly since: number
}
