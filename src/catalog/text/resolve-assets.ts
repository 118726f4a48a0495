import { type Picture, type PlayableRecording, pictureOf, recordingsOf } from '#media'
import type { Ctx } from '#platform/ctx.ts'

/** The column of text is 44rem wide on a desk, the whole screen on a phone. */
const SIZES = '(min-width: 48rem) 44rem, 100vw'

/** Only the renderer can write this: in its output a quote inside a value is never a bare one. */
const placeholder = /<img data-asset="([0-9a-f-]{36})" alt="([^"]*)"(?: title="[^"]*")?>/g

/**
 * Gives every placeholder of a rendered text the address of its asset, signed for the actor where
 * it is guarded; the caller has checked that the actor may read this text. Ids that are not in
 * `assetIds` (not the author's own) leave their description behind.
 */
export async function resolveAssets(
  ctx: Ctx,
  html: string,
  assetIds: readonly string[],
): Promise<string> {
  if (!html.includes('<img data-asset="')) return html
  const pictures = await pictureOf(ctx, assetIds)
  const others = assetIds.filter((id) => !pictures.has(id))
  const recordings = await recordingsOf(ctx, others)
  return html.replaceAll(placeholder, (_all, id: string, alt: string) => {
    const picture = pictures.get(id)
    if (picture) return pictureTag(picture, alt)
    const recording = recordings.get(id)
    return recording ? recordingTag(recording, alt) : `<em>${alt}</em>`
  })
}

function pictureTag({ src, srcset, width, height }: Picture, alt: string): string {
  const size = `width="${width}" height="${height}"`
  const address = `src="${escaped(src)}" srcset="${escaped(srcset)}" sizes="${SIZES}"`
  return `<img ${address} ${size} alt="${alt}" loading="lazy" decoding="async">`
}

function recordingTag({ kind, url }: PlayableRecording, alt: string): string {
  const address = escaped(url)
  if (kind === 'audio') {
    return `<audio controls preload="none" src="${address}" aria-label="${alt}"></audio>`
  }
  if (kind === 'video') {
    return `<video controls preload="metadata" src="${address}" aria-label="${alt}"></video>`
  }
  return `<a href="${address}" download>${alt || '↓'}</a>`
}

function escaped(url: string): string {
  return url.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
}
