/**
 * Our own app registrations, in our own tenant: when does the client secret in use end? Follows Microsoft Graph v1.0, "Get
 * application" and "passwordCredential"; application permission Application.Read.All, which the bot alone may hold: it is
 * in no customer's tenant, so that no customer is asked for it.
 */
import { Client, GraphError } from "@microsoft/microsoft-graph-client"
import { z } from "zod"
import { AppError, ContractError, TenantError } from "../../model/errors.ts"
import type { TenantId } from "../../model/ids.ts"
import type { Tokens } from "../entra/tokens.ts"
import type { HttpClient } from "../http/http-client.ts"
import type { HttpResponse } from "../http/http-message.ts"
import { createGraphChain } from "./graph-chain.ts"
import { passingError } from "./graph-error.ts"

export type RegistrationsOptions = {
  /** `https://graph.microsoft.com`, or another cloud's; no trailing slash. */
  readonly graphUrl: string
  /** The bot's own. */
  readonly tokens: Tokens
  /** The tenant in which the apps are registered. */
  readonly home: TenantId
  readonly http: HttpClient
  readonly resource?: string
  /** Milliseconds UTC. */
  readonly now: () => number
}

/** As many of a secret's first characters does Graph tell. Source: "passwordCredential", `hint`. */
const HINT = 3

const Registration = z.object({
  passwordCredentials: z.array(z.object({ hint: z.string().nullish(), endDateTime: z.string().nullish() })),
})

/** Milliseconds UTC. Throws as `OwnCredential.ask` does, and the signal's reason after an abort. */
export type SecretEnd = (appId: string, secret: string, signal: AbortSignal) => Promise<number>

export function createSecretEnd(options: RegistrationsOptions): SecretEnd {
  return async (appId, secret, signal) => {
    const chain = createGraphChain({ ...options, tenant: options.home, signal })
    const client = Client.initWithMiddleware({ middleware: chain.middleware })
    const path = `/applications(appId='${encodeURIComponent(appId)}')?$select=passwordCredentials`
    try {
      const parsed = Registration.safeParse(await client.api(path).get())
      if (!parsed.success)
        throw new ContractError("Microsoft Graph answered in a form that Watchpost doesn't know.")
      return endOf(parsed.data, secret, options.now())
    } catch (thrown) {
      signal.throwIfAborted()
      throw chain.problem() ?? graphError(thrown, chain.headers())
    }
  }
}

/**
 * Of several secrets that begin alike, the one that ends first, for a warning that comes too early does no harm; one that
 * has ended is in use only where all have.
 */
function endOf({ passwordCredentials }: z.infer<typeof Registration>, secret: string, now: number): number {
  const ends = passwordCredentials.flatMap(({ hint, endDateTime }) => {
    const at = Date.parse(endDateTime ?? "")
    return hint === secret.slice(0, HINT) && !Number.isNaN(at) ? [at] : []
  })
  const later = ends.filter((at) => at > now)
  if (ends.length === 0)
    throw new ContractError("The app's registration lists no secret like the one in use.")
  return later.length > 0 ? Math.min(...later) : Math.max(...ends)
}

function graphError(thrown: unknown, headers: HttpResponse["headers"]): AppError {
  if (thrown instanceof AppError) return thrown
  if (!(thrown instanceof GraphError)) return new ContractError("Microsoft Graph's client failed.")
  const { statusCode } = thrown
  const passing = passingError(statusCode, headers)
  if (passing !== undefined) return passing
  if (statusCode === 401 || statusCode === 403)
    return new TenantError(
      "ERR_TENANT_REFUSED",
      "The bot may not read app registrations: its permission Application.Read.All is missing in our own tenant.",
    )
  if (statusCode === 404)
    return new TenantError("ERR_TENANT_REFUSED", "The app's registration isn't in the bot's own tenant.")
  return new ContractError(`Microsoft Graph gave an answer that Watchpost doesn't know (HTTP ${statusCode}).`)
}
