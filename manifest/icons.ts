/**
 * Draws the two icons of the Teams app: a watchtower's eye in a shield. No image library, no binary in the repository
 * that nobody can re-make. Teams wants 192×192 in color and 32×32 in white on transparent. Source: Teams, "App icons".
 */
import { crc32, deflateSync } from "node:zlib"

/** 0 to 255 each, with alpha. */
export type Pixel = readonly [number, number, number, number]
/** The pixel at a point of the unit square, from the top left. */
export type Picture = (x: number, y: number) => Pixel

const ACCENT: Pixel = [0x1f, 0x4e, 0x79, 255]
const WHITE: Pixel = [255, 255, 255, 255]
const CLEAR: Pixel = [255, 255, 255, 0]

/** True inside the shield: straight sides above, pointed below. */
function inShield(x: number, y: number, margin: number): boolean {
  const half = 0.36 - margin
  const top = 0.12 + margin
  const dx = Math.abs(x - 0.5)
  if (y < top || dx > half) return false
  if (y < 0.5) return true
  const rest = (y - 0.5) / (0.4 - margin)
  return rest < 1 && dx < half * Math.sqrt(1 - rest * rest)
}

const inRing = (x: number, y: number, from: number, to: number): boolean => {
  const distance = Math.hypot(x - 0.5, y - 0.46)
  return distance >= from && distance < to
}

export const colorIcon: Picture = (x, y) => {
  if (inRing(x, y, 0.1, 0.17) || inRing(x, y, 0, 0.05)) return ACCENT
  return inShield(x, y, 0) ? WHITE : ACCENT
}

export const outlineIcon: Picture = (x, y) => {
  if (inRing(x, y, 0, 0.09)) return WHITE
  return inShield(x, y, 0) && !inShield(x, y, 0.08) ? WHITE : CLEAR
}

/** A PNG (8 bit RGBA, no filter) of `size` × `size` pixels, smoothed by 4 × 4 samples a pixel. */
export function drawPng(picture: Picture, size: number): Uint8Array {
  const rows = Buffer.alloc(size * (1 + size * 4))
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      rows.set(smoothPixel(picture, column, row, size), row * (1 + size * 4) + 1 + column * 4)
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ])
}

const SAMPLES = [0.125, 0.375, 0.625, 0.875]

/** Colors are averaged by their alpha, so that edges don't darken. */
function smoothPixel(picture: Picture, column: number, row: number, size: number): number[] {
  const samples = SAMPLES.flatMap((dy) =>
    SAMPLES.map((dx) => picture((column + dx) / size, (row + dy) / size)),
  )
  const alpha = samples.reduce((sum, sample) => sum + sample[3], 0)
  const average = (part: 0 | 1 | 2): number =>
    alpha === 0 ? 255 : Math.round(samples.reduce((sum, sample) => sum + sample[part] * sample[3], 0) / alpha)
  return [average(0), average(1), average(2), Math.round(alpha / samples.length)]
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
