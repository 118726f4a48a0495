/** A button of a cashier; `testId` never changes, so that journeys can rely on it. */
export type Button = { action: string; testId: string; text: string; hint: string; main?: boolean }

/** Text as HTML: nothing a merchant sends may become markup. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char)
}

export type PageText = {
  brand: 'alipay' | 'wechat' | 'stripe'
  title: string
  subtitle: string
  /** Already HTML. */
  content: string
  status?: number
}

const brands = {
  alipay: { name: '模拟支付宝', english: 'Simulated Alipay', colour: '#0958d9', mark: '支' },
  wechat: { name: '模拟微信支付', english: 'Simulated WeChat Pay', colour: '#067a3e', mark: '微' },
  stripe: { name: '模拟 Stripe', english: 'Simulated Stripe', colour: '#4b45c6', mark: 'S' },
}

/** A whole cashier page: phone first, no script, nothing from outside. */
export function cashierPage({ brand, title, subtitle, content, status = 200 }: PageText) {
  const { name, english, colour, mark } = brands[brand]
  const body = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)} · ${name}（沙箱）</title>
<style>${style(colour)}</style>
</head>
<body>
<p class="ribbon" role="note" data-testid="sandbox-mark">沙箱环境，不会产生真实扣款
<span lang="en">Sandbox: no real money moves</span></p>
<main>
<header><span class="mark" aria-hidden="true">${mark}</span>
<p>${name}<span lang="en">${english}</span></p></header>
<h1>${escapeHtml(title)}<span lang="en">${escapeHtml(subtitle)}</span></h1>
${content}
</main>
</body>
</html>`
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' http: https:; " +
        "base-uri 'none'; frame-ancestors 'none'",
    },
    body,
  }
}

/** What is bought, for how much, by when. */
export function receipt(rows: {
  amount: string
  symbol?: string
  lines: [label: string, value: string][]
}): string {
  const lines = rows.lines.map(
    ([label, value]) => `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd></div>`,
  )
  const amount = `${rows.symbol ?? '¥'} ${rows.amount}`
  return `<p class="amount" data-testid="amount">${escapeHtml(amount)}</p>
<dl>${lines.join('')}</dl>`
}

export function buttons(action: string, list: Button[], hidden: Record<string, string> = {}) {
  const fields = Object.entries(hidden).map(
    ([name, value]) =>
      `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  )
  const items = list.map(
    ({ action: value, testId, text, hint, main }) =>
      `<button name="action" value="${value}" data-testid="${testId}"` +
      `${main ? ' class="main"' : ''}>` +
      `${text}<span lang="en">${hint}</span></button>`,
  )
  const inside = [...fields, ...items].join('')
  return `<form method="post" action="${escapeHtml(action)}">${inside}</form>`
}

export function notice(text: string, english: string, testId: string): string {
  return `<p class="notice" role="alert" data-testid="${testId}">${escapeHtml(text)}
<span lang="en">${escapeHtml(english)}</span></p>`
}

export function link(href: string, text: string, english: string, testId: string): string {
  return `<a href="${escapeHtml(href)}" data-testid="${testId}">${escapeHtml(text)}
<span lang="en">${escapeHtml(english)}</span></a>`
}

function style(colour: string): string {
  return `
:root { color-scheme: light dark; --brand: ${colour}; --ink: #1f2328; --soft: #667080;
  --paper: #fff; --back: #f2f4f7; --line: #e3e7ec; --warn: #8a4b00; --warn-back: #fff4e0 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --soft: #9aa3af; --paper: #1c1f24;
  --back: #111316; --line: #30353c; --warn: #ffd08a; --warn-back: #3a2a10 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--back); color: var(--ink);
  font: 16px/1.6 "PingFang SC", "Noto Sans SC", "Microsoft YaHei", system-ui, sans-serif }
span[lang=en] { display: block; font-size: .75rem; font-weight: 400; opacity: .85;
  line-height: 1.4 }
.ribbon { margin: 0; padding: .5rem 1rem; text-align: center; background: var(--warn-back);
  color: var(--warn); font-weight: 600; border-bottom: 2px dashed currentColor }
main { max-width: 26rem; margin: 1.5rem auto; padding: 1.5rem; background: var(--paper);
  border: 1px solid var(--line); border-radius: 1rem }
header { display: flex; gap: .75rem; align-items: center }
header p { margin: 0; font-weight: 600 }
.mark { display: grid; place-items: center; width: 2.75rem; height: 2.75rem; border-radius: .75rem;
  background: var(--brand); color: #fff; font-size: 1.25rem }
h1 { font-size: 1.25rem; line-height: 1.4; margin: 1.25rem 0 .5rem; overflow-wrap: anywhere }
.amount { font-size: 2.25rem; font-weight: 600; margin: .5rem 0;
  font-variant-numeric: tabular-nums }
dl { margin: 1rem 0; border-top: 1px solid var(--line) }
dl div { display: flex; justify-content: space-between; gap: 1rem; padding: .5rem 0;
  border-bottom: 1px solid var(--line) }
dt { color: var(--soft); white-space: nowrap }
dd { margin: 0; font-size: .875rem; text-align: right; overflow-wrap: anywhere }
form { display: grid; gap: .75rem; margin-top: 1rem }
button, a { display: block; width: 100%; min-height: 3rem; padding: .6rem 1rem;
  border-radius: .75rem; border: 1px solid var(--line);
  background: transparent; color: inherit; font: inherit;
  text-align: center; text-decoration: none; cursor: pointer }
button.main { background: var(--brand); border-color: var(--brand); color: #fff; font-weight: 600 }
button:hover, a:hover { border-color: var(--brand) }
:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px }
.notice { padding: .75rem 1rem; border-radius: .75rem; background: var(--warn-back);
  color: var(--warn) }
`
}
