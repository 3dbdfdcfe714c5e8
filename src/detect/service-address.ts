/** Addresses of Microsoft's own relays: what acts through them isn't there, so that their country says nothing. */
import { network } from "../lib/ip-text.ts"
import { createMemo } from "../lib/remembered.ts"

/** Seen in audit records on calls of the admin portal and of mailbox clients inside the service; not a published list. */
const RELAYS = ["2a01:111:f100::/48", "2603:10a6::/32"].flatMap((cidr) => network(cidr) ?? [])

/** All of them are IPv6, so that other addresses cost nothing. */
export const isServiceAddress = (ip: string): boolean =>
  ip.includes(":") && isRelay(ip, () => RELAYS.some((inside) => inside(ip)))

const isRelay = createMemo<boolean>()
