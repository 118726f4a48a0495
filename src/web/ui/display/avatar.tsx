type AvatarProps = { name: string; image: string | null; size?: 'small' | 'normal' | 'large' }

/** Beside the person's name, so it says nothing to a screen reader itself. */
export function Avatar({ name, image, size = 'normal' }: AvatarProps) {
  return (
    <span className="avatar" data-size={size} aria-hidden="true">
      {image ? <img src={image} alt="" /> : name.slice(0, 1)}
    </span>
  )
}
