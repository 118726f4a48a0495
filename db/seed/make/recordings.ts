import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { attentionFrame, attentionSlides, breathFrame, FRAME, PACE } from './slides.ts'
import { bowl, breath, drone, type Sound, silence, wav } from './sound.ts'

/**
 * Makes the films and the sound of the demo site: `node db/seed/make/recordings.ts`. Needs ffmpeg
 * and a Chinese serif font on the machine; what it made is committed, so that nobody else does.
 */
const folder = join(import.meta.dirname, '..', 'recordings')
const scratch = await mkdtemp(join(tmpdir(), 'recordings-'))

async function ffmpeg(args: string[], frames?: AsyncIterable<Buffer>): Promise<void> {
  const child = spawn('ffmpeg', ['-v', 'error', '-y', ...args], {
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  const ended = once(child, 'close')
  if (frames) {
    for await (const frame of frames) {
      if (!child.stdin.write(frame)) await once(child.stdin, 'drain')
    }
  }
  child.stdin.end()
  const [code] = await ended
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}`)
}

async function soundFile(name: string, sound: Sound): Promise<string> {
  const path = join(scratch, `${name}.wav`)
  await writeFile(path, wav(sound))
  return path
}

async function film(name: string, seconds: number, draw: (t: number) => string, sound: Sound) {
  async function* frames() {
    for (let n = 0; n < seconds * FRAME.rate; n++) {
      yield await sharp(Buffer.from(draw(n / FRAME.rate)))
        .removeAlpha()
        .raw()
        .toBuffer()
    }
  }
  const { width, height, rate } = FRAME
  const picture = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`]
  await ffmpeg(
    [
      ...[...picture, '-r', `${rate}`, '-i', '-', '-i', await soundFile(name, sound)],
      ...['-c:v', 'libx264', '-preset', 'slow', '-tune', 'animation', '-crf', '24'],
      ...['-pix_fmt', 'yuv420p', '-g', `${rate * 4}`, '-c:a', 'aac', '-b:a', '64k', '-ac', '1'],
      ...['-map_metadata', '-1', '-movflags', '+faststart', join(folder, `${name}.mp4`)],
    ],
    frames(),
  )
}

async function attentionLoop(): Promise<void> {
  const seconds = attentionSlides.reduce((sum, slide) => sum + slide.seconds, 0)
  const sound = silence(seconds)
  drone(sound)
  let at = 0
  for (const [n, slide] of attentionSlides.entries()) {
    bowl(sound, at + 0.2, n === 0 ? 196 : 262, n === 0 ? 0.4 : 0.22)
    at += slide.seconds
  }
  await film('attention-loop', seconds, attentionFrame, sound)
}

function paced(sound: Sound, from: number, rounds: number): void {
  const { inSeconds, outSeconds } = PACE
  for (let n = 0; n < rounds; n++) {
    const at = from + n * (inSeconds + outSeconds)
    breath(sound, at, inSeconds, 174.6, 261.6)
    breath(sound, at + inSeconds, outSeconds, 261.6, 174.6)
  }
}

async function breathPacer(): Promise<void> {
  const seconds = (PACE.inSeconds + PACE.outSeconds) * PACE.rounds
  const sound = silence(seconds)
  drone(sound, 87.3, 0.03)
  paced(sound, 0, PACE.rounds)
  await film('breath-pacer', seconds, breathFrame, sound)
}

async function threeMinutes(): Promise<void> {
  const sound = silence(192)
  drone(sound, 87.3, 0.035)
  bowl(sound, 0.5)
  paced(sound, 10, 16)
  for (const at of [172, 178, 184]) bowl(sound, at, 196, 0.32)
  const path = await soundFile('three-minutes', sound)
  const target = join(folder, 'three-minutes.m4a')
  const coding = ['-c:a', 'aac', '-b:a', '56k', '-map_metadata', '-1', '-movflags', '+faststart']
  await ffmpeg(['-i', path, ...coding, target])
}

await mkdir(folder, { recursive: true })
await attentionLoop()
await breathPacer()
await threeMinutes()
await rm(scratch, { recursive: true })
