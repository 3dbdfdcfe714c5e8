/**
 * Applications and user agents that tell what kind of sign-in a record is about.
 * Source of the ids: Microsoft Learn, "Verify first-party Microsoft applications in sign-in reports".
 */
import { createMemo } from "../../lib/remembered.ts"

/** What is known of an application, beside its name. */
export type KnownApp = {
  readonly name: string
  /** A portal or client that only people with a browser or an installed client sign in to. */
  readonly isPeoples?: true
  /** A tool whose public client id anybody can put into a link: the consent page then names Microsoft. */
  readonly isDeveloperTool?: true
  /** Where administrators type. */
  readonly isCommandLine?: true
  /** Synchronization signs in through these and nothing else. */
  readonly synchronizes?: true
}

export const AUTHENTICATION_BROKER = "29d9ed98-a469-4536-ade2-f981bc1d605e"
export const AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
export const COMPANY_PORTAL = "9ba1a5c7-f17a-4de9-a1f1-6178c8d51223"
/** Enrolling a device asks for this resource; everything else that Company Portal gets a token for is a detour. */
export const INTUNE = "0000000a-0000-0000-c000-000000000000"

const isPeoples = true
const isDeveloperTool = true
const isCommandLine = true
const synchronizes = true

/** By client id, lower case. */
export const KNOWN_APPS: ReadonlyMap<string, KnownApp> = new Map<string, KnownApp>([
  ["4765445b-32c6-49b0-83e6-1d93765276ca", { name: "Office home", isPeoples }],
  ["00000002-0000-0ff1-ce00-000000000000", { name: "Outlook on the web", isPeoples }],
  ["00000003-0000-0ff1-ce00-000000000000", { name: "SharePoint", isPeoples }],
  ["89bee1f7-5e6e-4d8a-9f3d-ecd601259da7", { name: "Office 365 shell", isPeoples }],
  ["72782ba9-4490-4f03-8d82-562370ea3566", { name: "Office 365", isPeoples }],
  ["c44b4083-3bb0-49c1-b47d-974e53cbdf3c", { name: "Azure portal", isPeoples }],
  ["2793995e-0a7d-40d7-bd35-6968ba142197", { name: "My Apps", isPeoples }],
  ["19db86c3-b2b9-44cc-b339-36da233a3be2", { name: "My Sign-ins", isPeoples }],
  [AUTHENTICATION_BROKER, { name: "Microsoft Authentication Broker", isPeoples, isDeveloperTool }],
  ["aebc6443-996d-45c2-90f0-388ff96faa56", { name: "Visual Studio Code", isDeveloperTool }],
  ["872cd9fa-d31f-45e0-9eab-6e460a02d1f1", { name: "Visual Studio", isDeveloperTool }],
  [AZURE_CLI, { name: "Azure CLI", isDeveloperTool, isCommandLine }],
  ["1950a258-227b-4e31-a9cf-717495945fc2", { name: "Azure PowerShell", isDeveloperTool, isCommandLine }],
  [
    // Older versions of synchronization use it, too.
    "1b730954-1685-4b74-9bfd-dac224a7b894",
    { name: "Azure AD PowerShell", isDeveloperTool, isCommandLine, synchronizes },
  ],
  [
    "14d82eec-204b-4c2f-b7e8-296a70dab67e",
    { name: "Microsoft Graph command line tools", isDeveloperTool, isCommandLine },
  ],
  ["fb78d390-0c51-40cd-8e17-fdbfab77341b", { name: "Exchange Online PowerShell", isCommandLine }],
  ["9bc3ab49-b65d-410a-85ad-de819febfddc", { name: "SharePoint Online PowerShell", isCommandLine }],
  ["12128f48-ec9e-42f0-b203-ea49fb6af367", { name: "Teams PowerShell", isCommandLine }],
  [
    "cb1056e2-e479-49de-ae31-7812af012ed8",
    { name: "Microsoft Azure Active Directory Connect", synchronizes },
  ],
  ["6eb59a73-39b2-4c23-a70f-e2e3ce8965b1", { name: "Azure AD Connect v2", synchronizes }],
  [COMPANY_PORTAL, { name: "Intune Company Portal" }],
  ["d3590ed6-52b3-4102-aeff-aad2292ab01c", { name: "Microsoft Office" }],
  ["1fec8e78-bce4-4aaf-ab1b-5451cc387264", { name: "Microsoft Teams" }],
  ["ab9b8c07-8f02-4f72-87fa-80105867a763", { name: "OneDrive" }],
])

/** An application as a sign-in names it. */
export type App = KnownApp & {
  /** Client id, lower case. */
  readonly id: string
  /** One of those that facts about tools and detours are about. */
  readonly isTool: boolean
}

/** `name` is the id where the application is none of Microsoft's well-known ones. */
export const appOf = (named: string): App =>
  appsBefore(named, () => {
    const id = named.toLowerCase()
    const known = KNOWN_APPS.get(id) ?? { name: id }
    return { ...known, id, isTool: known.isDeveloperTool ?? known.isCommandLine ?? id === COMPANY_PORTAL }
  })

const appsBefore = createMemo<App>()

/** Microsoft Graph, its predecessor, and the service that registers devices. */
export const DIRECTORY_RESOURCES: ReadonlyMap<string, string> = new Map([
  ["00000003-0000-0000-c000-000000000000", "Microsoft Graph"],
  ["00000002-0000-0000-c000-000000000000", "Azure AD Graph"],
  ["01cb2876-7ebd-4aa4-9cc9-d28bd4d359a9", "Device Registration Service"],
])

/** What people call the application; its id when it is none of Microsoft's well-known ones. */
export const applicationName = (appId: string): string => KNOWN_APPS.get(appId)?.name ?? appId

/** What a user agent tells; parts that it doesn't tell are empty. */
export type Agent = {
  /** A library of programs; not browsers, Office and what names nothing. */
  readonly program: string
  readonly attackTool: string
  /** A mail protocol that hands over the password. */
  readonly legacyProtocol: string
  /** It tells one of these. */
  readonly isTool: boolean
}

/** Tools that are made to break in or to map a directory, by the name that they give themselves. */
const ATTACK_TOOL =
  /\b(azurehound|roadtools|aadinternals|teamfiltration|trevorspray|msolspray|graphrunner|evilginx|fasthttp)\b/i
/** A Teams of 2020 with a browser of that time: what TeamFiltration calls itself. */
const OLD_TEAMS = /\bTeams\/1\.3\.00\.30866\b/

/** At the beginning of the user agent. `node` alone is what undici calls itself. */
const PROGRAM =
  /^(axios|undici|node(?:-fetch|\.js)?|got|python-requests|python-urllib|python-httpx|aiohttp|go-http-client|curl|wget|okhttp|postmanruntime|powershell)(?:[/ (]|$)/i

/** Anywhere: what calls itself a browser first. Source: Microsoft Learn, Invoke-WebRequest, `-UserAgent`. */
const PROGRAM_AS_BROWSER = /\b(?:axios(?=\/)|(?:Windows)?PowerShell(?=\/\d))/i

export const agentOf = (userAgent: string): Agent => agentsBefore(userAgent, () => readAgent(userAgent))

function readAgent(userAgent: string): Agent {
  const program = PROGRAM.exec(userAgent.trim())?.[1] ?? PROGRAM_AS_BROWSER.exec(userAgent)?.[0] ?? ""
  const attackTool =
    ATTACK_TOOL.exec(userAgent)?.[1]?.toLowerCase() ?? (OLD_TEAMS.test(userAgent) ? "teamfiltration" : "")
  const legacyProtocol = /\bBAV2ROPC\b/i.test(userAgent) ? "BAV2ROPC" : ""
  const isTool = [program, attackTool, legacyProtocol].some((one) => one !== "")
  return { program, attackTool, legacyProtocol, isTool }
}

const agentsBefore = createMemo<Agent>()
