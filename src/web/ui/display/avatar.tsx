type AvatarProps = { name: string; image: string | null; size?: number }

/** Beside the person's name, so it says nothing to a screen reader itself. */
export function Avatar({ name, image, size = 32 }: AvatarProps) {
  const style = { width: size, height: size, fontSize: size * 0.44 }
  return (
    <span className="avatar" style={style} aria-hidden="true">
      {image ? <img src={image} alt="" width={size} height={size} /> : name.slice(0, 1)}
    </span>
  )
}
