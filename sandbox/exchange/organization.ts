/** Organization-wide cmdlets: the audit log's switch, accepted domains, the organization's settings. */
import { type Cmdlet, noChange } from "./cmdlet.ts"

export const getAdminAuditLogConfig: Cmdlet = {
  allowed: ["Identity"],
  run: ({ tenant }) => ({
    rows: [
      {
        Identity: "Admin Audit Log Settings",
        UnifiedAuditLogIngestionEnabled: tenant.unifiedAuditEnabled,
        AdminAuditLogEnabled: true,
        AdminAuditLogAgeLimit: "90.00:00:00",
        LogLevel: "None",
      },
    ],
  }),
}

export const setAdminAuditLogConfig: Cmdlet = {
  allowed: ["Identity", "UnifiedAuditLogIngestionEnabled", "AdminAuditLogEnabled", "Force"],
  run: ({ tenant, parameters }) => {
    const wanted = parameters.flag("UnifiedAuditLogIngestionEnabled") ?? tenant.unifiedAuditEnabled
    const changed = wanted !== tenant.unifiedAuditEnabled
    tenant.unifiedAuditEnabled = wanted
    const objectId = "Admin Audit Log Settings"
    return { objectId, warnings: changed ? [] : [noChange(objectId)] }
  },
}

export const getAcceptedDomain: Cmdlet = {
  allowed: ["Identity", "ResultSize"],
  run: ({ tenant }) => ({
    rows: tenant.domains.map((domain) => ({
      Identity: domain,
      Name: domain,
      DomainName: domain,
      DomainType: "Authoritative",
      Default: domain !== tenant.initialDomain,
      InitialDomain: domain === tenant.initialDomain,
    })),
  }),
}

export const getOrganizationConfig: Cmdlet = {
  allowed: ["Identity"],
  run: ({ tenant }) => ({
    rows: [
      {
        Identity: tenant.initialDomain,
        Name: tenant.initialDomain,
        DisplayName: tenant.displayName,
        Guid: tenant.id,
        AuditDisabled: false,
        IsDehydrated: false,
        OAuth2ClientProfileEnabled: true,
        PublicFoldersEnabled: "Local",
      },
    ],
  }),
}
