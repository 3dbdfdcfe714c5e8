/** What Microsoft records of a restore into a mailbox, on the running product: whom it names, and whom it doesn't. */
import { describe, expect, it } from "vitest"
import { putBack } from "../../sandbox/stories/15-put-back.ts"
import { tellMailboxWrite } from "../../sandbox/stories/mailbox-write.ts"
import {
  addRestoreEvent,
  endRestore,
  newestRestore,
  startRestore,
} from "../../sandbox/stories/restore-session.ts"
import { ask, cardSaying, textOf } from "./in-teams.ts"
import { restoreBy } from "./restores.ts"
import { practiceForAll } from "./running-practice.ts"

const practice = practiceForAll()

describe("a restore into a mailbox", () => {
  it("is probably theirs who had signed in to the app that Microsoft recorded, in chat as on the card", async () => {
    const mailbox = "appointments@adatum.example"
    const [restored, recorded] = putBack.steps
    await restored?.act(practice.cloud)
    await cardSaying(practice, mailbox, "From machine ADWS05; person unknown.", "D, machine only")
    await recorded?.act(practice.cloud)

    await cardSaying(
      practice,
      mailbox,
      "Probably johanna.lorenz@adatum.example",
      "C, probable",
      "johanna.lorenz@adatum.example put 2 items there with the backup's app, as Microsoft 365 recorded.",
    )
    expect(textOf(await ask(practice, `who restored mailbox ${mailbox} today`))).toContain(
      "Probably johanna.lorenz@adatum.example",
    )
  })

  it("stays nobody's where the app wrote in its own name, and the card says that it arrived", async () => {
    const alias = "diego.siciliani"
    const restore = restoreBy({ alias, clientHost: "FABWS20 (via: 192.0.2.17)" })
    const folder = "Contacts"
    startRestore(practice.cloud, restore)
    const item = "Notary of the bank"
    addRestoreEvent(practice.cloud, restore, { type: "Restore", itemType: "IPM.Contact", folder, item })
    endRestore(practice.cloud, restore)
    const at = newestRestore(practice.cloud, restore).creationTime
    tellMailboxWrite(practice.cloud, { tenant: "fabrikam", alias, folder, at })

    const arrived = "Microsoft 365 recorded 1 item that the backup's app put there"
    await cardSaying(practice, item, "D, machine only", arrived)
  })
})
