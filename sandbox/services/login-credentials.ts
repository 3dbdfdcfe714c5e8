/** Checks what an app proves itself with: a client secret, or an assertion signed by its certificate's key. */
import { createHash, createPublicKey, timingSafeEqual, X509Certificate } from "node:crypto"
import { decodeProtectedHeader, jwtVerify } from "jose"
import type { PracticeCloud } from "../cloud.ts"
import type { PracticeApp } from "../world/types.ts"
import type { LoginProblem } from "./login-errors.ts"

const digest = (text: string): Buffer => createHash("sha256").update(text).digest()
const sameText = (left: string, right: string): boolean => timingSafeEqual(digest(left), digest(right))

/** Clients round the start of an assertion up by half a second; a strict check would refuse every second one. */
const CLOCK_TOLERANCE_SECONDS = 30

/** The product talks to Microsoft's address and rewrites only the transport: both audiences are the token endpoint. */
const assertionAudiences = (cloud: PracticeCloud, tenant: string): string[] => [
  `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`,
  `${cloud.endpoints.login}/${tenant}/oauth2/v2.0/token`,
  `https://login.microsoftonline.com/${tenant}/v2.0`,
]

/** `x5t#S256` (SHA-256) or the older `x5t` (SHA-1) must name the registered certificate. */
const namesCertificate = (assertion: string, certificatePem: string): boolean => {
  const header = decodeProtectedHeader(assertion)
  const certificate = new X509Certificate(certificatePem)
  const bytes = (fingerprint: string): string =>
    Buffer.from(fingerprint.replaceAll(":", ""), "hex").toString("base64url")
  return (
    header["x5t#S256"] === bytes(certificate.fingerprint256) || header.x5t === bytes(certificate.fingerprint)
  )
}

async function checkAssertion(
  cloud: PracticeCloud,
  app: PracticeApp,
  tenant: string,
  assertion: string,
): Promise<LoginProblem | undefined> {
  if (app.certificate === undefined) return "certificate"
  try {
    if (!namesCertificate(assertion, app.certificate)) return "certificate"
    await jwtVerify(assertion, createPublicKey(app.certificate), {
      algorithms: ["PS256", "RS256"],
      audience: assertionAudiences(cloud, tenant),
      issuer: app.appId,
      subject: app.appId,
      requiredClaims: ["exp", "jti"],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    })
    return undefined
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : ""
    const late = code === "ERR_JWT_EXPIRED"
    return late ? "assertion-time" : "certificate"
  }
}

/** Undefined when the app proved itself. */
export async function findCredentialProblem(
  cloud: PracticeCloud,
  app: PracticeApp,
  tenant: string,
  form: URLSearchParams,
): Promise<LoginProblem | undefined> {
  const assertion = form.get("client_assertion")
  if (assertion !== null) return checkAssertion(cloud, app, tenant, assertion)
  const secret = form.get("client_secret")
  if (secret === null) return "no-credential"
  return app.secret !== undefined && sameText(secret, app.secret) ? undefined : "secret"
}
