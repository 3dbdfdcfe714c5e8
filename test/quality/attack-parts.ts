/** What attacks of the labeled records are made of: who takes part, and one call of each kind. */
import { cmdlet, type Draw, directoryAct, type Raw, upn } from "./raw-records.ts"

export type Attack = (at: number, draw: Draw) => readonly Raw[]

export const ATTACKER = "203.0.113.66"
export const WRONG_PASSWORD = { number: "50126", name: "InvalidUserNameOrPassword" }
export const SECOND = 1_000
export const MINUTE = 60 * SECOND

export const times = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)

export const PEOPLE = [
  "ana",
  "bo",
  "cem",
  "dora",
  "eli",
  "finn",
  "gita",
  "hugo",
  "ines",
  "jan",
  "kai",
  "lou",
].map(upn)
export const VICTIM = upn("hugo")
export const ADMIN = upn("admin")

export const rule =
  (parameters: Readonly<Record<string, string>>, name: string): Attack =>
  (at, draw) => [
    cmdlet({
      at,
      draw,
      user: VICTIM,
      cmdlet: "New-InboxRule",
      object: `${VICTIM}\\${name}`,
      parameters: { Name: name, ...parameters },
      ip: ATTACKER,
    }),
  ]

export const admin =
  (name: string, object: string, parameters: Readonly<Record<string, string>>): Attack =>
  (at, draw) => [cmdlet({ at, draw, user: ADMIN, cmdlet: name, object, parameters, ip: ATTACKER })]

export const app = "7d1e2f30-4a5b-4c6d-8e7f-901a2b3c4d5e"

export const directory =
  (
    operation: string,
    object: string,
    modified: Readonly<Record<string, readonly [string, string]>>,
    records = 1,
  ): Attack =>
  (at, draw) =>
    times(records).map(() =>
      directoryAct({
        at,
        draw,
        user: ADMIN,
        operation,
        object,
        modified,
        target: [
          { ID: object, Type: 5 },
          { ID: draw.guid(), Type: 2 },
        ],
      }),
    )

const permissions = (type: string, scope: string): string =>
  `[] => [[Id: 4mNc, ClientId: 11111111-2222-4333-8444-555555555555, PrincipalId: , ResourceId: 66666666-2222-4333-8444-555555555555, ConsentType: ${type}, Scope: ${scope}, CreatedDateTime: , LastModifiedDateTime ]]; `

export const consent = (adminConsent: boolean, scope: string): Attack =>
  directory("Consent to application.", app, {
    "ConsentContext.IsAdminConsent": ["", adminConsent ? "True" : "False"],
    "ConsentContext.OnBehalfOfAll": ["", adminConsent ? "True" : "False"],
    "ConsentAction.Permissions": ["", permissions(adminConsent ? "AllPrincipals" : "Principal", scope)],
    "TargetId.ServicePrincipalNames": ["", app],
  })
