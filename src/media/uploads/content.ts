import { fileTypeFromBuffer, fileTypeFromFile } from 'file-type'
import type { AssetKind } from '../asset.ts'

export type Content = { kind: AssetKind; mime: string; extension: string }

/** What is accepted, by the extension that the bytes themselves deserve; SVG is not among it. */
const accepted: Readonly<Record<string, Content>> = {
  jpg: { kind: 'picture', mime: 'image/jpeg', extension: 'jpg' },
  png: { kind: 'picture', mime: 'image/png', extension: 'png' },
  webp: { kind: 'picture', mime: 'image/webp', extension: 'webp' },
  gif: { kind: 'picture', mime: 'image/gif', extension: 'gif' },
  avif: { kind: 'picture', mime: 'image/avif', extension: 'avif' },
  heic: { kind: 'picture', mime: 'image/heic', extension: 'heic' },
  mp4: { kind: 'video', mime: 'video/mp4', extension: 'mp4' },
  webm: { kind: 'video', mime: 'video/webm', extension: 'webm' },
  m4a: { kind: 'audio', mime: 'audio/mp4', extension: 'm4a' },
  mp3: { kind: 'audio', mime: 'audio/mpeg', extension: 'mp3' },
  ogg: { kind: 'audio', mime: 'audio/ogg', extension: 'ogg' },
  oga: { kind: 'audio', mime: 'audio/ogg', extension: 'ogg' },
  opus: { kind: 'audio', mime: 'audio/ogg', extension: 'ogg' },
  wav: { kind: 'audio', mime: 'audio/wav', extension: 'wav' },
  pdf: { kind: 'file', mime: 'application/pdf', extension: 'pdf' },
  zip: { kind: 'file', mime: 'application/zip', extension: 'zip' },
}

/** What the first bytes say; null when they do not say it yet or it is not accepted. */
export async function contentOfHead(head: Uint8Array): Promise<Content | null> {
  return contentOf(await fileTypeFromBuffer(head))
}

/** What the whole file says; null for anything that is not accepted. */
export async function contentOfFile(path: string): Promise<Content | null> {
  return contentOf(await fileTypeFromFile(path))
}

function contentOf(found: { ext: string } | undefined): Content | null {
  if (!found || !Object.hasOwn(accepted, found.ext)) return null
  return accepted[found.ext] ?? null
}
