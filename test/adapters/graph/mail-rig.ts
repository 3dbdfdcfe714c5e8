/** The mailbox of audit mails in the practice cloud, and the product's reader of it. */
import { onTestFinished } from "vitest"
import type { PracticeMail } from "../../../sandbox/world/audit-mailbox.ts"
import { MONITOR_APP_ID } from "../../../sandbox/world/create-world.ts"
import { createTokens } from "../../../src/adapters/entra/tokens.ts"
import { createMailReader } from "../../../src/adapters/graph/mail-reader.ts"
import { createHttpClient } from "../../../src/adapters/http/http-client.ts"
import { tenantId } from "../../../src/model/ids.ts"
import { makeAuditMail } from "../../make/make-audit-mail.ts"
import { appOf, startTestCloud } from "../../sandbox/helpers.ts"

export async function startMailbox() {
  const practice = await startTestCloud()
  const { cloud } = practice
  onTestFinished(() => cloud.close())
  const http = createHttpClient()
  onTestFinished(() => http.close())
  const credential = { kind: "secret", secret: appOf(cloud, MONITOR_APP_ID).secret ?? "" } as const
  const registration = { clientId: MONITOR_APP_ID, credential }
  const tokens = createTokens({
    loginUrl: cloud.endpoints.login,
    registrations: { monitor: registration, respond: registration },
    now: practice.clock.now,
    http,
  })
  const { auditMailbox, mspTenantId } = cloud.world
  return {
    ...{ practice, auditMailbox },
    mailbox: { tenantId: tenantId(mspTenantId), address: auditMailbox.address },
    reader: createMailReader({
      graphUrl: cloud.endpoints.graph,
      resource: "https://graph.microsoft.com",
      ...{ tokens, http },
    }),
    arrive: (change: Partial<PracticeMail> = {}): PracticeMail => {
      const number = auditMailbox.mails.length + 1
      const { headers, id: _id, ...mail } = makeAuditMail()
      const internetMessageId = `<${number}@backup.northwind.example>`
      const made = { id: `AAMk${number}=`, internetMessageId, ...mail, headers: [...headers], ...change }
      auditMailbox.mails.push(made)
      return made
    },
    /** What was asked of the mailbox, as path and query. */
    asked: (): readonly string[] =>
      cloud.requests.flatMap(({ target }) =>
        target.includes("/users/") ? [decodeURIComponent(target)] : [],
      ),
  }
}
