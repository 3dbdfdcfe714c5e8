/**
 * Gives a practice app a self-signed certificate, as an operator would with openssl.
 * Node can read certificates but not make them, so the few DER structures are written here. Source: RFC 5280, section 4.1.
 */
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto"
import type { PracticeApp } from "./types.ts"

const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts)
  const size = content.length
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, Math.floor(size / 256), size % 256]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts)
const integer = (bytes: Uint8Array): Buffer => der(0x02, bytes)
const hex = (text: string): Buffer => Buffer.from(text, "hex")

/** sha256WithRSAEncryption (1.2.840.113549.1.1.11) with its NULL parameter. */
const ALGORITHM = sequence(der(0x06, hex("2a864886f70d01010b")), der(0x05))
/** commonName (2.5.4.3). */
const COMMON_NAME = der(0x06, hex("550403"))

const named = (name: string): Buffer =>
  sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(name, "utf8")))))

/** UTCTime: two-digit years, good until 2049. */
const utcTime = (at: number): Buffer =>
  der(0x17, Buffer.from(`${new Date(at).toISOString().slice(2, 19).replaceAll(/[-:T]/g, "")}Z`, "ascii"))

const pem = (label: string, bytes: Buffer): string =>
  `-----BEGIN ${label}-----\n${bytes.toString("base64").replaceAll(/(.{64})(?=.)/g, "$1\n")}\n-----END ${label}-----\n`

export type AppCertificate = {
  readonly certificatePem: string
  readonly privateKeyPem: string
  /** Hexadecimal, lower case, without colons. */
  readonly thumbprintSha256: string
}

const DAY = 86_400_000

/** Registers a new certificate with the app (valid from a day before `now` for a year) and returns what the operator keeps. */
export function registerCertificate(app: PracticeApp, now: number): AppCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
  const name = named(app.displayName)
  const body = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ALGORITHM,
    name,
    sequence(utcTime(now - DAY), utcTime(now + 365 * DAY)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
  )
  const signature = Buffer.concat([Buffer.from([0]), sign("sha256", body, privateKey)])
  const certificate = sequence(body, ALGORITHM, der(0x03, signature))

  const certificatePem = pem("CERTIFICATE", certificate)
  const privateKeyPem = privateKey.export({ type: "pkcs8", format: "pem" }).toString()
  app.certificate = certificatePem
  app.privateKey = privateKeyPem
  return {
    certificatePem,
    privateKeyPem,
    thumbprintSha256: createHash("sha256").update(certificate).digest("hex"),
  }
}
