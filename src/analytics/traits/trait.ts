import { z } from 'zod'

/** What may be told, in ranges and words of a list: nothing that names a person. */
export const traitValues = {
  age_range: ['under_18', '18_24', '25_34', '35_44', '45_54', '55_plus'],
  gender: ['female', 'male', 'other'],
  profession: [
    'student',
    'teacher',
    'engineer',
    'designer',
    'manager',
    'medical',
    'public',
    'freelance',
    'retired',
    'other',
  ],
} as const
export type Trait = keyof typeof traitValues

/** Only what is named is changed; `consent` must be said in the same breath. */
export const traitInput = z.object({
  consent: z.literal(true),
  age_range: z.enum(traitValues.age_range).optional(),
  gender: z.enum(traitValues.gender).optional(),
  profession: z.enum(traitValues.profession).optional(),
})
export type TraitInput = z.input<typeof traitInput>
