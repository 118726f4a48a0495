import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { scenes } from './scenes.ts'

/** Draws every picture of the demo site: `node db/seed/make/pictures.ts [name…]`. */
async function drawAll(wanted: string[]): Promise<void> {
  const folder = join(import.meta.dirname, '..', 'pictures')
  await mkdir(folder, { recursive: true })
  for (const [name, draw] of Object.entries(scenes)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    await sharp(Buffer.from(draw()))
      .webp({ quality: 78, effort: 6 })
      .toFile(join(folder, `${name}.webp`))
  }
}

await drawAll(process.argv.slice(2))
