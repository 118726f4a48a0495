export const RATE = 24_000

/** Samples from −1 to 1. */
export type Sound = Float32Array

export function silence(seconds: number): Sound {
  return new Float32Array(Math.round(seconds * RATE))
}

/** A singing bowl: inharmonic partials, the high ones gone first, the low one beating slowly. */
export function bowl(into: Sound, at: number, pitch = 196, loudness = 0.42): void {
  const partials = [
    { ratio: 1, level: 1, decay: 7 },
    { ratio: 1.004, level: 0.7, decay: 7 },
    { ratio: 2.71, level: 0.42, decay: 4 },
    { ratio: 5.18, level: 0.2, decay: 2.2 },
    { ratio: 8.3, level: 0.08, decay: 1.1 },
  ]
  play(into, at, 16, (t) => {
    const attack = Math.min(1, t / 0.012)
    const tone = partials.reduce(
      (sum, { ratio, level, decay }) =>
        sum + level * Math.exp(-t / decay) * Math.sin(2 * Math.PI * pitch * ratio * t),
      0,
    )
    return (tone * attack * loudness) / 2.4
  })
}

/** A breath: a soft tone that glides up while it comes in and down while it goes out. */
export function breath(into: Sound, at: number, seconds: number, from: number, to: number): void {
  let phase = 0
  play(into, at, seconds, (t) => {
    const part = t / seconds
    const glide = from * (to / from) ** (part * part * (3 - 2 * part))
    phase += (2 * Math.PI * glide) / RATE
    const swell = Math.sin(Math.PI * part) ** 1.4
    return swell * 0.16 * (Math.sin(phase) + 0.3 * Math.sin(2 * phase) + 0.5 * Math.sin(phase / 2))
  })
}

/** A quiet ground of fifths that swells and ebbs. */
export function drone(into: Sound, pitch = 98, loudness = 0.05): void {
  const seconds = into.length / RATE
  play(into, 0, seconds, (t) => {
    const edge = Math.min(1, t / 3, (seconds - t) / 4)
    const swell = 0.7 + 0.3 * Math.sin((2 * Math.PI * t) / 11)
    const tone =
      Math.sin(2 * Math.PI * pitch * t) +
      0.6 * Math.sin(2 * Math.PI * pitch * 1.5 * t + Math.sin(t / 3)) +
      0.35 * Math.sin(2 * Math.PI * pitch * 2.003 * t)
    return tone * edge * swell * loudness
  })
}

function play(into: Sound, at: number, seconds: number, sample: (t: number) => number): void {
  const start = Math.round(at * RATE)
  const end = Math.min(into.length, start + Math.round(seconds * RATE))
  for (let n = start; n < end; n++) into[n] = (into[n] ?? 0) + sample((n - start) / RATE)
}

/** 16-bit mono RIFF. */
export function wav(sound: Sound): Buffer {
  const bytes = Buffer.alloc(44 + sound.length * 2)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(bytes.length - 8, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(RATE, 24)
  bytes.writeUInt32LE(RATE * 2, 28)
  bytes.writeUInt16LE(2, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(sound.length * 2, 40)
  sound.forEach((value, n) => {
    const clipped = Math.max(-1, Math.min(1, value))
    bytes.writeInt16LE(Math.round(clipped * 32_767), 44 + n * 2)
  })
  return bytes
}
