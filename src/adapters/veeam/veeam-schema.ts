/**
 * Veeam's objects → ours. Pure.
 * Source: Veeam Backup for Microsoft 365 REST API reference, RESTRestoreSession and RESTRestoreSessionEvent; observed values where noted.
 */
import { z } from "zod"
import type { BackupOrganization, RestoreEvent, RestoreSession } from "../../ports/backup-server.ts"
import { asJsonObject } from "../http/json-body.ts"

/** No name, reason or message is as long; a longer one is cut, so that what it belongs to is told all the same. */
const LONGEST_TEXT = 4_000
const text = z
  .string()
  .transform((value) => value.slice(0, LONGEST_TEXT))
  .nullish()
const id = z.string().min(1).max(200)

const Organization = z.object({
  id,
  name: z.string().max(LONGEST_TEXT),
  officeName: text,
  msid: text,
  exchangeOnlineSettings: z.object({ applicationId: text }).nullish().catch(undefined),
})

const Session = z.object({
  id,
  organization: text,
  type: z.string().max(200),
  creationTime: z.string(),
  endTime: text,
  state: text,
  initiatedBy: text,
  scopeName: text,
  clientHost: text,
  reason: text,
  /** v8 only. */
  eTag: z.number().nullish(),
})

const Event = z.object({
  id,
  type: z.string().max(200),
  status: text,
  startTime: z.string(),
  endTime: text,
  order: z.number().nullish(),
  title: text,
  message: text,
  itemName: text,
  itemType: text,
  source: text,
  target: text,
  /** v8 only. */
  organizationId: text,
  userId: text,
})

const PRODUCTS: Readonly<Record<string, string>> = {
  Vex: "Exchange",
  Veod: "OneDrive",
  Vesp: "SharePoint",
  Vet: "Teams",
}

/** UTC with up to seven decimals; a missing zone is UTC too. NaN when unreadable, or of no year that has four digits. */
function instant(value: string): number {
  const at = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value}Z`)
  return Math.abs(at) <= FAR_MS ? at : Number.NaN
}

/** What is taken off or added to such an instant stays one that can be written down. */
export const FAR_MS = Date.UTC(10_000, 0)

/** @NOTE v6 gives a running session the end 9999-12-31 and the result Success. */
const endOf = ({ endTime, state }: z.infer<typeof Session>): number | undefined =>
  state === "Working" ? undefined : endTimeOf(endTime)

function endTimeOf(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined || text === "") return undefined
  const end = instant(text)
  return !Number.isFinite(end) || new Date(end).getUTCFullYear() === 9999 ? undefined : end
}

/** `BXYDEV01 (via: 192.0.2.7)` → `BXYDEV01`. The address is the cloud gateway's. */
function hostOf(clientHost: string): string {
  const host = clientHost.trim()
  if (!host.endsWith(")")) return host
  const via = host.indexOf(" (via: ", host.slice(0, -1).lastIndexOf(")") + 1)
  return via === -1 ? host : host.slice(0, via)
}

/** A key only where there is a value: our optional fields are missing, never undefined or empty. */
const given = <Key extends string>(
  key: Key,
  value: string | null | undefined,
): { readonly [K in Key]?: string } =>
  // A computed key is typed as any string; it is exactly Key.
  value === null || value === undefined || value === "" ? {} : ({ [key]: value } as { [K in Key]?: string })

export function toOrganization(raw: unknown): BackupOrganization | undefined {
  const parsed = Organization.safeParse(raw)
  if (!parsed.success) return undefined
  const { id, name, officeName, msid, exchangeOnlineSettings } = parsed.data
  return {
    id,
    name,
    ...given("officeName", officeName),
    ...given("tenantId", msid?.toLowerCase()),
    ...given("appId", exchangeOnlineSettings?.applicationId?.toLowerCase()),
  }
}

/** `aheadMs`: of the server's clock, taken off every instant. Undefined when the session's start can't be read. */
export function toSession(raw: unknown, aheadMs: number): RestoreSession | undefined {
  const parsed = Session.safeParse(raw)
  if (!parsed.success || !Number.isFinite(instant(parsed.data.creationTime))) return undefined
  const session = parsed.data
  const endedAt = endOf(session)
  return {
    id: session.id,
    organization: session.organization ?? "",
    product: PRODUCTS[session.type] ?? session.type,
    createdAt: instant(session.creationTime) - aheadMs,
    ...(endedAt === undefined ? {} : { endedAt: endedAt - aheadMs }),
    initiatedBy: session.initiatedBy ?? "",
    ...given("clientHost", hostOf(session.clientHost ?? "")),
    ...given("scopeName", session.scopeName),
    ...given("reason", session.reason),
    ...(typeof session.eTag === "number" ? { etag: session.eTag } : {}),
    ...(aheadMs === 0 ? {} : { clockAheadMs: aheadMs }),
    raw: asJsonObject(raw),
  }
}

/** Whose mailbox it was is found elsewhere. Undefined when the event's start can't be read. */
export function toEvent(raw: unknown, sessionId: string, aheadMs: number): RestoreEvent | undefined {
  const parsed = Event.safeParse(raw)
  if (!parsed.success || !Number.isFinite(instant(parsed.data.startTime))) return undefined
  const event = parsed.data
  const endedAt = endTimeOf(event.endTime)
  return {
    id: event.id,
    sessionId,
    order: event.order ?? 0,
    type: event.type,
    status: event.status ?? "",
    startedAt: instant(event.startTime) - aheadMs,
    ...(endedAt === undefined ? {} : { endedAt: endedAt - aheadMs }),
    itemName: event.itemName ?? "",
    itemType: event.itemType ?? "",
    source: event.source ?? "",
    target: event.target ?? "",
    message: event.message ?? event.title ?? "",
    ...given("organizationId", event.organizationId),
    ...given("userId", event.userId),
    raw: asJsonObject(raw),
  }
}
