/** A log of Veeam Explorer for Exchange on a machine of Contoso's, as far as its header. */
import { CONTOSO } from "../adapters/sqlite/make-rows.ts"

export const LOG_NAME = {
  site: "office",
  tenantId: CONTOSO,
  machine: "PC-0417",
  file: "Veeam.Exchange.Explorer_2026_11_18_20_11_29.log",
} as const

/** The machine's clock is ten hours ahead of UTC. */
export const LOG_HEADER = [
  "18/11/2026 20:11:29    1 (34688) Server: PC-0417 (CPUs: 6, RAM: 24.0 GB)",
  "18/11/2026 20:11:29    1 (34688) UTC Date & Time: 18/11/2026 10:11:29",
  "18/11/2026 20:11:29    1 (34688) Account: PC-0417\\mara",
  "",
].join("\r\n")
