// Applies the remembered appearance before the first paint. Runs as a classic script in the head, where there is no body
// yet; `appearance.ts`, which owns the stored value, moves the classes to the body as soon as the app runs.
;(() => {
  let stored = {}
  try {
    stored = JSON.parse(localStorage.getItem('portico.appearance')) ?? {}
  } catch {
    // Storage is switched off or holds something else: the defaults apply.
  }
  const systemIsDark = matchMedia('(prefers-color-scheme: dark)').matches
  const dark = stored.theme === 'dark' || (stored.theme !== 'light' && systemIsDark)
  document.documentElement.classList.toggle('awsui-dark-mode', dark)
  document.documentElement.classList.toggle('awsui-compact-mode', stored.density === 'compact')
})()
