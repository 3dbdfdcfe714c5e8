import { describe, expect, it } from "vitest"
import { html } from "../../src/lib/html-text.ts"

describe("html``", () => {
  it("escapes every value, so that outside text stays text in an element and in an attribute", () => {
    const text = `<img src=x onerror='a("&")'>`
    const page = html`<p title="${text}">${text}</p>`
    expect(page.html).toBe(
      `<p title="&lt;img src=x onerror=&#39;a(&quot;&amp;&quot;)&#39;&gt;">&lt;img src=x onerror=&#39;a(&quot;&amp;&quot;)&#39;&gt;</p>`,
    )
  })

  it("takes finished parts as they are, one or many", () => {
    const items = ["a", "<b>"].map((name) => html`<li>${name}</li>`)
    expect(html`<ul>${items}</ul>${html`<hr>`}${2}`.html).toBe("<ul><li>a</li><li>&lt;b&gt;</li></ul><hr>2")
  })
})
