/** The face of an incident for technicians: everything needed to decide, and the buttons to act. */
import { plainText } from "../lib/plain-text.ts"
import { durationText, localTimeText, shortInstantText } from "../lib/time-text.ts"
import { restoreOf } from "../model/act.ts"
import { type ActionName, isFix, undoOf } from "../model/action.ts"
import {
  type Alert,
  bulkFixIn,
  type Incident,
  isAboutOurselves,
  isMicrosofts,
  singleFixesIn,
} from "../model/alert.ts"
import { askedText, isWaiting } from "../model/approval.ts"
import type { RenderedCard } from "../model/delivery.ts"
import { unconfirmedIn } from "../model/standing.ts"
import type { Tenant } from "../model/tenant.ts"
import { bulkTitle } from "./bulk-card.ts"
import { confirmTitle, titleOf } from "./button-labels.ts"
import { buttonViews, technicianActions } from "./buttons.ts"
import { changesView } from "./change-rows.ts"
import { isOfSeveral } from "./customer-words.ts"
import type { IncidentInput } from "./incident-input.ts"
import {
  deliveryText,
  endedWord,
  fromWhere,
  headline,
  historyRows,
  isOver,
  LEVEL_WORDS,
  type Row,
  row,
  stateSentence,
  whatSentence,
  whenText,
} from "./incident-text.ts"
import { latestRows } from "./latest-rows.ts"
import { liveView } from "./live-view.ts"
import { moreViews } from "./more-rows.ts"
import { ownerRows } from "./owner-rows.ts"
import { stepsView } from "./step-rows.ts"
import { renderCard, type View } from "./template.ts"

export type TechnicianView = View & {
  readonly summary: string
  /** What a screen reader says of the card. */
  readonly spoken: string
  readonly levelWord: string
  readonly title: string
  readonly sentence: string
  readonly facts: readonly Row[]
  readonly buttons: readonly View[]
}

/** Whoever approves reads what runs to its end. */
const MAX_WAITING = 600

export function incidentView(input: IncidentInput): TechnicianView {
  const { incident, tenant } = input
  const { alert } = incident
  const waits = waitingRows(input)
  const noFix = waits.length > 0 ? "" : noFixSentence(input) || blockedSentences(input)
  const { words, style } = headline(incident)
  const place = `${plainText(tenant.displayName, 80) || plainText(tenant.name, 80)} · incident ${incident.id}`
  const sentence = plainText(withoutTitle(plainText(whatSentence(incident), 900), alert), 600)
  const state = `${stateWith(input)} ${timerSentence(input)}`.trim()
  const changes = changesView(input, sentence)
  const live = liveView(input)
  const actions = technicianActions(incident, input.canRespond, input.now, input)
  return {
    summary: toast(incident, tenant),
    spoken: `${words}. ${place}. ${sentence} ${localTimeText(incident.times.happenedAt, tenant.timeZone)}. ${state}`,
    levelWord: words,
    levelStyle: style,
    title: plainText(alert.rule.title, 150) || "An unusual change",
    place,
    sentence,
    facts: factRows(input),
    ...changes,
    hasChanges: changes.changes.length > 0 || live.hasLive,
    ...live,
    state,
    latest: [
      ...waits,
      ...ownerRows({ incident, timeZone: tenant.timeZone, now: input.now }),
      ...latestRows(input),
    ],
    noFix,
    hasNoFix: noFix !== "",
    ...stepsView(input.runs ?? [], tenant.timeZone),
    details: detailRows(input),
    more: moreViews(incident.more ?? []),
    unfolds: incident.more === undefined ? [] : [{ title: `Show all ${countOfMore(incident)}` }],
    buttons: buttonViews(actions, input.buttons, blockedOf(input), (action) => titleFor(action, incident)),
  }
}

export const technicianCard = (view: TechnicianView): RenderedCard =>
  renderCard("technician", view, view.summary, view.spoken)

/** The rule's title stands right above. */
const withoutTitle = (sentence: string, alert: Alert): string =>
  isOfSeveral(alert)
    ? sentence.replace(`${alert.rule.title}: `, "")
    : sentence.replace(`times “${alert.rule.title}”, in a burst`, "times, in a burst")

/** What a phone shows: level and sentence; in the end, how it ended. */
function toast(incident: Incident, tenant: Tenant): string {
  const where = plainText(tenant.displayName, 60)
  const ended = incident.state === "fixed" ? endedWord(incident) : isOver(incident) ? "Closed" : undefined
  return `${ended ?? LEVEL_WORDS[incident.level]} · ${where}: ${plainText(whatSentence(incident), 150)}`
}

/** Several fixes may end as half of them. */
const stateWith = ({ incident, runs = [] }: IncidentInput): string =>
  incident.state === "failed" && runs.some(({ press }) => press !== undefined)
    ? "Not everything worked. See below what, and why."
    : stateSentence(incident)

/** Since when it is open, how long nobody had it, and until when it is left alone. */
function timerSentence({ incident, tenant, now }: IncidentInput): string {
  const { history, claimedAt, snoozed } = incident
  const openedAt = history[0]?.at
  if (openedAt === undefined) return ""
  const time = (at: number): string => shortInstantText(at, tenant.timeZone, now)
  const claimed = claimedAt === undefined ? "" : `claimed after ${durationText(claimedAt - openedAt)}`
  if (isOver(incident)) return claimed === "" ? "" : `It was ${claimed}.`
  const open = `Open since ${time(openedAt)}${claimed === "" ? "" : `, ${claimed}`}.`
  return snoozed === undefined
    ? open
    : `${open} Snoozed by ${plainText(snoozed.by, 80)} until ${time(snoozed.until)}.`
}

function factRows({ incident, tenant, restoredBy, now }: IncidentInput): readonly Row[] {
  const { alert, count, times } = incident
  const when = whenText(times, tenant.timeZone, now)
  // Who set it and from where nobody knows; the sentence says so once.
  if (alert.wasThere === true) return [row("Target", targetText(incident)), row("Found", when)]
  if (isAboutOurselves(incident))
    return [row("Found by", "Watchpost itself"), row("Target", targetText(incident)), row("When", when)]
  const { user } = alert.object
  const facts = isMicrosofts(alert)
    ? [row("Who", "Microsoft"), ...(user === undefined ? [] : [row("About", user)]), row("When", when)]
    : [
        ...(restoredBy === undefined
          ? [row("Who", capital(alert.actorName))]
          : [row("Who", restoredBy.who, 300), row("How sure", restoredBy.sure)]),
        row("Operation", plainText(alert.operation).replace(/\.$/, "")),
        row("Target", targetText(incident)),
        row("From", fromWhere(alert)),
        row("When", when),
      ]
  // What stands for many, and what several records tell together, says itself how many they are.
  if (count < 2 || incident.more !== undefined || isOfSeveral(alert)) return facts
  // Each thing that was restored is a record.
  return restoreOf(incident.subject) === undefined
    ? [...facts, row("Seen", `${count} times`)]
    : [...facts, row("In all", `${count} things`)]
}

/** So many of a burst are named at first sight. */
const FIRST_NAMES = 3

/** What it was done to; of a burst the first, and how many more. */
function targetText({ alert, more }: Incident): string {
  const [kind] = more ?? []
  if (kind === undefined || more?.length !== 1) return alert.target.name || alert.target.id
  const names = kind.names.slice(0, FIRST_NAMES).map((name) => plainText(name, 60))
  const others = kind.count - names.length
  return `${names.join(", ")}${others > 0 ? ` and ${others} more` : ""}`
}

/** "somebody unknown" begins a row here; names stay as they are written. */
const capital = (name: unknown): string =>
  plainText(name).replace(/^(?:an?|somebody) /, (word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)

function detailRows({ incident, tenant, restoredBy, whyNotAsk, now }: IncidentInput): readonly Row[] {
  const why = plainText(incident.alert.rule.why, 400)
  return [
    ...(restoredBy?.evidence ?? []).map((text) => row("Evidence", text, 300)),
    ...(why === "" ? [] : [row("Why", why, 400)]),
    // There is no tooltip on a phone.
    ...(whyNotAsk === undefined ? [] : [row("Not asked", whyNotAsk, 400)]),
    row("Delivery", deliveryText(incident.times, now)),
    ...historyRows(incident.history, tenant.timeZone, now),
  ]
}

/** What blocks a fix of one thing blocks that of all. */
const blockedOf = ({ incident, whyNotAsk }: IncidentInput): ReadonlyMap<ActionName, string> =>
  new Map<ActionName, string>([
    ...(incident.live?.blocked ?? []).map(
      ({ action, reason }) => [action === bulkFixIn(incident) ? "fix-all" : action, reason] as const,
    ),
    ...(whyNotAsk === undefined ? [] : [["ask-owner", whyNotAsk] as const]),
  ])

/** On the card of a burst a button says how many it is about. */
function titleFor(action: ActionName, incident: Incident): string {
  if (isFix(action) && unconfirmedIn(incident).includes(action)) return confirmTitle(action)
  const fix = bulkFixIn(incident)
  return fix !== undefined && (action === "fix-all" || action === undoOf(fix))
    ? bulkTitle(action, fix, thingsIn(incident))
    : titleOf(action)
}

/** Of one thing there may be alerts of two kinds: a right that was given, and used. */
const thingsIn = ({ more }: Incident): number => Math.max(0, ...(more ?? []).map(({ count }) => count))
const countOfMore = ({ more }: Incident): number => (more ?? []).reduce((sum, { count }) => sum + count, 0)

/** What is greyed says why where a phone shows it, too: there is no tooltip. */
function blockedSentences({ incident, canRespond, now }: IncidentInput): string {
  const offered = technicianActions(incident, canRespond, now)
  const offers = (action: ActionName): boolean =>
    offered.includes(action) || (offered.includes("fix-all") && action === bulkFixIn(incident))
  const blocked = (incident.live?.blocked ?? []).filter(({ action }) => offers(action))
  const reasons = [...new Set(blocked.map(({ reason }) => reason))]
  return reasons
    .map((reason) => {
      const titles = blocked
        .filter((one) => one.reason === reason)
        .map(({ action }) => `“${titleOf(action)}”`)
      return `${titles.join(" and ")} can't work here: ${plainText(reason, 250)}`
    })
    .join(" ")
}

/** Who asks for what, why somebody else has to agree, and exactly what would run. */
function waitingRows({ incident, tenant, now }: IncidentInput): readonly Row[] {
  const { approval } = incident
  if (!isWaiting(approval, now)) return []
  const until = shortInstantText(approval.until, tenant.timeZone, now)
  const why = approval.why.map((reason) => plainText(reason, 200)).join(" ")
  const title = plainText(approval.title ?? titleFor(approval.action, incident), 80)
  const asks = `${plainText(approval.by, 80)} asks for “${title}”; a second person has to approve it by ${until} (${plainText(askedText(approval), 300)}). ${why}`
  const runs = approval.runs.map((call) => plainText(call, 500).replace(/\.$/, "")).join(". ")
  return [
    row("Approval", asks, MAX_WAITING),
    row("Runs", runs === "" ? "What would run couldn't be read just now." : runs, MAX_WAITING),
  ]
}

/** A card without a fix says why, so that nobody waits for a button. */
function noFixSentence({ incident, tenant, canRespond }: IncidentInput): string {
  if (isOver(incident) || incident.state === "working") return ""
  if (canRespond && (bulkFixIn(incident) ?? singleFixesIn(incident)[0]) !== undefined) return ""
  if (incident.more !== undefined)
    return `This card stands for ${countOfMore(incident)} alerts, and a fix is about one thing. Look first at who did it; every one of them is stored.`
  const name = plainText(tenant.displayName, 80) || "This customer"
  if (!incident.alert.rule.actions.some(isFix))
    return "There is no automatic fix for this; a person has to look."
  if (canRespond) return ""
  return `No fix buttons: ${name} allows Watchpost to watch, not to change. An administrator of ${name} can approve the Respond app.`
}
