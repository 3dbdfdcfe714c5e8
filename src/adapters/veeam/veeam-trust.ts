/** A certificate that nobody vouches for is the operator's to mend: it is said in one sentence, not as "unreachable". */
import { ConfigError, UpstreamError } from "../../model/errors.ts"

/** Source: Node.js documentation, "X509 certificate error codes" and "TLS/SSL errors". */
const REFUSED: ReadonlySet<string> = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "ERR_TLS_CERT_ALTNAME_INVALID",
])

/** Throws ConfigError where the certificate of an address without a pin isn't trusted, else what the exchange threw. */
export async function trusted<Answer>(name: string, exchange: Promise<Answer>): Promise<Answer> {
  try {
    return await exchange
  } catch (thrown) {
    const code = thrown instanceof UpstreamError && thrown.cause instanceof Error ? thrown.cause.message : ""
    if (!REFUSED.has(code)) throw thrown
    throw new ConfigError([
      `The certificate of ${name} is not trusted (${code}): put its SHA-256 fingerprint into certificateSha256, as docs/veeam.md shows.`,
    ])
  }
}
