// Sets the remembered theme before anything is drawn, so that the page doesn't flash. A classic script on purpose.
;(() => {
  const remembered = localStorage.getItem("practice-theme")
  const dark = remembered ? remembered === "dark" : matchMedia("(prefers-color-scheme: dark)").matches
  document.documentElement.dataset.theme = dark ? "dark" : "light"
})()
