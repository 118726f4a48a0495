/** Small conveniences of pages that otherwise work as plain links and forms. */
export function page() {
  const all = (selector: string) => document.querySelectorAll<HTMLElement>(selector)

  document.addEventListener('click', (event) => {
    const target = event.target as Element
    for (const menu of all('details[data-menu][open]')) {
      if (!menu.contains(target)) menu.removeAttribute('open')
    }
    const copy = target.closest<HTMLElement>('[data-copy]')
    if (!copy) return
    navigator.clipboard?.writeText(copy.dataset.copy ?? '').then(() => {
      const label = copy.textContent
      copy.textContent = copy.dataset.copied ?? label
      setTimeout(() => {
        copy.textContent = label
      }, 1600)
    })
  })

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    for (const menu of all('details[data-menu][open]')) {
      menu.removeAttribute('open')
      menu.querySelector('summary')?.focus()
    }
  })

  document.addEventListener('change', (event) => {
    const field = event.target as HTMLElement
    const form = field.closest<HTMLFormElement>('form[data-auto-submit]')
    if (form && field.tagName === 'SELECT') form.requestSubmit()
  })

  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement
    if (form.method !== 'post' || event.defaultPrevented) return
    if (form.dataset.sent !== undefined) return event.preventDefault()
    form.dataset.sent = ''
    event.submitter?.setAttribute('aria-disabled', 'true')
  })

  addEventListener('pageshow', () => {
    for (const form of all('form[data-sent]')) {
      delete form.dataset.sent
      for (const button of form.querySelectorAll('[aria-disabled]')) {
        button.removeAttribute('aria-disabled')
      }
    }
  })
}
