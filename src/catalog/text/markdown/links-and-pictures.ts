import type { Element, ElementContent, Root } from 'hast'
import { visit } from 'unist-util-visit'
import { isId } from '#kernel/ids.ts'

const external = /^(?:https?:)?\/\//i

/**
 * Links outwards get `rel=nofollow`; a picture of ours becomes a placeholder `<img data-asset>`
 * that is given its address when it is read; one from elsewhere becomes a link, for a page calls
 * nobody.
 */
export function linksAndPictures({ assetIds }: { assetIds: Set<string> }) {
  return (tree: Root): void => {
    visit(tree, 'element', (node) => {
      if (node.tagName === 'a') guardLink(node)
      if (node.tagName === 'img') placePicture(node, assetIds)
      if (node.tagName === 'p') figureOf(node)
      if (node.tagName === 'pre' || node.tagName === 'table') return
    })
    visit(tree, 'element', (node, index, parent) => {
      if (node.tagName !== 'table' || !parent || index === undefined) return
      if (parent.type === 'element' && parent.properties.className) return
      const properties = { className: ['table-scroll'], tabIndex: 0 }
      parent.children[index] = { type: 'element', tagName: 'div', properties, children: [node] }
    })
  }
}

function guardLink(node: Element): void {
  if (external.test(String(node.properties.href ?? ''))) {
    node.properties.rel = ['nofollow', 'noopener', 'noreferrer']
  }
}

function placePicture(node: Element, assetIds: Set<string>): void {
  const { src, alt = '', title } = node.properties
  const id = /^asset:(.+)$/i.exec(String(src ?? ''))?.[1]?.toLowerCase() ?? ''
  if (isId(id)) {
    assetIds.add(id)
    node.properties = { dataAsset: id, alt, ...(title ? { title } : {}) }
    return
  }
  node.tagName = 'a'
  node.properties = { href: src, rel: ['nofollow', 'noopener', 'noreferrer'] }
  node.children = [{ type: 'text', value: String(alt || src) }]
}

/** A paragraph that is one picture is a figure; the picture's title is its caption. */
function figureOf(node: Element): void {
  const [only, ...others] = node.children
  if (only?.type !== 'element' || others.length > 0 || only.tagName !== 'img') return
  const { title, src } = only.properties
  if (!/^asset:/i.test(String(src ?? ''))) return
  const caption: ElementContent[] = title
    ? [
        {
          type: 'element',
          tagName: 'figcaption',
          properties: {},
          children: [{ type: 'text', value: String(title) }],
        },
      ]
    : []
  delete only.properties.title
  node.tagName = 'figure'
  node.children = [only, ...caption]
}
