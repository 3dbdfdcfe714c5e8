/**
 * What a sign-in tells beside its success: a guess, a refused prompt, a program, a detour around a protection.
 * Source of the numbers: Microsoft Entra authentication and authorization error codes.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { isSyncAccount } from "./directory-users.ts"
import type { Fact } from "./fact.ts"
import { readSignIn, type SignIn } from "./sign-in.ts"
import {
  AUTHENTICATION_BROKER,
  AZURE_CLI,
  COMPANY_PORTAL,
  DIRECTORY_RESOURCES,
  INTUNE,
} from "./sign-in-apps.ts"

/**
 * Errors of somebody who doesn't know the password. What interrupts honest people isn't among them: consent missing
 * (65001), another factor wanted (50072, 50074, 50076), password expired (50055), keep me signed in (50140).
 */
const GUESSES: Readonly<Record<number, string>> = {
  50126: "wrong password",
  50034: "no such account",
  50053: "the account is locked",
  50056: "the account has no password",
  50057: "the account is disabled",
  50064: "wrong credentials",
}
const LOCKED = 50053
const PROMPT_REFUSED = 500121

/**
 * Refused only after the password was right: another factor, an expired password, a Conditional Access policy, an app that
 * the user may not use (50105, 65001) or that a tool made up (500011).
 */
const PASSWORD_WAS_RIGHT: ReadonlySet<number> = new Set([
  50055,
  50072,
  50074,
  50076,
  50079,
  50105,
  50158,
  53000,
  53001,
  53002,
  53003,
  53004,
  530002,
  530003,
  65001,
  500011,
  PROMPT_REFUSED,
])

type SignInFact = (signIn: SignIn, record: AuditRecord) => string | undefined

const fact = (name: string, read: SignInFact, forGrouping = false): Fact => ({
  name,
  forGrouping,
  read: (record) => {
    const signIn = readSignIn(record)
    return signIn === undefined ? undefined : read(signIn, record)
  },
})

/** Nearly every sign-in is ruled out by one question. */
const BY_TOOL = "SignsInByTool"
const byTool = (name: string, read: (signIn: SignIn) => string | undefined): Fact => ({
  ...fact(name, (signIn) => (signIn.succeeded && signIn.isByTool ? read(signIn) : undefined)),
  within: BY_TOOL,
})

const when = (holds: boolean, evidence: string): string | undefined => (holds ? evidence : undefined)

const isDeveloperToolRedirect = (signIn: SignIn): boolean =>
  signIn.requestType === "oauth2:authorize" && /^Redirect$/i.test(signIn.detail)

const isBrokered = ({ requestType }: SignIn): boolean => requestType === "cmsi:cmsi"

/**
 * Of other apps than a command line only on a computer that surely isn't managed: telephones show the same page when an app
 * opens a browser. To enroll a device and to broker for its apps it is shown, too; what is wrong there has facts of its own.
 */
const isHandedOver = ({ app, appId, compliant, system }: SignIn): boolean =>
  app.isCommandLine === true ||
  (compliant === false && !isMobile(system) && appId !== AUTHENTICATION_BROKER && appId !== COMPANY_PORTAL)

const isMobile = (system: string): boolean => /^(ios|android)/i.test(system)

/** Azure's command line is written in Python and asks for its tokens with Python's library. */
const isPartOf = ({ id }: SignIn["app"], program: string): boolean =>
  id === AZURE_CLI && program.toLowerCase().startsWith("python")

const OTHER_SYSTEM = /^(android|ios|mac|linux|chrome|windows ?phone|blackberry)/i

export const SIGN_IN_FACTS: readonly Fact[] = [
  /** For grouping: the account, when the service says which one was meant. */
  fact("SignInUser", ({ user }) => user, true),
  fact("SignInSession", ({ session }) => session, true),
  fact(BY_TOOL, (signIn) => when(signIn.succeeded && signIn.isByTool, "by a tool"), true),
  fact("GuessesPassword", (signIn) => (signIn.succeeded ? undefined : GUESSES[signIn.error])),
  fact("AccountIsLocked", (signIn) =>
    when(!signIn.succeeded && signIn.error === LOCKED, "the account is locked"),
  ),
  fact("PromptIsRefused", (signIn) =>
    when(
      !signIn.succeeded && signIn.error === PROMPT_REFUSED,
      "the second factor was refused or not answered",
    ),
  ),
  fact("PasswordWasRight", ({ succeeded, error }) => {
    if (succeeded) return "the sign-in succeeded"
    return when(PASSWORD_WAS_RIGHT.has(error), `refused after the right password (${error})`)
  }),
  byTool("SignsInByProgram", ({ app, agent: { program } }) =>
    app.isPeoples && program !== "" ? `${program} signed in to ${app.name}` : undefined,
  ),
  byTool("SignsInByBroker", (signIn) =>
    when(
      signIn.appId === AUTHENTICATION_BROKER && isBrokered(signIn) && signIn.compliant === false,
      "an unmanaged device got a token through the Microsoft Authentication Broker",
    ),
  ),
  byTool("SignsInByDeveloperTool", (signIn) => {
    const { isDeveloperTool, name } = signIn.app
    const resource = isDeveloperTool ? DIRECTORY_RESOURCES.get(signIn.resource) : undefined
    if (resource === undefined || !isDeveloperToolRedirect(signIn)) return undefined
    return `a link of ${name} asked for a token for ${resource}`
  }),
  byTool("SignsInByLegacyProtocol", ({ agent: { legacyProtocol } }) =>
    when(legacyProtocol !== "", `a mail protocol handed over the password (${legacyProtocol})`),
  ),
  byTool("SignsInAroundDeviceRule", (signIn) =>
    signIn.appId === COMPANY_PORTAL && isBrokered(signIn) && signIn.resource !== INTUNE
      ? `Company Portal got a token for ${signIn.resource || "an unnamed resource"}, not for Intune`
      : undefined,
  ),
  byTool("SignsInByAttackTool", ({ agent: { attackTool } }) =>
    when(attackTool !== "", `the program names itself after the tool ${attackTool}`),
  ),
  byTool("SignsInByCommandLine", ({ app }) => when(app.isCommandLine === true, app.name)),
  byTool("ScriptPosesAsTool", ({ app, agent: { program } }) =>
    app.isCommandLine === true && program !== "" && !isPartOf(app, program)
      ? `a script (${program}) called itself ${app.name}`
      : undefined,
  ),
  // The page on which one confirms a code that another device shows.
  fact("SignsInByDeviceCode", (signIn) =>
    when(
      signIn.succeeded && isBrokered(signIn) && isHandedOver(signIn),
      "confirmed on another device, by a code",
    ),
  ),
  // Of everyday apps nobody has published how often the page is shown without a code.
  fact("CodeIsForEverydayApp", ({ app }) => when(app.isCommandLine !== true, app.name)),
  fact("SyncAccountElsewhere", ({ succeeded, user = "", app }) =>
    succeeded && !app.synchronizes && isSyncAccount(user)
      ? `the synchronization's own account signed in to ${app.name}`
      : undefined,
  ),
  fact("TokenForProgram", (signIn) =>
    when(signIn.succeeded && signIn.requestType === "oauth2:token", "a program asked for the token itself"),
  ),
  /** For counting: what an account that signs in on a page says it runs on. Windows is left out: it is nearly everybody's. */
  fact(
    "SignInSystem",
    (signIn) => {
      if (!signIn.succeeded || signIn.requestType !== "login:login") return undefined
      return OTHER_SYSTEM.exec(signIn.system)?.[0].toLowerCase()
    },
    true,
  ),
  fact("SignInIsMobile", ({ system }) => when(isMobile(system), system)),
]
