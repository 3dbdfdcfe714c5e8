/** Secrets from the environment and from certificate files. Messages name variables and files, never a value. */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto"
import { readUtcDay } from "../lib/utc-day.ts"
import { ConfigError } from "../model/errors.ts"
import type { Config } from "./config.ts"
import { type Environment, siteTokenVariable, veeamPasswordVariable, webhookVariable } from "./environment.ts"
import type { Credential, Secrets } from "./secrets.ts"
import { webhookProblem } from "./webhook-address.ts"

type Found<Value> = { readonly value?: Value; readonly problem?: string }
export type ReadFile = (path: string) => string

/**
 * `readFile` returns a file's text and throws when it can't.
 * The Respond app needs a credential of its own only when it is a registration of its own.
 * Throws ConfigError with every missing or unreadable secret.
 */
export function readSecrets(env: Environment, config: Config, readFile: ReadFile): Secrets {
  const bot = config.bot.appId === "" ? {} : readCredential("WATCHPOST_BOT", "the bot", env, readFile)
  const monitor = readCredential("WATCHPOST_MONITOR", "the Monitor app", env, readFile)
  const respond =
    config.respondAppId === config.monitorAppId
      ? { value: monitor.value }
      : readCredential("WATCHPOST_RESPOND", "the Respond app", env, readFile)
  const veeam = config.veeam.map((server) => readPassword(server.name, env))
  const webhooks = config.customers.flatMap(({ name, hasWebhook }) =>
    hasWebhook ? [readWebhook(name, env, config.practice)] : [],
  )
  const sites = config.sites.map(({ name }) => readSiteToken(name, env))
  const escalation = config.escalation?.webhookUrl === undefined ? {} : readSigningSecret(env)
  const problems = [
    bot,
    monitor,
    respond,
    escalation,
    ...veeam,
    ...webhooks,
    ...sites,
    ...sharedTokens(sites),
  ].flatMap(({ problem }) => problem ?? [])
  if (problems.length > 0 || monitor.value === undefined || respond.value === undefined) {
    throw new ConfigError(problems)
  }
  return {
    bot: bot.value,
    monitor: monitor.value,
    respond: respond.value,
    veeam: Object.fromEntries(veeam.flatMap(({ value }) => (value === undefined ? [] : [value]))),
    webhooks: Object.fromEntries(webhooks.flatMap(({ value }) => (value === undefined ? [] : [value]))),
    sites: Object.fromEntries(sites.flatMap(({ value }) => (value === undefined ? [] : [value]))),
    ...(escalation.value === undefined ? {} : { escalation: escalation.value }),
  }
}

function readWebhook(
  customer: string,
  env: Environment,
  practice: boolean,
): Found<readonly [string, string]> {
  const name = webhookVariable(customer)
  const address = env[name]?.trim() ?? ""
  const problem = webhookProblem(address, practice)
  return problem === undefined ? { value: [customer, address] } : { problem: `${name} ${problem}` }
}

/** Short secrets are guessed. */
const SHORTEST_SIGNING_SECRET = 24

function readSigningSecret(env: Environment): Found<string> {
  const secret = env.WATCHPOST_ESCALATION_SECRET?.trim() ?? ""
  return secret.length < SHORTEST_SIGNING_SECRET
    ? {
        problem: `WATCHPOST_ESCALATION_SECRET must be set, with at least ${SHORTEST_SIGNING_SECRET} characters: it signs requests to escalation.webhook`,
      }
    : { value: secret }
}

/** A site's machines send over the internet: a token that could be guessed lets anybody write evidence. */
const SHORTEST_TOKEN = 32

function readSiteToken(site: string, env: Environment): Found<readonly [string, string]> {
  const name = siteTokenVariable(site)
  const token = env[name]?.trim() ?? ""
  return token.length < SHORTEST_TOKEN || /\s/.test(token)
    ? {
        problem: `${name} must be set, with at least ${SHORTEST_TOKEN} characters and no blanks: the machines of site ${site} send with it`,
      }
    : { value: [site, token] }
}

/** Whose bytes would they be? */
function sharedTokens(sites: readonly Found<readonly [string, string]>[]): readonly Found<never>[] {
  const byToken = Map.groupBy(
    sites.flatMap(({ value }) => (value === undefined ? [] : [value])),
    ([, token]) => token,
  )
  return [...byToken.values()]
    .filter((same) => same.length > 1)
    .map((same) => ({
      problem: `${same.map(([site]) => siteTokenVariable(site)).join(" and ")} must differ: each site has a token of its own`,
    }))
}

/** On a machine that sends Explorer logs. Throws a ConfigError when it isn't set. */
export function readShipToken(env: Environment): string {
  const token = env.WATCHPOST_SHIP_TOKEN?.trim() ?? ""
  if (token !== "") return token
  throw new ConfigError([
    "WATCHPOST_SHIP_TOKEN must be set: the token of the site that this machine belongs to.",
  ])
}

function readPassword(server: string, env: Environment): Found<readonly [string, string]> {
  const name = veeamPasswordVariable(server)
  const password = env[name]
  if (password === undefined || password === "") {
    return { problem: `${name} is not set; it must be the password for the Veeam server ${server}` }
  }
  return { value: [server, password] }
}

function readCredential(
  prefix: string,
  owner: string,
  env: Environment,
  readFile: ReadFile,
): Found<Credential> {
  const secret = env[`${prefix}_SECRET`]?.trim() ?? ""
  const file = env[`${prefix}_CERTIFICATE_FILE`]?.trim() ?? ""
  if (secret !== "" && file !== "") {
    return { problem: `${prefix}_SECRET and ${prefix}_CERTIFICATE_FILE are both set; keep one of them` }
  }
  const endsAt = readEnd(`${prefix}_SECRET_ENDS`, secret !== "", env)
  if (endsAt.problem !== undefined) return { problem: endsAt.problem }
  if (file !== "") return readCertificate(`${prefix}_CERTIFICATE_FILE`, file, readFile)
  if (secret !== "")
    return {
      value: { kind: "secret", secret, ...(endsAt.value === undefined ? {} : { endsAt: endsAt.value }) },
    }
  return {
    problem: `${prefix}_CERTIFICATE_FILE or ${prefix}_SECRET must be set: how ${owner} proves who it is`,
  }
}

/** The day counts from its first moment, UTC: nobody knows at what time of the day the secret ends. */
function readEnd(variable: string, hasSecret: boolean, env: Environment): Found<number> {
  const text = env[variable]?.trim() ?? ""
  if (text === "") return {}
  if (!hasSecret)
    return {
      problem: `${variable} is set without a secret; take it away: a certificate says itself when it ends`,
    }
  const at = readUtcDay(text)
  return at === undefined
    ? { problem: `${variable} must be the day on which the secret ends, such as 2027-11-30` }
    : { value: at }
}

const KEY = /-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----[\s\S]+?-----END \1-----/
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/

function readCertificate(variable: string, file: string, readFile: ReadFile): Found<Credential> {
  const bad = (sentence: string): Found<Credential> => ({ problem: `${variable}: ${file} ${sentence}` })
  const text = attempt(() => readFile(file))
  if (text === undefined) return bad("can't be read")
  const keyText = KEY.exec(text)?.[0]
  const certificateText = CERTIFICATE.exec(text)?.[0]
  if (keyText === undefined)
    return bad("must hold the private key (BEGIN PRIVATE KEY) beside the certificate")
  if (certificateText === undefined)
    return bad("must hold the certificate (BEGIN CERTIFICATE) beside the key")
  const key = attempt(() => createPrivateKey(keyText))
  if (key === undefined)
    return bad("has a private key that can't be read; it must be PEM without a passphrase")
  const certificate = attempt(() => new X509Certificate(certificateText))
  if (certificate === undefined) return bad("has a certificate that can't be read")
  if (!certificate.checkPrivateKey(key)) return bad("has a key that does not belong to the certificate")
  return { value: certificateCredential(key, certificate) }
}

/** The thumbprint as Microsoft's sign-in library wants it: hexadecimal without colons. Source: msal-node, "clientCertificate". */
const certificateCredential = (key: KeyObject, certificate: X509Certificate): Credential => ({
  kind: "certificate",
  privateKeyPem: key.export({ type: "pkcs8", format: "pem" }).toString(),
  thumbprintSha256: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
  endsAt: certificate.validToDate.getTime(),
})

/** What failed is not repeated: an error of a file or key library may quote what it read. */
function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
