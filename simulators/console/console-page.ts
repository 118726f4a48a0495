import { type GatewayName, gatewayNames } from '../engine/faults.ts'
import type { Answer } from '../engine/http.ts'
import type { SandboxKeys } from '../keys.ts'
import { escapeHtml } from '../page.ts'
import { CONSOLE } from './console.ts'
import { consoleStyle } from './console-style.ts'
import { explain, type Step } from './explain.ts'
import { type FaultButton, faultButtons } from './fault-buttons.ts'
import type { Exchange } from './wire-log.ts'

type Shown = {
  keys: SandboxKeys
  exchanges: readonly Exchange[]
  chosen: Exchange | undefined
  done: string
}

const names: Record<GatewayName, string> = {
  alipay: '支付宝 Alipay',
  wechat: '微信支付 WeChat Pay',
  stripe: 'Stripe',
}

const everybodys = [
  button('clear', '全部恢复正常', 'All back to normal'),
  button('hour', '过一小时', 'An hour passes'),
]
const nothingYet =
  '<p>还没有。去商店买点什么。<span lang="en">Nothing yet: buy something.</span></p>'

/** The whole console: what was said, checked line by line, beside what can be broken next. */
export function consolePage({ keys, exchanges, chosen, done }: Shown): Answer {
  const newestFirst = [...exchanges].reverse()
  const body = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>支付沙箱 · Sandbox console</title><style>${consoleStyle}</style></head>
<body>
<header><h1>支付沙箱<span lang="en">Payment sandbox</span></h1>
<p>每一次往来都在这里，逐行解开、逐行验证。按钮会弄坏下一次，看看商店会怎样。
<span lang="en">Every exchange is here, decoded and verified line by line. The buttons break the
next one: watch what the shop does.</span></p></header>
${done ? `<p class="done" role="status">✓ ${escapeHtml(done)}</p>` : ''}
<div class="grid">
<section aria-labelledby="faults"><h2 id="faults">弄坏它<span lang="en">Break it</span></h2>
${form('', everybodys)}
${gatewayNames.map(faultsOf).join('')}</section>
<section aria-labelledby="wire"><h2 id="wire">往来<span lang="en">On the wire</span></h2>
${exchanges.length === 0 ? nothingYet : ''}
<ol class="wire">${newestFirst.map((one) => entry(one, chosen)).join('')}</ol></section>
<section aria-labelledby="lines"><h2 id="lines">逐行<span lang="en">Line by line</span></h2>
${chosen ? detail(keys, chosen) : ''}</section>
</div></body></html>`
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; " +
        "base-uri 'none'; frame-ancestors 'none'",
    },
    body,
  }
}

function faultsOf(gateway: GatewayName): string {
  const { calls, told } = faultButtons(gateway)
  const list = (buttons: FaultButton[]) => buttons.map(({ name, zh, en }) => button(name, zh, en))
  const rotate = button('rotate', '换密钥', 'Rotate keys')
  return `<details${gateway === 'alipay' ? ' open' : ''}><summary>${names[gateway]}</summary>
<h3>下一次调用<span lang="en">The next call</span></h3>${form(gateway, list(calls))}
<h3>下一次通知<span lang="en">The next notification</span></h3>${form(gateway, list(told))}
<h3>密钥<span lang="en">Keys</span></h3>${form(gateway, [rotate])}</details>`
}

function form(gateway: string, buttons: string[]): string {
  const hidden = gateway ? `<input type="hidden" name="gateway" value="${gateway}">` : ''
  return `<form method="post" action="${CONSOLE}">${hidden}${buttons.join('')}</form>`
}

function button(name: string, zh: string, en: string): string {
  return (
    `<button name="button" value="${name}" data-testid="console-${name}">${escapeHtml(zh)}` +
    `<span lang="en">${escapeHtml(en)}</span></button>`
  )
}

function entry(one: Exchange, chosen: Exchange | undefined): string {
  const status = one.response ? String(one.response.status) : '—'
  const arrow = one.direction === 'call' ? '商店 → 网关' : '网关 → 商店'
  const current = one.id === chosen?.id ? ' aria-current="true"' : ''
  return `<li><a href="${CONSOLE}?exchange=${one.id}"${current}>
<span class="what">${names[one.gateway]} · ${arrow}</span>
<span class="label">${escapeHtml(one.label)}</span>
<span class="meta">${new Date(one.at).toISOString().slice(11, 19)} · ${status}${
    one.fault ? ` · <mark>${escapeHtml(one.fault)}</mark>` : ''
  }</span></a></li>`
}

function detail(keys: SandboxKeys, one: Exchange): string {
  const steps = explain(keys, one).map(step).join('')
  const { method, target } = one.request
  return `<p class="label">${escapeHtml(`${method} ${target.split('?')[0]}`)}</p>
<ol class="steps">${steps}</ol>`
}

function step({ zh, en, holds, shown }: Step): string {
  const mark = holds === null ? '·' : holds ? '✓' : '✗'
  const state = holds === null ? 'told' : holds ? 'holds' : 'fails'
  return `<li class="${state}"><b aria-hidden="true">${mark}</b><div><p>${escapeHtml(zh)}
<span lang="en">${escapeHtml(en)}</span></p>${
    shown ? `<pre tabindex="0">${escapeHtml(shown)}</pre>` : ''
  }</div></li>`
}
