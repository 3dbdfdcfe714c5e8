/**
 * The practice sign-in service: the v2.0 token endpoint for apps, its key set, and the Bot Framework's metadata.
 * Source: Microsoft identity platform, "OAuth 2.0 client credentials flow"; error texts from the AADSTS reference.
 */
import type { PracticeCloud } from "../cloud.ts"
import type { PracticeCall, Reply, Route } from "../router.ts"
import type { PracticeApp, PracticeTenant } from "../world/types.ts"
import { findCredentialProblem } from "./login-credentials.ts"
import { loginError } from "./login-errors.ts"
import { AUDIENCES, BOT_FRAMEWORK_ISSUER, signAppToken } from "./tokens.ts"

const GRAPH = "https://graph.microsoft.com"

/** Roles that belong to a resource other than Graph. Source: each API's permission list. */
const ROLE_AUDIENCE: Readonly<Record<string, string>> = {
  "ActivityFeed.Read": "https://manage.office.com",
  "ActivityFeed.ReadDlp": "https://manage.office.com",
  "Exchange.ManageAsApp": "https://outlook.office365.com",
}

/** Source: Microsoft Entra built-in roles, template ids. */
const ROLE_TEMPLATE: Readonly<Record<string, string>> = {
  "Exchange Administrator": "29232cdf-9323-42fd-ade2-1d097af3e4de",
  "User Administrator": "fe930be7-5e62-47db-91af-98c3a49a38b1",
  "Privileged Authentication Administrator": "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",
  "Global Administrator": "62e90394-69f5-4237-9190-012177145e10",
  "Global Reader": "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
}

const rolesFor = (tenant: PracticeTenant, appId: string, audience: string): string[] =>
  (tenant.consents[appId] ?? []).filter((role) => (ROLE_AUDIENCE[role] ?? GRAPH) === audience)

const widsFor = (tenant: PracticeTenant, appId: string): string[] =>
  (tenant.directoryRoles[appId] ?? []).flatMap((role) => ROLE_TEMPLATE[role] ?? [])

const grant = async (
  cloud: PracticeCloud,
  audience: string,
  claims: { tenantId: string; app: PracticeApp; roles: string[]; wids: string[]; objectId: string },
): Promise<Reply> => {
  const token = await signAppToken(cloud, {
    tenantId: claims.tenantId,
    appId: claims.app.appId,
    audience,
    roles: claims.roles,
    wids: claims.wids,
    objectId: claims.objectId,
  })
  const life = cloud.settings.tokenSeconds
  return {
    status: 200,
    headers: { "cache-control": "no-store, no-cache", pragma: "no-cache" },
    body: { token_type: "Bearer", expires_in: life, ext_expires_in: life, access_token: token },
  }
}

const findTenant = (cloud: PracticeCloud, name: string): PracticeTenant | undefined =>
  cloud.world.tenants.find(
    (tenant) => tenant.id === name.toLowerCase() || tenant.domains.includes(name.toLowerCase()),
  )

/** The bot's own tokens are issued by the MSP's tenant (or the Bot Framework's, for a multi-tenant bot). */
const isBotHome = (cloud: PracticeCloud, name: string): boolean =>
  name.toLowerCase() === cloud.world.mspTenantId || name.toLowerCase() === "botframework.com"

async function issueToken(cloud: PracticeCloud, call: PracticeCall): Promise<Reply> {
  const name = call.params.tenant ?? ""
  const form = new URLSearchParams(call.body.toString("utf8"))
  const tenant = findTenant(cloud, name)
  const home = isBotHome(cloud, name)
  if (tenant === undefined && !home) return loginError(cloud, "tenant", name)
  if (form.get("grant_type") !== "client_credentials") return loginError(cloud, "grant", "")

  const appId = (form.get("client_id") ?? "").toLowerCase()
  const app = cloud.world.apps.find((each) => each.appId === appId)
  if (app === undefined) return loginError(cloud, "app", appId, name)
  const problem = await findCredentialProblem(cloud, app, name, form)
  if (problem !== undefined) return loginError(cloud, problem, appId, name)

  const scope = form.get("scope") ?? ""
  const audience = AUDIENCES.find((each) => scope.split(" ").includes(`${each}/.default`))
  if (audience === undefined) return loginError(cloud, "scope", scope)
  if (tenant === undefined) {
    const objectId = `${appId.slice(0, -4)}0000`
    const { mspTenantId, bot } = cloud.world
    const roles = appId === bot.appId && audience === GRAPH ? bot.permissions : []
    return grant(cloud, audience, { tenantId: mspTenantId, app, roles, wids: [], objectId })
  }
  if (tenant.consents[appId] === undefined) return loginError(cloud, "consent", appId, name)
  return grant(cloud, audience, {
    tenantId: tenant.id,
    app,
    roles: rolesFor(tenant, appId, audience),
    wids: widsFor(tenant, appId),
    objectId: tenant.servicePrincipals[appId] ?? appId,
  })
}

const metadata = (cloud: PracticeCloud, tenant: string): Reply => ({
  status: 200,
  body: {
    issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
    token_endpoint: `${cloud.endpoints.login}/${tenant}/oauth2/v2.0/token`,
    authorization_endpoint: `${cloud.endpoints.login}/${tenant}/oauth2/v2.0/authorize`,
    end_session_endpoint: `${cloud.endpoints.login}/${tenant}/oauth2/v2.0/logout`,
    jwks_uri: `${cloud.endpoints.login}/${tenant}/discovery/v2.0/keys`,
    response_types_supported: ["code", "id_token"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
  },
})

/** Teams' keys carry endorsements: a bot refuses a token whose channel its key is not endorsed for. */
const botKeys = (cloud: PracticeCloud): Reply => ({
  status: 200,
  body: { keys: [{ ...cloud.keys.bot.jwk, endorsements: ["msteams"] }] },
})

export const loginRoutes = (cloud: PracticeCloud): Route[] => [
  { method: "POST", path: "/login/:tenant/oauth2/v2.0/token", handler: (call) => issueToken(cloud, call) },
  {
    method: "GET",
    path: "/login/:tenant/v2.0/.well-known/openid-configuration",
    handler: (call) => metadata(cloud, call.params.tenant ?? "common"),
  },
  {
    method: "GET",
    path: "/login/:tenant/discovery/v2.0/keys",
    handler: () => ({ status: 200, body: { keys: [cloud.keys.entra.jwk] } }),
  },
  {
    method: "GET",
    path: "/botframework/v1/.well-known/openidconfiguration",
    handler: () => ({
      status: 200,
      body: {
        issuer: BOT_FRAMEWORK_ISSUER,
        authorization_endpoint: "https://invalid.botframework.com",
        jwks_uri: `${cloud.url}/botframework/v1/.well-known/keys`,
        id_token_signing_alg_values_supported: ["RS256"],
        token_endpoint_auth_methods_supported: ["private_key_jwt"],
      },
    }),
  },
  { method: "GET", path: "/botframework/v1/.well-known/keys", handler: () => botKeys(cloud) },
]
