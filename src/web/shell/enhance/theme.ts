/** Runs before the first paint: the chosen theme, then the button that changes it. */
export function theme() {
  const root = document.documentElement
  root.dataset.js = ''
  const stored = () => {
    try {
      return localStorage.getItem('theme')
    } catch {
      return null
    }
  }
  const apply = (choice: string | null) => {
    if (choice) root.dataset.theme = choice
    else delete root.dataset.theme
  }
  apply(stored())
  addEventListener('storage', (event) => {
    if (event.key === 'theme') apply(event.newValue)
  })
  document.addEventListener('click', (event) => {
    const button = (event.target as Element).closest('[data-theme-toggle]')
    if (!button) return
    const dark = matchMedia('(prefers-color-scheme: dark)').matches
    const now = root.dataset.theme ?? (dark ? 'dark' : 'light')
    const next = now === 'dark' ? 'light' : 'dark'
    apply(next)
    try {
      localStorage.setItem('theme', next)
    } catch {}
  })
}
