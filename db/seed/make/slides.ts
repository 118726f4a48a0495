import { colour as c } from './brush.ts'

export const FRAME = { width: 1280, height: 720, rate: 12 } as const

export type Slide = { seconds: number; title: string; lines: string[]; step: number | null }

/** What the first lesson of the course on attention says. */
export const attentionSlides: Slide[] = [
  {
    seconds: 7,
    title: '注意力是一个回路',
    lines: ['专注力的修炼 · 第一课', '问渠书院'],
    step: null,
  },
  {
    seconds: 10,
    title: '一 · 停留',
    lines: ['把注意力放在一件具体的事上：', '一次呼吸，一行代码，一个句子。'],
    step: 0,
  },
  {
    seconds: 11,
    title: '二 · 走神',
    lines: ['过一会儿，心会自己离开。', '这不是失败，', '清醒的脑子本来就常常在想别的。'],
    step: 1,
  },
  {
    seconds: 11,
    title: '三 · 觉察',
    lines: ['忽然发现：我走神了。', '练习真正发生，', '就在发现的这一刻。'],
    step: 2,
  },
  {
    seconds: 10,
    title: '四 · 带回',
    lines: ['不责备，不追究，', '把注意力轻轻放回原处。'],
    step: 3,
  },
  {
    seconds: 12,
    title: '一圈，就是一次练习',
    lines: ['走神一次，带回一次，', '像举起一次哑铃。', '走神越多，机会越多。'],
    step: 4,
  },
  {
    seconds: 9,
    title: '今天，先做三分钟',
    lines: ['坐下，数呼吸，从一到十。', '丢了，就从一再来。'],
    step: 5,
  },
]

/** One picture of the film, `t` seconds after its beginning. */
export function attentionFrame(t: number): string {
  let start = 0
  for (const slide of attentionSlides) {
    if (t < start + slide.seconds || slide === attentionSlides.at(-1)) {
      return page(slide, t - start, t)
    }
    start += slide.seconds
  }
  return page(attentionSlides[0] as Slide, 0, t)
}

function page(slide: Slide, at: number, t: number): string {
  const alpha = Math.min(1, at / 0.8, Math.max(0, (slide.seconds - at) / 0.6))
  const text = slide.lines.map((words, n) => {
    const shown = ease((at - 0.9 - n * 1.1) / 1.2) * alpha
    return `<text x="640" y="${352 + n * 62}" font-size="36" fill="${c.ink}" opacity="${shown}"
      transform="translate(${(1 - shown) * 14},0)">${words}</text>`
  })
  return paper(`
${loop(slide.step, t)}
<g font-family="Noto Serif CJK SC, Songti SC, serif">
  <text x="640" y="262" font-size="54" font-weight="700" fill="${c.deep}"
      opacity="${ease(at / 0.9) * alpha}">
    ${slide.title}</text>
  <rect x="642" y="286" width="${120 * ease(at / 1.4)}" height="5" fill="${c.cinnabar}"
      opacity="${alpha}"/>
  ${text.join('')}
</g>`)
}

/** The ring with its four stations; the dot walks, and at the second it drifts away. */
function loop(step: number | null, t: number): string {
  const [x, y, r] = [330, 360, 176]
  const at = (turn: number, out = r) => {
    const angle = (turn - 0.25) * Math.PI * 2
    return [x + Math.cos(angle) * out, y + Math.sin(angle) * out] as const
  }
  const turn = step === null || step > 3 ? (t / 8) % 1 : step * 0.25 + 0.02 * Math.sin(t * 1.4)
  const drift = step === 1 ? 26 * Math.sin(t * 2.3) + 16 * Math.sin(t * 3.7) : 0
  const [dx, dy] = at(turn, r + drift)
  const stations = [0, 1, 2, 3].map((n) => {
    const [sx, sy] = at(n * 0.25)
    const lit = step === n || (step !== null && step > 3)
    return `<circle cx="${sx}" cy="${sy}" r="${lit ? 27 : 19}"
      fill="${lit ? c.deep : c.celadon}"/>`
  })
  const rings = [0, 1, 2].map((n) => {
    const grown = ((t / 5 + n / 3) % 1) * 150
    return `<circle cx="${x}" cy="${y}" r="${grown}" fill="none" stroke="${c.blue}"
      stroke-width="2"
      opacity="${0.35 * (1 - grown / 150)}"/>`
  })
  return `${rings.join('')}
<circle cx="${x}" cy="${y}" r="${r}" fill="none" stroke="${c.deep}" stroke-width="7"
      opacity="0.85"/>
${stations.join('')}<circle cx="${dx}" cy="${dy}" r="17" fill="${c.cinnabar}"/>`
}

export const PACE = { inSeconds: 4, outSeconds: 6, rounds: 6 } as const

/** A disc that grows for four seconds and shrinks for six. */
export function breathFrame(t: number): string {
  const whole = PACE.inSeconds + PACE.outSeconds
  const at = t % whole
  const isIn = at < PACE.inSeconds
  const part = isIn ? at / PACE.inSeconds : 1 - (at - PACE.inSeconds) / PACE.outSeconds
  const r = 92 + 138 * ease(part)
  const count = Math.floor(isIn ? at : at - PACE.inSeconds) + 1
  const halos = [1.32, 1.16].map(
    (scale, n) =>
      `<circle cx="640" cy="350" r="${r * scale}" fill="${c.celadon}"
      opacity="${0.18 + n * 0.12}"/>`,
  )
  const done = Array.from({ length: PACE.rounds }, (_, n) => {
    const fill = n <= Math.floor(t / whole) ? c.cinnabar : c.celadon
    return `<circle cx="${640 + (n - (PACE.rounds - 1) / 2) * 34}" cy="668" r="7"
      fill="${fill}"/>`
  })
  return paper(`${halos.join('')}<circle cx="640" cy="350" r="${r}" fill="${c.deep}"/>
<g font-family="Noto Serif CJK SC, Songti SC, serif" text-anchor="middle" fill="#f7f1e3">
  <text x="640" y="352" font-size="44" font-weight="700">${isIn ? '吸' : '呼'}</text>
  <text x="640" y="398" font-size="26" opacity="0.8">${count}</text>
</g>${done.join('')}`)
}

function paper(drawn: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${FRAME.width}" height="${FRAME.height}">
<defs><linearGradient id="g" x1="0" y1="0" x2="0.3" y2="1"><stop offset="0" stop-color="#f4efe2"/>
<stop offset="1" stop-color="#dfe6dd"/></linearGradient></defs>
<rect width="${FRAME.width}" height="${FRAME.height}" fill="url(#g)"/>${drawn}</svg>`
}

function ease(part: number): number {
  const t = Math.max(0, Math.min(1, part))
  return t * t * (3 - 2 * t)
}
