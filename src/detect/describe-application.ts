/** What happened to an app: a consent, a permission, a secret, an owner, or that it came into being. */
import { plainText } from "../lib/plain-text.ts"
import type { Act } from "../model/act.ts"
import type { Change } from "../model/alert.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { actorName } from "./actor-name.ts"
import { describeChange } from "./describe-change.ts"
import type { Describer } from "./describer.ts"
import {
  appKey,
  appLabel,
  appObject,
  appOf,
  MAX_PARTS,
  objectName,
  partsText,
  shortList,
} from "./directory-words.ts"
import { readAppRoleGrant, requestedRoles } from "./facts/app-roles.ts"
import { trustedIssuers } from "./facts/app-trust.ts"
import { readCredentialChange } from "./facts/applications.ts"
import { type Consent, readConsent } from "./facts/consents.ts"
import { targetObject } from "./facts/directory-record.ts"
import { capital } from "./mailbox-words.ts"

type Words = Pick<Act, "changes" | "sentence"> & { readonly object?: Act["object"] }
type Telling = (record: AuditRecord, who: string, app: string) => Words | undefined

/** So many are kept for a fix; Graph has fewer than a thousand. */
const MAX_SCOPES = 200

/** Permissions by what they reach, so that the sentence can be understood without knowing their names. */
const REACHES: readonly (readonly [RegExp, string])[] = [
  [/^(mail\.|full_access_as_|ews\.|imap\.|pop\.|exchange\.)/i, "mail"],
  [/^smtp\./i, "sending mail"],
  [/^mailboxsettings\./i, "mailbox rules and settings"],
  [/^(files|sites)\./i, "files"],
  [/^contacts\./i, "contacts"],
  [/^calendars\./i, "calendars"],
  [/^(chat|channelmessage)\./i, "chats"],
  [
    /^(directory|rolemanagement|application|approleassignment|group|user\.(readwrite|manage))/i,
    "the directory",
  ],
]

const reachOf = (scopes: readonly string[]): string => {
  const reached = REACHES.filter(([pattern]) => scopes.some((scope) => pattern.test(scope))).map(
    ([, word]) => word,
  )
  return reached.length === 0 ? "profiles" : partsText(reached)
}

export const describeApplication: Describer = (record, context) => {
  const app = appOf(record)
  const who = capital(actorName(record, context))
  const words = TELLINGS.map((tell) => tell(record, who, appLabel(app))).find((told) => told !== undefined)
  if (words === undefined) return describeChange("application")(record, context)
  return {
    subject: `application:${appKey(app, record.target.name)}`,
    object: { ...appObject(record, app), ...words.object },
    changes: words.changes,
    sentence: words.sentence,
  }
}

const tellConsent: Telling = (record, who, app) => {
  const consent = readConsent(record)
  if (consent === undefined) return undefined
  const { scopes, everyone, appOnly } = consent
  const listed =
    scopes.length === 0
      ? "permissions that the record doesn't name"
      : shortList(scopes.map((one) => plainText(one, 80)))
  const reach = scopes.length === 0 ? "data" : reachOf(scopes)
  const refused = record.outcome === "failed"
  const verb = refused ? "tried to let" : "let"
  const why = consent.reason === "" ? "it failed" : `Microsoft refused: ${plainText(consent.reason)}`
  const end = refused ? `; ${why}` : ""
  return {
    object: {
      scopes: scopes.slice(0, MAX_SCOPES).join(" "),
      consentType: everyone ? "AllPrincipals" : "Principal",
    },
    changes: consentChanges(consent, listed, refused),
    sentence: `${who} ${verb} ${app} reach ${reach} ${appOnly ? "of everybody, in its own name" : everyone ? "of every user" : "in their own name"} (${listed})${end}.`,
  }
}

const consentChanges = (consent: Consent, listed: string, refused: boolean): readonly Change[] => [
  { what: refused ? "Asked for" : "Newly allowed", after: listed },
  { what: "For", after: consent.appOnly ? "the app itself" : consent.everyone ? "every user" : "one user" },
]

const tellRefusal: Telling = (record, who, app) =>
  record.operationKey !== "userloginfailed"
    ? undefined
    : {
        changes: [{ what: "Sign-in", after: "refused: Microsoft finds the app risky" }],
        sentence: `${who} tried to sign in to ${app}, which Microsoft finds risky: an administrator would have to allow it.`,
      }

const tellAppRole: Telling = (record, who, app) => {
  const grant = readAppRoleGrant(record)
  if (grant === undefined) return undefined
  const role = plainText(grant.role)
  const api = grant.api === undefined ? "" : ` on ${plainText(grant.api)}`
  return {
    object: { appRole: grant.role },
    changes: [{ what: "Permission in its own name", before: "not held", after: `${role}${api}` }],
    sentence: `${who} gave ${app} the permission ${role}${api}: it reaches ${reachOf([grant.role])} of everybody, without any user.`,
  }
}

const tellCredential: Telling = (record, who, app) => {
  const change = readCredentialChange(record)
  if (change === undefined || change.added.length === 0) return undefined
  const label = ({ kind, name }: { kind: string; name: string }): string =>
    name === "" ? kind : `${kind} "${plainText(name)}"`
  const added = change.added.map(label)
  return {
    object: {
      keyIds: change.added
        .slice(0, MAX_PARTS)
        .map(({ id }) => id)
        .join(" "),
    },
    changes: [
      ...added
        .slice(0, MAX_PARTS)
        .map((one) => ({ what: "Can sign in with", before: "no such key", after: one })),
      ...change.removed
        .slice(0, MAX_PARTS)
        .map((one) => ({ what: "Can sign in with", before: label(one), after: "taken away" })),
    ],
    sentence: `${who} added ${partsText(added.map((one) => `a ${one}`))} to ${app}: whoever holds it can act as this app.`,
  }
}

const tellTrust: Telling = (record, who, app) => {
  const issuers = trustedIssuers(record).map((one) => plainText(one))
  if (issuers.length === 0) return undefined
  return {
    changes: issuers
      .slice(0, MAX_PARTS)
      .map((after) => ({ what: "Can sign in by the word of", before: "not trusted", after })),
    sentence: `${who} made ${app} trust ${partsText(issuers)}: whoever runs it acts as this app without any secret.`,
  }
}

const tellRequest: Telling = (record, who, app) => {
  const roles = requestedRoles(record)
  if (roles.length === 0) return undefined
  return {
    changes: [{ what: "Asks for", after: roles.join(", ") }],
    sentence: `${who} made ${app} ask for ${partsText(roles)} in its own name; nothing is granted yet.`,
  }
}

const tellThing: Telling = (record, who, app) => {
  const { operationKey } = record
  if (operationKey === "add application")
    return {
      changes: [{ what: "App", before: "none", after: "registered" }],
      sentence: `${who} registered ${app}.`,
    }
  if (operationKey === "add service principal")
    return {
      changes: [{ what: "App", before: "none", after: "added to the tenant" }],
      sentence: `${who} added ${app} to the tenant.`,
    }
  if (operationKey === "update application")
    return {
      changes: [{ what: "Users of other tenants", before: "can't sign in", after: "can sign in" }],
      sentence: `${who} opened ${app} to users of other tenants.`,
    }
  if (!operationKey.startsWith("add owner to ")) return undefined
  const target = targetObject(record)
  const owner = target.kind === "User" ? objectName(target) : "somebody"
  return {
    changes: [{ what: "Owner", after: owner }],
    sentence: `${who} made ${owner} an owner of ${app}: owners can add secrets and act as it.`,
  }
}

/** In the order in which they say most. */
const TELLINGS = [tellConsent, tellRefusal, tellAppRole, tellCredential, tellTrust, tellRequest, tellThing]
