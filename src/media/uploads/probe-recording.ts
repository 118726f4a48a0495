import { FilePathSource, Input, MATROSKA, MP3, MP4, OGG, WAVE, WEBM } from 'mediabunny'
import { invalid } from '#kernel/errors.ts'

export type Recording = {
  hasVideo: boolean
  width: number | null
  height: number | null
  durationMs: number
}

/** Reads a recording's tracks and length from its container; refuses `media.unsupported`. */
export async function probeRecording(path: string): Promise<Recording> {
  const input = new Input({
    source: new FilePathSource(path),
    formats: [MP4, WEBM, MATROSKA, MP3, OGG, WAVE],
  })
  try {
    const video = await input.getPrimaryVideoTrack()
    const audio = await input.getPrimaryAudioTrack()
    if (!video && !audio) throw invalid('media.unsupported')
    const seconds = await input.computeDuration()
    return {
      hasVideo: video !== null,
      width: video ? await video.getDisplayWidth() : null,
      height: video ? await video.getDisplayHeight() : null,
      durationMs: Math.round(seconds * 1000),
    }
  } catch {
    throw invalid('media.unsupported')
  } finally {
    input.dispose()
  }
}
