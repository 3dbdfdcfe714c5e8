/**
 * What nobody wants to be paged for, until a stated time: a mute that a technician made from a card, or a change that
 * was announced ("expect forwarding …"). Nothing is lost by it: the alert is stored and can be asked for.
 */
import type { Alert } from "./alert.ts"
import type { TenantId } from "./ids.ts"

/** Ours: a running number that people can say aloud ("mute 7"). */
export type MuteId = number & { readonly mute: true }
export const muteId = (value: number): MuteId => value as MuteId

/** What of an alert can be named, each as the card shows it. All that are given must fit; case doesn't count. */
export const MUTE_FIELDS = ["rule", "kind", "actor", "target", "destination", "ip", "country"] as const
export type MuteField = (typeof MUTE_FIELDS)[number]
export type MuteCriteria = Readonly<Partial<Record<MuteField, string>>>

/** Nobody remembers a mute for longer: it ends by itself and can be made again. */
export const LONGEST_MUTE_MS = 90 * 24 * 3_600_000

export type Mute = {
  readonly id: MuteId
  readonly tenantId: TenantId
  readonly criteria: MuteCriteria
  readonly reason: string
  readonly ticket?: string
  /** A technician's name. */
  readonly by: string
  /** Milliseconds UTC. */
  readonly from: number
  /** Exclusive, milliseconds UTC. */
  readonly until: number
  readonly lifted?: { readonly by: string; readonly at: number }
}

export type NewMute = Omit<Mute, "id" | "lifted">

/** `forwarding` of `forwarding:anna@contoso.example`: what kind of thing an alert is about. */
export const kindOfSubject = ({ subject }: Pick<Alert, "subject">): string =>
  subject.split(":", 1)[0] ?? subject
