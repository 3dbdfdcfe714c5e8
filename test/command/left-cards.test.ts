/** Cards that stay in a channel while it is nobody's, and what becomes of them when it is its customer's again. Against a real store. */
import { describe, expect, it } from "vitest"
import { owedOnLink } from "../../src/command/linked-cards.ts"
import type { IncidentState } from "../../src/model/alert.ts"
import type { Face, OwedCard } from "../../src/model/delivery.ts"
import type { LinkedChannel } from "../../src/model/linked-channel.ts"
import type { RoutedCard } from "../../src/model/route.ts"
import type { Store } from "../../src/ports/store.ts"
import { CHANNEL, CONTOSO, makeNote, NOW } from "../adapters/sqlite/make-rows.ts"
import { openIncident, openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"

const LINK: LinkedChannel = { tenantId: CONTOSO, channel: CHANNEL, by: "Kim Vega", at: NOW }
const POSTED = { threadId: "19:contoso-alerts@thread.tacv2;messageid=7", activityId: "7" }
const HERE: RoutedCard = { face: "customer", channel: CHANNEL }

const link = (store: Store, cards: readonly RoutedCard[] = [HERE]) =>
  store.channels.link(LINK, makeNote(), {
    owe: (found) => owedOnLink({ ...found, link: LINK, cardsOf: () => cards }),
    moved: () => [],
  })
const unlink = (store: Store) => store.channels.unlink(CHANNEL.conversationId, makeNote())
const due = (store: Store) => store.outbox.due(NOW + 1e9, 10)

async function only(store: Store): Promise<OwedCard> {
  const [card, ...others] = await due(store)
  if (card === undefined || others.length > 0) throw new Error("not one card is owed")
  return card
}

/** A linked channel with the card of one open incident, posted. */
async function linked(face: Face = "customer") {
  const { store } = openTemporaryStore()
  await store.channels.link(LINK, makeNote())
  const id = await openIncident(store, face)
  await store.outbox.sent(await only(store), POSTED, NOW, makeNote())
  const become = (state: IncidentState) =>
    store.incidents.change(id, (incident) => ({ incident: { ...incident, state }, notes: [] }))
  return { store, id, become }
}

describe("a card that was left in its channel", () => {
  it("tells after the next link that its incident ended meanwhile, in the same place", async () => {
    const { store, id, become } = await linked()
    await unlink(store)
    await become("fixed")
    expect(await due(store)).toEqual([])

    await link(store)

    expect(await only(store)).toMatchObject({ incidentId: id, face: "customer", ...POSTED })
  })

  it("tells it, too, when it ended right before the channel was unlinked", async () => {
    const { store, become } = await linked()
    await become("not-a-threat")
    await unlink(store)

    await link(store)

    expect(await only(store)).toMatchObject(POSTED)
  })

  it("isn't edited when it tells that already, but what happens later reaches it", async () => {
    const { store, become } = await linked()
    await become("fixed")
    await store.outbox.sent(await only(store), POSTED, NOW, makeNote())
    await unlink(store)

    await link(store)
    expect(await due(store)).toEqual([])

    await become("claimed")
    expect(await only(store)).toMatchObject(POSTED)
  })

  it("is kept true although the routes send nothing new there by now", async () => {
    const { store } = await linked()
    await unlink(store)

    await link(store, [])

    expect(await only(store)).toMatchObject(POSTED)
  })

  it("isn't made the customer's when it was technicians', and nothing is the customer's to know", async () => {
    const { store, become } = await linked("technician")
    await unlink(store)
    await become("fixed")

    await link(store, [])

    expect(await due(store)).toEqual([])
  })

  it("has no button that does anything, and others once it is edited again", async () => {
    const { store, id } = await linked()
    const draw = () =>
      store.incidents.buttons(id, "customer", CHANNEL.conversationId, ["that-was-us"], NOW + 1e9)
    const before = (await draw()).get("that-was-us")
    if (before === undefined) throw new Error("there is no button")

    await unlink(store)
    expect(await store.incidents.button(before)).toBeUndefined()

    await link(store)
    expect((await draw()).get("that-was-us")).not.toBe(before)
  })
})

describe("a card that was on its way when its channel was unlinked", () => {
  /** Its first post began, and nobody knows of its end. */
  async function onItsWay() {
    const { store } = openTemporaryStore()
    await store.channels.link(LINK, makeNote())
    const id = await openIncident(store, "customer")
    const card = await only(store)
    await store.outbox.sending(card, NOW, NOW)
    return { store, id, card }
  }

  it("is known to be there when Teams takes it afterwards, and edited after the next link", async () => {
    const { store, card } = await onItsWay()
    await unlink(store)

    await store.outbox.sent(card, POSTED, NOW, makeNote({ kind: "delivery", what: "Posted the card." }))
    await link(store)

    expect((await store.trail.read(0, 10)).map(({ what }) => what)).toContain("Posted the card.")
    expect(await only(store)).toMatchObject(POSTED)
  })

  it("is looked for after the next link when the process died with it", async () => {
    const { store } = await onItsWay()
    await unlink(store)

    await link(store)

    expect(await only(store)).toMatchObject({ sendingSince: NOW })
  })

  it("isn't taken for what is owed since the next link, when Teams takes it after that", async () => {
    const { store, card } = await onItsWay()
    await unlink(store)
    await link(store)

    await store.outbox.sent(card, POSTED, NOW, makeNote())

    expect(await only(store)).toMatchObject(POSTED)
  })

  it("leaves nothing that hides later changes when it was an edit of many", async () => {
    const { store, id, become } = await linked()
    for (let times = 0; times < 5; times += 1) await become("claimed")
    const edit = await only(store)
    await unlink(store)
    await link(store)

    await store.outbox.sent(edit, POSTED, NOW, makeNote())
    await store.outbox.sent(await only(store), POSTED, NOW, makeNote())
    await become("fixed")

    expect(await only(store)).toMatchObject({ incidentId: id, ...POSTED })
  })
})
