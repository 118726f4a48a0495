/** The shape of a translation: each key of the source and no other. */
export type Same<Source> = { [Key in keyof Source]: string }
