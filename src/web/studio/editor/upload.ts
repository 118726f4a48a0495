import type { Asset } from '#media'
import type { Refusal } from '../../shell/refusals.ts'

type Upload = {
  file: File
  csrfToken: string
  /** `open` for covers that everybody sees; `guarded` for what is part of sold content. */
  exposure: 'open' | 'guarded'
  onProgress?: (percent: number) => void
}

export type UploadOutcome = { asset: Asset } | { refusal: Refusal }

const unreachable: Refusal = { kind: 'unavailable', code: 'media.upload_failed', details: {} }

/** Sends a file as it is. XMLHttpRequest, because fetch cannot tell how much has gone up. */
export function upload({ file, csrfToken, exposure, onProgress }: Upload): Promise<UploadOutcome> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    const query = new URLSearchParams({ name: file.name || 'picture.png', exposure })
    request.open('POST', `/api/uploads?${query}`)
    request.setRequestHeader('x-csrf-token', csrfToken)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) => onProgress?.((loaded / total) * 100)
    request.onerror = () => resolve({ refusal: unreachable })
    request.onload = () => {
      const { response, status } = request
      if (status === 201 && response) resolve({ asset: response as Asset })
      else resolve({ refusal: { ...unreachable, code: response?.code ?? unreachable.code } })
    }
    request.send(file)
  })
}
