/** Directory roles by template id, and how Entra's records write a change of one. Source: Microsoft Entra built-in roles; public records. */

const ROLES: Readonly<Record<string, readonly [name: string, wellKnown: string]>> = {
  "62e90394-69f5-4237-9190-012177145e10": ["Global Administrator", "TenantAdmins"],
  "29232cdf-9323-42fd-ade2-1d097af3e4de": ["Exchange Administrator", "ExchangeServiceAdmins"],
  "fe930be7-5e62-47db-91af-98c3a49a38b1": ["User Administrator", "UserAccountAdmins"],
  "729827e3-9c14-49f7-bb1b-9608f156bbb8": ["Helpdesk Administrator", "HelpdeskAdmins"],
}

export const EXCHANGE_ADMINISTRATOR = "29232cdf-9323-42fd-ade2-1d097af3e4de"

export const roleName = (id: string): string => ROLES[id]?.[0] ?? "Custom role"

/** Values are texts in quotes; a role that was taken away stands on the old side. */
export const roleChanges = (id: string, given: boolean) =>
  [
    ["Role.DisplayName", roleName(id)],
    ["Role.TemplateId", id],
    ["Role.WellKnownObjectName", ROLES[id]?.[1] ?? ""],
  ].map(([name = "", value = ""]) => ({
    name,
    before: given ? "" : `"${value}"`,
    after: given ? `"${value}"` : "",
  }))
