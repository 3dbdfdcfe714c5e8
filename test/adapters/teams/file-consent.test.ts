/** A file in a personal chat: offered, allowed, declined, and what an answer that isn't Teams' can't do. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { mayTakeFile } from "../../../src/adapters/teams/file-consent.ts"
import { channelMessage } from "./loopback.ts"
import { card, startStage } from "./stage.ts"

const stage = await startStage()
const { cloud, teams, answering, choices, refused, send } = stage
beforeAll(() => stage.reset())
afterEach(() => stage.reset())
afterAll(() => stage.close())

const KIM = "Kim Vega (9f1c6a10-2222-4b3e-8d7a-5a5a5a5a5a5a)"
const chat = { id: "a:kim", conversationType: "personal", tenantId: "0b6f2c1e-5d3a-4c77-9a08-3f1d2e4b5a69" }

const PLACE = {
  name: "changes.csv",
  uploadUrl: `${cloud.url}/onedrive/upload?guid=1`,
  contentUrl: "https://contoso-my.sharepoint.com/changes.csv",
  uniqueId: "file-1",
  fileType: "csv",
}

const consent = (over: object = {}) =>
  channelMessage(cloud.serviceUrl, {
    type: "invoke",
    name: "fileConsent/invoke",
    text: undefined,
    entities: undefined,
    conversation: chat,
    replyToId: "1700000000002",
    value: {
      type: "fileUpload",
      action: "accept",
      context: { token: "t0ken" },
      uploadInfo: PLACE,
      ...over,
    },
  })

const uploads = () => cloud.seen.filter(({ method }) => method === "PUT")
/** Texts and attachments of what was sent into the chat. */
const sent = () =>
  cloud.seen
    .filter(({ method, path }) => method === "POST" && path.includes("/activities"))
    .map(({ body }) => body)

describe("a file that is offered", () => {
  it("comes as a card of its own after the answer's, with what brings it back", async () => {
    const offer = { name: "changes.csv", description: "8 rows as CSV.", size: 8, token: "t0ken" }
    teams.setHandlers({ ...answering, message: async () => ({ card, offer }) })

    await send(channelMessage(cloud.serviceUrl, { conversation: chat, text: "export as csv", entities: [] }))

    expect(sent()).toMatchObject([
      { attachments: [{ contentType: "application/vnd.microsoft.card.adaptive" }] },
      {
        attachments: [
          {
            contentType: "application/vnd.microsoft.teams.card.file.consent",
            name: "changes.csv",
            content: {
              sizeInBytes: 8,
              acceptContext: { token: "t0ken" },
              declineContext: { token: "t0ken" },
            },
          },
        ],
      },
    ])
  })

  it("is put where Teams says when it is allowed; the question goes, and the file is shown", async () => {
    const response = await send(consent())

    expect(response.status).toBe(200)
    expect(choices).toMatchObject([{ token: "t0ken", accepted: true, caller: { kind: "personal" } }])
    expect(uploads()).toMatchObject([{ path: "/onedrive/upload?guid=1", body: { form: "who,what" } }])
    expect(uploads()[0]?.authorization).toBeUndefined()
    expect(cloud.seen.some(({ method, path }) => method === "DELETE" && path.endsWith("1700000000002"))).toBe(
      true,
    )
    expect(sent()).toMatchObject([
      {
        attachments: [
          { contentType: "application/vnd.microsoft.teams.card.file.info", content: { uniqueId: "file-1" } },
        ],
      },
    ])
  })

  it("goes nowhere when it is declined", async () => {
    teams.setHandlers({ ...answering, file: async () => ({ text: "changes.csv was not saved." }) })

    await send(consent({ action: "decline", uploadInfo: undefined }))

    expect(uploads()).toEqual([])
    expect(sent()).toMatchObject([{ text: "changes.csv was not saved." }])
  })

  it.each([
    "https://evil.example/upload",
    "http://evil.example/upload",
    "https://x@127.0.0.1/upload",
    "ftp://127.0.0.1/",
  ])("is not sent to %s, and isn't even asked for", async (uploadUrl) => {
    await send(consent({ uploadInfo: { ...PLACE, uploadUrl } }))

    expect(choices).toEqual([])
    expect(uploads()).toEqual([])
    expect(sent()).toMatchObject([{ text: expect.stringContaining("nothing was sent there") }])
    expect(refused).toEqual([{ why: expect.stringContaining("isn't on the list"), who: KIM }])
  })

  it("says so when OneDrive doesn't take it", async () => {
    // The first call takes the question away, the second one is the upload.
    cloud.plan({ status: 200 })
    cloud.plan({ status: 507 })

    await send(consent())

    expect(sent()).toMatchObject([
      { text: expect.stringContaining("OneDrive did not take it. Ask for it again.") },
    ])
  })

  it("is answered with 200 and nothing else for a body that nobody can read", async () => {
    const response = await send(consent({ action: "explode" }))

    expect([response.status, choices.length, uploads().length]).toEqual([200, 0, 0])
    expect(refused).toEqual([{ why: expect.stringContaining("can't be read"), who: KIM }])
  })
})

describe("mayTakeFile()", () => {
  it("takes a host with a dot before it for all below it, and for no other", () => {
    const hosts = [".sharepoint.com"]

    expect(mayTakeFile("https://contoso-my.sharepoint.com/x", hosts)).toBe(true)
    expect(mayTakeFile("https://sharepoint.com.evil.example/x", hosts)).toBe(false)
    expect(mayTakeFile("https://evilsharepoint.com/x", hosts)).toBe(false)
    expect(mayTakeFile("http://contoso-my.sharepoint.com/x", hosts)).toBe(false)
    expect(mayTakeFile("not an address", hosts)).toBe(false)
  })
})
