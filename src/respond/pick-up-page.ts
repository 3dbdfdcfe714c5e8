/** The page where a new password is picked up: asks for the code, and shows it once. No script, nothing from elsewhere. */
import { type Html, html } from "../lib/html-text.ts"
import type { PickUpAnswer, PickUpDesk } from "./run-pick-up.ts"

/** What our HTTP server serves. */
export type PasswordPages = {
  look(link: string): Page
  enter(link: string, code: string): Promise<Page>
}
type Page = { readonly found: boolean; readonly page: string }

export const passwordPages = (desk: PickUpDesk): PasswordPages => ({
  look: (link) => pageOf(desk.look(link)),
  enter: async (link, code) => pageOf(await desk.enter(link, code)),
})

const pageOf = (answer: PickUpAnswer): Page => ({ found: answer.kind !== "gone", page: pickUpPage(answer) })

const STYLE = html`
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 26rem; margin: 3rem auto; padding: 0 1rem; }
h1 { font-size: 1.3rem; overflow-wrap: anywhere; }
label { display: block; margin-bottom: .3rem; }
input, button { font: inherit; padding: .5rem .7rem; max-width: 100%; box-sizing: border-box; }
input { width: 12rem; font-variant-numeric: tabular-nums; }
output { display: block; font: 1.3rem/1.4 ui-monospace, monospace; padding: .8rem; border: 1px solid #8886; border-radius: .4rem; overflow-wrap: anywhere; user-select: all; }
.problem { font-weight: 600; }`

/** The whole page. It posts to itself. */
function pickUpPage(answer: PickUpAnswer): string {
  const { title, body } = partsOf(answer)
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`
  return page.html
}

function partsOf(answer: PickUpAnswer): { readonly title: string; readonly body: Html } {
  switch (answer.kind) {
    case "ask":
      return {
        title: `New password of ${answer.account}`,
        body: html`${answer.problem === undefined ? [] : [html`<p class="problem" role="alert">${answer.problem}</p>`]}
<form method="post" autocomplete="off">
<label for="code">The code that Watchpost gave you in Teams</label>
<input id="code" name="code" inputmode="numeric" maxlength="12" required autofocus>
<button>Show it once</button>
</form>
<p>It is shown a single time. Five wrong codes, and it is gone.</p>`,
      }
    case "shown":
      return {
        title: `New password of ${answer.account}`,
        body: html`<output>${answer.password}</output>
<p>It won't be shown again. Give it to the user by phone or in person, never by mail or chat; at the next sign-in the user chooses another one.</p>`,
      }
    case "gone":
      return {
        title: "Nothing waits here",
        body: html`<p>This password was picked up, its time is over, or too many wrong codes were entered. Press “Pick up password” on the card again, or give the user another password from the admin center.</p>`,
      }
  }
}
