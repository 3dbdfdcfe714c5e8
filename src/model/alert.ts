/** From a rule that matched to something a person must look at. */

import {
  type ActionName,
  APPROVAL_NAMES,
  bulkFixOf,
  CONTAINMENT,
  type FixName,
  isFix,
  OWN_ACTION_NAMES,
  OWNER_ANSWER_NAMES,
} from "./action.ts"
import type { Approval } from "./approval.ts"
import type { Actor, Target } from "./audit-record.ts"
import type { AlertId, IncidentId, RecordId, TenantId } from "./ids.ts"
import type { Level } from "./level.ts"
import type { MailboxOwner, OwnerQuestion } from "./owner-question.ts"

/** More records than this are counted, not named. */
export const MAX_NAMED_RECORDS = 2_000

/** One rule matched one record. */
export type Detection = {
  readonly ruleId: string
  readonly recordId: RecordId
  readonly level: Level
  /** Names of the facts that were true among those that rules asked for, for the explanation. */
  readonly facts: readonly string[]
}

/** What a rule brings besides its logic. Comes from the rule file's `title`, `level`, `tags` and `custom` block. */
export type RuleInfo = {
  readonly id: string
  /** Short and stable, used in tables and `--json`: `mailbox-forwarding-outside`. */
  readonly name: string
  readonly title: string
  readonly level: Level
  /** ATT&CK technique ids: `T1114.003`. */
  readonly techniques: readonly string[]
  /** Why it matters, one sentence. */
  readonly why: string
  readonly falsePositives: readonly string[]
  /** The first question a technician should ask. */
  readonly question: string
  readonly actions: readonly ActionName[]
}

/** One thing that changed. `before` is missing where neither the record nor an earlier reading holds it. */
export type Change = {
  readonly what: string
  readonly before?: string
  /** When `before` was read from the tenant, milliseconds UTC; missing when the record itself says it. */
  readonly beforeSeenAt?: number
  readonly after: string
}

export type Alert = {
  readonly id: AlertId
  readonly tenantId: TenantId
  readonly rule: RuleInfo
  readonly level: Level
  readonly actor: Actor
  /** "Kim Vega (our technician)" when known, else the actor's own name. */
  readonly actorName: string
  readonly target: Target
  /** What the alert is about besides the target: a rule's name, a grantee. Identifies the object of a fix. */
  readonly object: Readonly<Record<string, string>>
  readonly operation: string
  /** One plain sentence without markup: who did what to which object. */
  readonly summary: string
  readonly changes: readonly Change[]
  readonly ip?: string
  /** ISO 3166 code; missing when unknown. */
  readonly country?: string
  /** Earliest record's time, milliseconds UTC. */
  readonly happenedAt: number
  /** Latest record's time; missing when there is only one. */
  readonly lastAt?: number
  /** Records, also those that are too many to be named. */
  readonly count: number
  readonly recordIds: readonly RecordId[]
  /** Alerts with the same key are about one subject and share an incident. */
  readonly subject: string
  /** It was there when a customer was read for the first time: who did it, and when, isn't known. See `model/first-sweep.ts`. */
  readonly wasThere?: true
  /** Subjects of other alerts that tell the same story: Microsoft's own about the same act, or the other way round. */
  readonly alsoAbout?: readonly string[]
  /** Subjects of the last alerts of this rule about the same account's acts, within an hour: together they are a burst. */
  readonly sameBy?: readonly string[]
}

/** An alert that Microsoft's own products raised, told on. */
const MICROSOFT_SUBJECT = "microsoft-alert:"
export const isMicrosofts = ({ subject }: Pick<Alert, "subject">): boolean =>
  subject.startsWith(MICROSOFT_SUBJECT)

/** new → claimed → working → fixed | failed; a person may close and reopen it. See `alert/incident-state.ts`. */
export const INCIDENT_STATES = [
  "new",
  "claimed",
  "working",
  "fixed",
  "failed",
  "expected",
  "not-a-threat",
  "reopened",
] as const
export type IncidentState = (typeof INCIDENT_STATES)[number]

/** Begins the subject of an incident about our own sight of a tenant: told to technicians, never to the customer. */
export const BLIND_SUBJECT = "blind:"
/** Begins the subject of an incident about audit content that can't be had any more. */
export const LOSS_SUBJECT = "loss:"
export const isAboutSight = ({ subject }: Pick<Incident, "subject">): boolean =>
  subject.startsWith(BLIND_SUBJECT) || subject.startsWith(LOSS_SUBJECT)
/** Begins the subject of an incident about a setting of ours that does nothing as it stands. */
export const SETTING_SUBJECT = "setting:"
/** Watchpost tells of itself: there is nothing to fix at the customer, and nothing to mute. */
export const isAboutOurselves = (incident: Pick<Incident, "subject">): boolean =>
  isAboutSight(incident) || incident.subject.startsWith(SETTING_SUBJECT)

/** Begins the subject of an incident about several customers together. */
export const CUSTOMERS_SUBJECT = "customers:"
/**
 * What we tell of ourselves, and what other customers are part of, is told to technicians alone; so is what was there before
 * anybody watched, as long as nothing more is known of it.
 */
export const isForTechnicians = (incident: MaybeTold): boolean =>
  isAboutOurselves(incident) ||
  incident.subject.startsWith(CUSTOMERS_SUBJECT) ||
  incident.alert?.wasThere === true

/** Where it isn't an incident yet, its subject alone tells. */
type MaybeTold = Pick<Incident, "subject"> & { readonly alert?: Pick<Alert, "wasThere"> }

/** The subject of an incident that stands for many alerts of one kind by one account. Begins with their kind, as theirs do. */
export const burstSubject = ({
  rule,
  actor,
  subject,
}: {
  readonly rule: Pick<RuleInfo, "name">
  readonly actor: Pick<Actor, "id">
  readonly subject: string
}): string => `${subject.split(":", 1)[0] ?? ""}:**many** ${rule.name} by ${actor.id.toLowerCase()}`
/** Stands for many alerts of one kind by one account, unlike the summary of a flood. */
export const isBurst = ({ subject, more }: Pick<Incident, "subject" | "more">): boolean =>
  more !== undefined && subject !== FLOOD_SUBJECT
/** The fix that one press may ask for, for everything that a burst's card stands for. */
export const bulkFixIn = (incident: Incident): FixName | undefined =>
  isBurst(incident) ? bulkFixOf(incident.alert.rule.actions) : undefined
/** The account that fixes of it would contain is that of whoever did it. */
export function isAboutActor({ object, actor }: Pick<Alert, "object" | "actor">): boolean {
  const contained = object.account ?? (object.user || object.mailbox || "")
  return actor.upn !== undefined && contained.toLowerCase() === actor.upn
}
/** The fixes that a card may offer for one thing: where it stands for many, those of the account that did it all. */
export function singleFixesIn(incident: Incident): readonly FixName[] {
  const fixes = incident.alert.rule.actions.filter(isFix)
  if (incident.more === undefined) return fixes
  return isBurst(incident) && isAboutActor(incident.alert)
    ? fixes.filter((fix) => CONTAINMENT.includes(fix))
    : []
}
/** The subject of an incident that stands for what was too much to be shown one by one. */
export const FLOOD_SUBJECT = "flood"
/** Incidents that were opened within this time count together as one flood, milliseconds. */
export const FLOOD_MS = 10 * 60_000
/** Under which open incidents an alert may be told. */
export const subjectsOf = (alert: Alert): readonly string[] => [
  alert.subject,
  ...(alert.alsoAbout ?? []),
  ...(alert.sameBy ?? []),
  burstSubject(alert),
  FLOOD_SUBJECT,
]

/** Of a summary: how many alerts of one kind it stands for, and what they are about, as far as it is listed. */
export type MoreOfKind = {
  readonly title: string
  readonly level: Level
  readonly count: number
  readonly names: readonly string[]
}

export type CustomerAnswer = "expected" | "unknown"

/** No snooze is longer, milliseconds: the form offers seven days. What ends later was snoozed by a clock that was wrong. */
export const LONGEST_SNOOZE_MS = 8 * 24 * 3_600_000

export type Incident = {
  readonly id: IncidentId
  readonly tenantId: TenantId
  readonly subject: string
  readonly state: IncidentState
  /** The state before the last press that had it worked on; missing until then. */
  readonly workedFrom?: IncidentState
  readonly level: Level
  /** The alert that the card describes (the most severe, then the newest). */
  readonly alert: Alert
  readonly alertIds: readonly AlertId[]
  readonly count: number
  /** Of a burst or a flood: what it stands for. Missing where the card describes its one subject. */
  readonly more?: readonly MoreOfKind[]
  /** Where it stands for many: the latest of what it stands for, milliseconds UTC. */
  readonly lastAt?: number
  readonly owner?: string
  /** When somebody took it first, milliseconds UTC; missing while nobody has. */
  readonly claimedAt?: number
  /** Left alone until then (milliseconds UTC); it comes back by itself. */
  readonly snoozed?: { readonly until: number; readonly by: string }
  /** A fix that waits for its second person. */
  readonly approval?: Approval
  /** When it was decided whether a fix runs by itself, milliseconds UTC: once for each incident, whatever came of it. */
  readonly automaticAt?: number
  readonly customerAnswer?: {
    readonly answer: CustomerAnswer
    readonly by: string
    readonly at: number
    /** In the customer's own words. */
    readonly reason?: string
  }
  /** What the person whose mailbox or account it is was asked. */
  readonly ownerQuestion?: OwnerQuestion
  /** What was done, newest last. Shown on the card. */
  readonly history: readonly HistoryLine[]
  readonly times: IncidentTimes
  /**
   * Fixes that are proven and not taken back, and what those left that failed halfway; the undoable ones can be taken back
   * from the card. `fixedAt` in milliseconds UTC.
   */
  readonly standing?: readonly {
    readonly action: FixName
    /** Which of several, where a press asked for several. */
    readonly part?: string
    readonly fixedAt: number
    readonly undoable: boolean
    /** It failed, and something of it stands: it is offered again, too. */
    readonly half?: boolean
    /** It ran by itself, and nobody has confirmed it yet: it is offered, so that somebody does. */
    readonly automatic?: boolean
  }[]
  /** What the service says now, read shortly before the card is posted; missing until then. */
  readonly live?: LiveState
}

/** Read from the customer's tenant at `at`. `problem` says in one sentence why it couldn't be read. */
export type LiveState = {
  readonly at: number
  readonly lines: LiveLines
  readonly problem?: string
  /** What each fix found: pressed later, it tells by that whether somebody changed its object. */
  readonly found?: readonly { readonly action: FixName; readonly lines: LiveLines }[]
  /** Fixes that can't work as things are, each with its reason in one sentence. */
  readonly blocked?: readonly { readonly action: FixName; readonly reason: string }[]
  /** Whose mailbox or account it is; missing where nobody could say. */
  readonly owner?: MailboxOwner
}

export type LiveLines = readonly { readonly label: string; readonly value: string }[]

/** Who did what nobody else did, in the history of an incident. */
export const WATCHPOST = "Watchpost"

export type HistoryLine = {
  readonly at: number
  readonly who: string
  readonly what: string
  /** The customer may read it: no addresses, no server names, no other customer. */
  readonly customerSafe: boolean
  /** What kind of line it is, for those who leave some out; missing for the others. */
  readonly kind?: HistoryKind
}

/** `opened` and `opened-again` (which names a closed one) begin an incident, `repeat` counts, `woken` ends a snooze; the others are presses. */
export const HISTORY_KINDS = [
  ...(["opened", "opened-again", "repeat", "woken"] as const),
  ...OWN_ACTION_NAMES,
  ...OWNER_ANSWER_NAMES,
  ...APPROVAL_NAMES,
] as const
export type HistoryKind = (typeof HISTORY_KINDS)[number]

/** The four instants of `docs/architecture.md`, milliseconds UTC. */
export type IncidentTimes = {
  readonly happenedAt: number
  readonly publishedAt?: number
  readonly fetchedAt: number
  readonly postedAt?: number
}
