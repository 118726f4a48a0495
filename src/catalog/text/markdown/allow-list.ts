import type { Options } from 'rehype-sanitize'

const mathTags = {
  math: ['display'],
  semantics: [],
  annotation: [['encoding', 'application/x-tex'] as [string, string]],
  mrow: [],
  mi: [],
  mn: [],
  mo: ['fence', 'stretchy', 'minsize', 'maxsize', 'lspace', 'rspace', 'separator', 'accent'],
  ms: [],
  mtext: [],
  mspace: ['width', 'height', 'depth'],
  mfrac: ['linethickness'],
  msqrt: [],
  mroot: [],
  mstyle: ['scriptlevel', 'displaystyle', 'mathcolor', 'mathsize'],
  merror: [],
  mpadded: ['width', 'height', 'depth', 'lspace', 'voffset'],
  mphantom: [],
  menclose: ['notation'],
  msub: [],
  msup: [],
  msubsup: [],
  munder: ['accentunder'],
  mover: ['accent'],
  munderover: [],
  mtable: ['rowspacing', 'columnalign', 'columnspacing', 'columnlines', 'rowlines', 'frame'],
  mtr: [],
  mtd: ['columnalign'],
}

const textTags = [
  ...['a', 'aside', 'blockquote', 'br', 'code', 'del', 'div', 'em', 'figcaption', 'figure'],
  ...['h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'img', 'input', 'li', 'ol', 'p', 'pre', 'section'],
  ...['span', 'strong', 'sup', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul'],
]

/** Ids are ours alone: headings and notes. */
const ownId: [string, RegExp] = ['id', /^(?:s-|note-fn|footnote-label$)/]
const align: [string, ...string[]] = ['align', 'left', 'center', 'right']

/** The elements and attributes that may leave the renderer; whatever is not here is not there. */
export const allowList: Options = {
  tagNames: [...textTags, ...Object.keys(mathTags)],
  attributes: {
    ...mathTags,
    '*': ['mathvariant'],
    a: [
      'href',
      ownId,
      'rel',
      ['className', 'data-footnote-backref'],
      'dataFootnoteRef',
      'dataFootnoteBackref',
      'ariaLabel',
      ['ariaDescribedBy', 'footnote-label'],
    ],
    aside: [['className', 'callout', /^callout-[a-z]+$/]],
    code: [],
    div: [['className', 'table-scroll'], 'tabIndex'],
    h2: [ownId, ['className', 'sr-only']],
    h3: [ownId],
    h4: [ownId],
    h5: [ownId],
    h6: [ownId],
    img: ['dataAsset', 'alt', 'title'],
    input: [['type', 'checkbox'], ['disabled', true], 'checked'],
    li: [ownId, ['className', 'task-list-item']],
    ol: ['start', ['className', 'contains-task-list']],
    p: [['className', 'callout-title']],
    pre: [['className', 'code'], 'tabIndex', 'dataLanguage'],
    section: [['className', 'footnotes'], 'dataFootnotes'],
    span: [['className', 'katex', /^tok-[a-z-]+$/]],
    td: [align],
    th: [align],
    ul: [['className', 'contains-task-list']],
  },
  protocols: { href: ['http', 'https', 'mailto'] },
  required: { input: { type: 'checkbox', disabled: true } },
  strip: ['script', 'style', 'template', 'noscript', 'title', 'textarea', 'iframe'],
  clobber: [],
}
