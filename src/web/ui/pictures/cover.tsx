import { CoverArt } from './cover-art.tsx'

export type Picture = { src: string; srcset: string; width: number; height: number }

type CoverProps = { picture: Picture | null; seed: string; sizes?: string; eager?: boolean }

/** The title beside it says what it is, so the picture itself is decoration. */
export function Cover({
  picture,
  seed,
  sizes = '(min-width: 64rem) 24rem, 92vw',
  eager,
}: CoverProps) {
  return (
    <span className="cover">
      {picture ? (
        <img
          src={picture.src}
          srcSet={picture.srcset}
          sizes={sizes}
          width={picture.width}
          height={picture.height}
          alt=""
          loading={eager ? 'eager' : 'lazy'}
          decoding="async"
          {...(eager && { fetchPriority: 'high' as const })}
        />
      ) : (
        <CoverArt seed={seed} />
      )}
    </span>
  )
}
