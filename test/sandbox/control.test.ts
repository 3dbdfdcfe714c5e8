/** The control interface that the page and other tests use, and the page's own files. */
import { request } from "node:http"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { PracticeCloud } from "../../sandbox/cloud.ts"
import { startPracticeCloud } from "../../sandbox/server.ts"
import { controlRoutes } from "../../sandbox/services/control.ts"
import type { WorldChange } from "../../sandbox/world/types.ts"
import {
  asBot,
  call,
  cardActivity,
  channelOf,
  control,
  personOf,
  startBot,
  startTeams,
} from "./teams-cloud.ts"

let cloud: PracticeCloud

beforeEach(async () => {
  cloud = await startTeams()
})
afterEach(() => cloud.close())

/** Resolves with the first change that `matches`. */
const nextChange = (of: PracticeCloud, matches: (change: WorldChange) => boolean): Promise<WorldChange> =>
  new Promise((resolve) => {
    const stop = of.world.onChange((change) => {
      if (!matches(change)) return
      stop()
      resolve(change)
    })
  })

const rawStatus = (url: string, headers: Record<string, string>): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.on("error", reject)
    sent.end()
  })

describe("GET /control/state", () => {
  it("shows people, channels, customers and stories, and no secret", async () => {
    const { body } = await control(cloud, "state")

    const text = JSON.stringify(body)
    expect(body).toMatchObject({ mspTenantId: cloud.world.mspTenantId, botConnected: false })
    expect(text).toContain("01-forwarding")
    expect(text).toContain("lynne.robin@contoso.example")
    expect(text).not.toContain(cloud.world.veeam.password)
    for (const { secret } of cloud.world.apps) expect(text).not.toContain(secret)
  })
})

describe("POST /control/messages and /control/invokes", () => {
  it("stores what a person writes and gives it to the bot", async () => {
    const bot = await startBot(cloud, () => ({}))
    const { id } = channelOf(cloud, "triage")
    const { objectId } = personOf(cloud, "technician")

    await control(cloud, "messages", {
      channelId: id,
      personObjectId: objectId,
      text: "status",
      mention: true,
    })

    const { body } = await control(cloud, `channels/${encodeURIComponent(id)}/messages`)
    expect(body).toMatchObject({
      messages: [{ text: "@Watchpost status", from: { kind: "person", objectId } }],
    })
    expect(bot.heard).toHaveLength(1)
    bot.close()
  })

  it("sends a press even for somebody who isn't in the channel, and returns the bot's answer", async () => {
    const refusal = { statusCode: 200, type: "application/vnd.microsoft.activity.message", value: "No." }
    const bot = await startBot(cloud, () => refusal)
    const triage = channelOf(cloud, "triage")
    await asBot(cloud, "POST", "conversations", {
      channelData: { channel: { id: triage.id } },
      activity: cardActivity("x"),
    })

    const { body } = await control(cloud, "invokes", {
      channelId: triage.id,
      messageId: triage.messages[0]?.id,
      personObjectId: personOf(cloud, "contact").objectId,
      verb: "press",
      data: { button: "b1" },
    })

    expect(body).toEqual({ status: 200, body: refusal })
    expect(bot.heard[0]?.activity).toMatchObject({
      from: { aadObjectId: personOf(cloud, "contact").objectId },
      value: { action: { data: { button: "b1" } } },
    })
    bot.close()
  })

  it("names what is wrong with a body in one sentence", async () => {
    const wrong = await control(cloud, "messages", { channelId: 5 })
    const unknown = await control(cloud, "messages", { channelId: "x", personObjectId: "y", text: "z" })

    expect(wrong.status).toBe(400)
    expect(JSON.stringify(wrong.body)).toContain("channelId")
    expect(unknown).toMatchObject({ status: 404, body: { error: "There is no such channel or person." } })
  })
})

describe("POST /control/stories and GET /control/world", () => {
  it("plays a story, and the world then shows what it did", async () => {
    const done = nextChange(cloud, (change) => change.kind === "story" && change.state === "done")

    const { status } = await control(cloud, "stories/01-forwarding", {})
    await done

    const { body } = await control(cloud, `world/${cloud.world.tenants[0]?.id}`)
    const { mailboxes } = body as { mailboxes: { upn: string }[] }
    expect(status).toBe(202)
    expect(mailboxes.find(({ upn }) => upn === "lynne.robin@contoso.example")).toMatchObject({
      forwardingSmtpAddress: "smtp:lynne.robin@mail-archive.example",
      keepsCopy: false,
    })
  })

  it("shows hidden rules too, and restore sessions of that customer only", async () => {
    const [contoso, fabrikam] = cloud.world.tenants

    const [own, other] = await Promise.all([
      control(cloud, `world/${contoso?.id}`),
      control(cloud, `world/${fabrikam?.id}`),
    ])

    expect(JSON.stringify(own.body)).toContain('"hidden":true')
    expect(JSON.stringify(own.body)).toContain("Board minutes")
    expect(JSON.stringify(other.body)).not.toContain("Board minutes")
  })
})

describe("POST /control/records", () => {
  it("puts raw records unchanged into a blob of the first customer", async () => {
    const records = [{ Id: "a", Odd: [1, null] }, { Id: "b" }]

    await control(cloud, "records", { records })

    expect(cloud.world.tenants[0]?.blobs).toMatchObject([{ contentType: "Audit.Exchange", records }])
  })

  it("gives them the customer's own organization when asked to", async () => {
    const [, second] = cloud.world.tenants
    const body = { tenantId: second?.id, adopt: true, records: [{ Id: "a", OrganizationId: "elsewhere" }] }

    await control(cloud, "records", body)

    expect(second?.blobs[0]?.records).toEqual([{ Id: "a", OrganizationId: second?.id }])
  })
})

describe("POST /control/faults and /control/bot", () => {
  it("makes the next matching request fail", async () => {
    await control(cloud, "faults", { service: "veeam", kind: "status", status: 429 })

    const url = `${cloud.endpoints.veeam}/v8/ServiceInstance`
    const [first, second] = [await call(url), await call(url)]

    expect([first.status, second.status]).toEqual([429, 401])
  })

  it("takes a bot on this machine and no other", async () => {
    const here = await control(cloud, "bot", { endpoint: "http://127.0.0.1:9/api/messages" })
    const elsewhere = await control(cloud, "bot", { endpoint: "http://192.0.2.1/api/messages" })

    expect([here.status, elsewhere.status]).toEqual([200, 400])
    expect(cloud.world.bot.endpoint).toBe("http://127.0.0.1:9/api/messages")
  })
})

describe("GET /control/events", () => {
  it("streams each change of the world", async () => {
    const response = await fetch(`${cloud.url}/control/events`)
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    const first = await reader?.read()

    cloud.world.changed({ kind: "veeam" })
    const second = await reader?.read()

    expect(response.headers.get("content-type")).toContain("text/event-stream")
    expect(first?.value).toContain("retry:")
    expect(second?.value).toBe('data: {"kind":"veeam"}\n\n')
    await reader?.cancel()
  })

  it("plays the first story once when somebody looks, listens, and autoplay is on", async () => {
    const auto = await startPracticeCloud({
      routes: [(started) => controlRoutes(started, { autoPlayAfterMs: 1 })],
    })
    const played: string[] = []
    auto.world.onChange((change) => {
      if (change.kind === "story" && change.state === "done") played.push(change.id)
    })
    const isDone = (id: string) =>
      nextChange(auto, (change) => change.kind === "story" && change.id === id && change.state === "done")

    const streams = [await fetch(`${auto.url}/control/events`), await fetch(`${auto.url}/control/events`)]
    const before = isDone("03-outlook-rule")
    await control(auto, "stories/03-outlook-rule", {})
    await before
    const first = isDone("01-forwarding")
    for (const { subscriptions } of auto.world.tenants)
      subscriptions["Audit.Exchange"] = { enabled: true, startedAt: 0 }
    await first
    const after = isDone("02-inbox-rule")
    await control(auto, "stories/02-inbox-rule", {})
    await after

    expect(played).toEqual(["03-outlook-rule", "01-forwarding", "02-inbox-rule"])
    for (const { body } of streams) await body?.cancel()
    await auto.close()
  })
})

describe("controlRoutes()", () => {
  it("refuses pages of other sites and other names for this machine", async () => {
    const url = `${cloud.url}/control/state`
    const { host } = new URL(cloud.url)

    const statuses = await Promise.all([
      rawStatus(url, { host }),
      rawStatus(url, { host, origin: `http://${host}` }),
      rawStatus(url, { host, origin: "http://evil.example" }),
      rawStatus(url, { host: "evil.example" }),
    ])

    expect(statuses).toEqual([200, 200, 403, 403])
  })
})

describe("pageRoutes()", () => {
  it("serves the page and every file it names, and lets it load nothing from elsewhere", async () => {
    const page = await call(`${cloud.url}/`)
    const files = [...String(page.body).matchAll(/(?:src|href)="(web\/[^"]+)"/g)].map(([, path]) => path)

    const answers = await Promise.all(files.map((path) => call(`${cloud.url}/${path}`)))

    expect(files.length).toBeGreaterThan(6)
    expect(answers.map(({ status }) => status)).toEqual(files.map(() => 200))
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'")
    expect(page.headers.get("content-security-policy")).not.toMatch(/https?:|unsafe|\*/)
  })

  it("serves every script that another script imports", async () => {
    const queue = ["page.js"]
    for (const name of queue) {
      const { status, body } = await call(`${cloud.url}/web/${name}`)
      expect([name, status]).toEqual([name, 200])
      const imported = [...String(body).matchAll(/from "\.\/([^"]+)"/g)].map(([, file]) => file ?? "")
      queue.push(...imported.filter((file) => !queue.includes(file)))
    }

    expect(queue).toContain("world-panel.js")
  })

  it("gives no other file of the disk", async () => {
    const paths = [
      "web/../server.ts",
      "web/%2e%2e/server.ts",
      "package.json",
      "web/vendor/../../package.json",
    ]

    const answers = await Promise.all(paths.map((path) => call(`${cloud.url}/${path}`)))

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404])
  })
})
