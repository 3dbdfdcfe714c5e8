/** The configuration file that a command reads: the smallest that is valid, beside its database. */
import { writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { CHANNEL, CONTOSO } from "../adapters/sqlite/make-rows.ts"

/** Each customer's line without its braces; returns where the file lies. */
export function writeConfig(
  database: string,
  customers: readonly string[] = [`name: contoso, tenantId: ${CONTOSO}, timeZone: Europe/Berlin`],
): string {
  const file = join(dirname(database), "watchpost.yaml")
  writeFileSync(
    file,
    `
database: ${database}
msp: { tenantId: 51a7c0de-0000-4000-8000-000000000001, name: Northwind }
bot: { appId: 51a7c0de-0000-4000-8000-000000000002 }
apps: { monitor: 51a7c0de-0000-4000-8000-000000000003, respond: 51a7c0de-0000-4000-8000-000000000004 }
triage: { conversationId: "${CHANNEL.conversationId}", serviceUrl: https://smba.trafficmanager.net/emea/ }
customers:
${customers.map((customer) => `  - { ${customer} }`).join("\n")}
technicians:
  - { name: Kim Vega, objectId: 51a7c0de-0000-4000-8000-000000000007 }
`,
  )
  return file
}
