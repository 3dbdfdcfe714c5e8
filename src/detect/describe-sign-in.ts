/** Who signed in, or tried to, to what, from where and with what. */

import { countryName } from "../lib/country-name.ts"
import { plainText } from "../lib/plain-text.ts"
import type { Change } from "../model/alert.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import type { Describer } from "./describer.ts"
import { readFacts } from "./facts/all-facts.ts"
import type { FactContext } from "./facts/fact.ts"
import { readSignIn, type SignIn } from "./facts/sign-in.ts"
import { applicationName } from "./facts/sign-in-apps.ts"
import { capital } from "./mailbox-words.ts"
import { isServiceAddress } from "./service-address.ts"

/** Said first of what a record tells; the first that holds is why the card is there. */
const TELLING = [
  "SignInFromAttackersNetwork",
  "SignsInByAttackTool",
  "SyncAccountElsewhere",
  "SignsInByDeviceCode",
  "SignsInByProgram",
  "ScriptPosesAsTool",
  "SignsInByBroker",
  "SignsInByDeveloperTool",
  "SignsInByLegacyProtocol",
  "SignsInAroundDeviceRule",
  "GuessesPassword",
  "PromptIsRefused",
]

export const describeSignIn: Describer = (record, context) => {
  const signIn = readSignIn(record)
  const user = signIn?.user
  const name = user === undefined ? "somebody whom the record doesn't name" : plainText(user)
  const app = signIn === undefined ? "" : applicationName(signIn.appId)
  const to = app === "" ? "" : ` to ${plainText(app)}`
  const facts = readFacts(record, context)
  const telling = signIn?.succeeded === false ? [...TELLING, "PasswordWasRight"] : TELLING
  const why = telling.map((fact) => facts.evidence(fact)).find((evidence) => evidence !== undefined)
  const from = placeText(record, context)
  const happened =
    signIn?.succeeded === false
      ? `Somebody failed to sign in as ${name}${to}${from}`
      : `${capital(name)} signed in${to}${from}`
  return {
    subject: `sign-in:${user ?? record.ip ?? "unknown"}`,
    object: {
      ...(user === undefined ? {} : { user }),
      ...(record.ip === undefined ? {} : { ip: record.ip }),
      ...(signIn?.appId ? { appId: signIn.appId } : {}),
    },
    changes: changesOf(signIn),
    sentence: `${happened}${why === undefined ? "" : `: ${plainText(why)}`}.`,
  }
}

/** " from Nigeria (198.51.100.7)"; a relay of Microsoft's own is nobody's place. */
function placeText({ ip }: AuditRecord, { country }: FactContext): string {
  if (ip === undefined || isServiceAddress(ip)) return ""
  const name = countryName(country?.(ip))
  return name === undefined ? ` from ${ip}` : ` from ${name} (${ip})`
}

function changesOf(signIn: SignIn | undefined): readonly Change[] {
  const rows: readonly (readonly [string, string])[] = [
    ["Application", signIn === undefined ? "" : applicationName(signIn.appId)],
    ["Program", signIn?.userAgent ?? ""],
    ["Device", signIn?.system ?? ""],
  ]
  return rows.filter(([, after]) => after !== "").map(([what, after]) => ({ what, after: plainText(after) }))
}
