/**
 * Takes back exactly the secrets and certificates that an alert says were added to an app; others stay.
 * Follows application: removePassword, and Update application, keyCredentials (Microsoft Graph v1.0 reference): a
 * certificate is removed by sending those that stay, so that one who can't prove to hold it may remove it, too.
 */

import { isGuid } from "../../lib/guid.ts"
import { RemediationError } from "../../model/errors.ts"
import type { JsonObject } from "../../model/json.ts"
import type { PlannedCall } from "../../model/remediation.ts"
import type { Action, Snapshot, Subject } from "../action-contract.ts"
import { objects, same, text, texts } from "../cmdlet-rows.ts"
import { lacking, orNamed } from "../directory-reads.ts"
import { orMissing, type Reach } from "../reach.ts"

export const removeApplicationCredential: Action = {
  name: "remove-application-credential",
  label: "Remove this secret",
  reversibility: "Can't be undone: whatever signs in with this secret or certificate stops working.",
  undoable: false,
  read: (subject, reach) => orNamed(read(subject, reach), reach, [WRITE]),
  pin: (subject) => subject,
  plan: (_subject, before) => calls(before),
  anchor: () => undefined,
  isDone: (_subject, after) => keys(after).length === 0,
  blocked: (before, granted) =>
    lacking(granted, WRITE) ??
    (granted.appId !== undefined && same(granted.appId, text(before, "appId") ?? "")
      ? "This is Watchpost's own app; it doesn't take its own rights away."
      : undefined),
  live: (before) => [
    {
      label: `Keys of ${text(before, "app") ?? "the app"} that were added`,
      value: namesOf(before) || "none",
    },
  ],
  asks: (_subject, before) =>
    `Whatever signs in as ${appName(before)} with ${namesOf(before)} stops working. This can't be undone.`,
  describe,
  inverse: () => [],
}

const WRITE = "Application.ReadWrite.All"

const SIGNS = "update application - certificates and secrets management"
const RECORDED_AS = [
  SIGNS,
  "update application",
  "update service principal",
  "remove service principal credentials",
]

const secrets = (snapshot: Snapshot): readonly JsonObject[] => objects(snapshot, "secrets")
const certificates = (snapshot: Snapshot): readonly JsonObject[] => objects(snapshot, "certificates")
const keys = (snapshot: Snapshot): readonly JsonObject[] => [...secrets(snapshot), ...certificates(snapshot)]

function calls(before: Snapshot): readonly PlannedCall[] {
  const path = text(before, "place") ?? ""
  const removals = secrets(before).map((secret) => ({
    method: "POST" as const,
    path: `${path}/removePassword`,
    body: { keyId: text(secret, "keyId") ?? "" },
    recordedAs: RECORDED_AS,
    mayComeLast: true,
  }))
  if (certificates(before).length === 0) return removals
  const stay = { keyCredentials: objects(before, "otherCertificates") }
  return [...removals, { method: "PATCH", path, body: stay, recordedAs: RECORDED_AS }]
}

/** In records the registration has the id, of an app of somebody else the service principal. */
function placeOf({ applicationId = "", servicePrincipalId = "" }: Subject): string {
  if (isGuid(applicationId)) return `/applications/${applicationId}`
  if (isGuid(servicePrincipalId)) return `/servicePrincipals/${servicePrincipalId}`
  throw new RemediationError("The alert doesn't name the app exactly; look at it in the admin center.")
}

/** An app that is gone has no keys. */
async function read(subject: Subject, reach: Reach): Promise<Snapshot> {
  const place = placeOf(subject)
  const wanted = (subject.keyIds ?? "").split(" ").filter(isGuid)
  if (wanted.length === 0)
    throw new RemediationError("The alert doesn't name the secret; look at the app in the admin center.")
  const fields = "id,appId,displayName,passwordCredentials,keyCredentials"
  const app = (await orMissing(reach.get(`${place}?$select=${fields}`))) ?? {}
  const isWanted = (row: JsonObject): boolean => wanted.some((keyId) => same(keyId, text(row, "keyId") ?? ""))
  const allCertificates = objects(app, "keyCredentials")
  return {
    place,
    app: text(app, "displayName") ?? subject.appName ?? null,
    appId: text(app, "appId") ?? null,
    wanted,
    secrets: objects(app, "passwordCredentials").filter(isWanted),
    certificates: allCertificates.filter(isWanted),
    otherCertificates: allCertificates.filter((row) => !isWanted(row)),
  }
}

const appName = (snapshot: Snapshot): string => `the app "${text(snapshot, "app") ?? "unknown"}"`

const nameOf = (kind: string, row: JsonObject): string =>
  `the ${kind} "${text(row, "displayName") ?? text(row, "keyId") ?? ""}"`

const namesOf = (snapshot: Snapshot): string =>
  [
    ...secrets(snapshot).map((row) => nameOf("secret", row)),
    ...certificates(snapshot).map((row) => nameOf("certificate", row)),
  ].join(" and ")

function describe(before: Snapshot, after: Snapshot): string {
  const app = appName(after)
  if (keys(after).length > 0) return `${capital(app)} still has ${namesOf(after)}.`
  const count = texts(after, "wanted").length
  return keys(before).length === 0
    ? `${capital(app)} has none of the ${count === 1 ? "key" : `${count} keys`} that the alert is about.`
    : `${capital(app)} no longer has ${namesOf(before)}: read back, it is gone. Access tokens that are out may work for up to an hour.`
}

const capital = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`
