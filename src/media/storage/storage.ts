export type ByteRange = { start: number; end: number }

/** Where bytes are kept, by generated key; a key never contains what a person typed. */
export type Storage = {
  /** Writes all of the stream or nothing; an error of the stream leaves no trace. */
  put(key: string, bytes: ReadableStream<Uint8Array>): Promise<void>
  /** Takes over a local file; it no longer exists where it was. */
  adopt(key: string, path: string): Promise<void>
  /** The bytes, or those of an inclusive range. Throws not_found `media.not_found`. */
  get(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>>
  /** The size in bytes, null when there is no such key. */
  head(key: string): Promise<number | null>
  delete(key: string): Promise<void>
  /** A new path in the same file system, for bytes that are not yet accepted. */
  stagingPath(): Promise<string>
}
