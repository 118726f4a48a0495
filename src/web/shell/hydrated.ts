/** A route says `export const handle = { hydrate: true }` when it needs React in the browser. */
export type PageHandle = { hydrate?: boolean }

export function isHydrated(handle: unknown): boolean {
  return (handle as PageHandle | undefined)?.hydrate === true
}
