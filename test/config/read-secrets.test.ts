/** Secrets and the environment: certificates are checked before anything starts, and no message shows a secret. */
import { createPublicKey, generateKeyPairSync, X509Certificate } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { envSample, VARIABLES, veeamPasswordVariable } from "../../src/config/environment.ts"
import { readLogLevel } from "../../src/config/log-level.ts"
import { parseConfig } from "../../src/config/read-config.ts"
import { readSecrets, readShipToken } from "../../src/config/read-secrets.ts"
import { secretTexts } from "../../src/config/secrets.ts"
import { ConfigError } from "../../src/model/errors.ts"

const ROOT = join(import.meta.dirname, "../..")
const SAMPLE = readFileSync(join(ROOT, "watchpost.sample.yaml"), "utf8")
const config = parseConfig(SAMPLE, "sample")
/** With everything that needs a secret. */
const everything = parseConfig(
  `${SAMPLE.replace("    canRespond: true", "    webhook: true\n    canRespond: true")}
sites: [{ name: office, customer: contoso }]
escalation: { onCall: [7d3f9a10-5c1e-4b7a-9a44-0c2e6d1f8b07], webhook: "https://pager.northwind.example/hook" }
`,
  "sample",
)
const WEBHOOK = "https://prod-7.westeurope.logic.azure.com/workflows/1?sig=secret-part"
const MORE = {
  WATCHPOST_WEBHOOK_CONTOSO: WEBHOOK,
  WATCHPOST_ESCALATION_SECRET: "a-signing-secret-of-length",
  WATCHPOST_SITE_TOKEN_OFFICE: "a-token-that-is-long-enough-for-a-site",
  WATCHPOST_SHIP_TOKEN: "a-token-that-is-long-enough-for-a-site",
}
const PEM = readFileSync(join(import.meta.dirname, "practice-certificate.pem"), "utf8")

const files: Readonly<Record<string, string>> = {
  "good.pem": PEM,
  "key-only.pem": PEM.replace(/-----BEGIN CERTIFICATE[\s\S]+/, ""),
  "certificate-only.pem": PEM.replace(/[\s\S]+(?=-----BEGIN CERTIFICATE)/, ""),
  "other-key.pem": `${generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" })}${PEM.replace(/[\s\S]+(?=-----BEGIN CERTIFICATE)/, "")}`,
  "broken.pem": PEM.replace(/(BEGIN PRIVATE KEY-----\n).{40}/, "$1AAAA"),
}
const readFile = (path: string): string => {
  const text = files[path]
  if (text === undefined) throw new Error(`ENOENT: secret path ${path}`)
  return text
}

const ENV = {
  WATCHPOST_BOT_SECRET: "bot-secret-value",
  WATCHPOST_MONITOR_CERTIFICATE_FILE: "good.pem",
  WATCHPOST_RESPOND_SECRET: "respond-secret-value",
  WATCHPOST_VEEAM_PASSWORD_VB365_01: "veeam-password",
}

const problemsOf = (env: Readonly<Record<string, string | undefined>>): readonly string[] => {
  try {
    readSecrets(env, config, readFile)
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.problems
    throw thrown
  }
  return []
}

describe("readSecrets()", () => {
  it("reads secrets, passwords by server name, and a certificate with its SHA-256 thumbprint", () => {
    const secrets = readSecrets(ENV, config, readFile)

    expect(secrets.bot).toEqual({ kind: "secret", secret: "bot-secret-value" })
    expect(secrets.veeam).toEqual({ "vb365-01": "veeam-password" })
    const monitor = secrets.monitor
    if (monitor.kind !== "certificate") throw new Error("a certificate was given")
    expect(monitor.thumbprintSha256).toBe(
      new X509Certificate(PEM).fingerprint256.replaceAll(":", "").toLowerCase(),
    )
    expect(createPublicKey(monitor.privateKeyPem).export({ type: "spki", format: "pem" })).toBe(
      new X509Certificate(PEM).publicKey.export({ type: "spki", format: "pem" }),
    )
  })

  it("says when a certificate ends, and of a secret the day that the environment tells, from its first moment", () => {
    const told = { ...ENV, WATCHPOST_RESPOND_SECRET_ENDS: " 2027-11-30 " }

    const { bot, monitor, respond } = readSecrets(told, config, readFile)

    expect([bot?.endsAt, monitor.endsAt, respond.endsAt]).toEqual([
      undefined,
      Date.parse(new X509Certificate(PEM).validTo),
      Date.UTC(2027, 10, 30),
    ])
  })

  it.each(["30.11.2027", "2027-11-31", "2027-11-30T12:00:00Z", "soon"])(
    "refuses %s as the day on which a secret ends",
    (day) => {
      expect(problemsOf({ ...ENV, WATCHPOST_RESPOND_SECRET_ENDS: day })).toEqual([
        "WATCHPOST_RESPOND_SECRET_ENDS must be the day on which the secret ends, such as 2027-11-30",
      ])
    },
  )

  it("refuses such a day for a certificate, which says it itself", () => {
    expect(problemsOf({ ...ENV, WATCHPOST_MONITOR_SECRET_ENDS: "2027-11-30" })).toEqual([
      expect.stringMatching(/^WATCHPOST_MONITOR_SECRET_ENDS is set without a secret/),
    ])
  })

  it("names everything that is missing at once", () => {
    expect(problemsOf({ WATCHPOST_BOT_SECRET: " " }).map((line) => line.split(" ")[0])).toEqual([
      "WATCHPOST_BOT_CERTIFICATE_FILE",
      "WATCHPOST_MONITOR_CERTIFICATE_FILE",
      "WATCHPOST_RESPOND_CERTIFICATE_FILE",
      "WATCHPOST_VEEAM_PASSWORD_VB365_01",
    ])
  })

  it("refuses a secret and a certificate at the same time instead of picking one", () => {
    expect(problemsOf({ ...ENV, WATCHPOST_MONITOR_SECRET: "x" })).toEqual([
      "WATCHPOST_MONITOR_SECRET and WATCHPOST_MONITOR_CERTIFICATE_FILE are both set; keep one of them",
    ])
  })

  it.each([
    ["missing.pem", "can't be read"],
    ["key-only.pem", "must hold the certificate"],
    ["certificate-only.pem", "must hold the private key"],
    ["other-key.pem", "does not belong to the certificate"],
    ["broken.pem", "private key that can't be read"],
  ])("refuses %s in one sentence that quotes nothing of it", (file, sentence) => {
    const problems = problemsOf({ ...ENV, WATCHPOST_MONITOR_CERTIFICATE_FILE: file })

    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(`WATCHPOST_MONITOR_CERTIFICATE_FILE: ${file} `)
    expect(problems[0]).toContain(sentence)
    expect(problems[0]).not.toMatch(/ENOENT|MII|BEGIN [A-Z ]+-----/)
  })

  it("needs no bot credential in practice without an app id, and one credential for one shared app", () => {
    const practice = {
      ...config,
      practice: true,
      bot: { ...config.bot, appId: "" },
      respondAppId: config.monitorAppId,
    }

    const secrets = readSecrets(
      { WATCHPOST_MONITOR_SECRET: "shared", WATCHPOST_VEEAM_PASSWORD_VB365_01: "p" },
      practice,
      readFile,
    )

    expect(secrets.bot).toBeUndefined()
    expect(secrets.respond).toEqual({ kind: "secret", secret: "shared" })
  })
})

describe("env.sample", () => {
  it("is exactly the table of variables", () => {
    expect(readFileSync(join(ROOT, "env.sample"), "utf8")).toBe(envSample())
  })

  it("names every variable that is read, and no other", () => {
    const read = new Set<string>()
    const recording = new Proxy<Record<string, string | undefined>>(
      { ...ENV, ...MORE },
      {
        get: (env, name) => {
          read.add(String(name))
          return env[String(name)]
        },
      },
    )

    readSecrets(recording, everything, readFile)
    readLogLevel(recording)
    readShipToken(recording)

    const named = VARIABLES.map(({ name }) =>
      name
        .replace("WEBHOOK_<NAME>", "WEBHOOK_CONTOSO")
        .replace("SITE_TOKEN_<NAME>", "SITE_TOKEN_OFFICE")
        .replace("<NAME>", "VB365_01"),
    )
    expect(read).toEqual(new Set(named))
  })
})

describe("a customer's webhook", () => {
  const problemsWith = (change: Readonly<Record<string, string>>): string => {
    try {
      readSecrets({ ...ENV, ...MORE, ...change }, everything, readFile)
    } catch (thrown) {
      return thrown instanceof ConfigError ? thrown.problems.join("\n") : String(thrown)
    }
    return ""
  }

  it("is a secret that no log may show", () => {
    const secrets = readSecrets({ ...ENV, ...MORE }, everything, readFile)

    expect(secrets.webhooks).toEqual({ contoso: WEBHOOK })
    expect(secretTexts(secrets)).toEqual(expect.arrayContaining(Object.values(MORE)))
    expect(secretTexts(secrets)).toEqual(
      expect.arrayContaining(["/workflows/1?sig=secret-part", "secret-part"]),
    )
  })

  it.each([
    "https://logic.azure.com.attacker.example/?sig=secret-part",
    "https://user:secret-part@prod-7.logic.azure.com/",
    "http://prod-7.logic.azure.com/?sig=secret-part",
    "https://prod-7.logic.azure.com:8443/?sig=secret-part",
    "https://127.0.0.1/?sig=secret-part",
    "secret-part",
    "",
  ])("is refused at %s, without repeating it", (address) => {
    const problems = problemsWith({ WATCHPOST_WEBHOOK_CONTOSO: address })

    expect(problems).toMatch(/^WATCHPOST_WEBHOOK_CONTOSO (must|is not set)/)
    expect(problems).not.toContain("secret-part")
  })

  it.each(["https://a.b.environment.api.powerplatform.com/x", "https://x.powerautomate.com/y"])(
    "may be at %s",
    (address) => {
      expect(problemsWith({ WATCHPOST_WEBHOOK_CONTOSO: address })).toBe("")
    },
  )

  it("is not signed with a short secret", () => {
    expect(problemsWith({ WATCHPOST_ESCALATION_SECRET: "short" })).toContain("at least 24 characters")
  })
})

describe("veeamPasswordVariable()", () => {
  it("spells a server's name so that a shell accepts it", () => {
    expect(veeamPasswordVariable("vb365-01")).toBe("WATCHPOST_VEEAM_PASSWORD_VB365_01")
  })
})
