/**
 * Get- and Remove-BlockedSenderAddress: whom the service stopped from sending, because spam came from there.
 * Source: the cmdlets' pages; there is no -Confirm, and an account can be unblocked a few times only.
 */
import { type Cmdlet, CmdletFailure, notFound, type Row } from "./cmdlet.ts"

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
const MOST_UNBLOCKS = 3

/** Without an address it returns everybody who is blocked. */
export const getBlockedSender: Cmdlet = {
  allowed: ["SenderAddress"],
  withoutConfirm: true,
  run: ({ tenant, parameters }) => {
    const address = parameters.text("SenderAddress")
    const rows = tenant.blockedSenders.filter((one) => address === undefined || same(one.address, address))
    return {
      rows: rows.map(
        ({ address: SenderAddress, blockedAt }): Row => ({
          SenderAddress,
          Reason: "OutboundSpamLast24Hours=121;OutboundMailLast24Hours=140;ExceedingLimit=True",
          CreatedDatetime: new Date(blockedAt).toISOString(),
        }),
      ),
    }
  },
}

export const removeBlockedSender: Cmdlet = {
  allowed: ["SenderAddress", "Reason"],
  withoutConfirm: true,
  run: ({ tenant, parameters }) => {
    const address = parameters.required("SenderAddress")
    const blocked = tenant.blockedSenders.find((one) => same(one.address, address))
    if (blocked === undefined) throw notFound(address)
    if (blocked.unblocked >= MOST_UNBLOCKS) {
      throw new CmdletFailure(
        "refused",
        `The sender ${address} can't be unblocked any more because the limit was reached. Contact support.`,
      )
    }
    tenant.blockedSenders = tenant.blockedSenders.filter((one) => one !== blocked)
    return { objectId: address }
  },
}
