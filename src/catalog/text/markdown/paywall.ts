import type { Element, ElementContent, Root as HastRoot } from 'hast'
import type { Root } from 'mdast'
import { visit } from 'unist-util-visit'

const marker = /^<!--\s*more\s*-->$/

/**
 * Turns the first marker that stands alone at the top level into a seam that survives as far as
 * `splitAtSeam`; a marker inside a list, a quotation or a code block is none.
 */
export function markSeam() {
  return (tree: Root): void => {
    const at = tree.children.findIndex((node) => node.type === 'html' && marker.test(node.value))
    if (at < 0) return
    const data = { hName: 'hr', hProperties: { dataSeam: '' } }
    tree.children[at] = { type: 'thematicBreak', data }
  }
}

export type Parts = { free: HastRoot; paid: HastRoot; marked: boolean }

/**
 * Cuts the tree at the seam. Each half takes along the footnotes that it is the first to mention,
 * numbered on from the half before.
 */
export function splitAtSeam(tree: HastRoot): Parts {
  const at = tree.children.findIndex((node) => node.type === 'element' && isSeam(node))
  if (at < 0) return { free: tree, paid: rootOf([]), marked: false }
  const notes = tree.children.find((node): node is Element => isElement(node) && isNotes(node))
  const rest = tree.children.slice(at + 1).filter((node) => node !== notes)
  const free = rootOf(tree.children.slice(0, at))
  const paid = rootOf(rest)
  if (notes) shareNotes(notes, free, paid)
  return { free, paid, marked: true }
}

function shareNotes(notes: Element, free: HastRoot, paid: HastRoot): void {
  const mentioned = mentionedNotes(free)
  const all = notesIn(notes)
  const early = all.filter((note) => mentioned.has(String(note.properties.id)))
  const late = all.filter((note) => !early.includes(note))
  if (early.length > 0) free.children.push(withNotes(notes, early, 1))
  if (late.length > 0) paid.children.push(withNotes(notes, late, early.length + 1))
}

function mentionedNotes(tree: HastRoot): Set<string> {
  const ids = new Set<string>()
  visit(tree, 'element', (node) => {
    if ('dataFootnoteRef' in node.properties) ids.add(String(node.properties.href).slice(1))
  })
  return ids
}

function notesIn(section: Element): Element[] {
  const list = section.children.find((node) => isElement(node) && node.tagName === 'ol')
  return list && isElement(list) ? list.children.filter(isElement) : []
}

/** The second section of notes is a list that counts on; the title's id is the first one's. */
function withNotes(section: Element, kept: Element[], start: number): Element {
  const children = section.children.map((node) => {
    if (!isElement(node)) return node
    if (node.tagName === 'ol') {
      return { ...node, properties: start > 1 ? { start } : {}, children: kept }
    }
    const { id, ...others } = node.properties
    return start > 1 ? { ...node, properties: others } : node
  })
  return { ...section, children }
}

function isSeam(node: Element): boolean {
  return 'dataSeam' in node.properties
}

function isNotes(node: Element): boolean {
  return node.tagName === 'section' && 'dataFootnotes' in node.properties
}

function isElement(node: ElementContent | HastRoot['children'][number]): node is Element {
  return node.type === 'element'
}

function rootOf(children: HastRoot['children']): HastRoot {
  return { type: 'root', children }
}
