/**
 * Which application opened a mailbox, and whether people know it as their mail program.
 * Source of the ids: Microsoft Learn, "Verify first-party Microsoft applications in sign-in reports".
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { isServiceAddress } from "../service-address.ts"
import { plainValue } from "./fact.ts"
import { KNOWN_APPS } from "./sign-in-apps.ts"

/**
 * Mail programs and Microsoft's own services that read mail all day. Graph Explorer, PowerShell and the command lines are
 * Microsoft's, too, but whoever reads mail with them is worth a look.
 */
const EVERYDAY: ReadonlySet<string> = new Set([
  "00000002-0000-0ff1-ce00-000000000000", // Exchange, Outlook on the web
  "00000003-0000-0ff1-ce00-000000000000", // SharePoint
  "00000004-0000-0ff1-ce00-000000000000", // Skype for Business
  "00000006-0000-0ff1-ce00-000000000000", // admin portal
  "00000007-0000-0ff1-ce00-000000000000", // Exchange Online Protection
  "d3590ed6-52b3-4102-aeff-aad2292ab01c", // Office
  "5d661950-3475-41cd-a2c3-d671a3162bc1", // Outlook
  "27922004-5251-4030-b22d-91ecd9a37ea4", // Outlook for phones
  "9199bf20-a13f-4107-85dc-02114787ef48", // One Outlook Web
  "1fec8e78-bce4-4aaf-ab1b-5451cc387264", // Teams
  "5e3ce6c0-2b1f-4285-8d4b-75ee78787346", // Teams in the browser
  "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe", // Teams services
  "66375f6b-983f-4c2c-9701-d680650f588f", // Planner
  "22098786-6e16-43cc-a27d-191a01a1e3b5", // To Do
  "b669c6ea-1adf-453f-b8bc-6d526592b419", // Focused Inbox
  "13937bba-652e-4c46-b222-3003f4d1ff97", // Substrate
  "f5eaa862-7f08-448c-9c4e-f4047d4d4521", // FindTime
  "2d4d3d8e-2be3-4bef-9f87-7875a61c29de", // OneNote
  "4345a7b9-9a63-4910-a426-35363201d503", // Office portal
  "497effe9-df71-4043-a8bb-14cf78c4b63b", // Exchange admin center
  "00000005-0000-0ff1-ce00-000000000000", // Viva Engage
  "66a88757-258c-4c72-893c-3e8bed4d6899", // Office search
  "94c63fef-13a3-47bc-8074-75af8c65887a", // Delve
  "80ccca67-54bd-44ab-8625-4b79c4dc7775", // security and compliance portal
  "51be292c-a17e-4f17-9a7e-4b661fb16dd2", // Exchange's own service host
  "99b904fd-a1fe-455c-b86c-2f9fb1da7687", // Exchange's directory synchronization
  "dfe74da8-9279-44ec-8fb2-2aed9e1c73d0", // Teams' copies of messages
  "97cb1f73-50df-47d1-8fb0-0271f2728514", // Teams' transcripts
  "0a0a29f9-0a25-49c7-94bf-c53c3f8fa69d", // Cortana
  "91ca2ca5-3b3e-41dd-ab65-809fa3dffffa", // Sticky Notes
  "26abc9a8-24f0-4b11-8234-e86ede698878", // Substrate's directory events
  "4765445b-32c6-49b0-83e6-1d93765276ca", // Office home
  "89bee1f7-5e6e-4d8a-9f3d-ecd601259da7", // Office shell
  "f8d98a96-0999-43f5-8af3-69971c7bb423", // Apple's mail program
])

/** Others get at mail through these two; they stand in the place of the app that asked. */
const INTERFACES: ReadonlySet<string> = new Set([
  "00000003-0000-0000-c000-000000000000", // Microsoft Graph
  "00000002-0000-0ff1-ce00-000000000000", // Exchange
])

/** Tools of Microsoft by which anybody can read mail with a program: their names, for the card. */
const TOOLS: ReadonlyMap<string, string> = new Map([
  ...[...KNOWN_APPS].flatMap(([id, { name, isDeveloperTool }]) =>
    isDeveloperTool ? [[id, name] as const] : [],
  ),
  ["de8bc8b5-d9f9-48b1-a8ad-b748da725064", "Graph Explorer"],
  ["fb78d390-0c51-40cd-8e17-fdbfab77341b", "Exchange Online PowerShell"],
])

const APP_IN_CLIENT = /\[AppId=([0-9a-f-]{36})\]/i

const appInClient = (record: AuditRecord): string =>
  APP_IN_CLIENT.exec(plainValue(record.raw.ClientInfoString))?.[1] ?? ""

/** An app that acts in its own name has a service principal, if the record names nothing else of it. */
const principalOf = ({ actor }: AuditRecord): string =>
  actor.kind === "application" ? actor.id.replace(/^ServicePrincipal_/i, "") : ""

/** The app that asked one of the interfaces, where only the context names it. */
function appBehind({ raw }: AuditRecord): string {
  const { AppAccessContext: context } = raw
  return typeof context === "object" && context !== null && "ClientAppId" in context
    ? plainValue(context.ClientAppId)
    : ""
}

/** Lower-case id of an app that isn't an everyday mail program; undefined when none is named. */
export function foreignMailApp(record: AuditRecord): string | undefined {
  const { AppId, ClientAppId } = record.raw
  const named = plainValue(ClientAppId) || appInClient(record) || plainValue(AppId) || principalOf(record)
  if (named === "" || EVERYDAY.has(named)) return undefined
  const app = (INTERFACES.has(named) ? appBehind(record) : named).toLowerCase()
  if (app === "" || EVERYDAY.has(app) || INTERFACES.has(app)) return undefined
  const service = plainValue(AppId).toLowerCase()
  // A service of Microsoft that reads from inside the service for an app of its own.
  const ownService = service !== "" && service !== app && !INTERFACES.has(service)
  return ownService && record.ip !== undefined && isServiceAddress(record.ip) ? undefined : app
}

/** One of Microsoft's own that people and its services work with all day. */
export const isEverydayApp = (id: string): boolean =>
  EVERYDAY.has(id) || INTERFACES.has(id) || KNOWN_APPS.has(id)

/** The name of a tool by which people read mail with a program; undefined for every other app. */
export const mailTool = (id: string): string | undefined => TOOLS.get(id)

/** One app reads many mailboxes for one reason: whatever alerts about it is about the app, not a mailbox. */
export const mailAppSubject = (id: string): string => `mail-access:app:${id}`

/** "Graph Explorer", else "the app <id>". */
export const mailAppName = (id: string): string => TOOLS.get(id) ?? `the app ${id}`

/** Programs that people use: Outlook, its phone and web forms, and what synchronizes phones. */
const EVERYDAY_CLIENT =
  /Client=(MSExchangeRPC|OWA|Outlook|OutlookService|ActiveSync|HttpProxyRpc|Microsoft\.Exchange\.|ResourceBooking|Management|TBA|CI;|ELC|MRS|StoreActiveMonitoring|Monitoring|Hub Transport|Transport|AS)/i

export const isEverydayClient = (record: AuditRecord): boolean =>
  /^outlook\.exe$/i.test(plainValue(record.raw.ClientProcessName)) ||
  EVERYDAY_CLIENT.test(plainValue(record.raw.ClientInfoString))
