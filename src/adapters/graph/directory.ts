/**
 * Microsoft Graph, as far as watching needs it: domains and users of a customer tenant.
 * @NOTE The client's own authentication middleware silently drops the token for hosts that it doesn't know,
 * and its retry middleware repeats writes; so the chain is ours: attach the token, then send.
 */
import { Client, GraphError } from "@microsoft/microsoft-graph-client"
import { z } from "zod"
import { isGuid } from "../../lib/guid.ts"
import { AppError, ContractError, TenantError } from "../../model/errors.ts"
import type { TenantId } from "../../model/ids.ts"
import type { Directory, DirectoryUser } from "../../ports/directory.ts"
import type { Registration, Tokens } from "../entra/tokens.ts"
import { createHttpClient, type HttpClient } from "../http/http-client.ts"
import type { HttpResponse } from "../http/http-message.ts"
import { asMicrosofts, createGraphChain } from "./graph-chain.ts"
import { passingError } from "./graph-error.ts"

export type DirectoryOptions = {
  /** `https://graph.microsoft.com`, or another cloud's; no trailing slash. */
  readonly graphUrl: string
  readonly tokens: Tokens
  readonly http?: HttpClient
  /** The audience of the token; the cloud's own URL unless told. */
  readonly resource?: string
  /** Whose token goes along: customers let Respond read their accounts, and Monitor only if they want to. */
  readonly registration?: Registration
}

const MAX_PAGES = 100
const USER_FIELDS = "id,userPrincipalName,displayName,mail,accountEnabled,onPremisesSyncEnabled"

const Domains = z.object({
  value: z.array(z.object({ id: z.string(), isVerified: z.boolean().nullish() })),
  "@odata.nextLink": z.string().nullish(),
})
const User = z.object({
  id: z.string(),
  userPrincipalName: z.string(),
  displayName: z.string().nullish(),
  mail: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
})

/** Errors of every method: TenantError, UpstreamError, ContractError, and the signal's reason after an abort. */
export function createDirectory(options: DirectoryOptions): Directory {
  const http = options.http ?? createHttpClient()
  const appName = options.registration === "respond" ? "Respond" : "Monitor"

  const get = async (tenant: TenantId, path: string, signal: AbortSignal): Promise<unknown> => {
    const chain = createGraphChain({ ...options, http, tenant, signal, isPatient: true })
    const client = Client.initWithMiddleware({ middleware: chain.middleware })
    try {
      return await client.api(path).get()
    } catch (thrown) {
      signal.throwIfAborted()
      const permission = path.startsWith("/users/") ? "User.Read.All" : "Domain.Read.All"
      throw chain.problem() ?? graphError(thrown, chain.headers(), `${permission} for the ${appName} app`)
    }
  }

  return {
    domains: async (tenant, signal) => {
      const found: string[] = []
      let path: string | undefined = "/domains?$select=id,isVerified"
      for (let pages = 0; path !== undefined; pages += 1) {
        if (pages >= MAX_PAGES) throw new ContractError("Microsoft Graph lists domains without end.")
        const page: z.infer<typeof Domains> = parseWith(Domains, await get(tenant, path, signal))
        found.push(...page.value.filter((domain) => domain.isVerified !== false).map((domain) => domain.id))
        path = asMicrosofts(page["@odata.nextLink"] ?? undefined, options.graphUrl)
      }
      return found.map((domain) => domain.toLowerCase())
    },

    user: async (tenant, id, signal) => {
      if (!isUserKey(id)) return undefined
      try {
        const path = `/users/${encodeURIComponent(id)}?$select=${USER_FIELDS}`
        return toUser(parseWith(User, await get(tenant, path, signal)))
      } catch (thrown) {
        if (thrown instanceof NotFound) return undefined
        throw thrown
      }
    },
  }
}

/**
 * An object id or a user principal name; a guest's has `#EXT#` in it. Anything else could turn the path into another
 * question.
 */
const isUserKey = (id: string): boolean => isGuid(id) || /^[^\s/\\?]+@[^\s/\\?#]+$/.test(id)

function toUser(user: z.infer<typeof User>): DirectoryUser {
  return {
    objectId: user.id.toLowerCase(),
    upn: user.userPrincipalName,
    displayName: user.displayName ?? user.userPrincipalName,
    ...(user.mail ? { mail: user.mail } : {}),
    // Not told means not known to be blocked; Graph tells it whenever the field is asked for.
    enabled: user.accountEnabled ?? true,
    syncedFromOnPremises: user.onPremisesSyncEnabled ?? false,
  }
}

class NotFound extends ContractError {}

/**
 * `missing` names the app and the permission that the question needs. @NOTE A 404 without this code says nothing about the
 * object: a proxy's page is one, too. Source: Microsoft Graph, "Error responses", resource not found.
 */
function graphError(thrown: unknown, headers: HttpResponse["headers"], missing: string): AppError {
  if (thrown instanceof AppError) return thrown
  if (!(thrown instanceof GraphError)) return new ContractError("Microsoft Graph's client failed.")
  const status = thrown.statusCode
  if (status === 404 && thrown.code === "Request_ResourceNotFound")
    return new NotFound("Microsoft Graph does not know this object.")
  const passing = passingError(status, headers)
  if (passing !== undefined) return passing
  if (status === 401) {
    return new TenantError(
      "ERR_TENANT_NO_CONSENT",
      "Microsoft Graph refuses our app in this tenant: an administrator must open the admin consent link again.",
    )
  }
  if (status === 403) {
    return new TenantError(
      "ERR_TENANT_REFUSED",
      `Our app may not read this tenant's directory: consent to ${missing} is missing.`,
    )
  }
  return new ContractError(`Microsoft Graph gave an answer that Watchpost doesn't know (HTTP ${status}).`)
}

function parseWith<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new ContractError("Microsoft Graph answered in a form that Watchpost doesn't know.")
}
