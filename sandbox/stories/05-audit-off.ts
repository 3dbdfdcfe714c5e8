/** Somebody switches the audit log off: from then on nothing is recorded, so this record is the last. */
import { runAs } from "./run-as.ts"
import { INTRUDER_ADDRESS, type Story } from "./story.ts"

const henrietta = { tenant: "fabrikam", alias: "henrietta.moss", ip: INTRUDER_ADDRESS } as const

export const auditOff: Story = {
  id: "05-audit-off",
  title: "Audit log switched off",
  description: "With an administrator's account, somebody stops Fabrikam's records at the source.",
  steps: [
    {
      says: "Fabrikam's unified audit log is switched off",
      act: (cloud) =>
        runAs(cloud, henrietta, "Set-AdminAuditLogConfig", { UnifiedAuditLogIngestionEnabled: false }),
    },
  ],
}
