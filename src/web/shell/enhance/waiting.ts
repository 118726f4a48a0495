/**
 * `data-poll="url"`: asks until the JSON says `settled`, then goes to `data-poll-to` or reloads.
 * `data-countdown="ISO time"`: minutes and seconds left, then a reload.
 */
export function waiting() {
  const poll = document.querySelector<HTMLElement>('[data-poll]')
  if (poll) {
    let pause = 1500
    const ask = async () => {
      try {
        const response = await fetch(poll.dataset.poll ?? '', { cache: 'no-store' })
        const answer = response.ok ? await response.json() : {}
        if (answer.settled) {
          if (poll.dataset.pollTo) location.replace(poll.dataset.pollTo)
          else location.reload()
          return
        }
      } catch {}
      pause = Math.min(pause * 1.15, 8000)
      setTimeout(ask, pause)
    }
    setTimeout(ask, pause)
  }

  for (const node of document.querySelectorAll<HTMLElement>('[data-countdown]')) {
    const end = Date.parse(node.dataset.countdown ?? '')
    const tick = () => {
      const left = Math.ceil((end - Date.now()) / 1000)
      if (left < 0) return location.reload()
      node.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`
      setTimeout(tick, 1000)
    }
    if (end > Date.now()) tick()
  }
}
