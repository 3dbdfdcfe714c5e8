/** Incidents as people work on them, and the buttons of their cards. */
import type { ActionName } from "../model/action.ts"
import type { Alert, Incident, IncidentState, LiveState } from "../model/alert.ts"
import type { Face } from "../model/delivery.ts"
import type { ButtonId, IncidentId, TenantId } from "../model/ids.ts"
import type { Level } from "../model/level.ts"
import type { LinkedChannel } from "../model/linked-channel.ts"
import type { Notice } from "../model/notice.ts"
import type { Declaration } from "../model/restore-evidence.ts"
import type { RoutedCard } from "../model/route.ts"
import type { TrailNote } from "../model/trail-entry.ts"

/** What a button means; looked up by the opaque id that the card carries. */
export type Button = {
  readonly id: ButtonId
  readonly incidentId: IncidentId
  readonly tenantId: TenantId
  readonly action: ActionName
  readonly face: Face
  /** The channel that the card was made for; a press from anywhere else is refused. */
  readonly conversationId: string
  readonly expiresAt: number
  /**
   * When it made a fix run, or what it would have answered was over, milliseconds UTC; missing until then. It does
   * nothing more.
   */
  readonly spentAt?: number
}

export interface IncidentStore {
  incident(id: IncidentId): Promise<Incident | undefined>
  /** Newest first. `tenants` undefined means all. */
  list(filter: {
    readonly tenants?: readonly TenantId[]
    readonly states?: readonly IncidentState[]
    readonly limit: number
  }): Promise<readonly Incident[]>
  /** Alerts of a customer that are part of an incident and happened at or after `since` (milliseconds UTC), newest first. */
  alertsSince(
    tenant: TenantId,
    since: number,
    limit: number,
  ): Promise<readonly { readonly alert: Alert; readonly incident: Incident }[]>
  /** Everything that an incident stands for, oldest first. */
  alertsOf(id: IncidentId): Promise<readonly Alert[]>
  /** Incidents whose snooze ends at or before `now` (milliseconds UTC), soonest first. */
  snoozeOver(now: number, limit: number): Promise<readonly IncidentId[]>
  /** Incidents whose fix waited for a second person until `now` or before (milliseconds UTC). */
  approvalOver(now: number, limit: number): Promise<readonly IncidentId[]>
  /** Incidents whose question to the mailbox's owner was open until `now` or before (milliseconds UTC). */
  questionOver(now: number, limit: number): Promise<readonly IncidentId[]>
  /** The incident whose card began this thread of a channel. */
  ofThread(conversationId: string, threadId: string): Promise<Incident | undefined>
  /** Incidents of these levels that nobody has taken or worked on, newest first. By an index: asked whenever one may be opened. */
  untaken(filter: {
    readonly tenants: readonly TenantId[]
    readonly levels: readonly Level[]
    readonly limit: number
  }): Promise<readonly Incident[]>
  /** Open incidents of one subject, oldest first. */
  openAbout(tenant: TenantId, subject: string): Promise<readonly Incident[]>
  /** Open incidents of all customers whose subjects begin with one of these words. Looks through them all: for the start. */
  openBeginning(subjects: readonly string[]): Promise<readonly Incident[]>
  /**
   * One transaction: reads the incident, lets `change` decide, writes it with its trail notes, raises `wanted` of its cards,
   * owes new ones and the messages that go with it, and keeps what was answered as evidence. When another question to a
   * second person stands afterwards, or none, the buttons of the one before are spent; so are those of a question to the
   * mailbox's owner that is over or asked again, and the card of one that wasn't delivered is owed no more. `openLike` reads, within the
   * transaction, what else is open about the same subject, oldest first. Returns undefined when there is no such incident.
   */
  change(
    id: IncidentId,
    change: (
      incident: Incident,
      openLike: () => readonly Incident[],
    ) => {
      readonly incident: Incident
      readonly notes: readonly TrailNote[]
      readonly notices?: readonly Notice[]
      /** Where it has to be told from now on, with the channels that are linked in this moment. */
      readonly cards?: (links: readonly LinkedChannel[]) => readonly RoutedCard[]
      readonly kept?: { readonly evidence: readonly Declaration[]; readonly at: number }
    },
  ): Promise<Incident | undefined>
  /** What the service said shortly before the first card; owes no card, because that card is about to be drawn. */
  noteLive(id: IncidentId, live: LiveState): Promise<void>
  /**
   * Buttons are stable: the same incident, action, face and channel give the same id, so that a re-drawn card doesn't
   * orphan the old one. One that is spent gets a successor.
   */
  buttons(
    incidentId: IncidentId,
    face: Face,
    conversationId: string,
    actions: readonly ActionName[],
    expiresAt: number,
  ): Promise<ReadonlyMap<ActionName, ButtonId>>
  button(id: ButtonId): Promise<Button | undefined>
}
