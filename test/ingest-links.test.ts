/**
 * A channel that is linked or unlinked in the moment in which an incident is opened: its card is neither lost nor sent to
 * who reads that customer no more. The moment lies between what ingest reads beforehand and its transaction. Against a
 * real store.
 */
import { describe, expect, it, onTestFinished } from "vitest"
import { openStore } from "../src/adapters/sqlite/open-store.ts"
import { owedOnLink } from "../src/command/linked-cards.ts"
import { compileRuleSet } from "../src/detect/rule-set.ts"
import { DEFAULT_STORAGE } from "../src/model/storage-policy.ts"
import { readRaw } from "../src/normalize/read-raw.ts"
import type { ChannelBook } from "../src/ports/channel-book.ts"
import { cardChannels } from "../src/route-cards.ts"
import { CHANNEL, CONTOSO, makeNote, NOW } from "./adapters/sqlite/make-rows.ts"
import { temporaryPath } from "./adapters/sqlite/temporary-store.ts"
import { batchOf, bytesOf, forwards, offer } from "./make/feed-blob.ts"
import { makeIngest } from "./make/make-ingest.ts"
import { makeIngestConfig } from "./make/make-ingest-config.ts"

const rules = compileRuleSet([
  {
    path: "rules/forwards.yml",
    text: `title: Forwards
id: 0d5c7c1e-4f3e-4d2c-8b1a-0f9e8d7c6b31
name: forwards
logsource: { product: m365 }
detection: { one: { Operation: Set-Mailbox }, condition: one }
level: high
`,
  },
])
const THEIRS = { ...CHANNEL, conversationId: "19:contoso-own@thread.tacv2" }
const LINK = { tenantId: CONTOSO, channel: THEIRS, by: "Kim Vega", at: NOW }

type Happens = (channels: ChannelBook) => Promise<unknown>

/** Has an incident opened; `meanwhile` happens right before the transaction that opens it. */
async function opened(first: Happens, meanwhile: Happens): Promise<readonly string[]> {
  const path = temporaryPath()
  const store = openStore(path, { storage: DEFAULT_STORAGE, readRaw })
  onTestFinished(() => store.close())
  await offer(store.feed)
  await first(store.channels)
  const ingest = makeIngest(
    path,
    {
      ...store,
      records: {
        ...store.records,
        saveBatch: async (batch, merge) => {
          await meanwhile(store.channels)
          return store.records.saveBatch(batch, merge)
        },
      },
    },
    rules,
  )

  await ingest.blob({ ...batchOf(), bytes: bytesOf([forwards(1)]) })

  return (await store.outbox.due(NOW, 10)).map(({ channel }) => channel.conversationId)
}

const nothing: Happens = async () => undefined
const link: Happens = (channels) =>
  channels.link(LINK, makeNote(), {
    owe: (found) =>
      owedOnLink({
        ...found,
        link: LINK,
        cardsOf: (incident) => cardChannels(makeIngestConfig(""), incident, [LINK], NOW),
      }),
    moved: () => [],
  })
const unlink: Happens = (channels) => channels.unlink(THEIRS.conversationId, makeNote())

describe("an incident that is opened", () => {
  it.each<[string, Happens, Happens]>([
    ["before it", link, nothing],
    ["in the same moment", nothing, link],
  ])("has its card in a channel that was linked %s", async (_when, first, meanwhile) => {
    expect(await opened(first, meanwhile)).toEqual([CHANNEL.conversationId, THEIRS.conversationId])
  })

  it.each<[string, Happens, Happens]>([
    ["before it", async (channels) => [await link(channels), await unlink(channels)], nothing],
    ["in the same moment", link, unlink],
  ])("has none in a channel that was unlinked %s", async (_when, first, meanwhile) => {
    expect(await opened(first, meanwhile)).toEqual([CHANNEL.conversationId])
  })
})
