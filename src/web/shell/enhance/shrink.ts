/**
 * `<input type="file" data-shrink="name">`: puts the chosen picture, made small enough for a plain
 * form, as base64 into the hidden field of that name.
 */
export function shrink() {
  const longest = 1200
  document.addEventListener('change', async (event) => {
    const input = event.target as HTMLInputElement
    const name = input.dataset?.shrink
    const [file] = input.files ?? []
    const field = name && input.form?.elements.namedItem(name)
    if (!file || !(field instanceof HTMLInputElement)) return
    try {
      const bitmap = await createImageBitmap(file)
      const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height))
      const canvas = document.createElement('canvas')
      canvas.width = Math.round(bitmap.width * scale)
      canvas.height = Math.round(bitmap.height * scale)
      canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
      field.value = canvas.toDataURL('image/jpeg', 0.8).split(',')[1] ?? ''
    } catch {
      input.value = ''
      field.value = ''
    }
  })
}
