/** Organization-wide cmdlets: the audit log's switch, accepted domains, the organization's settings. */
import { type Cmdlet, CmdletFailure, noChange } from "./cmdlet.ts"

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
    if (tenant.sharedSettings) {
      throw new CmdletFailure(
        "refused",
        "The command you tried to run isn't currently allowed in your organization. To run this command, you first need to run the command: Enable-OrganizationCustomization.",
      )
    }
    const wanted = parameters.flag("UnifiedAuditLogIngestionEnabled") ?? tenant.unifiedAuditEnabled
    const changed = wanted !== tenant.unifiedAuditEnabled
    tenant.unifiedAuditEnabled = wanted
    const objectId = "Admin Audit Log Settings"
    return { objectId, warnings: changed ? [] : [noChange(objectId)] }
  },
}

const MAX_COMMENT = 500

/** A line in the audit log, and nothing else. Source: the cmdlet's page. */
export const writeAdminAuditLog: Cmdlet = {
  allowed: ["Comment"],
  run: ({ parameters }) => {
    if (parameters.required("Comment").length > MAX_COMMENT)
      throw new CmdletFailure(
        "bad-value",
        `Cannot process argument transformation on parameter 'Comment'. It has more than ${MAX_COMMENT} characters.`,
      )
    return { objectId: "" }
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
        AuditDisabled: tenant.mailboxAuditDisabled,
        IsDehydrated: tenant.sharedSettings,
        OAuth2ClientProfileEnabled: true,
        PublicFoldersEnabled: "Local",
      },
    ],
  }),
}

export const setOrganizationConfig: Cmdlet = {
  allowed: ["Identity", "AuditDisabled", "Force"],
  run: ({ tenant, parameters }) => {
    const wanted = parameters.flag("AuditDisabled") ?? tenant.mailboxAuditDisabled
    const changed = wanted !== tenant.mailboxAuditDisabled
    tenant.mailboxAuditDisabled = wanted
    return { objectId: tenant.initialDomain, warnings: changed ? [] : [noChange(tenant.initialDomain)] }
  },
}

/** Once in an organization's life. Source: the cmdlet's page. */
export const enableOrganizationCustomization: Cmdlet = {
  allowed: ["Identity"],
  run: ({ tenant }) => {
    if (!tenant.sharedSettings) {
      throw new CmdletFailure(
        "refused",
        "This operation is not required. Organization is already enabled for customization.",
      )
    }
    tenant.sharedSettings = false
    return { objectId: tenant.initialDomain }
  },
}
