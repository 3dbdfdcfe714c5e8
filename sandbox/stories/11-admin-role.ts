/** An account that was harmless becomes an administrator's. */
import { GLOBAL_ADMINISTRATOR } from "../world/create-tenant.ts"
import { giveRoleAs } from "./run-in-directory.ts"
import { INTRUDER_ADDRESS, type Story } from "./story.ts"

export const adminRole: Story = {
  id: "11-admin-role",
  title: "A new Global Administrator",
  description: "Somebody with the administrator's session at Adatum makes Debra a Global Administrator.",
  steps: [
    {
      says: "Debra gets the role Global Administrator",
      act: (cloud) =>
        giveRoleAs(
          cloud,
          { tenant: "adatum", alias: "johanna.lorenz", ip: INTRUDER_ADDRESS },
          "debra.berger",
          GLOBAL_ADMINISTRATOR,
        ),
    },
  ],
}
