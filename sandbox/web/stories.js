// The list of stories, each with its button and how far it is.
import { playStory } from "./api.js"
import { byId, element, redraw } from "./dom.js"
import { view } from "./state.js"
import { toast } from "./toast.js"

const STATE_WORDS = { playing: "Playing", done: "Played", failed: "Failed" }

async function play(story) {
  try {
    await playStory(story.id)
  } catch (problem) {
    toast(problem.message)
  }
}

function storyRow(story) {
  const progress = view.progress.get(story.id)
  const playing = progress?.state === "playing"
  return element(
    "li",
    { class: "story", "data-state": progress?.state ?? "ready" },
    element(
      "div",
      { class: "story-words" },
      element("p", { class: "story-title" }, story.title),
      progress
        ? element(
            "p",
            { class: "story-progress", "data-testid": `story-progress-${story.id}` },
            `${STATE_WORDS[progress.state]}: ${progress.step}`,
          )
        : element("p", { class: "story-text" }, story.description),
    ),
    element(
      "button",
      {
        type: "button",
        class: "ghost small",
        "data-testid": `story-${story.id}`,
        "aria-label": `Play: ${story.title}`,
        disabled: playing,
        onclick: () => play(story),
      },
      playing ? "Playing" : progress ? "Again" : "Play",
    ),
  )
}

export function drawStories() {
  const list = byId("stories")
  if (view.stories.length === 0) {
    list.replaceChildren(element("li", { class: "empty" }, "No story is installed."))
    return
  }
  redraw(list, view.stories.map(storyRow))
}
