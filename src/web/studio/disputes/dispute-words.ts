import type { DisputeStatus } from '#commerce'
import type { Tone } from '../../ui/display/badge.tsx'

export const disputeTones: Record<DisputeStatus, Tone> = {
  opened: 'ochre',
  withdrawn: 'seal',
  won: 'moss',
  lost: 'plain',
}
