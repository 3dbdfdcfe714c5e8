/** What ingest is told of a provider with one customer. */
import type { IngestConfig } from "../../src/build-ingest.ts"
import { DEFAULT_STORAGE } from "../../src/model/storage-policy.ts"
import { CHANNEL, CONTOSO } from "../adapters/sqlite/make-rows.ts"

export const CUSTOMER = {
  id: CONTOSO,
  name: "contoso",
  displayName: "Contoso",
  timeZone: "UTC",
  acceptedDomains: ["contoso.example"],
  contentTypes: [],
  canRespond: false,
}

export const makeIngestConfig = (database: string): IngestConfig => ({
  database,
  storage: DEFAULT_STORAGE,
  ruleFolders: [],
  customers: [CUSTOMER],
  triageChannel: CHANNEL,
  mspTenantId: CHANNEL.teamsTenantId,
  monitorAppId: "",
  respondAppId: "",
  bot: { appId: "", tenantId: CHANNEL.teamsTenantId },
  people: [],
})
