/** The Teams app: valid by Microsoft's own check, complete, and every mistake said before anything is written. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inflateSync } from "node:zlib"
import { strFromU8, unzipSync } from "fflate"
import { afterAll, describe, expect, it } from "vitest"
import { fillManifest } from "../../manifest/fill-manifest.ts"
import { colorIcon, drawPng, outlineIcon, type Picture } from "../../manifest/icons.ts"
import { buildManifest, readTemplate, validateManifest } from "../../manifest/run-build.ts"
import { EXAMPLES } from "../../src/command/examples.ts"
import { parseCommand } from "../../src/command/parse-command.ts"

const BOT = "51a7c0de-0000-4000-8000-0000000000b0"
const folder = mkdtempSync(join(tmpdir(), "watchpost-manifest-"))
afterAll(() => rmSync(folder, { recursive: true }))

const build = async (...words: string[]) => {
  const said = { out: "", err: "" }
  const code = await buildManifest(
    words,
    { write: (text) => (said.out += text) },
    { write: (text) => (said.err += text) },
  )
  return { code, ...said }
}

describe("buildManifest()", () => {
  it("writes a zip with a valid manifest and both icons at its root", async () => {
    const file = join(folder, "deep/app.zip")

    const { code, err } = await build(
      "--bot-app-id",
      BOT.toUpperCase(),
      "--host",
      "Bot.Northwind.example",
      "--out",
      file,
    )

    expect({ code, err }).toEqual({ code: 0, err: "" })
    const files = unzipSync(readFileSync(file))
    expect(Object.keys(files)).toEqual(["manifest.json", "color.png", "outline.png"])
    const manifest = JSON.parse(strFromU8(files["manifest.json"] ?? new Uint8Array()))
    expect(await validateManifest(manifest)).toEqual([])
    expect(manifest).toMatchObject({ id: BOT, validDomains: ["bot.northwind.example"] })
    expect(manifest.bots).toMatchObject([{ botId: BOT, scopes: ["team", "personal"] }])
    expect(manifest.webApplicationInfo.id).toBe(BOT)
    expect(manifest.authorization.permissions.resourceSpecific).toEqual([
      { name: "ChannelMessage.Read.Group", type: "Application" },
    ])
    expect(JSON.stringify(manifest)).not.toContain("filled in by")
  })

  it("says every mistake in a sentence, shows the usage and writes nothing", async () => {
    const file = join(folder, "never.zip")

    const { code, err } = await build(
      "--bot-app-id",
      "foo",
      "--host",
      "https://bot.example/api",
      "--out",
      file,
    )

    expect(code).toBe(1)
    expect(err).toContain("--bot-app-id must be the bot's application id, a GUID.\n")
    expect(err).toContain("--host must be the public host name of the bot")
    expect(err).toContain("npm run manifest -- --bot-app-id")
    expect(existsSync(file)).toBe(false)
  })

  it.each([
    [["--bot-app-id", BOT], "--host must be"],
    [["--bot-app-id", BOT, "--host", "192.0.2.7"], "--host must be"],
    [["--bot-app-id", BOT, "--host", "bot.example", "--website", "http://bot.example"], "--website must be"],
    [["--bot-app-id", BOT, "--host", "bot.example", "--app-version", "1.0"], "--app-version must be"],
    [["--bot-app-id", BOT, "--host", "bot.example", "--company", "x".repeat(33)], "--company must have"],
    [["--hots", "bot.example"], "hots"],
    [["--bot-app-id", BOT, "--host", "bot.example", "--out", "/dev/null/x.zip"], "can't be written"],
  ])("refuses %j", async (words, sentence) => {
    const { code, err } = await build(...words)

    expect(code).toBe(1)
    expect(err).toContain(sentence)
  })

  it("builds a sample without any option, and says that it is one", async () => {
    const file = join(folder, "sample.zip")

    const { code, out } = await build("--out", file)

    expect(code).toBe(0)
    expect(out).toContain("as a sample")
    const manifest = JSON.parse(strFromU8(unzipSync(readFileSync(file))["manifest.json"] ?? new Uint8Array()))
    expect(await validateManifest(manifest)).toEqual([])
  })

  it("shows what it takes when asked for help", async () => {
    expect(await build("--help")).toMatchObject({ code: 0, err: "" })
  })
})

describe("validateManifest()", () => {
  it("finds what Microsoft's schema refuses", async () => {
    const { manifest } = fillManifest(readTemplate(), { botAppId: BOT, host: "bot.example" })

    expect(await validateManifest({ ...manifest, accentColor: "blue" })).not.toEqual([])
  })
})

describe("manifest.json", () => {
  it("can be added to private and shared channels, as people are told to", () => {
    // Source: Teams "Apps for shared and private channels": without it Teams doesn't offer the app there.
    expect(readTemplate()).toMatchObject({ supportsChannelFeatures: "tier1" })
  })

  it("offers only commands that the bot understands", () => {
    const text = JSON.stringify(readTemplate())
    const titles = [...text.matchAll(/\{"title":"([^"]+)"/g)].map((match) => match[1] ?? "")

    expect(titles).toEqual(["help", "status", "alerts", "who restored mailbox"])
    for (const title of titles) expect(EXAMPLES.some(({ ask }) => ask.startsWith(title))).toBe(true)
    for (const title of titles)
      expect(parseCommand(`${title}${title.startsWith("who") ? " kim" : ""}`).kind).not.toBe("unknown")
  })
})

describe("drawPng()", () => {
  /** Width, height and the pixels of a PNG that this project drew: 8 bit RGBA without filters. */
  const read = (picture: Picture, wanted: number) => {
    const png = Buffer.from(drawPng(picture, wanted))
    const width = png.readUInt32BE(16)
    const data = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)))
    const pixels = Array.from({ length: width * width }, (_, index) => {
      const start = Math.floor(index / width) * (1 + width * 4) + 1 + (index % width) * 4
      return [...data.subarray(start, start + 4)]
    })
    return { width, height: png.readUInt32BE(20), pixels }
  }

  it("draws a full color icon of 192 × 192 without transparent pixels", () => {
    const { width, height, pixels } = read(colorIcon, 192)

    expect([width, height]).toEqual([192, 192])
    expect(pixels.every((pixel) => pixel[3] === 255)).toBe(true)
    expect(new Set(pixels.map(String)).size).toBeGreaterThan(2)
  })

  it("draws an outline of 32 × 32 in white on transparent, as Teams wants it", () => {
    const { width, height, pixels } = read(outlineIcon, 32)

    expect([width, height]).toEqual([32, 32])
    expect(pixels.every(([red, green, blue]) => red === 255 && green === 255 && blue === 255)).toBe(true)
    expect(pixels.some((pixel) => pixel[3] === 255)).toBe(true)
    expect(pixels.some((pixel) => pixel[3] === 0)).toBe(true)
  })
})
