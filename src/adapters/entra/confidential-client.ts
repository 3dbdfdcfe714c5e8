/**
 * msal-node for one app in one tenant: certificate (PS256 assertion) or secret, and a network client on our HTTP client.
 * @NOTE msal refuses http authorities, so requests keep Microsoft's authority and only their target is replaced;
 * practice and real tenants run the same lines.
 */
import { ConfidentialClientApplication, type INetworkModule } from "@azure/msal-node"
import type { Credential } from "../../config/secrets.ts"
import { ConfigError, UpstreamError } from "../../model/errors.ts"
import { createHttpClient, type HttpClient } from "../http/http-client.ts"
import { isObject, parseJson } from "../http/json-body.ts"

const MICROSOFT_LOGIN = "https://login.microsoftonline.com"
const TIMEOUT_MS = 30_000
const MAX_BYTES = 256 * 1024

export type ConfidentialClientOptions = {
  readonly clientId: string
  readonly tenantId: string
  readonly credential: Credential
  /** `https://login.microsoftonline.com`, another cloud's, or the practice cloud's; no trailing slash. */
  readonly loginUrl: string
  readonly http?: HttpClient
}

/** An app that signs in as itself in one tenant. Makes no request yet. Throws ConfigError when the credential can't be read. */
export function createConfidentialClient(options: ConfidentialClientOptions): ConfidentialClientApplication {
  const { clientId, tenantId, credential, loginUrl } = options
  // National clouds are https authorities of their own: a client assertion must name the host that it is sent to.
  const authorityHost = loginUrl.startsWith("https://") ? loginUrl : MICROSOFT_LOGIN
  const http = options.http ?? createHttpClient()
  try {
    return new ConfidentialClientApplication({
      auth: {
        clientId,
        authority: `${authorityHost}/${tenantId}`,
        knownAuthorities: [new URL(authorityHost).host],
        ...(credential.kind === "secret"
          ? { clientSecret: credential.secret }
          : {
              clientCertificate: {
                thumbprintSha256: credential.thumbprintSha256.replaceAll(":", ""),
                privateKey: credential.privateKeyPem,
              },
            }),
      },
      system: { networkClient: networkClient(http, authorityHost, loginUrl) },
    })
  } catch {
    throw new ConfigError([
      `The credential of app ${clientId} can't be read: give a PEM private key or a secret.`,
    ])
  }
}

function networkClient(http: HttpClient, authorityHost: string, loginUrl: string): INetworkModule {
  const exchange = async (method: "GET" | "POST", url: string, headers = {}, body?: string) => {
    if (!url.startsWith(`${authorityHost}/`)) {
      throw new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "The sign-in library asked an unknown host.")
    }
    const answer = await http.send({
      method,
      url: `${loginUrl}${url.slice(authorityHost.length)}`,
      headers,
      ...(body === undefined ? {} : { body }),
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
    })
    const parsed = parseJson(answer.text())
    // A gateway's HTML page is no answer of the sign-in service.
    if (!isObject(parsed)) {
      throw new UpstreamError(
        "ERR_UPSTREAM_UNAVAILABLE",
        "Microsoft's sign-in service answered with no JSON.",
      )
    }
    return { status: answer.status, headers: { ...answer.headers }, body: parsed }
  }
  return {
    // The library's own type parameter is a promise about the body that nothing can check here.
    sendGetRequestAsync: async <T>(url: string, options?: { headers?: Record<string, string> }) => {
      const answer = await exchange("GET", url, options?.headers)
      return { ...answer, body: answer.body as T }
    },
    sendPostRequestAsync: async <T>(
      url: string,
      options?: { headers?: Record<string, string>; body?: string },
    ) => {
      const answer = await exchange("POST", url, options?.headers, options?.body)
      return { ...answer, body: answer.body as T }
    },
  }
}
