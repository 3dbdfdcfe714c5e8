/** Tokens of one app in its own tenant, kept by msal-node's cache: for the bot, which signs in nowhere else. */
import type { ConfidentialClientApplication } from "@azure/msal-node"
import { ContractError, TenantError } from "../../model/errors.ts"
import type { TenantId } from "../../model/ids.ts"
import { loginError } from "./login-error.ts"
import type { Tokens } from "./tokens.ts"

/** Throws TenantError for any other tenant than `home`; else as `Tokens` does. The registration makes no difference. */
export function createAppTokens(client: ConfidentialClientApplication, home: TenantId): Tokens {
  let skipCache = false
  return {
    token: async (_registration, tenant, resource) => {
      if (tenant !== home)
        throw new TenantError("ERR_TENANT_REFUSED", "The bot reads channels of its own tenant's Teams alone.")
      try {
        const scopes = [`${resource}/.default`]
        const answer = await client.acquireTokenByClientCredential({ scopes, skipCache })
        skipCache = false
        if (answer === null) throw new ContractError("Microsoft's sign-in service gave no token.")
        return answer.accessToken
      } catch (thrown) {
        throw loginError(thrown)
      }
    },
    forget: () => {
      skipCache = true
    },
  }
}
