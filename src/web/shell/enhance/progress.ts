/**
 * `data-progress="lesson id"` on a player or a text: resumes at `data-position` (ms; of a text the
 * percent last seen) and tells how far the person has come, every ten seconds and on leaving.
 */
export function progress() {
  const node = document.querySelector<HTMLElement>('[data-progress]')
  if (!node) return
  const media = node instanceof HTMLMediaElement ? node : null
  let furthest = Number(node.dataset.percent) || 0
  let sent = ''
  const measure = () => {
    const box = node.getBoundingClientRect()
    const part = media
      ? media.currentTime / media.duration
      : (innerHeight - box.top) / Math.max(box.height, 1)
    const percent = Math.round(Math.min(1, Math.max(0, part || 0)) * 100)
    furthest = Math.max(furthest, percent)
    return media ? Math.round(media.currentTime * 1000) : percent
  }
  const send = () => {
    const positionMs = measure()
    const body = JSON.stringify({ lessonId: node.dataset.progress, positionMs, percent: furthest })
    if (body === sent) return
    sent = body
    const headers = { 'content-type': 'application/json', 'x-csrf-token': node.dataset.csrf ?? '' }
    fetch('/api/progress', { method: 'POST', headers, body, keepalive: true }).catch(() => {})
  }
  if (media) {
    const resume = () => {
      const at = (Number(node.dataset.position) || 0) / 1000
      if (at > 3 && at < media.duration - 3) media.currentTime = at
    }
    if (media.readyState > 0) resume()
    else media.addEventListener('loadedmetadata', resume, { once: true })
    media.addEventListener('pause', send)
    media.addEventListener('ended', send)
  } else {
    const at = Number(node.dataset.position) || 0
    const { top, height } = node.getBoundingClientRect()
    const begun = at > 5 && at < 95 && height > innerHeight && !location.hash
    if (begun) scrollTo({ top: scrollY + top + (height * at) / 100 - innerHeight })
    addEventListener('scroll', measure, { passive: true })
  }
  setInterval(() => {
    if (document.visibilityState === 'visible' && !media?.paused) send()
  }, 10_000)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') send()
  })
}
