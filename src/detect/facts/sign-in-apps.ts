/**
 * Applications and user agents that tell what kind of sign-in a record is about.
 * Source of the ids: Microsoft Learn, "Verify first-party Microsoft applications in sign-in reports".
 */
import { createMemo } from "../../lib/remembered.ts"

/** Portals and clients that only people with a browser or an installed client sign in to. */
export const PEOPLES_APPS: ReadonlyMap<string, string> = new Map([
  ["4765445b-32c6-49b0-83e6-1d93765276ca", "Office home"],
  ["29d9ed98-a469-4536-ade2-f981bc1d605e", "Microsoft Authentication Broker"],
  ["00000002-0000-0ff1-ce00-000000000000", "Outlook on the web"],
  ["00000003-0000-0ff1-ce00-000000000000", "SharePoint"],
  ["89bee1f7-5e6e-4d8a-9f3d-ecd601259da7", "Office 365 shell"],
  ["72782ba9-4490-4f03-8d82-562370ea3566", "Office 365"],
  ["c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "Azure portal"],
  ["2793995e-0a7d-40d7-bd35-6968ba142197", "My Apps"],
  ["19db86c3-b2b9-44cc-b339-36da233a3be2", "My Sign-ins"],
])

export const AUTHENTICATION_BROKER = "29d9ed98-a469-4536-ade2-f981bc1d605e"
export const COMPANY_PORTAL = "9ba1a5c7-f17a-4de9-a1f1-6178c8d51223"
/** Enrolling a device asks for this resource; everything else that Company Portal gets a token for is a detour. */
export const INTUNE = "0000000a-0000-0000-c000-000000000000"

/** Tools whose public client ids anybody can put into a link: the consent page then names Microsoft. */
export const DEVELOPER_TOOLS: ReadonlyMap<string, string> = new Map([
  ["aebc6443-996d-45c2-90f0-388ff96faa56", "Visual Studio Code"],
  ["872cd9fa-d31f-45e0-9eab-6e460a02d1f1", "Visual Studio"],
  ["04b07795-8ddb-461a-bbee-02f9e1bf7b46", "Azure CLI"],
  ["1950a258-227b-4e31-a9cf-717495945fc2", "Azure PowerShell"],
  ["1b730954-1685-4b74-9bfd-dac224a7b894", "Azure AD PowerShell"],
  ["14d82eec-204b-4c2f-b7e8-296a70dab67e", "Microsoft Graph command line tools"],
  [AUTHENTICATION_BROKER, "Microsoft Authentication Broker"],
])

/** Microsoft Graph, its predecessor, and the service that registers devices. */
export const DIRECTORY_RESOURCES: ReadonlyMap<string, string> = new Map([
  ["00000003-0000-0000-c000-000000000000", "Microsoft Graph"],
  ["00000002-0000-0000-c000-000000000000", "Azure AD Graph"],
  ["01cb2876-7ebd-4aa4-9cc9-d28bd4d359a9", "Device Registration Service"],
])

/** Others that sign-ins name often. */
const OTHER_APPS: ReadonlyMap<string, string> = new Map([
  [COMPANY_PORTAL, "Intune Company Portal"],
  ["d3590ed6-52b3-4102-aeff-aad2292ab01c", "Microsoft Office"],
  ["1fec8e78-bce4-4aaf-ab1b-5451cc387264", "Microsoft Teams"],
  ["fb78d390-0c51-40cd-8e17-fdbfab77341b", "Exchange Online PowerShell"],
  ["ab9b8c07-8f02-4f72-87fa-80105867a763", "OneDrive"],
])

/** What people call the application; its id when it is none of Microsoft's well-known ones. */
export const applicationName = (appId: string): string =>
  PEOPLES_APPS.get(appId) ?? DEVELOPER_TOOLS.get(appId) ?? OTHER_APPS.get(appId) ?? appId

/** Where administrators type: the tools above, and Exchange's own shell. */
export const COMMAND_LINES: ReadonlyMap<string, string> = new Map([
  ["04b07795-8ddb-461a-bbee-02f9e1bf7b46", "Azure CLI"],
  ["1950a258-227b-4e31-a9cf-717495945fc2", "Azure PowerShell"],
  ["1b730954-1685-4b74-9bfd-dac224a7b894", "Azure AD PowerShell"],
  ["14d82eec-204b-4c2f-b7e8-296a70dab67e", "Microsoft Graph command line tools"],
  ["fb78d390-0c51-40cd-8e17-fdbfab77341b", "Exchange Online PowerShell"],
  ["9bc3ab49-b65d-410a-85ad-de819febfddc", "SharePoint Online PowerShell"],
  ["12128f48-ec9e-42f0-b203-ea49fb6af367", "Teams PowerShell"],
])

/** Synchronization signs in through these and nothing else. */
export const SYNC_APPS: ReadonlySet<string> = new Set([
  "cb1056e2-e479-49de-ae31-7812af012ed8", // Microsoft Azure Active Directory Connect
  "6eb59a73-39b2-4c23-a70f-e2e3ce8965b1", // Azure AD Connect v2
  "1b730954-1685-4b74-9bfd-dac224a7b894", // Azure AD PowerShell, which older versions use
])

/** Tools that are made to break in or to map a directory, by the name that they give themselves. */
const ATTACK_TOOL =
  /\b(azurehound|roadtools|aadinternals|teamfiltration|trevorspray|msolspray|graphrunner|evilginx|fasthttp)\b/i
/** A Teams of 2020 with a browser of that time: what TeamFiltration calls itself. */
const OLD_TEAMS = /\bTeams\/1\.3\.00\.30866\b/

/** The attack tool that a user agent names; empty for everything else. */
export const attackToolOf = (userAgent: string): string =>
  knownTools(
    userAgent,
    () =>
      ATTACK_TOOL.exec(userAgent)?.[1]?.toLowerCase() ?? (OLD_TEAMS.test(userAgent) ? "teamfiltration" : ""),
  )

const knownTools = createMemo<string>()

/** Libraries of programs, at the beginning of the user agent. `node` alone is what undici calls itself. */
const PROGRAM =
  /^(axios|undici|node(?:-fetch|\.js)?|got|python-requests|python-urllib|python-httpx|aiohttp|go-http-client|curl|wget|okhttp|postmanruntime|powershell)(?:[/ (]|$)/i

/** The program that a user agent names; empty for browsers, Office and what names nothing. */
export const programOf = (userAgent: string): string =>
  knownAgents(
    userAgent,
    () => PROGRAM.exec(userAgent.trim())?.[1] ?? /\baxios(?=\/)/i.exec(userAgent)?.[0] ?? "",
  )

const knownAgents = createMemo<string>()
