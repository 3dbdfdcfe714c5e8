/** The sign-in service's refusals, worded as Microsoft's. Source: Microsoft Entra authentication error codes. */
import { randomUUID } from "node:crypto"
import type { PracticeCloud } from "../cloud.ts"
import type { Reply } from "../router.ts"

export type LoginProblem =
  | "app"
  | "consent"
  | "secret"
  | "secret-expired"
  | "certificate"
  | "assertion-time"
  | "no-credential"
  | "tenant"
  | "scope"
  | "grant"

type Wording = {
  status: number
  error: string
  number: number
  text: (subject: string, tenant: string) => string
}

const WORDINGS: Readonly<Record<LoginProblem, Wording>> = {
  app: {
    status: 400,
    error: "unauthorized_client",
    number: 700016,
    text: (app, tenant) =>
      `Application with identifier '${app}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  },
  consent: {
    status: 401,
    error: "invalid_client",
    number: 7000229,
    text: (app, tenant) =>
      `The client application ${app} is missing service principal in the tenant ${tenant}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119`,
  },
  secret: {
    status: 401,
    error: "invalid_client",
    number: 7000215,
    text: (app) =>
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${app}'.`,
  },
  "secret-expired": {
    status: 401,
    error: "invalid_client",
    number: 7000222,
    text: (app) => `The provided client secret keys for app '${app}' are expired.`,
  },
  certificate: {
    status: 401,
    error: "invalid_client",
    number: 700027,
    text: (app) =>
      `The certificate with identifier used to sign the client assertion is not registered on application '${app}'.`,
  },
  "assertion-time": {
    status: 401,
    error: "invalid_client",
    number: 700024,
    text: () => "Client assertion is not within its valid time range.",
  },
  "no-credential": {
    status: 401,
    error: "invalid_client",
    number: 7000218,
    text: () =>
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  },
  tenant: {
    status: 400,
    error: "invalid_request",
    number: 90002,
    text: (tenant) =>
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  },
  scope: {
    status: 400,
    error: "invalid_scope",
    number: 70011,
    text: (scope) =>
      `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
  },
  grant: {
    status: 400,
    error: "unsupported_grant_type",
    number: 70003,
    text: () => "The app requested an unsupported grant type.",
  },
}

/** `subject` is the app id, tenant or scope that the text names. */
export function loginError(cloud: PracticeCloud, problem: LoginProblem, subject: string, tenant = ""): Reply {
  const wording = WORDINGS[problem]
  const stamp = `${new Date(cloud.world.now()).toISOString().slice(0, 19).replace("T", " ")}Z`
  const traceId = randomUUID()
  const correlationId = randomUUID()
  const description = `AADSTS${wording.number}: ${wording.text(subject, tenant)} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${stamp}`
  return {
    status: wording.status,
    headers: { "cache-control": "no-store, no-cache", pragma: "no-cache" },
    body: {
      error: wording.error,
      error_description: description,
      error_codes: [wording.number],
      timestamp: stamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${wording.number}`,
    },
  }
}
