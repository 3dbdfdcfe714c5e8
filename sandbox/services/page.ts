/**
 * Serves the practice Teams page: our own files and the two browser libraries it uses, each by its listed name.
 * Nothing else of the disk can be asked for.
 */
import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import type { PracticeCloud } from "../cloud.ts"
import type { Handler, Route } from "../router.ts"

const own = (name: string): URL => new URL(`../web/${name}`, import.meta.url)
const vendor = (path: string): URL => new URL(`../../node_modules/${path}`, import.meta.url)

const SCRIPTS = [
  "page",
  "api",
  "card",
  "card-look",
  "channels",
  "compose",
  "dom",
  "files",
  "state",
  "stories",
  "theme",
  "threads",
  "toast",
  "world-panel",
]
const STYLES = ["style", "talk", "panels", "card", "frame"]

const FILES: readonly (readonly [path: string, file: URL, type: string])[] = [
  ["/", own("index.html"), "text/html; charset=utf-8"],
  ["/web/icon.svg", own("icon.svg"), "image/svg+xml"],
  ["/web/lock.svg", own("lock.svg"), "image/svg+xml"],
  ...SCRIPTS.map((name) => [`/web/${name}.js`, own(`${name}.js`), "text/javascript; charset=utf-8"] as const),
  ...STYLES.map((name) => [`/web/${name}.css`, own(`${name}.css`), "text/css; charset=utf-8"] as const),
  [
    "/web/vendor/adaptivecards.min.js",
    vendor("adaptivecards/dist/adaptivecards.min.js"),
    "text/javascript; charset=utf-8",
  ],
  [
    "/web/vendor/markdown-it.umd.min.js",
    vendor("markdown-it/dist/browser/markdown-it.umd.min.js"),
    "text/javascript; charset=utf-8",
  ],
]

/** No other host, no inline script, no frame: what a card says can't reach out of the page. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ")

const serve =
  (file: URL, type: string): Handler =>
  async () => ({
    status: 200,
    headers: {
      "content-type": type,
      "cache-control": "no-cache",
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    },
    body: await readFile(fileURLToPath(file)),
  })

/** The page at `/` and its files. */
export const pageRoutes = (_cloud: PracticeCloud): Route[] =>
  FILES.map(([path, file, type]) => ({ method: "GET", path, handler: serve(file, type) }))
