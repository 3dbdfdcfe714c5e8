/** The door for Explorer logs over real HTTP: what is taken, what is sent back, what is refused and in which words. */
import { createConnection } from "node:net"
import { gzipSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import { sha256Hex } from "../../../src/lib/sha256.ts"
import { EMPTY, LOG, OFFICE_TOKEN, PLANT_TOKEN, startIngest } from "./ingest-rig.ts"

const MIB = 1024 * 1024
const GZIP = { "content-encoding": "gzip" }

describe("POST /ingest/veeam-explorer", () => {
  it("takes a log piece by piece, plain or gzipped, and says what it wants next", async () => {
    const { send, text } = await startIngest()

    const first = await send("one\ntwo\n")
    const second = await send(new Uint8Array(gzipSync("three\n")), {
      offset: 8,
      before: sha256Hex("one\ntwo\n"),
      headers: GZIP,
    })

    expect([first.body, second.body]).toEqual([{ offset: 8 }, { offset: 14 }])
    expect(await text()).toBe("one\ntwo\nthree\n")
  })

  it("changes nothing when the same comes twice, and takes only what is new of what overlaps", async () => {
    const { send, text, store } = await startIngest()
    await send("one\ntwo\n")

    const again = await send("one\ntwo\n")
    const overlapping = await send("two\nthree\n", { offset: 4, before: sha256Hex("one\n") })

    expect([again.body, overlapping.body]).toEqual([{ offset: 8 }, { offset: 14 }])
    expect(await text()).toBe("one\ntwo\nthree\n")
    expect(await store.explorerLogs.total("office")).toEqual({ files: 1, bytes: 14 })
  })

  it("tells the right offset when bytes in between are missing", async () => {
    const { send, text } = await startIngest()
    await send("one\n")

    const { status, body } = await send("three\n", { offset: 8, before: sha256Hex("one\ntwo\n") })

    expect([status, body]).toEqual([
      409,
      { offset: 4, error: "Bytes from another place of this file are needed." },
    ])
    expect(await text()).toBe("one\n")
  })

  it("wants a file from its beginning when it isn't the one that came before under its name", async () => {
    const { send } = await startIngest()
    await send("one\n")

    const { status, body } = await send("more\n", { offset: 4, before: sha256Hex("ONE\n") })

    expect([status, body]).toMatchObject([409, { offset: 0 }])
  })

  it("keeps both when a file was changed behind what was sent, and says so in the trail", async () => {
    const { send, text, store, trail } = await startIngest()
    await send("one\nMara exports\n")

    const { body } = await send("nobody exports\n", { offset: 4, before: sha256Hex("one\n") })

    expect(body).toEqual({ offset: 19 })
    expect(await text()).toBe("one\nnobody exports\n")
    const [older] = await store.explorerLogs.unread(1, 10)
    expect(Buffer.from(await store.explorerLogs.bytes(older?.id ?? 0)).toString()).toBe("one\nMara exports\n")
    expect(await trail()).toMatchObject([
      {
        kind: "evidence",
        who: "site office",
        what: "An Explorer log of PC-0417 isn't any more what it was when it was sent before. Both are kept.",
        data: { machine: "PC-0417", file: LOG },
      },
    ])
  })

  it("stops taking copies of a log that is changed again and again", async () => {
    const { send } = await startIngest()
    for (let version = 0; version < 20; version += 1) await send(`version ${version}`)

    const { status, body } = await send("another one")

    expect([status, body]).toEqual([422, { error: "This file was changed too often behind what was sent." }])
  })

  it("takes for the customer of the token, whatever the file is called", async () => {
    const { send, text } = await startIngest()
    await send("of the office\n")
    await send("of the plant\n", { token: PLANT_TOKEN })

    expect([await text(LOG, "office"), await text(LOG, "plant")]).toEqual([
      "of the office\n",
      "of the plant\n",
    ])
  })

  it.each([
    ["no token", undefined],
    ["another one", "office-token-0123456789abcdef0124"],
    ["part of one", OFFICE_TOKEN.slice(0, -1)],
  ])("refuses %s before it reads anything, and tells the trail without the token", async (_what, token) => {
    const { send, text, trail, logged } = await startIngest()

    const { status, body } = await send("x".repeat(MIB), { token })

    expect([status, body]).toEqual([401, { error: "This token belongs to no site." }])
    expect(await text()).toBeUndefined()
    const told = JSON.stringify([await trail(), logged])
    expect(told).toContain(
      "Refused what somebody unknown sent as an Explorer log: This token belongs to no site.",
    )
    expect(told).not.toContain("office-token")
  })

  it.each([
    ["a way up", { file: "../Veeam.Exchange.Explorer_2026_11_18_20_11_29.log" }],
    ["a drive", { file: "C:/Logs/Veeam.Exchange.Explorer_2026_11_18_20_11_29.log" }],
    ["a backslash", { file: "Logs\\Veeam.Exchange.Explorer_2026_11_18_20_11_29.log" }],
    ["another kind of file", { file: "ExchangeExplorer/Logs/passwords.txt" }],
    ["a name that turns text around", { file: "Logs\u202e/Veeam.Exchange.Explorer_2026_11_18_20_11_29.log" }],
    ["a very deep folder", { file: `${"a/".repeat(9)}Veeam.Exchange.Explorer_2026_11_18_20_11_29.log` }],
    ["a machine that is markup", { machine: "<b>PC</b>" }],
    ["no machine", { machine: "" }],
    ["a negative offset", { offset: "-1" }],
    ["half an offset", { offset: "1.5" }],
    ["a hash that is none", { before: "abc" }],
  ])("refuses %s in one sentence", async (_what, options) => {
    const { send, store } = await startIngest()

    const { status, body } = await send("text", options)

    expect([status, body]).toEqual([400, { error: expect.stringMatching(/^\w+ must be .+\.$/) }])
    expect(await store.explorerLogs.total("office")).toEqual({ files: 0, bytes: 0 })
  })

  it.each([
    ["a body that is too large", 413, "x".repeat(MIB + 1), {}, "The body is larger than 1048576 bytes."],
    ["a log that is too large", 413, "x", { offset: 32 * MIB }, "A log of more than 32 MiB isn't taken."],
    [
      "another packing",
      415,
      "x",
      { headers: { "content-encoding": "br" } },
      "The body must be plain or gzip.",
    ],
    [
      "what only says that it is gzip",
      400,
      "x",
      { headers: GZIP },
      "The body is no gzip, isn't whole, or unpacks to more than 1048576 bytes.",
    ],
  ])("refuses %s", async (_what, status, body, options, sentence) => {
    const { send } = await startIngest()

    expect(await send(body, options)).toMatchObject({ status, body: { error: sentence } })
  })

  it("refuses a small body that unpacks to a large one, and one that was cut", async () => {
    const { send, text } = await startIngest()
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(200 * MIB)))
    const cut = new Uint8Array(gzipSync("one\ntwo\n".repeat(100))).slice(0, -12)

    expect(bomb.length).toBeLessThan(MIB)
    expect((await send(bomb, { headers: GZIP })).status).toBe(400)
    expect((await send(cut, { headers: GZIP })).status).toBe(400)
    expect(await text()).toBeUndefined()
  })

  it("keeps nothing of a body that breaks off", async () => {
    const { url, text } = await startIngest()
    const { hostname, port } = new URL(url)
    const query = new URLSearchParams({ machine: "PC-0417", file: LOG, offset: "0", before: EMPTY })
    await new Promise<void>((done) => {
      const socket = createConnection(Number(port), hostname, () => {
        const head = `POST /ingest/veeam-explorer?${query} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${OFFICE_TOKEN}\r\n`
        socket.end(`${head}content-length: 100\r\n\r\nonly this much`)
      })
      socket.resume()
      socket.once("close", () => done())
    })

    expect(await text()).toBeUndefined()
  })

  it("refuses who sends too often until the next minute, and lets other sites send", async () => {
    const { send, clock } = await startIngest({ perMinute: 2 })
    await send("a")
    await send("a")

    const third = await send("a")

    expect([third.status, third.headers.get("retry-after")]).toEqual([429, "60"])
    expect((await send("a", { token: PLANT_TOKEN })).status).toBe(200)
    clock.now += 60_000
    expect((await send("a")).status).toBe(200)
  })

  it.each([
    ["bytes", { maxSiteBytes: 5 }],
    ["files", { maxSiteFiles: 1 }],
  ])("keeps no more than so many %s of one site", async (_what, limit) => {
    const { send } = await startIngest(limit)
    const other = LOG.replace("_20_", "_21_")
    await send("1234")

    expect(await send("1234", { file: other })).toMatchObject({
      status: 507,
      body: { error: "This site has sent as many logs as are kept for one." },
    })
    expect((await send("1234")).status).toBe(200)
    expect((await send("1234", { token: PLANT_TOKEN })).status).toBe(200)
  })

  it("tells a refusal once in ten minutes, and then how many there were", async () => {
    const { send, trail, clock } = await startIngest()
    for (let times = 0; times < 50; times += 1) await send("x", { token: undefined })
    await send("x", { machine: "" })

    expect(await trail()).toHaveLength(2)
    clock.now += 10 * 60_000
    await send("x", { token: undefined })

    expect((await trail()).at(-1)).toMatchObject({ kind: "refusal", data: { alsoRefusedBefore: 49 } })
  })
})
