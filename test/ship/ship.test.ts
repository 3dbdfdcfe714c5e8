/** What a customer's machine sends: real files, real HTTP, a real store. */
import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
} from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { UpstreamError } from "../../src/model/errors.ts"
import { LOG, logName, startShip } from "./ship-rig.ts"

describe("createShipper()", () => {
  it("sends every log of the folder once, and nothing else that lies there", async () => {
    const { write, started, text } = await startShip()
    write(LOG, "one\n")
    write("Veeam.Teams.Explorer_2026_11_18_20_11_29.log", "two\n")
    write("ExchangeExplorer/Logs/Veeam.Archiver.Proxy_2026_11_18.log", "not an Explorer\n")
    write("passwords.txt", "secret\n")
    const round = started()

    expect(await round()).toEqual({
      logs: 2,
      news: [
        { file: LOG, bytes: 4 },
        { file: "Veeam.Teams.Explorer_2026_11_18_20_11_29.log", bytes: 4 },
      ],
      problems: [],
    })
    expect(await text()).toBe("one\n")
    expect((await round()).news).toEqual([])
  })

  it("sends only new bytes, also after a restart", async () => {
    const { write, started, text, requests, root } = await startShip()
    write(LOG, "one\n")
    const round = started()
    await round()
    appendFileSync(join(root, LOG), "two\n")
    await round()
    appendFileSync(join(root, LOG), "three\n")
    await started()()

    expect(await text()).toBe("one\ntwo\nthree\n")
    // The first question of a start is the file's end with nothing behind it.
    expect(requests.map(({ offset, bytes }) => [offset, bytes])).toEqual([
      [4, 0],
      [0, 4],
      [4, 4],
      [14, 0],
      [8, 6],
    ])
  })

  it("asks nothing while a log is as it was", async () => {
    const { write, started, requests } = await startShip()
    write(LOG, "one\n")
    const round = started()
    await round()
    const asked = requests.length
    await round()

    expect(requests).toHaveLength(asked)
  })

  it("cuts a large log into pieces that the server takes", async () => {
    const { write, started, text, requests } = await startShip()
    const large = "a line of a log\n".repeat(200_000)
    write(LOG, large)

    await started()()

    expect(await text()).toBe(large)
    expect(Math.max(...requests.map(({ bytes }) => bytes))).toBe(1024 * 1024)
  })

  it("takes a log that was renamed for another one, and a new one under the old name for a new one", async () => {
    const { write, started, text, root } = await startShip()
    write(LOG, "old\n")
    const round = started()
    await round()
    renameSync(join(root, LOG), join(root, logName(21)))
    write(LOG, "another\n")
    await round()

    expect([await text(), await text(logName(21))]).toEqual(["another\n", "old\n"])
  })

  it("goes on with a log that was cut and written anew, and forgets nothing of what it was", async () => {
    const { write, started, text, root, ingest } = await startShip()
    write(LOG, "one\ntwo\nthree\n")
    const round = started()
    await round()
    truncateSync(join(root, LOG), 4)
    await round()
    expect(await text()).toBe("one\ntwo\nthree\n")
    appendFileSync(join(root, LOG), "four\n")
    await round()

    expect(await text()).toBe("one\nfour\n")
    expect(await ingest.store.explorerLogs.unread(1, 10)).toHaveLength(2)
  })

  it("never follows a link, neither to a file nor to a folder", async () => {
    const { write, started, text, root } = await startShip()
    const { write: writeElsewhere, root: elsewhere } = await startShip()
    writeElsewhere(LOG, "of somebody else\n")
    mkdirSync(join(root, "ExchangeExplorer/Logs"), { recursive: true })
    symlinkSync(join(elsewhere, LOG), join(root, LOG))
    symlinkSync(join(elsewhere, "ExchangeExplorer"), join(root, "TeamsExplorer"))
    write(logName(21), "own\n")

    expect((await started()()).news).toEqual([{ file: logName(21), bytes: 4 }])
    expect(await text()).toBeUndefined()
  })

  it("looks eight folders deep, and says which path isn't taken", async () => {
    const { write, started } = await startShip()
    const name = "Veeam.Exchange.Explorer_2026_11_18_20_11_29.log"
    write(`${"a/".repeat(8)}${name}`, "eight\n")
    write(`${"b/".repeat(9)}${name}`, "nine\n")
    write(`odd;name/${name}`, "odd\n")

    const { news, problems } = await started()()

    expect(news).toEqual([{ file: `${"a/".repeat(8)}${name}`, bytes: 6 }])
    expect(problems).toEqual([
      `odd;name/${name} isn't sent: it, or a folder on its way, has a name that isn't taken.`,
    ])
  })

  it("sends the same file under two names as two files", async () => {
    const { write, started, root, text } = await startShip()
    write(LOG, "one\n")
    linkSync(join(root, LOG), join(root, logName(21)))
    await started()()

    expect([await text(), await text(logName(21))]).toEqual(["one\n", "one\n"])
  })

  it("says which file can't be read, and sends the others", async () => {
    const { write, started, root } = await startShip()
    write(LOG, "one\n")
    write(logName(21), "two\n")
    chmodSync(join(root, LOG), 0)
    // Who may read everything can't be kept from it.
    const expected = process.getuid?.() === 0 ? [] : [`${LOG} can't be read now: EACCES.`]

    expect((await started()()).problems).toEqual(expected)
  })

  it("says what the server says of a file that it doesn't take, and doesn't offer it again", async () => {
    const { write, started, requests } = await startShip()
    write(LOG, Buffer.alloc(33 * 1024 * 1024, "x"))
    const round = started()

    const sentence = `${LOG} was refused: A log of more than 32 MiB isn't taken.`
    expect((await round()).problems).toEqual([sentence])
    const asked = requests.length
    expect((await round()).problems).toEqual([sentence])
    expect(requests).toHaveLength(asked)
  })

  it("waits longer each time while nobody answers, and goes on where it was", async () => {
    const { write, started, text, pauses } = await startShip()
    write(LOG, "one\n")
    let failures = 3
    const round = started((send) => async (request) => {
      failures -= 1
      if (failures >= 0) throw new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "nobody there")
      return send(request)
    })
    await round()

    expect(pauses).toEqual([1_000, 2_000, 4_000])
    expect(await text()).toBe("one\n")
  })

  it("gives up with the last sentence when the tries are used up", async () => {
    const { write, started } = await startShip()
    write(LOG, "one\n")
    const round = started(
      () => async () => ({ status: 429, sentence: "Too often.", retryAfterMs: 60_000 }),
      2,
    )

    await expect(round()).rejects.toThrow("Too often.")
  })

  it("says what to compare when the token isn't known", async () => {
    const { write, started } = await startShip("another-token-0123456789abcdef012")
    write(LOG, "one\n")

    await expect(started()()).rejects.toThrow(
      "The server doesn't know this token. Compare WATCHPOST_SHIP_TOKEN with the site's.",
    )
  })

  it("doesn't ask for ever when the server never agrees", async () => {
    const { write, started } = await startShip()
    write(LOG, "one\n")
    const round = started(() => async () => ({ status: 409, offset: 0 }))

    expect((await round()).problems).toEqual([`${LOG} was refused: The server keeps asking for other bytes.`])
  })

  it("goes on when a log disappears", async () => {
    const { write, started, root } = await startShip()
    write(LOG, "one\n")
    const round = started()
    await round()
    rmSync(join(root, LOG))

    expect(await round()).toEqual({ logs: 0, news: [], problems: [] })
  })
})
