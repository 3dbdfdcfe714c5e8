/**
 * How the whole tenant proves who somebody is: certificates, methods, providers elsewhere, risk, and the bridge to the
 * directory at home. Only towards the weaker side is told.
 * Source: Microsoft Learn, "Microsoft Entra audit activity reference" (services Authentication Methods, Application proxy,
 * Core Directory, Identity Protection, PIM); Microsoft Graph reference, authenticationMethodsPolicy.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import type { JsonObject } from "../../model/json.ts"
import type { Fact } from "./fact.ts"
import { leavesOf, objectsIn, unwrapJson } from "./json-values.ts"
import { valuesOf } from "./modified-values.ts"

const AUTHORITY = /TrustedCAsForPasswordlessAuth|CertificateBasedAuth/i
const ADDS_AUTHORITY = /^add certificat(e|ion)basedauthconfiguration$/

/** With a certificate authority of one's own every account can be entered without its password. */
function trustsAuthority(record: AuditRecord): string | undefined {
  if (ADDS_AUTHORITY.test(record.operationKey)) return "a certificate authority"
  if (record.operationKey !== "set company information") return undefined
  const grown = record.modified.some(({ name, oldValue, newValue }) => {
    if (!AUTHORITY.test(name)) return false
    const before = valuesOf(oldValue)
    return valuesOf(newValue).some((one) => !before.includes(one))
  })
  return grown ? "a certificate authority" : undefined
}

const METHODS_POLICY = /^(authentication methods policy (update|reset)|update authentication methods policy)$/

/** Codes that can be intercepted, and passes that administrators make. */
const WEAK: Readonly<Record<string, string>> = {
  sms: "codes by text message",
  voice: "calls",
  email: "codes by mail",
  temporaryaccesspass: "temporary access passes",
}
const STRONG: Readonly<Record<string, string>> = {
  fido2: "passkeys are",
  microsoftauthenticator: "Microsoft Authenticator is",
}

type Policy = { readonly on: ReadonlySet<string>; readonly off: ReadonlySet<string> }

/** What is allowed or gone since this change, in words. */
function weakenedMethods(record: AuditRecord): readonly string[] {
  if (!METHODS_POLICY.test(record.operationKey)) return []
  if (record.operationKey.endsWith("reset")) return ["the policy was reset"]
  return record.modified.flatMap(({ oldValue, newValue }) => {
    const [before, after] = [readPolicy(oldValue), readPolicy(newValue)]
    return [
      ...named(WEAK, (id) => after.on.has(id) && before.off.has(id)).map((one) => `${one} are allowed`),
      ...named(STRONG, (id) => after.off.has(id) && before.on.has(id)).map((one) => `${one} switched off`),
    ]
  })
}

const named = (words: Readonly<Record<string, string>>, holds: (id: string) => boolean): readonly string[] =>
  Object.entries(words).flatMap(([id, word]) => (holds(id) ? [word] : []))

function readPolicy(text: string): Policy {
  const [on, off] = [new Set<string>(), new Set<string>()]
  for (const entry of objectsIn(unwrapJson(text))) {
    const id = field(entry, "id")
    const state = field(entry, "state")
    if (/^(enabled|0)$/.test(state)) on.add(id)
    if (/^(disabled|1)$/.test(state)) off.add(id)
  }
  return { on, off }
}

function field(entry: JsonObject, name: string): string {
  const [, value] = Object.entries(entry).find(([key]) => key.toLowerCase() === name) ?? []
  return typeof value === "string" || typeof value === "number" ? String(value).toLowerCase() : ""
}

/** Addresses of identity providers elsewhere that count as a second factor since this change. */
function outsideProviders(record: AuditRecord): readonly string[] {
  if (!METHODS_POLICY.test(record.operationKey)) return []
  return record.modified.flatMap(({ oldValue, newValue }) => {
    const before = providersIn(oldValue)
    return providersIn(newValue).filter((one) => !before.includes(one))
  })
}

const providersIn = (text: string): readonly string[] =>
  objectsIn(unwrapJson(text)).flatMap((entry) =>
    Object.entries(entry).flatMap(([key, value]) => (/^discoveryurl$/i.test(key) ? leavesOf(value) : [])),
  )

/** Each says by its name what it does. */
const HYBRID: Readonly<Record<string, string>> = {
  "set dirsyncenabled flag": "synchronization with the directory at home was switched",
  "set dirsync feature": "what is synchronized with the directory at home was changed",
  "enable passthrough authentication": "passwords are checked by an agent at home",
  "register connector": "an agent at home was registered",
  "enable desktop sso": "computers at home sign their users in",
  "enable desktop sso for a specific domain": "computers at home sign their users in",
}

/** Watching and asking that ends; the records don't say how it was before. */
const RISK: Readonly<Record<string, string>> = {
  "update user risk and mfa registration policy": "the policy for risky users and registration was changed",
  "update sign-in risk policy": "the policy for risky sign-ins was changed",
  "update identityprotectionpolicy": "a policy of Identity Protection was changed",
  "disable pim alert": "an alert about privileged roles was switched off",
  "add bypass user": "a user gets past the second factor for a while",
}

const said = (words: Readonly<Record<string, string>>): Fact["read"] => {
  const known = new Map(Object.entries(words))
  return ({ operationKey }) => known.get(operationKey)
}

export const SIGN_IN_SETTING_FACTS: readonly Fact[] = [
  { name: "TrustsCertificateAuthority", read: trustsAuthority },
  { name: "WeakensSignInMethods", read: (record) => weakenedMethods(record).join(", ") || undefined },
  { name: "TrustsOutsideProvider", read: (record) => outsideProviders(record).join(", ") || undefined },
  { name: "ChangesHybridSignIn", read: said(HYBRID) },
  { name: "ChangesRiskProtection", read: said(RISK) },
]
