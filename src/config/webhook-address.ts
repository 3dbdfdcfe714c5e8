/** May an address be a customer's Workflows webhook? Only Microsoft's own hosts: incidents go nowhere else. */
import { isLoopback } from "../lib/loopback.ts"

/**
 * "When a Teams webhook request is received" is answered by Logic Apps or by Power Platform.
 * Source: Power Automate, "HTTP request triggers"; the allow-list of Power Platform URLs.
 */
const HOSTS = [".logic.azure.com", ".api.powerplatform.com", ".powerautomate.com"]

/** Half a sentence that never repeats the address, which is a secret; undefined when it may be used. */
export function webhookProblem(address: string, practice: boolean): string | undefined {
  if (address === "") return "is not set; it must be the address of the customer's Workflows webhook"
  const url = URL.parse(address)
  if (url === null || url.username !== "" || url.password !== "") return "must be an address like https://…"
  if (practice && isLoopback(url.hostname)) return undefined
  if (url.protocol !== "https:" || url.port !== "") return "must start with https:// and name no port"
  return HOSTS.some((host) => url.hostname.endsWith(host))
    ? undefined
    : `must be on one of ${HOSTS.map((host) => `*${host}`).join(", ")}`
}
