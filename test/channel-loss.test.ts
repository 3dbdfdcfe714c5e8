/** A channel that takes no answer is lost as one that takes no card, where cards go there. Against a real store. */
import { describe, expect, it } from "vitest"
import { answerLoss } from "../src/channel-loss.ts"
import { DeliveryError } from "../src/model/errors.ts"
import { CHANNEL } from "./adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "./adapters/sqlite/temporary-store.ts"
import { CONTOSO, CONTOSO_CHANNEL, config, NOW, TRIAGE } from "./command/make.ts"
import { silentLog } from "./source/fake-feed.ts"

const gone = new DeliveryError("ERR_DELIVERY_REFUSED", "The bot was removed.", { lostChannel: true })

function open() {
  const { store } = openTemporaryStore()
  const lost = async () => (await store.channels.lost()).map(({ conversationId }) => conversationId)
  return { store, lost, tell: answerLoss({ config, store, now: () => NOW, log: silentLog }) }
}

describe("answerLoss()", () => {
  it("tells of the triage channel, of customers' channels, and of those that were linked", async () => {
    const { store, lost, tell } = open()
    const link = { tenantId: CONTOSO, channel: CHANNEL, by: "Kim Vega", at: NOW }
    const note = { at: NOW, kind: "start", who: "Kim Vega", what: "Linked.", data: {} } as const
    await store.channels.link(link, note)

    for (const place of [TRIAGE, CONTOSO_CHANNEL, CHANNEL.conversationId]) await tell(place, gone)

    expect((await lost()).toSorted()).toEqual([TRIAGE, CONTOSO_CHANNEL, CHANNEL.conversationId].toSorted())
  })

  it("tells nothing of a channel that nobody gave us, and of one answer that is refused", async () => {
    const { store, lost, tell } = open()

    await tell("19:somewhere@thread.tacv2", gone)
    await tell(TRIAGE, new DeliveryError("ERR_DELIVERY_REFUSED", "Too big."))

    expect([await lost(), await store.notices.due(NOW, 9)]).toEqual([[], []])
  })
})
