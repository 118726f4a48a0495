/**
 * `data-look="item id"` on a text: tells how long the page was in sight and how far it was read,
 * once it is no bounce any more and whenever it is left. `?from=` names the list that led here.
 */
export function looks() {
  const node = document.querySelector<HTMLElement>('[data-look]')
  if (!node) return
  const from = new URLSearchParams(location.search).get('from') ?? undefined
  const isSeen = () => document.visibilityState === 'visible'
  let dwell = 0
  let since = isSeen() ? performance.now() : 0
  let depth = 0
  let sent = ''
  const measure = () => {
    const { top, height } = node.getBoundingClientRect()
    const part = ((innerHeight - top) / Math.max(height, 1)) * 100
    depth = Math.max(depth, Math.round(Math.min(100, Math.max(0, part))))
  }
  const send = () => {
    const dwellMs = Math.min(3_600_000, Math.round(dwell + (since ? performance.now() - since : 0)))
    const report = { itemId: node.dataset.look, dwellMs, depth, from }
    const body = JSON.stringify(report)
    if (body === sent) return
    sent = body
    const headers = { 'content-type': 'application/json', 'x-csrf-token': node.dataset.csrf ?? '' }
    fetch('/api/views', { method: 'POST', headers, body, keepalive: true }).catch(() => {})
  }
  measure()
  addEventListener('scroll', measure, { passive: true })
  setTimeout(() => isSeen() && send(), 6_000)
  document.addEventListener('visibilitychange', () => {
    if (isSeen()) since = performance.now()
    else {
      send()
      dwell += since ? performance.now() - since : 0
      since = 0
    }
  })
}
